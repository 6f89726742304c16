import { blobWanted, dropBlobsOf } from '../store/blob-rows.ts'
import { deleteDraft, draftsBefore } from '../store/draft-rows.ts'
import type { Means } from './means.ts'

/** Takes away what nobody wants any more: drafts after their day, files that no draft and no case names, old sessions. */
export interface Sweeper {
  start(): void
  stop(): Promise<void>
  sweep(): Promise<void>
}

const hour = 3_600_000

export function sweeper(means: Means, sweepTeam: () => Promise<unknown>): Sweeper {
  let running: Promise<void> = Promise.resolve()
  let timer: { stop(): void } | null = null
  const sweep = (): Promise<void> => {
    running = running.then(
      () => once(means, sweepTeam),
      () => once(means, sweepTeam),
    )
    return running
  }
  return {
    sweep,
    start() {
      timer = means.clock.every(
        hour,
        () =>
          void sweep().catch((error: unknown) => means.note('sweep-failed', { error: String((error as Error).name) })),
      )
    },
    async stop() {
      timer?.stop()
      await running.catch(() => undefined)
    },
  }
}

async function once(means: Means, sweepTeam: () => Promise<unknown>): Promise<void> {
  const before = means.clock.now() - means.limits.draftHours * hour
  for (const draft of await means.store.read(draftsBefore(before, 1_000)))
    await means.store.write([deleteDraft(draft.tag, draft.rev), dropBlobsOf(draft.tag)])
  // A file younger than a draft's life may still be on its way into one.
  await means.blobs.sweep(async (blob) => (await means.store.read(blobWanted(blob))).length > 0, before)
  await sweepTeam()
}

import { blobWanted, dropBlobsOf } from '../store/blob-rows.ts'
import { deleteDraft, draftsBefore } from '../store/draft-rows.ts'
import { dropKeptOfGone, sweepKept } from '../store/kept-text-rows.ts'
import { dropMentionsOfGone } from '../store/mention-rows.ts'
import { dropOwnOfGone } from '../store/own-desk-rows.ts'
import { forgottenNow } from './forgetting.ts'
import type { Means } from './means.ts'
import { rounds } from './rounds.ts'

/**
 * Takes away what nobody wants any more: drafts after their day, files that no draft and no case names, of the team old
 * sessions, answered challenges and links that were used or are over, and the copies that upgrades made long ago.
 */
export interface Sweeper {
  start(): void
  stop(): Promise<void>
  sweep(): Promise<void>
}

const minute = 60_000
const hour = 60 * minute
const page = 1_000
/** Long enough to see that an upgrade went well. */
const copyDays = 30

/** What is no row of this desk's own: the team's room, and what lies beside the database. */
interface SweptElsewhere {
  team(): Promise<unknown>
  copies(before: number): void
}

export function sweeper(means: Means, elsewhere: SweptElsewhere): Sweeper {
  const { run, every, after, stop } = rounds(means, 'sweep', () => once(means, elsewhere))
  return {
    sweep: run,
    stop,
    start() {
      // A desk that is restarted every night must not wait an hour with yesterday's drafts, nor start slower for them.
      after(5 * minute)
      every(hour)
    },
  }
}

async function once(means: Means, elsewhere: SweptElsewhere): Promise<void> {
  const before = means.clock.now() - means.limits.draftHours * hour
  while (await sweptDrafts(means, before));
  // A file younger than a draft's life may still be on its way into one.
  await means.blobs.sweep(async (blob) => (await means.store.read(blobWanted(blob))).length > 0, before)
  await sweepOwn(means)
  await forgottenNow(means)
  await elsewhere.team()
  elsewhere.copies(means.clock.now() - copyDays * 24 * hour)
}

/** What members kept for themselves and forgot, and everything of those who left. */
async function sweepOwn(means: Means): Promise<void> {
  const before = means.clock.now() - means.limits.keptTextDays * 24 * hour
  await means.store.write([sweepKept(before), dropKeptOfGone(), dropMentionsOfGone(), dropOwnOfGone()])
}

/** Whether there may be more of them: a flood leaves more drafts in an hour than are read at once. */
async function sweptDrafts(means: Means, before: number): Promise<boolean> {
  const old = await means.store.read(draftsBefore(before, page))
  const gone = old.map(({ tag, rev }) => means.store.write([deleteDraft(tag, rev), dropBlobsOf(tag)]))
  const swept = (await Promise.all(gone)).some(({ result }) => result === 'committed')
  return swept && old.length === page
}

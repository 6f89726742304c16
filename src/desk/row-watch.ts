import type { Group } from '../case/case.ts'
import { type InboxRecord, inboxByUpdate } from '../store/inbox-rows.ts'
import type { Means } from './means.ts'

/**
 * Tells what changed in the inbox since the last look, for what lives in memory beside it: once everything, newest
 * first, and then only the newest rows, with some overlap, because other processes and nodes write too.
 */
export interface RowWatch {
  /** Resolves once everything known now was told. */
  catchUp(): Promise<void>
  /** Rows told since the start. */
  told(): number
}

export interface Watching {
  /** No more rows than this in the first look. */
  readonly most?: number | undefined
  /** Only what stands in these groups in the first look; changes are told of all. */
  readonly groups?: readonly Group[] | undefined
}

/**
 * A row carries the time at which its command was decided, a moment before it was committed. Now and then the look
 * reaches further back, for nodes whose clock is behind.
 */
const overlap = { usual: 2_000, deep: 120_000 } as const
const deepEvery = 60_000
/** A few rows usually reach back far enough. */
const steps = { first: 25, more: 200 } as const

export function rowWatch(
  means: Means,
  tell: (record: InboxRecord) => Promise<void>,
  watching: Watching = {},
): RowWatch {
  const seen = new Map<string, { readonly head: number; readonly at: number }>()
  let mark: number | null = null
  let deepAt = 0
  let told = 0
  let running: Promise<void> | null = null

  async function look(): Promise<void> {
    const now = means.clock.now()
    const [newest] = await means.store.read(inboxByUpdate({ limit: 1 }))
    if (mark === null) await everything()
    else if (now - deepAt < deepEvery && now >= deepAt) await backTo(mark - overlap.usual)
    else {
      deepAt = now
      await backTo(mark - overlap.deep)
    }
    mark = Math.max(mark ?? 0, newest?.updated_at ?? 0)
    forget(mark - overlap.deep)
  }

  async function everything(): Promise<void> {
    const { groups = [undefined], most = Number.POSITIVE_INFINITY } = watching
    for (const grp of groups) await rows(grp, () => told < most)
  }

  const backTo = (since: number): Promise<void> => rows(undefined, (record) => record.updated_at >= since)

  /** Page by page, newest first, as long as a row is wanted. */
  async function rows(grp: Group | undefined, wanted: (record: InboxRecord) => boolean): Promise<void> {
    let after: { at: number; number: string } | undefined
    for (let limit: number = steps.first; ; limit = steps.more) {
      const records = await means.store.read(inboxByUpdate({ grp, limit }, after))
      for (const record of records) {
        if (!wanted(record)) return
        await once(record)
      }
      const last = records.at(-1)
      if (last === undefined || records.length < limit) return
      after = { at: last.updated_at, number: last.number }
      // Requests come in between two pages of a large desk.
      await new Promise(setImmediate)
    }
  }

  async function once(record: InboxRecord): Promise<void> {
    if (seen.get(record.stream)?.head === record.head_seq) return
    seen.set(record.stream, { head: record.head_seq, at: record.updated_at })
    told += 1
    await tell(record)
  }

  /** What no look reaches any more need not be remembered. */
  function forget(before: number): void {
    for (const [stream, { at }] of seen) if (at < before) seen.delete(stream)
  }

  return {
    told: () => told,
    catchUp: () => {
      running ??= look().finally(() => {
        running = null
      })
      return running
    },
  }
}

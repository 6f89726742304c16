import type { Group } from '../case/case.ts'
import {
  caseByStream,
  headsSince,
  type InboxHead,
  type InboxKey,
  type InboxRecord,
  inboxByUpdate,
} from '../store/inbox-rows.ts'
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
 * A row carries the time at which its command was decided, a moment before it was committed. Where other nodes write as
 * well, every look reaches back as far as a transaction can last (30 seconds), a clock may be wrong (5), and some more.
 */
const overlap = { usual: 2_000, deep: 120_000 } as const
const deepEvery = 60_000
const page = 200

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
    const [newest] = await means.store.read(inboxByUpdate({ viewer: null, limit: 1 }))
    if (mark === null) await everything()
    else if (!means.store.shared && now - deepAt < deepEvery && now >= deepAt) await backTo(mark - overlap.usual)
    else {
      deepAt = now
      await backTo(mark - overlap.deep)
    }
    mark = Math.max(mark ?? 0, newest?.updated_at ?? 0)
    forget(mark - overlap.deep)
  }

  async function everything(): Promise<void> {
    const { groups = [undefined], most = Number.POSITIVE_INFINITY } = watching
    for (const grp of groups) {
      await pages(
        (after) => means.store.read(inboxByUpdate({ grp, viewer: null, limit: page }, after)),
        async (record) => {
          if (told < most) await once(record)
          return told < most
        },
      )
    }
  }

  const backTo = (since: number): Promise<void> =>
    pages(
      (after) => means.store.read(headsSince(since, page, after)),
      async (head) => {
        if (wasTold(head)) return true
        for (const record of await means.store.read(caseByStream(head.stream))) await once(record)
        return true
      },
    )

  /** Page by page, newest first, as long as a row is wanted. */
  async function pages<Row extends InboxHead>(
    read: (after?: InboxKey) => Promise<readonly Row[]>,
    wanted: (row: Row) => Promise<boolean>,
  ): Promise<void> {
    for (let after: InboxKey | undefined; ; ) {
      const rows = await read(after)
      for (const row of rows) if (!(await wanted(row))) return
      const last = rows.at(-1)
      if (last === undefined || rows.length < page) return
      after = { at: last.updated_at, number: last.number }
      // Requests come in between two pages of a large desk.
      await new Promise(setImmediate)
    }
  }

  const wasTold = ({ stream, head_seq }: InboxHead): boolean => seen.get(stream)?.head === head_seq

  async function once(record: InboxRecord): Promise<void> {
    if (wasTold(record)) return
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

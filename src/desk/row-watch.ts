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

const overlap = 120_000
/** The first look takes large steps; afterwards a few rows usually reach back far enough. */
const steps = { first: 500, later: 25 } as const

export function rowWatch(
  means: Means,
  tell: (record: InboxRecord) => Promise<void>,
  most = Number.POSITIVE_INFINITY,
): RowWatch {
  const heads = new Map<string, number>()
  let mark = -1
  let told = 0
  let running: Promise<void> | null = null

  async function look(): Promise<void> {
    const step = mark < 0 ? steps.first : steps.later
    const since = mark - overlap
    let newest = mark
    let after: { at: number; number: string } | undefined
    for (;;) {
      const records = await means.store.read(inboxByUpdate({ limit: step }, after))
      for (const record of records) await once(record)
      newest = Math.max(newest, records[0]?.updated_at ?? 0)
      const last = records.at(-1)
      if (last === undefined || records.length < step || last.updated_at < since || told >= most) break
      after = { at: last.updated_at, number: last.number }
      // Requests come in between two pages of a large desk.
      await new Promise(setImmediate)
    }
    mark = newest
  }

  async function once(record: InboxRecord): Promise<void> {
    if (heads.get(record.stream) === record.head_seq) return
    heads.set(record.stream, record.head_seq)
    told += 1
    await tell(record)
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

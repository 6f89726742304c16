import type { Millis } from '../../case/ids.ts'
import { makeLeaf } from '../../store/audit.ts'
import {
  type CheckpointRecord,
  checkpointOfDay,
  growLog,
  insertCheckpoint,
  markDay,
  newestCheckpoint,
  newestDay,
  numberLeaf,
  putTile,
  waitingLeaves,
} from '../../store/audit-rows.ts'
import { releaseLease, takeLease } from '../../store/lease-rows.ts'
import { insertJob } from '../../store/outbox-rows.ts'
import type { Append, Write } from '../../store/store.ts'
import { withoutFacts } from '../../store/without-facts.ts'
import { freshId } from '../fresh.ts'
import type { Means } from '../means.ts'
import { deskJob } from '../notice.ts'
import { type Pace, pace } from '../pace.ts'
import { rounds } from '../rounds.ts'
import { publicKey, signed } from '../signing.ts'
import { checkpointText, type NoteKey, signedNote } from './checkpoint.ts'
import { logLength, tileReader } from './stored-log.ts'
import { type Edge, edgeOf, grown, rangeHash } from './tiles.ts'

/**
 * Gives every leaf its number, in one tree, and signs what the log is by now. One process at a time: each batch is one
 * commit that goes through only while the lease is held and the log is as long as it was. Killed at any point, it
 * leaves whole batches; the next one begins where they end. Reports never wait for it.
 */
export interface Numbering {
  start(): void
  /** Numbers what waits and signs it, so that the last checkpoint is the end of the log. */
  stop(): Promise<void>
  run(): Promise<void>
  /** Signs now what there is. */
  sign(): Promise<void>
  /** Something waits, and for a long time nobody has numbered anything. */
  behind(): boolean
}

export interface AroundNumbering {
  /** The log's own name, which never changes: it stands in the first line of every checkpoint. */
  readonly origin: string
  /** Writes down what was only counted so far. */
  before(): Promise<void>
  /** Keeps a checkpoint where a restored database cannot take it back. Called after its commit. */
  keep(note: string): Promise<void>
}

const second = 1_000
const minute = 60 * second
const lease = { name: 'audit', length: 10 * second } as const
const batch = 256
/** A checkpoint after so many leaves, or after so long, whatever comes first. */
const signedAfter = { leaves: 100, time: 5 * minute } as const
/** A log that nobody has numbered for so long is no log. */
const patience = 10 * minute

export function numbering(means: Means, around: AroundNumbering, going: Pace = pace()): Numbering {
  const { store, clock, keys } = means
  const holder = freshId(means.random)
  const { run, every, stop } = rounds(means, 'audit', once)
  const read = tileReader(means)
  const key = noteKey(means)
  let edge: { readonly size: number; readonly of: Edge } | undefined
  let hadLease = false
  let stuck: { readonly since: Millis; readonly size: number } | null = null
  let kept = 0

  async function once(): Promise<void> {
    await around.before()
    await beginDay()
    while (await numberBatch()) await going.turn()
    await signIfDue()
  }

  /** A start is a use of the root key: it opens every other key. */
  const noteStart = async (): Promise<void> => append('desk-started', 'desk-started', [])

  async function append(act: string, details: string, uniques: Append['uniques']): Promise<void> {
    const leaf = { id: freshId(means.random), at: clock.now(), actor: 'desk', act, stream: 'desk' }
    const audit = [makeLeaf(await keys.desk(), leaf, details)]
    await store.append(withoutFacts('desk', { audit, uniques }))
  }

  /** One leaf a day, so that what strangers see changes every day, and not only on days with work. */
  async function beginDay(): Promise<void> {
    const day = dayOf(clock.now())
    if (await isShown(day)) return
    await append('day-began', day, [{ scope: 'audit-day', tag: day, owner: 'desk' }])
  }

  /** Whether there may be more. */
  async function numberBatch(): Promise<boolean> {
    const waiting = await store.read(waitingLeaves(batch))
    if (waiting.length === 0) {
      stuck = null
      return false
    }
    const size = await logLength(means)
    // Noted before anything is written: a full disk throws.
    if (stuck?.size !== size) stuck = { since: clock.now(), size }
    const from = edge?.size === size ? edge.of : await edgeOf(size, read)
    const next = grown(
      from,
      size,
      waiting.map(({ hash }) => hash),
    )
    const done = await commit([
      growLog(size, size + waiting.length),
      ...waiting.map((leaf, i) => numberLeaf(leaf, size + i + 1)),
      ...next.tiles.map(putTile),
    ])
    edge = done ? { size: size + waiting.length, of: next.edge } : undefined
    if (done) stuck = null
    return done && waiting.length === batch
  }

  /** False where another process numbers: it has the lease, or was quicker. */
  async function commit(writes: readonly Write[]): Promise<boolean> {
    const now = clock.now()
    const written = await store.write([takeLease(lease.name, holder, now, now + lease.length), ...writes])
    hadLease ||= written.result === 'committed'
    return written.result === 'committed'
  }

  async function signIfDue(): Promise<void> {
    const now = clock.now()
    const day = dayOf(now)
    const [[last], size, shown] = await Promise.all([store.read(newestCheckpoint()), logLength(means), isShown(day)])
    const news = size - (last?.size ?? 0)
    const newDay = !shown
    const due =
      last === undefined || news >= signedAfter.leaves || Math.abs(now - last.at) >= signedAfter.time || newDay
    if (news > 0 && due) await signAt(size, newDay ? day : '')
    else if (newDay && last !== undefined && last.size === size && last.day === '')
      await commit([markDay(last.size, day)])
    // What another node signed is kept here as well.
    else if (last !== undefined && last.size > kept) await keep(last)
  }

  async function signAt(size: number, day: string): Promise<void> {
    const at = clock.now()
    const root = await rangeHash({ start: 0, end: size }, read)
    const note = signedNote(checkpointText({ origin: around.origin, size, root, at }), around.origin, key)
    const jobs = day === '' ? [] : await news(size, day)
    if (await commit([insertCheckpoint({ size, at, day, note }), ...jobs])) await keep({ size, note })
  }

  /** Members who get mail get the checkpoint of a day on which more happened than that it began. */
  async function news(size: number, day: string): Promise<readonly Write[]> {
    const [before] = await store.read(newestDay())
    if (before === undefined || size - before.size < 2) return []
    const id = freshId(means.random)
    const of = {
      id,
      dedupe: `checkpoint:${day}`,
      lane: 'notice',
      topic: 'case-news',
      body: { news: 'checkpoint' },
    } as const
    return [insertJob(deskJob(means, await keys.desk(), of))]
  }

  async function keep({ size, note }: Pick<CheckpointRecord, 'size' | 'note'>): Promise<void> {
    await around.keep(note)
    kept = size
  }

  const isShown = async (day: string): Promise<boolean> => (await store.read(checkpointOfDay(day))).length > 0

  async function sign(): Promise<void> {
    await run()
    const [[last], size] = await Promise.all([store.read(newestCheckpoint()), logLength(means)])
    if (size > (last?.size ?? 0)) await signAt(size, '')
  }

  return {
    run,
    sign,
    start() {
      void noteStart().catch(() => undefined)
      every(second)
    },
    async stop() {
      await stop()
      if (hadLease) await sign().catch(() => undefined)
      if (hadLease) await store.write([releaseLease(lease.name, holder)]).catch(() => undefined)
    },
    behind: () => stuck !== null && clock.now() - stuck.since > patience,
  }
}

const dayOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10)

const noteKey = ({ keys }: Means): NoteKey => ({
  spki: publicKey(keys, 'checkpoint'),
  sign: (text) => signed(keys, 'checkpoint', text),
})

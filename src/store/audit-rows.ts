import { z } from 'zod'
import { leafRow } from './audit.ts'
import { seenBy } from './case-member-rows.ts'
import { LEAF_COLUMNS, type LeafRecord } from './leaf.ts'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** The log as a whole: leaves by their number, the hashes of the tree, and what was signed of it. */
export interface NumberedLeaf extends LeafRecord {
  /** Place in the log, from 1; 0 while it waits for one. */
  readonly num: number
}

const waitingRow = z.object({ stream: text, n: int, at: int, hash: bytes })
export type WaitingLeaf = z.infer<typeof waitingRow>

const numberedRow = leafRow.extend({ num: int }) satisfies { parse(value: unknown): NumberedLeaf }
const COLUMNS = `${LEAF_COLUMNS}, num`

/** What has no number yet, oldest first. */
export const waitingLeaves = (limit: number): Query<WaitingLeaf> => ({
  sql: 'select stream, n, at, hash from leaf where num = 0 order by at, stream, n limit ?1',
  params: [limit],
  row: waitingRow,
})

export const numberLeaf = ({ stream, n }: Pick<LeafRecord, 'stream' | 'n'>, num: number): Write => ({
  sql: 'update leaf set num = ?3 where stream = ?1 and n = ?2 and num = 0',
  params: [stream, n, num],
  changes: 1,
})

const sizeRow = z.object({ n: int })
const openedRow = z.object({ stream: text, at: int })

/** How many leaves have their number. */
export const logSize = (): Query<{ n: number }> => ({
  sql: "select n from counter where name = 'audit-log'",
  params: [],
  row: sizeRow,
})

/** Goes through only while the log is as long as whoever numbers believes: no number is given twice or left out. */
export const growLog = (from: number, to: number): Write => ({
  sql: "update counter set n = ?2 where name = 'audit-log' and n = ?1",
  params: [from, to],
  changes: 1,
})

export const leavesByNumber = (after: number, limit: number): Query<NumberedLeaf> => ({
  sql: `select ${COLUMNS} from leaf where num > 0 and num > ?1 order by num limit ?2`,
  params: [after, limit],
  row: numberedRow,
})

/** All leaves as they hang together, stream by stream, those included that wait for a number. */
export const leavesByStream = (after: Pick<LeafRecord, 'stream' | 'n'>, limit: number): Query<NumberedLeaf> => ({
  sql: `select ${COLUMNS} from leaf where (stream, n) > (?1, ?2) order by stream, n limit ?3`,
  params: [after.stream, after.n, limit],
  row: numberedRow,
})

/** One page of the log, newest first, without the entries of cases that are kept from this member. */
export const logPage = (viewer: string, before: number, limit: number): Query<NumberedLeaf> => ({
  sql: `select ${COLUMNS} from leaf where num > 0 and num < ?2 and ${seenBy('?1', 'leaf')} order by num desc limit ?3`,
  params: [viewer, before, limit],
  row: numberedRow,
})

export const logPageOfActor = (viewer: string, actor: string, before: number, limit: number): Query<NumberedLeaf> => ({
  sql: `select ${COLUMNS} from leaf where actor = ?2 and num > 0 and num < ?3 and ${seenBy('?1', 'leaf')} order by num desc limit ?4`,
  params: [viewer, actor, before, limit],
  row: numberedRow,
})

/** By its place in the stream: `before` is an `n`, not a number of the log. */
export const logPageOfStream = (stream: string, before: number, limit: number): Query<NumberedLeaf> => ({
  sql: `select ${COLUMNS} from leaf where stream = ?1 and n < ?2 order by n desc limit ?3`,
  params: [stream, before, limit],
  row: numberedRow,
})

/** The cases that this actor opened after this moment, newest first, as often as they did. */
export const casesOpened = (actor: string, since: number, limit: number): Query<{ stream: string; at: number }> => ({
  sql: `select stream, at from leaf where act = 'case-read' and actor = ?1 and at > ?2 order by at desc limit ?3`,
  params: [actor, since, limit],
  row: openedRow,
})

/** When somebody of the team first saw this case, the whole of it or in triage. */
export const firstOpened = (stream: string): Query<{ at: number }> => ({
  sql: `select at from leaf where stream = ?1 and act in ('case-read', 'triage-read', 'glass-read') order by n limit 1`,
  params: [stream],
  row: z.object({ at: int }),
})

const tileRow = z.object({ level: int, n: int, hashes: bytes })
export type TileRecord = z.infer<typeof tileRow>

export const findTile = (level: number, n: number): Query<TileRecord> => ({
  sql: 'select level, n, hashes from audit_tile where level = ?1 and n = ?2',
  params: [level, n],
  row: tileRow,
})

export const putTile = ({ level, n, hashes }: TileRecord): Write => ({
  sql: `insert into audit_tile (level, n, hashes) values (?1, ?2, ?3)
    on conflict (level, n) do update set hashes = excluded.hashes`,
  params: [level, n, hashes],
  changes: 1,
})

const checkpointRow = z.object({ size: int, at: int, day: text, note: text })
export type CheckpointRecord = z.infer<typeof checkpointRow>

export const insertCheckpoint = ({ size, at, day, note }: CheckpointRecord): Write => ({
  sql: 'insert into checkpoint (size, at, day, note) values (?1, ?2, ?3, ?4)',
  params: [size, at, day, note],
  changes: 1,
})

/** Shows the root of a checkpoint that was signed already. */
export const markDay = (size: number, day: string): Write => ({
  sql: "update checkpoint set day = ?2 where size = ?1 and day = ''",
  params: [size, day],
  changes: 1,
})

export const newestCheckpoint = (): Query<CheckpointRecord> => ({
  sql: 'select size, at, day, note from checkpoint order by size desc limit 1',
  params: [],
  row: checkpointRow,
})

/** The one whose root strangers see. By size: a clock that was wrong once may have named a day that is far ahead. */
export const newestDay = (): Query<CheckpointRecord> => ({
  sql: "select size, at, day, note from checkpoint where day <> '' order by size desc limit 1",
  params: [],
  row: checkpointRow,
})

export const checkpointOfDay = (day: string): Query<CheckpointRecord> => ({
  sql: "select size, at, day, note from checkpoint where day <> '' and day = ?1",
  params: [day],
  row: checkpointRow,
})

export const checkpointsAfter = (size: number, limit: number): Query<CheckpointRecord> => ({
  sql: 'select size, at, day, note from checkpoint where size > ?1 order by size limit ?2',
  params: [size, limit],
  row: checkpointRow,
})

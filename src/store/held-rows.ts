import { z } from 'zod'
import { insertJob } from './outbox-rows.ts'
import { bytes, int, text } from './rows.ts'
import type { Job, Query, Write } from './store.ts'

/**
 * Acts of members that wait a minute before they are carried out. They lie in the outbox under a topic of their own,
 * one a case: `dedupe` is the stream, so of two members who act in the same second one wins. Carrying out, undoing and
 * refusing are each one compare-and-set on the fence, so exactly one of them happens.
 */
const heldRow = z.object({
  id: text,
  stream: text,
  run_at: int,
  lease_until: int,
  fence: int,
  dead_at: int,
  last_error: text,
  body: bytes,
})
export type HeldRecord = z.infer<typeof heldRow>
const COLUMNS = Object.keys(heldRow.shape).join(', ')

export const heldTopic = 'held-act'
const refusedTopic = 'refused-act'
const undoneTopic = 'undone-act'

/** A conflict where another act waits on this case already. */
export const insertHeld = ({ id, stream, runAt, body }: Pick<Job, 'id' | 'stream' | 'runAt' | 'body'>): Write => ({
  ...insertJob({ id, lane: 'reply', topic: heldTopic, dedupe: stream, stream, runAt, body }),
  changes: 1,
})

export const heldOf = (stream: string): Query<HeldRecord> => ({
  sql: `select ${COLUMNS} from outbox where topic = ?1 and dedupe = ?2`,
  params: [heldTopic, stream],
  row: heldRow,
})

export const heldById = (id: string): Query<HeldRecord> => ({
  sql: `select ${COLUMNS} from outbox where id = ?1 and topic = ?2`,
  params: [id, heldTopic],
  row: heldRow,
})

export const heldActs = (limit: number): Query<HeldRecord> => ({
  sql: `select ${COLUMNS} from outbox where topic = ?1 order by dedupe limit ?2`,
  params: [heldTopic, limit],
  row: heldRow,
})

/** Undone, as long as nobody began to carry it out. Its words stay for a while, for whoever took them back. */
export const withdrawHeld = (id: string, fence: number, now: number): Write => ({
  sql: 'update outbox set topic = ?5, dedupe = id, done_at = ?4 where id = ?1 and topic = ?2 and fence = ?3 and lease_until < ?4',
  params: [id, heldTopic, fence, now, undoneTopic],
  changes: 1,
})

export const undoneById = (id: string): Query<HeldRecord> => ({
  sql: `select ${COLUMNS} from outbox where id = ?1 and topic = ?2`,
  params: [id, undoneTopic],
  row: heldRow,
})

/** Belongs into the append of its facts: the act is gone from here exactly when they are on disk. */
export const finishHeld = (id: string, fence: number): Write => ({
  sql: 'delete from outbox where id = ?1 and topic = ?2 and fence = ?3',
  params: [id, heldTopic, fence],
  changes: 1,
})

/** The rules said no when its time came. It stays here with its words, until a member has seen that. */
export const refuseHeld = (id: string, fence: number, at: number, code: string): Write => ({
  sql: `update outbox set topic = ?4, dedupe = id, done_at = ?5, lease_until = 0, last_error = ?6 where id = ?1 and topic = ?2 and fence = ?3`,
  params: [id, heldTopic, fence, refusedTopic, at, code],
  changes: 1,
})

export const refusedActs = (limit: number): Query<HeldRecord> => ({
  sql: `select ${COLUMNS} from outbox where topic = ?1 order by dedupe limit ?2`,
  params: [refusedTopic, limit],
  row: heldRow,
})

export const dropRefused = (id: string): Write => ({
  sql: 'delete from outbox where id = ?1 and topic = ?2',
  params: [id, refusedTopic],
})

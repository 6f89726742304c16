import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What one member asked for and another has to agree to, or a day has to pass over. */
const twoPersonRow = z.object({
  id: text,
  kind: text,
  subject: text,
  asked_by: text,
  agreed_by: text,
  asked_at: int,
  ready_at: int,
  ends_at: int,
  state: z.enum(['asked', 'agreed', 'used', 'stopped']),
  body: bytes,
})
export type TwoPersonRecord = z.infer<typeof twoPersonRow>
const COLUMNS = 'id, kind, subject, asked_by, agreed_by, asked_at, ready_at, ends_at, state, body'

export const insertTwoPerson = (r: TwoPersonRecord): Write => ({
  sql: `insert into two_person (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
  params: [r.id, r.kind, r.subject, r.asked_by, r.agreed_by, r.asked_at, r.ready_at, r.ends_at, r.state, r.body],
  changes: 1,
})

/** Compare-and-set on the state; the terms in the body are never rewritten. */
export const moveTwoPerson = (was: TwoPersonRecord, to: Omit<TwoPersonRecord, 'body'>): Write => ({
  sql: 'update two_person set agreed_by = ?3, ready_at = ?4, ends_at = ?5, state = ?6 where id = ?1 and state = ?2',
  params: [was.id, was.state, to.agreed_by, to.ready_at, to.ends_at, to.state],
  changes: 1,
})

export const findTwoPerson = (id: string): Query<TwoPersonRecord> => ({
  sql: `select ${COLUMNS} from two_person where id = ?1`,
  params: [id],
  row: twoPersonRow,
})

/** What is not over, by its end. */
export const openTwoPerson = (now: number): Query<TwoPersonRecord> => ({
  sql: `select ${COLUMNS} from two_person where ends_at > ?1 and state <> 'stopped' order by ends_at, id`,
  params: [now],
  row: twoPersonRow,
})

/** The facts stay in the desk's log. */
export const sweepTwoPerson = (now: number): Write => ({
  sql: 'delete from two_person where ends_at <= ?1',
  params: [now],
})

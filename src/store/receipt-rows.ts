import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Receipt codes, by keyed tag alone. Whoever copies the table can open nothing with it. */
const receiptRow = z.object({
  tag: text,
  stream: text,
  person: text,
  state: z.enum(['active', 'replaced']),
  created_at: int,
  expires_at: int,
  replaced_at: int,
})
export type ReceiptRecord = z.infer<typeof receiptRow>
const COLUMNS = 'tag, stream, person, state, created_at, expires_at, replaced_at'

export interface NewReceipt {
  readonly tag: string
  readonly stream: string
  readonly person: string
  readonly createdAt: number
  /** `NEVER` for none. */
  readonly expiresAt: number
}

export const insertReceipt = (r: NewReceipt): Write => ({
  sql: `insert into receipt (${COLUMNS}) values (?1, ?2, ?3, 'active', ?4, ?5, 0)`,
  params: [r.tag, r.stream, r.person, r.createdAt, r.expiresAt],
  changes: 1,
})

/** From now on the old code only says that it was replaced, until `expiresAt`. */
export const replaceReceipt = (tag: string, at: number, expiresAt: number): Write => ({
  sql: "update receipt set state = 'replaced', replaced_at = ?2, expires_at = ?3 where tag = ?1 and state = 'active'",
  params: [tag, at, expiresAt],
  changes: 1,
})

/** Also an expired one: the caller compares, so that every code takes the same path. */
export const findReceipt = (tag: string): Query<ReceiptRecord> => ({
  sql: `select ${COLUMNS} from receipt where tag = ?1`,
  params: [tag],
  row: receiptRow,
})

/** A hand-over code works once. */
export const deleteReceipt = (tag: string): Write => ({
  sql: 'delete from receipt where tag = ?1',
  params: [tag],
  changes: 1,
})

/** Every code of this person for this case, an unused one included, with the sessions that it began. */
export const endWaysOf = (stream: string, person: string): Write[] => [
  {
    sql: "delete from session where kind = 'reporter' and subject in (select tag from receipt where stream = ?1 and person = ?2)",
    params: [stream, person],
  },
  { sql: 'delete from receipt where stream = ?1 and person = ?2', params: [stream, person] },
]

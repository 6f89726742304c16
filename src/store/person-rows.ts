import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Outside people. What names them is sealed under a key of their own and gone when that key is. */
const personRow = z.object({ id: text, at: int, body: bytes })
export type PersonRecord = z.infer<typeof personRow>

export const putPerson = (id: string, body: Uint8Array, at: number): Write => ({
  sql: 'insert into person (id, at, body) values (?1, ?2, ?3) on conflict (id) do update set at = excluded.at, body = excluded.body',
  params: [id, at, body],
  changes: 1,
})

export const findPerson = (id: string): Query<PersonRecord> => ({
  sql: 'select id, at, body from person where id = ?1',
  params: [id],
  row: personRow,
})

/** Together with `keys.destroy('person', id)`. */
export const deletePerson = (id: string): Write => ({ sql: 'delete from person where id = ?1', params: [id] })

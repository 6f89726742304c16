import { z } from 'zod'
import { bytes, int } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What one member chose for their own desk. */
const ownRow = z.object({ rev: int, body: bytes })
export type OwnRecord = z.infer<typeof ownRow>

export const findOwn = (member: string): Query<OwnRecord> => ({
  sql: 'select rev, body from own_desk where member = ?1',
  params: [member],
  row: ownRow,
})

/** `was` is the revision that was read, 0 for none. */
export const putOwn = (member: string, was: number, body: Uint8Array): Write => ({
  sql: `insert into own_desk (member, rev, body) values (?1, 1, ?3)
    on conflict (member) do update set rev = own_desk.rev + 1, body = excluded.body where own_desk.rev = ?2`,
  params: [member, was, body],
  changes: 1,
})

/** Of whoever is not on the team any more. */
export const dropOwnOfGone = (): Write => ({
  sql: "delete from own_desk where member in (select id from member where state = 'removed')",
  params: [],
})

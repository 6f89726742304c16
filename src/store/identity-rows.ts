import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Who is known by which sign-in provider: by keyed tag of issuer and subject, never by a mail address. */
const identityRow = z.object({ tag: text, member: text, created_at: int, used_at: int, body: bytes })
export type IdentityRecord = z.infer<typeof identityRow>
const COLUMNS = 'tag, member, created_at, used_at, body'

/** Known to one member only: a second one is a conflict. */
export const insertIdentity = (r: IdentityRecord): Write => ({
  sql: `insert into identity (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5)`,
  params: [r.tag, r.member, r.created_at, r.used_at, r.body],
  changes: 1,
})

export const useIdentity = (tag: string, at: number): Write => ({
  sql: 'update identity set used_at = ?2 where tag = ?1',
  params: [tag, at],
  changes: 1,
})

export const deleteIdentity = (tag: string, member: string): Write => ({
  sql: 'delete from identity where tag = ?1 and member = ?2',
  params: [tag, member],
  changes: 1,
})

export const deleteIdentitiesOf = (member: string): Write => ({
  sql: 'delete from identity where member = ?1',
  params: [member],
})

export const findIdentity = (tag: string): Query<IdentityRecord> => ({
  sql: `select ${COLUMNS} from identity where tag = ?1`,
  params: [tag],
  row: identityRow,
})

export const identitiesOf = (member: string): Query<IdentityRecord> => ({
  sql: `select ${COLUMNS} from identity where member = ?1 order by created_at, tag`,
  params: [member],
  row: identityRow,
})

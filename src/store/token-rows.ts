import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** API tokens by keyed tag. `id` names one in lists and logs without saying anything of the token. */
const tokenRow = z.object({
  tag: text,
  id: text,
  member: text,
  scopes: text,
  created_at: int,
  expires_at: int,
  revoked_at: int,
  used_at: int,
  label: bytes,
})
export type TokenRecord = z.infer<typeof tokenRow>
const COLUMNS = 'tag, id, member, scopes, created_at, expires_at, revoked_at, used_at, label'

export interface NewToken {
  readonly tag: string
  readonly id: string
  readonly member: string
  /** `read act publish`, with single spaces. */
  readonly scopes: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly label: Uint8Array
}

export const insertToken = (t: NewToken): Write => ({
  sql: `insert into token (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7)`,
  params: [t.tag, t.id, t.member, t.scopes, t.createdAt, t.expiresAt, t.label],
  changes: 1,
})

/** Also a revoked or expired one: the caller compares. */
export const findToken = (tag: string): Query<TokenRecord> => ({
  sql: `select ${COLUMNS} from token where tag = ?1`,
  params: [tag],
  row: tokenRow,
})

export const tokensOf = (member: string): Query<TokenRecord> => ({
  sql: `select ${COLUMNS} from token where member = ?1 order by created_at, tag`,
  params: [member],
  row: tokenRow,
})

export const revokeToken = (id: string, at: number): Write => ({
  sql: 'update token set revoked_at = ?2 where id = ?1 and revoked_at = 0',
  params: [id, at],
  changes: 1,
})

export const revokeTokensOf = (member: string, at: number): Write => ({
  sql: 'update token set revoked_at = ?2 where member = ?1 and revoked_at = 0',
  params: [member, at],
})

export const useToken = (tag: string, at: number): Write => ({
  sql: 'update token set used_at = ?2 where tag = ?1',
  params: [tag, at],
})

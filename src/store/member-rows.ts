import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** The team. Names and addresses lie in the sealed body; role and state decide on every request and stay in clear. */
export const memberRow = z.object({
  id: text,
  role: z.enum(['lead', 'member', 'observer']),
  state: z.enum(['invited', 'active', 'removed']),
  since: int,
  body: bytes,
})
export type MemberRecord = z.infer<typeof memberRow>

export const insertMember = (m: MemberRecord): Write => ({
  sql: 'insert into member (id, role, state, since, body) values (?1, ?2, ?3, ?4, ?5)',
  params: [m.id, m.role, m.state, m.since, m.body],
  changes: 1,
})

/** `was` is the state that was decided on; another one by now is a conflict. */
export const updateMember = (m: MemberRecord, was: MemberRecord['state']): Write => ({
  sql: 'update member set role = ?2, state = ?3, since = ?4, body = ?5 where id = ?1 and state = ?6',
  params: [m.id, m.role, m.state, m.since, m.body, was],
  changes: 1,
})

export const findMember = (id: string): Query<MemberRecord> => ({
  sql: 'select id, role, state, since, body from member where id = ?1',
  params: [id],
  row: memberRow,
})

export const allMembers = (): Query<MemberRecord> => ({
  sql: 'select id, role, state, since, body from member order by since, id',
  params: [],
  row: memberRow,
})

const passkeyRow = z.object({ id: text, member: text, counter: int, created_at: int, used_at: int, body: bytes })
export type PasskeyRecord = z.infer<typeof passkeyRow>
const PASSKEY = 'id, member, counter, created_at, used_at, body'

/** `id` is the tag of the credential id; the credential itself lies in the sealed body. */
export const insertPasskey = (p: PasskeyRecord): Write => ({
  sql: `insert into passkey (${PASSKEY}) values (?1, ?2, ?3, ?4, ?5, ?6)`,
  params: [p.id, p.member, p.counter, p.created_at, p.used_at, p.body],
  changes: 1,
})

/** Compare-and-set on the signature counter: one assertion is good for one sign-in (WebAuthn section 6.1.1). */
export const usePasskey = (id: string, wasCounter: number, counter: number, at: number): Write => ({
  sql: 'update passkey set counter = ?3, used_at = ?4 where id = ?1 and counter = ?2',
  params: [id, wasCounter, counter, at],
  changes: 1,
})

/** Its name, which lies in the sealed body. */
export const renamePasskey = (id: string, member: string, body: Uint8Array): Write => ({
  sql: 'update passkey set body = ?3 where id = ?1 and member = ?2',
  params: [id, member, body],
  changes: 1,
})

export const deletePasskey = (id: string, member: string): Write => ({
  sql: 'delete from passkey where id = ?1 and member = ?2',
  params: [id, member],
  changes: 1,
})

export const findPasskey = (id: string): Query<PasskeyRecord> => ({
  sql: `select ${PASSKEY} from passkey where id = ?1`,
  params: [id],
  row: passkeyRow,
})

export const passkeysOf = (member: string): Query<PasskeyRecord> => ({
  sql: `select ${PASSKEY} from passkey where member = ?1 order by created_at, id`,
  params: [member],
  row: passkeyRow,
})

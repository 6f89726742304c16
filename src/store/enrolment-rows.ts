import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** One-time links that let a member enrol a passkey or sign in, by keyed tag. */
const enrolmentRow = z.object({ tag: text, member: text, purpose: text, expires_at: int, used_at: int })
export type EnrolmentRecord = z.infer<typeof enrolmentRow>

export const insertEnrolment = (tag: string, member: string, purpose: string, expiresAt: number): Write => ({
  sql: 'insert into enrolment (tag, member, purpose, expires_at, used_at) values (?1, ?2, ?3, ?4, 0)',
  params: [tag, member, purpose, expiresAt],
  changes: 1,
})

/** Works once and in time; anything else is a conflict. */
export const useEnrolment = (tag: string, now: number): Write => ({
  sql: 'update enrolment set used_at = ?2 where tag = ?1 and used_at = 0 and expires_at > ?2',
  params: [tag, now],
  changes: 1,
})

/** A new link voids the ones before it. */
export const voidEnrolments = (member: string, purpose: string): Write => ({
  sql: 'delete from enrolment where member = ?1 and purpose = ?2 and used_at = 0',
  params: [member, purpose],
})

export const findEnrolment = (tag: string): Query<EnrolmentRecord> => ({
  sql: 'select tag, member, purpose, expires_at, used_at from enrolment where tag = ?1',
  params: [tag],
  row: enrolmentRow,
})

/** Used and expired ones look like unknown ones already, so nobody misses them. */
export const sweepEnrolments = (now: number): Write => ({
  sql: 'delete from enrolment where used_at > 0 or expires_at <= ?1',
  params: [now],
})

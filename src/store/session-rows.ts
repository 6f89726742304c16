import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Who is signed in, by keyed tag of the cookie. `subject` is the member, or the receipt tag of a reporter. */
const sessionRow = z.object({
  tag: text,
  kind: z.enum(['member', 'reporter']),
  subject: text,
  created_at: int,
  seen_at: int,
  expires_at: int,
  body: bytes,
})
export type SessionRecord = z.infer<typeof sessionRow>
const COLUMNS = 'tag, kind, subject, created_at, seen_at, expires_at, body'

export const insertSession = (s: SessionRecord): Write => ({
  sql: `insert into session (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
  params: [s.tag, s.kind, s.subject, s.created_at, s.seen_at, s.expires_at, s.body],
  changes: 1,
})

/** Also an expired one: the caller compares with its own clock. */
export const findSession = (tag: string): Query<SessionRecord> => ({
  sql: `select ${COLUMNS} from session where tag = ?1`,
  params: [tag],
  row: sessionRow,
})

export const touchSession = (tag: string, seenAt: number, expiresAt: number): Write => ({
  sql: 'update session set seen_at = ?2, expires_at = ?3 where tag = ?1',
  params: [tag, seenAt, expiresAt],
  changes: 1,
})

export const deleteSession = (tag: string): Write => ({ sql: 'delete from session where tag = ?1', params: [tag] })

/** Ends every session of somebody, but for one that may stay. */
export const deleteSessionsOf = (kind: SessionRecord['kind'], subject: string, exceptTag = ''): Write => ({
  sql: 'delete from session where kind = ?1 and subject = ?2 and tag <> ?3',
  params: [kind, subject, exceptTag],
})

export const sessionsOf = (kind: SessionRecord['kind'], subject: string): Query<SessionRecord> => ({
  sql: `select ${COLUMNS} from session where kind = ?1 and subject = ?2 order by created_at, tag`,
  params: [kind, subject],
  row: sessionRow,
})

export const sweepSessions = (now: number): Write => ({
  sql: 'delete from session where expires_at < ?1',
  params: [now],
})

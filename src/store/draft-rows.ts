import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What somebody typed and has not sent, and, once sent, the answer that every repeat gets. */
const draftRow = z.object({ tag: text, rev: int, state: z.enum(['open', 'sent']), at: int, body: bytes, answer: bytes })
export type DraftRecord = z.infer<typeof draftRow>

export const insertDraft = (tag: string, body: Uint8Array, at: number): Write => ({
  sql: "insert into draft (tag, rev, state, at, body, answer) values (?1, 1, 'open', ?2, ?3, ?4)",
  params: [tag, at, body, new Uint8Array()],
  changes: 1,
})

/** Two tabs with one draft: the second to save sees a conflict, reads again and saves on top. */
export const updateDraft = (tag: string, rev: number, body: Uint8Array, at: number): Write => ({
  sql: "update draft set rev = rev + 1, body = ?3, at = ?4 where tag = ?1 and rev = ?2 and state = 'open'",
  params: [tag, rev, body, at],
  changes: 1,
})

/** Goes into the append of the new case: the text now lies in the case, the draft keeps the answer alone. */
export const sendDraft = (tag: string, rev: number, answer: Uint8Array, at: number): Write => ({
  sql: "update draft set rev = rev + 1, state = 'sent', body = ?5, answer = ?3, at = ?4 where tag = ?1 and rev = ?2 and state = 'open'",
  params: [tag, rev, answer, at, new Uint8Array()],
  changes: 1,
})

export const findDraft = (tag: string): Query<DraftRecord> => ({
  sql: 'select tag, rev, state, at, body, answer from draft where tag = ?1',
  params: [tag],
  row: draftRow,
})

/** Drafts last touched before this time, oldest first. */
export const draftsBefore = (at: number, limit: number): Query<DraftRecord> => ({
  sql: 'select tag, rev, state, at, body, answer from draft where at < ?1 order by at limit ?2',
  params: [at, limit],
  row: draftRow,
})

/** The revision guards against a draft that was touched again while it was being swept. */
export const deleteDraft = (tag: string, rev: number): Write => ({
  sql: 'delete from draft where tag = ?1 and rev = ?2',
  params: [tag, rev],
  changes: 1,
})

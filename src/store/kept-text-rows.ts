import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What a member typed into a form of a case and has not sent. */
const keptRow = z.object({ form: text, at: int, body: bytes })
export type KeptRecord = z.infer<typeof keptRow>

export interface KeptPlace {
  readonly member: string
  readonly stream: string
  readonly form: string
  /** The number of the form on the page: what was sent with it is not kept once more. */
  readonly once: string
}

/** The newest words win, whichever tab they come from. Words of a form that was sent meanwhile are left out. */
export const keepText = (of: KeptPlace, at: number, body: Uint8Array): Write => ({
  sql: `insert into kept_text (member, stream, form, once, sent, at, body) values (?1, ?2, ?3, ?4, 0, ?5, ?6)
    on conflict (member, stream, form) do update set once = excluded.once, sent = 0, at = excluded.at, body = excluded.body
    where kept_text.sent = 0 or kept_text.once <> excluded.once`,
  params: [of.member, of.stream, of.form, of.once, at, body],
})

/** It was sent, or thrown away: no word of it stays. */
export const endKept = (of: KeptPlace, at: number): Write => ({
  sql: `insert into kept_text (member, stream, form, once, sent, at, body) values (?1, ?2, ?3, ?4, 1, ?5, ?6)
    on conflict (member, stream, form) do update set once = excluded.once, sent = 1, at = excluded.at, body = excluded.body`,
  params: [of.member, of.stream, of.form, of.once, at, new Uint8Array()],
})

export const keptOf = (member: string, stream: string): Query<KeptRecord> => ({
  sql: 'select form, at, body from kept_text where member = ?1 and stream = ?2 and sent = 0',
  params: [member, stream],
  row: keptRow,
})

export const dropKeptOf = (stream: string): Write => ({
  sql: 'delete from kept_text where stream = ?1',
  params: [stream],
})

export const sweepKept = (before: number): Write => ({
  sql: 'delete from kept_text where at < ?1',
  params: [before],
})

/** Of whoever is not on the team any more. */
export const dropKeptOfGone = (): Write => ({
  sql: "delete from kept_text where member in (select id from member where state = 'removed')",
  params: [],
})

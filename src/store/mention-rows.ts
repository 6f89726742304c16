import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Who was named in a note of which case. Which words, the sealed note alone says. */
const mentionRow = z.object({ stream: text, at: int, seen_at: int })
export type MentionRecord = z.infer<typeof mentionRow>

/** Belongs into the append of the note. */
export const putMention = (member: string, stream: string, at: number): Write => ({
  sql: `insert into mention (member, stream, at, seen_at) values (?1, ?2, ?3, 0)
    on conflict (member, stream) do update set at = excluded.at, seen_at = 0`,
  params: [member, stream, at],
})

export const mentionSeen = (member: string, stream: string, at: number): Write => ({
  sql: 'update mention set seen_at = ?3 where member = ?1 and stream = ?2 and seen_at = 0',
  params: [member, stream, at],
})

/** Newest first. `after` is time and stream of the last row of the page before. */
export const mentionsOf = (
  member: string,
  limit: number,
  after: { readonly at: number; readonly stream: string },
): Query<MentionRecord> => ({
  sql: 'select stream, at, seen_at from mention where member = ?1 and (at, stream) < (?2, ?3) order by at desc, stream desc limit ?4',
  params: [member, after.at, after.stream, limit],
  row: mentionRow,
})

export const unseenMentions = (member: string): Query<{ stream: string }> => ({
  sql: 'select stream from mention where member = ?1 and seen_at = 0',
  params: [member],
  row: z.object({ stream: text }),
})

export const dropMentionsOf = (stream: string): Write => ({
  sql: 'delete from mention where stream = ?1',
  params: [stream],
})

/** Of whoever is not on the team any more. */
export const dropMentionsOfGone = (): Write => ({
  sql: "delete from mention where member in (select id from member where state = 'removed')",
  params: [],
})

import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** How each recipient is told, and what they are still to be told. */
const wayRow = z.object({ recipient: text, rev: int, code_tag: text, letter_at: int, letter: text, body: bytes })
export type WayRecord = z.infer<typeof wayRow>
const WAY = 'recipient, rev, code_tag, letter_at, letter, body'

export const findWay = (recipient: string): Query<WayRecord> => ({
  sql: `select ${WAY} from notice_way where recipient = ?1`,
  params: [recipient],
  row: wayRow,
})

export const findWayByCode = (codeTag: string): Query<WayRecord> => ({
  sql: `select ${WAY} from notice_way where code_tag = ?1 and code_tag <> ''`,
  params: [codeTag],
  row: wayRow,
})

/** Of all members: there are never many. */
export const memberWays = (): Query<WayRecord> => ({
  sql: `select ${WAY} from notice_way where recipient >= 'member:' and recipient < 'member;' order by recipient`,
  params: [],
  row: wayRow,
})

/** `was` is the revision that was read, 0 for none. */
export const putWay = (recipient: string, was: number, codeTag: string, body: Uint8Array): Write => ({
  sql: `insert into notice_way (${WAY}) values (?1, 1, ?3, 0, '', ?4)
    on conflict (recipient) do update set rev = notice_way.rev + 1, code_tag = excluded.code_tag, body = excluded.body
    where notice_way.rev = ?2`,
  params: [recipient, was, codeTag, body],
  changes: 1,
})

/** Compare-and-set on the letter before: of two workers one writes the next letter. */
export const noteLetter = (was: WayRecord, letter: string, at: number): Write => ({
  sql: 'update notice_way set letter = ?3, letter_at = ?4 where recipient = ?1 and letter = ?2',
  params: [was.recipient, was.letter, letter, at],
  changes: 1,
})

/** From the moment it was delivered the next one waits. */
export const letterDelivered = (recipient: string, at: number): Write => ({
  sql: 'update notice_way set letter_at = ?2 where recipient = ?1 and letter_at < ?2',
  params: [recipient, at],
})

const deleteWay = (recipient: string): Write => ({
  sql: 'delete from notice_way where recipient = ?1',
  params: [recipient],
})

const noticeRow = z.object({ id: text, recipient: text, at: int, letter: text, told_at: int, body: bytes })
export type NoticeRecord = z.infer<typeof noticeRow>
const NOTICE = 'id, recipient, at, letter, told_at, body'

/** News that was passed on before is left out: it is told once. */
export const insertNotice = (n: Omit<NoticeRecord, 'told_at'>): Write => ({
  sql: `insert into notice (${NOTICE}) values (?1, ?2, ?3, ?4, 0, ?5) on conflict (id) do nothing`,
  params: [n.id, n.recipient, n.at, n.letter, n.body],
})

/** Who waits for a letter, a page after the other. */
export const waitingRecipients = (after: string, limit: number): Query<{ recipient: string }> => ({
  sql: "select distinct recipient from notice where letter = '' and recipient > ?1 order by recipient limit ?2",
  params: [after, limit],
  row: z.object({ recipient: text }),
})

/** What waits for this one's next letter, oldest first; `after` is the last row of the page before. */
export const waitingNotices = (
  recipient: string,
  after: Pick<NoticeRecord, 'at' | 'id'>,
  limit: number,
): Query<NoticeRecord> => ({
  sql: `select ${NOTICE} from notice where letter = '' and recipient = ?1 and (at, id) > (?2, ?3) order by at, id limit ?4`,
  params: [recipient, after.at, after.id, limit],
  row: noticeRow,
})

/** All that waits goes into this letter; what comes later goes into the next one. */
export const bindNotices = (recipient: string, letter: string): Write => ({
  sql: "update notice set letter = ?2 where recipient = ?1 and letter = ''",
  params: [recipient, letter],
})

export const noticesIn = (letter: string): Query<NoticeRecord> => ({
  sql: `select ${NOTICE} from notice where letter = ?1 and told_at = 0 and letter <> '' order by at, id`,
  params: [letter],
  row: noticeRow,
})

export const noticesTold = (letter: string, at: number): Write => ({
  sql: "update notice set told_at = ?2 where letter = ?1 and told_at = 0 and letter <> ''",
  params: [letter, at],
})

/** The newest of one recipient, told or not: what their feed shows. */
export const newestNotices = (recipient: string, after: number, limit: number): Query<NoticeRecord> => ({
  sql: `select ${NOTICE} from notice where recipient = ?1 and at > ?2 order by at desc, id desc limit ?3`,
  params: [recipient, after, limit],
  row: noticeRow,
})

export const deleteNoticesOf = (recipient: string): Write => ({
  sql: 'delete from notice where recipient = ?1',
  params: [recipient],
})

/** What was told long ago, and what only a feed ever showed. */
export const sweepNotices = (before: number): Write => ({
  sql: "delete from notice where at < ?1 and (told_at > 0 or letter = 'feed')",
  params: [before],
})

/** Whoever left or dropped their name is told nothing more, and their address goes. */
export const forgetRecipient = (recipient: string): Write[] => [
  deleteWay(recipient),
  deleteNoticesOf(recipient),
  deleteFeedOf(recipient),
]

const feedRow = z.object({ tag: text, recipient: text, receipt: text, created_at: int })
export type FeedRecord = z.infer<typeof feedRow>

/** A new address ends the one before. */
export const putFeed = (f: FeedRecord): Write[] => [
  deleteFeedOf(f.recipient),
  {
    sql: 'insert into unlisted_feed (tag, recipient, receipt, created_at) values (?1, ?2, ?3, ?4)',
    params: [f.tag, f.recipient, f.receipt, f.created_at],
    changes: 1,
  },
]

export const deleteFeedOf = (recipient: string): Write => ({
  sql: 'delete from unlisted_feed where recipient = ?1',
  params: [recipient],
})

export const findFeed = (tag: string): Query<FeedRecord> => ({
  sql: 'select tag, recipient, receipt, created_at from unlisted_feed where tag = ?1',
  params: [tag],
  row: feedRow,
})

export const feedOf = (recipient: string): Query<FeedRecord> => ({
  sql: 'select tag, recipient, receipt, created_at from unlisted_feed where recipient = ?1',
  params: [recipient],
  row: feedRow,
})

export const memberFeeds = (): Query<FeedRecord> => ({
  sql: "select tag, recipient, receipt, created_at from unlisted_feed where recipient >= 'member:' and recipient < 'member;'",
  params: [],
  row: feedRow,
})

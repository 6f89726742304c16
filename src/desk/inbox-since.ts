import type { Millis } from '../case/ids.ts'
import { changedBetween } from '../store/inbox-rows.ts'
import type { InboxPage, MemberActor } from './desk.ts'
import { readCursor, rowsOf } from './inbox.ts'
import type { Means } from './means.ts'

/** A stretch of time that somebody goes through page by page: what changes meanwhile is for the next time. */
export interface SinceAsk {
  readonly after: Millis
  readonly until: Millis
  readonly cursor?: string | undefined
}

/** What came and changed in that time, newest change first. */
export async function inboxSince(means: Means, viewer: MemberActor, ask: SinceAsk): Promise<InboxPage> {
  const limit = means.limits.pageSize
  const records = await means.store.read(changedBetween(viewer.member, ask, limit + 1, readCursor(ask.cursor)))
  const page = records.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await rowsOf(means, viewer, page),
    next: records.length > limit && last !== undefined ? `${last.updated_at}.${last.number}` : null,
  }
}

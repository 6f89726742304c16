import { createHmac } from 'node:crypto'
import type { MemberId, Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { deleteFeedOf, findFeed, newestNotices, putFeed } from '../store/notice-rows.ts'
import { findReceipt } from '../store/receipt-rows.ts'
import { secretKey } from '../store/secret-key.ts'
import type { Means } from './means.ts'
import { canonicalCode } from './receipt-code.ts'
import { isRecipient, keyOf, memberOf, type Recipient } from './way.ts'

/** What an unlisted feed tells: that there was news in this hour, and nothing of what it was. */
export interface UnlistedFeed {
  readonly for: 'member' | 'reporter'
  /** Newest first. `id` names the news to the reader's program and to nobody else. */
  readonly entries: readonly { readonly id: string; readonly at: Millis }[]
  /** When the feed was made. */
  readonly since: Millis
}

const shown = { days: 30, entries: 50 } as const
const hour = 3_600_000
const toTheHour = (at: Millis): Millis => at - (at % hour)

/** 192 bits. The store keeps its keyed tag alone. */
const isToken = (given: string): boolean => /^[A-Za-z0-9_-]{32}$/.test(given)
const tagOf = (means: Means, token: string): string => means.keys.tag('unlisted-feed', token)

export const freshFeedToken = (means: Means): string => Buffer.from(means.random(24)).toString('base64url')

/** The page after Send shows it again on every repeat, as it shows the receipt code again. */
export const feedTokenOf = (means: Means, receipt: string): string =>
  createHmac('sha256', secretKey(means.keys.purpose('feed').bytes))
    .update('reporter-feed\0')
    .update(canonicalCode(receipt))
    .digest()
    .subarray(0, 24)
    .toString('base64url')

/** A new address; the one before ends. `receipt` is the tag of the code that the feed lives and dies with. */
export async function makeFeed(means: Means, recipient: Recipient, receipt: string, token: string): Promise<void> {
  await means.store.write(putFeed({ tag: tagOf(means, token), recipient, receipt, created_at: means.clock.now() }))
}

export async function endFeed(means: Means, recipient: Recipient): Promise<void> {
  await means.store.write([deleteFeedOf(recipient)])
}

export async function readFeed(
  means: Means,
  token: string,
  activeMembers: () => Promise<ReadonlySet<MemberId>>,
): Promise<UnlistedFeed | undefined> {
  const [row] = isToken(token) ? await means.store.read(findFeed(tagOf(means, token))) : []
  if (row === undefined || !isRecipient(row.recipient)) return undefined
  const member = memberOf(row.recipient)
  const open = member === null ? await receiptOpens(means, row.receipt) : (await activeMembers()).has(member)
  if (!open || (await keyOf(means, row.recipient)) === undefined) return undefined
  const after = means.clock.now() - shown.days * day
  const notices = await means.store.read(newestNotices(row.recipient, after, shown.entries))
  return {
    for: member === null ? 'reporter' : 'member',
    entries: notices.map(({ id, at }) => ({ id, at: toTheHour(at) })),
    since: toTheHour(row.created_at),
  }
}

/** A code that was replaced takes its feed with it. */
async function receiptOpens(means: Means, receipt: string): Promise<boolean> {
  const [row] = await means.store.read(findReceipt(receipt))
  return row !== undefined && row.state === 'active' && row.expires_at > means.clock.now()
}

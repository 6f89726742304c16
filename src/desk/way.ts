import { z } from 'zod'
import type { MemberId, PersonId } from '../case/ids.ts'
import type { DataKey } from '../store/keys.ts'
import { feedOf, findWay, putWay, type WayRecord } from '../store/notice-rows.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import type { Means } from './means.ts'
import { memberNews } from './notice.ts'
import { quietHours } from './quiet-hours.ts'

/** Whom news is for. What they chose lies under the desk's key, or under the outside person's own. */
export type Recipient = `member:${MemberId}` | `person:${PersonId}`

export const isRecipient = (text: string): text is Recipient => /^(member|person):[a-z0-9-]{1,64}$/.test(text)
export const memberOf = (recipient: Recipient): MemberId | null =>
  recipient.startsWith('member:') ? recipient.slice('member:'.length) : null

const wish = z.strictObject({
  /** The address that was confirmed. */
  mail: z.string().nullable(),
  /** An address that is to be confirmed with the code in this letter; `refused` where its server would not take it. */
  asked: z
    .strictObject({
      address: z.string(),
      code: z.string(),
      letter: z.string(),
      until: z.number(),
      refused: z.boolean(),
    })
    .nullable(),
  /** The address that was in use until its server said that there is no such one. */
  lost: z.string().nullable(),
  // What follows is for members.
  news: z.array(z.enum(memberNews)),
  quiet: quietHours.nullable(),
  onCall: z.boolean(),
})
export type Wish = Readonly<z.infer<typeof wish>>

const nothingSaid: Wish = { mail: null, asked: null, lost: null, news: [...memberNews], quiet: null, onCall: false }

export interface Way {
  readonly recipient: Recipient
  readonly key: DataKey
  /** What lies in the store, or nothing yet. */
  readonly record: WayRecord | undefined
  readonly wish: Wish
}

/** `undefined` for a person whose name was dropped: their key is gone, and nobody writes to them. */
export async function readWay(means: Means, recipient: Recipient): Promise<Way | undefined> {
  const key = await keyOf(means, recipient)
  if (key === undefined) return undefined
  const [record] = await means.store.read(findWay(recipient))
  return wayOf(recipient, key, record)
}

export const wayOf = (recipient: Recipient, key: DataKey, record: WayRecord | undefined): Way => ({
  recipient,
  key,
  record,
  wish: record === undefined ? nothingSaid : openJson(key, place(recipient), record.body, wish),
})

/** Compare-and-set on what was read. */
export const writeWay = (way: Way, next: Wish, codeTag = way.record?.code_tag ?? ''): Write =>
  putWay(way.recipient, way.record?.rev ?? 0, codeTag, sealJson(way.key, place(way.recipient), next))

/** Reads, changes and writes; whoever was overtaken looks again. */
export async function changeWay(
  means: Means,
  recipient: Recipient,
  change: (wish: Wish) => Wish,
  codeTag?: string,
): Promise<boolean> {
  for (let tries = 0; tries < 8; tries++) {
    const way = await readWay(means, recipient)
    if (way === undefined) return false
    const written = await means.store.write([writeWay(way, change(way.wish), codeTag)])
    if (written.result === 'committed') return true
  }
  return false
}

export const hasFeed = async (means: Means, recipient: Recipient): Promise<boolean> =>
  (await means.store.read(feedOf(recipient))).length > 0

export const keyOf = (means: Means, recipient: Recipient): Promise<DataKey | undefined> =>
  memberOf(recipient) === null ? means.keys.find('person', recipient.slice('person:'.length)) : means.keys.desk()

const place = (recipient: Recipient): Place => ({ at: 'notice_way.body', row: recipient, stream: 'desk', v: 1 })

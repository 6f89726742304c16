import { z } from 'zod'
import type { Millis } from '../case/ids.ts'
import {
  bindNotices,
  deleteNoticesOf,
  type NoticeRecord,
  noteLetter,
  waitingNotices,
  waitingRecipients,
} from '../store/notice-rows.ts'
import { findJob, insertJob } from '../store/outbox-rows.ts'
import { openJson } from '../store/seal.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { ACCESS, alarms, deskJob, memberNews } from './notice.ts'
import { isQuiet } from './quiet-hours.ts'
import { isRecipient, memberOf, type Recipient, readWay, type Way } from './way.ts'

/**
 * Gathers what waits for somebody into one letter: every ten minutes at most, never a second one while the first is
 * still on its way, and not in their quiet hours. What is being exploited, and who may come in, goes at once. A letter's contents are fixed
 * when it is written, so that sending it twice is sending the same letter.
 */
export interface Digest {
  /** One look at everybody for whom something waits. */
  run(): Promise<void>
}

const minute = 60_000
const between = 10 * minute
/** Whoever floods the desk with urgent reports gets one letter a minute out of it. */
const betweenUrgent = minute
const page = 200
/** Two pieces of news of one moment are committed one after the other, and other nodes have clocks of their own. */
const overlap = 5_000

export function digest(means: Means, mail: boolean): Digest {
  const urgentAt = new Map<Recipient, Millis>()
  /** Until when everything that waits was looked at, and is nothing urgent. */
  const calm = new Map<Recipient, Millis>()
  let running: Promise<void> = Promise.resolve()

  async function once(): Promise<void> {
    for (let after = ''; ; ) {
      const waiting = await means.store.read(waitingRecipients(after, page))
      // A record of one person that cannot be read keeps no letter from anybody else.
      await Promise.all(waiting.map(({ recipient }) => gather(recipient).catch(noted(means, 'digest-failed'))))
      after = waiting.at(-1)?.recipient ?? ''
      if (waiting.length < page) return
    }
  }

  async function gather(recipient: string): Promise<void> {
    const way = isRecipient(recipient) ? await readWay(means, recipient) : undefined
    if (way?.record === undefined) return void (await means.store.write([deleteNoticesOf(recipient)]))
    if (!mail || way.wish.mail === null) return void (await means.store.write([bindNotices(recipient, 'feed')]))
    const now = means.clock.now()
    const urgent = await isUrgent(way, now)
    if (!urgent && (await mustWait(way, now))) return
    if (urgent) urgentAt.set(way.recipient, now)
    await writeLetter(way, way.record, now)
  }

  async function isUrgent({ recipient, key }: Way, now: Millis): Promise<boolean> {
    if (memberOf(recipient) === null || now - (urgentAt.get(recipient) ?? 0) < betweenUrgent) return false
    for (let after = { at: (calm.get(recipient) ?? 0) - overlap, id: '' }; ; ) {
      const rows = await means.store.read(waitingNotices(recipient, after, page))
      if (rows.some((row) => cannotWait.has(openNotice(key, row)))) return true
      after = rows.at(-1) ?? after
      if (rows.length < page) {
        calm.set(recipient, Math.max(after.at, calm.get(recipient) ?? 0))
        return false
      }
    }
  }

  async function mustWait({ record, wish }: Way, now: Millis): Promise<boolean> {
    if (record !== undefined && now - record.letter_at < between) return true
    if (isQuiet(wish.quiet, now)) return true
    const [before] = record === undefined || record.letter === '' ? [] : await means.store.read(findJob(record.letter))
    return before !== undefined && before.done_at === 0 && before.dead_at === 0
  }

  async function writeLetter({ recipient }: Way, was: NonNullable<Way['record']>, now: Millis): Promise<void> {
    const id = freshId(means.random)
    const lane = memberOf(recipient) === null ? 'reply' : 'notice'
    const body = { letter: 'digest', recipient }
    const job = deskJob(means, await means.keys.desk(), { id, lane, topic: 'letter', body })
    // A conflict means that another node wrote it.
    await means.store.write([noteLetter(was, id, now), bindNotices(recipient, id), insertJob(job)])
  }

  return {
    run() {
      running = running.then(once, once)
      return running
    },
  }
}

export const noted =
  (means: Means, event: string) =>
  (error: unknown): void =>
    means.note(event, { error: String((error as Error).name) })

const noticeBody = z.strictObject({ news: z.enum([...memberNews, ...alarms, 'reporter']) })

const cannotWait: ReadonlySet<string> = new Set(['exploited', ACCESS])

export const openNotice = (key: Way['key'], row: NoticeRecord): z.infer<typeof noticeBody>['news'] =>
  openJson(key, { at: 'notice.body', row: row.id, stream: 'desk', v: 1 }, row.body, noticeBody).news

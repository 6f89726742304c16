import { z } from 'zod'
import type { MemberId } from '../case/ids.ts'
import { type Channel, type Letter, NotDelivered } from '../channels/channel.ts'
import { newestDay } from '../store/audit-rows.ts'
import { letterDelivered, noticesIn, noticesTold } from '../store/notice-rows.ts'
import { hastenJobs, type JobRecord } from '../store/outbox-rows.ts'
import { openJson, type SealingKey } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { codeToSend } from './accounts/codes.ts'
import { openNotice } from './digest.ts'
import { placeOf } from './fan-out.ts'
import { confirmLetter, type LetterOf, memberLetter, reporterLetter, wayInLetter } from './letter-text.ts'
import type { Means } from './means.ts'
import type { ToldToMembers } from './notice.ts'
import { changeWay, isRecipient, memberOf, type Recipient, readWay, type Way } from './way.ts'

export interface LettersAsk {
  readonly channel: Channel<Letter> | null
  readonly about: () => LetterOf
  activeMembers(): Promise<ReadonlySet<MemberId>>
}

const letterBody = z.union([
  z.strictObject({ letter: z.enum(['digest', 'confirm']), recipient: z.string().refine(isRecipient) }),
  z.strictObject({ letter: z.literal('way-in'), code: z.string() }),
])

/** Sends a letter that was written before, and answers with what is to be noted once it is gone. */
export function letters(means: Means, ask: LettersAsk) {
  let failing = false

  async function send(letter: Letter): Promise<readonly Write[]> {
    if (ask.channel === null) throw new NotDelivered('no-mail-server', true)
    try {
      await ask.channel.send(letter)
    } catch (failure) {
      failing = true
      throw failure
    }
    const back = failing
    failing = false
    // The server is there again: the other letters need not wait for their hour.
    return back ? [hastenJobs('letter', means.clock.now())] : []
  }

  async function confirm(job: JobRecord, { recipient, wish }: Way): Promise<readonly Write[]> {
    // Another address was asked for since, or this one was confirmed or given up.
    if (wish.asked?.letter !== job.id || wish.asked.until <= means.clock.now()) return []
    const { address, code } = wish.asked
    try {
      return await send({ id: job.id, line: lineOf(recipient), to: address, ...confirmLetter(ask.about(), code) })
    } catch (failure) {
      if (!isFinal(failure)) throw failure
      // Whoever typed it sees this in their thread or on their page; nobody else has to mend it.
      const refused = (now: Way['wish']) =>
        now.asked?.code === code ? { ...now, asked: { ...now.asked, refused: true } } : now
      await changeWay(means, recipient, refused)
      return []
    }
  }

  /** Whoever asked for it waits before the browser: a mailbox that does not take it is told to nobody, and tried no more. */
  async function wayIn(job: JobRecord, tag: string): Promise<readonly Write[]> {
    const asked = await codeToSend(means, tag)
    if (asked === undefined) return []
    const letter = {
      id: job.id,
      line: 'reporters',
      to: asked.address,
      ...wayInLetter(ask.about(), asked.code),
    } as const
    return send(letter).catch((failure: unknown) => {
      if (isFinal(failure)) return []
      throw failure
    })
  }

  async function digest(job: JobRecord, { recipient, key, wish }: Way): Promise<readonly Write[]> {
    const rows = await means.store.read(noticesIn(job.id))
    const now = means.clock.now()
    const told = noticesTold(job.id, now)
    const member = memberOf(recipient)
    if (rows.length === 0 || wish.mail === null) return [told]
    if (member !== null && !(await ask.activeMembers()).has(member)) return [told]
    const counts = new Map<ToldToMembers, number>()
    if (member !== null)
      for (const news of rows.map((row) => openNotice(key, row)))
        if (news !== 'reporter') counts.set(news, (counts.get(news) ?? 0) + 1)
    const words =
      member === null
        ? reporterLetter(ask.about())
        : memberLetter(ask.about(), counts, counts.has('checkpoint') ? await checkpointOfDay(means) : null)
    try {
      const more = await send({ id: job.id, line: lineOf(recipient), to: wish.mail, ...words })
      return [told, letterDelivered(recipient, now), ...more]
    } catch (failure) {
      if (member !== null || !isFinal(failure)) throw failure
      // An outside person's mailbox is gone. Their thread says so; their feed, if they have one, goes on.
      await lose(means, recipient, wish.mail)
      return [told]
    }
  }

  return {
    async carry(job: JobRecord, key: SealingKey): Promise<readonly Write[]> {
      const body = openJson(key, placeOf(job), job.body, letterBody)
      if (body.letter === 'way-in') return wayIn(job, body.code)
      const { letter, recipient } = body
      const way = isRecipient(recipient) ? await readWay(means, recipient) : undefined
      if (way === undefined) return []
      return letter === 'confirm' ? confirm(job, way) : digest(job, way)
    },
  }
}

const checkpointOfDay = async ({ store }: Means): Promise<string | null> =>
  (await store.read(newestDay()))[0]?.note ?? null

const lineOf = (recipient: Recipient): Letter['line'] => (memberOf(recipient) === null ? 'reporters' : 'members')

const lose = (means: Means, recipient: Recipient, address: string): Promise<boolean> =>
  changeWay(means, recipient, (now) => (now.mail === address ? { ...now, mail: null, lost: address } : now))

const isFinal = (failure: unknown): boolean => failure instanceof NotDelivered && !failure.retry

import { z } from 'zod'
import { oneLine } from '../advisory/line.ts'
import type { MemberId } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import type { Call, Channel, Letter } from '../channels/channel.ts'
import { allMembers } from '../store/member-rows.ts'
import { sweepNotices } from '../store/notice-rows.ts'
import { type JobRecord, sweepJobs } from '../store/outbox-rows.ts'
import { openJson, type SealingKey } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { askMail, confirmMail } from './confirmation.ts'
import type { ReporterAccess } from './desk.ts'
import { digest, noted } from './digest.ts'
import { placeOf, reachable, type Telling, tellMembers, tellReporters, tellTeam } from './fan-out.ts'
import { foresight } from './foresight.ts'
import { letters } from './letters.ts'
import type { Means } from './means.ts'
import type { Addressee, Notices, Told } from './notices.ts'
import type { Carrier } from './outbox.ts'
import { openReceipt, stillOpens } from './receipts.ts'
import { endFeed, feedTokenOf, freshFeedToken, makeFeed, readFeed } from './unlisted-feed.ts'
import { changeWay, hasFeed, type Recipient, readWay, type Wish } from './way.ts'

/** The far sides, built by main: nothing where the operator named none. */
export interface NoticesAsk {
  readonly letters: Channel<Letter> | null
  readonly calls: Channel<Call>
  readonly webhooks: Telling['webhooks']
  /** Days after which what was carried out is taken away. */
  readonly keepJobs: number
}

export interface OpenNotices {
  readonly notices: Notices
  readonly carrier: Carrier
  sweep(): Promise<void>
}

const call = z.strictObject({ url: z.string(), type: z.string(), at: z.number() })
/** As long as a feed shows what it told. */
const kept = 40 * day

export function openNotices(means: Means, ask: NoticesAsk): OpenNotices {
  const activeMembers = async (): Promise<ReadonlySet<MemberId>> =>
    new Set((await means.store.read(allMembers())).filter(({ state }) => state !== 'removed').map(({ id }) => id))
  const telling: Telling = { mail: ask.letters !== null, webhooks: ask.webhooks, activeMembers }
  const about = () => ({ project: oneLine(means.policy.policy.project.name), origin: means.origin })
  const post = letters(means, { channel: ask.letters, about, activeMembers })
  const gathering = digest(means, telling.mail)
  const ahead = foresight(means)

  async function makeCall(job: JobRecord, key: SealingKey): Promise<readonly Write[]> {
    const { url, type, at } = openJson(key, placeOf(job), job.body, call)
    await ask.calls.send({ id: job.id, at, url, type })
    return []
  }

  return {
    notices: noticesOf(means, telling),
    carrier: {
      async carry(job, key) {
        switch (job.topic) {
          case 'case-news':
            return tellTeam(means, telling, job, key)
          case 'member-news':
            return tellMembers(means, telling, job, key)
          case 'reporter-news':
            return tellReporters(means, telling, job, key)
          case 'letter':
            return post.carry(job, key)
          case 'webhook':
            return makeCall(job, key)
          default:
            throw new Error('every topic has its carrier')
        }
      },
      async gather() {
        await ahead.look().catch(noted(means, 'foresight-failed'))
        await gathering.run().catch(noted(means, 'digest-failed'))
      },
    },
    async sweep() {
      const now = means.clock.now()
      await means.store.write([sweepNotices(now - kept), sweepJobs(now - ask.keepJobs * day)])
    },
  }
}

function noticesOf(means: Means, telling: Telling): Notices {
  /** Where a receipt was replaced meanwhile, nobody is there any more. */
  const recipientOf = async (of: Addressee): Promise<Recipient | undefined> =>
    'member' in of ? `member:${of.member}` : (await stillOpens(means, of)) ? `person:${of.person}` : undefined
  const change = async (of: Addressee, next: (wish: Wish) => Wish, codeTag?: string): Promise<void> => {
    const recipient = await recipientOf(of)
    if (recipient !== undefined) await changeWay(means, recipient, next, codeTag)
  }
  const told = async (recipient: Recipient): Promise<(Told & Wish) | undefined> => {
    const way = await readWay(means, recipient)
    if (way === undefined) return undefined
    const asked = way.wish.asked !== null && way.wish.asked.until > means.clock.now() ? way.wish.asked : null
    return { ...way.wish, asked, feed: await hasFeed(means, recipient) }
  }
  const accessOf = async (receipt: string): Promise<ReporterAccess | undefined> => {
    const access = await openReceipt(means, receipt)
    return access !== undefined && 'stream' in access ? access : undefined
  }

  return {
    mail: telling.mail,
    async nobodyTold() {
      if (telling.webhooks.some(({ events }) => events.includes('new-report'))) return false
      const ways = await reachable(means, telling)
      return !ways.some(({ wish }) => wish.onCall || wish.news.includes('new-report'))
    },

    async ofMember(member) {
      const wish = await told(`member:${member}`)
      if (wish === undefined) throw new Error('a desk has a key for its own records')
      return wish
    },
    choose: (member, choice) => change({ member }, (wish) => ({ ...wish, ...choice, news: [...choice.news] })),
    onCall: async () =>
      (await reachable(means, telling))
        .filter(({ wish }) => wish.onCall)
        .map(({ recipient }) => recipient.slice('member:'.length)),

    async ofReporter(access) {
      const recipient = await recipientOf(access)
      return recipient === undefined ? undefined : told(recipient)
    },
    async feedOfReceipt(receipt) {
      const token = feedTokenOf(means, receipt)
      return (await readFeed(means, token, telling.activeMembers)) === undefined ? null : token
    },
    async makeFeedOfReceipt(receipt) {
      const access = await accessOf(receipt)
      if (access !== undefined)
        await makeFeed(means, `person:${access.person}`, access.receipt, feedTokenOf(means, receipt))
    },

    async askMail(of, address) {
      const recipient = await recipientOf(of)
      return telling.mail && recipient !== undefined && askMail(means, recipient, address.trim())
    },
    confirmMail: (code) => confirmMail(means, code),
    stopMail: (of) => change(of, (wish) => ({ ...wish, mail: null, asked: null, lost: null }), ''),
    async makeFeed(of) {
      const recipient = await recipientOf(of)
      if (recipient === undefined) return null
      const token = freshFeedToken(means)
      await makeFeed(means, recipient, 'receipt' in of ? of.receipt : '', token)
      return token
    },
    async endFeed(of) {
      const recipient = await recipientOf(of)
      if (recipient !== undefined) await endFeed(means, recipient)
    },
    feed: (token) => readFeed(means, token, telling.activeMembers),
  }
}

import type { MemberId } from '../case/ids.ts'
import { caseMembers } from '../store/case-member-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { insertNotice, memberFeeds, memberWays } from '../store/notice-rows.ts'
import { insertJob, type JobRecord } from '../store/outbox-rows.ts'
import { openJson, type SealingKey, sealJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { readCase } from './case-file.ts'
import { followersOf } from './main-case.ts'
import type { Means } from './means.ts'
import { caseNews, deskJob, isAlarm, type News, ownNews, reporterNews } from './notice.ts'
import { hasFeed, isRecipient, type Recipient, readWay, type Way, wayOf } from './way.ts'

/** What the desk needs to know to tell people: who is on the team, whether it can send mail, and which programs listen. */
export interface Telling {
  readonly mail: boolean
  readonly webhooks: readonly { readonly url: string; readonly events: readonly string[] }[]
  activeMembers(): Promise<ReadonlySet<MemberId>>
}

/** One piece of news becomes a row for each who wants it, and a call for each program: in one commit, so exactly once. */
export async function tellTeam(
  means: Means,
  telling: Telling,
  job: JobRecord,
  key: SealingKey,
): Promise<readonly Write[]> {
  const { news, except } = openJson(key, placeOf(job), job.body, caseNews)
  const calls = await callsFor(means, telling, job, news)
  if (news === 'published') return calls
  const recipients = await whoWants(means, telling, news, job.stream)
  const told = recipients.filter(({ recipient }) => recipient !== `member:${except ?? ''}`)
  return [...told.map((one) => noticeRow(means, job, one, news, telling.mail)), ...calls]
}

/** News for some of the team alone, as far as they want to hear such news. */
export async function tellMembers(
  means: Means,
  telling: Telling,
  job: JobRecord,
  key: SealingKey,
): Promise<readonly Write[]> {
  const { news, members } = openJson(key, placeOf(job), job.body, ownNews)
  const may = await means.store.read(caseMembers(job.stream))
  const named = new Set(
    members
      .filter((member) => may.length === 0 || may.some((one) => one.member === member))
      .map((member) => `member:${member}`),
  )
  return (await reachable(means, telling))
    .filter(({ recipient, wish }) => named.has(recipient) && wish.news.includes(news))
    .map((one) => noticeRow(means, job, one, news, telling.mail))
}

export async function tellReporters(
  means: Means,
  telling: Telling,
  job: JobRecord,
  key: SealingKey,
): Promise<readonly Write[]> {
  const { reporter, followers, persons } = openJson(key, placeOf(job), job.body, reporterNews)
  const file = await readCase(means.store, means.keys, job.stream)
  if (file === undefined) return []
  const following = followers ? (await followersOf(means, file.case)).map(({ person }) => person) : []
  const whom = new Set([...(reporter ? [file.case.reporter] : []), ...following, ...persons])
  const rows = [...whom].map(async (person): Promise<readonly Write[]> => {
    const way = person === null ? undefined : await readWay(means, `person:${person}`)
    if (way === undefined) return []
    const wanted = (telling.mail && way.wish.mail !== null) || (await hasFeed(means, way.recipient))
    return wanted ? [noticeRow(means, job, way, 'reporter', telling.mail)] : []
  })
  return (await Promise.all(rows)).flat()
}

/** Everybody who is told of new things at all, with what they chose. */
export async function reachable(means: Means, telling: Telling): Promise<readonly Way[]> {
  const [ways, feeds, active, key] = await Promise.all([
    means.store.read(memberWays()),
    means.store.read(memberFeeds()),
    telling.activeMembers(),
    means.keys.desk(),
  ])
  const records = new Map(ways.map((record) => [record.recipient, record]))
  const fed = new Set(feeds.map(({ recipient }) => recipient))
  const all: readonly Recipient[] = [...active].map((member): Recipient => `member:${member}`).filter(isRecipient)
  return all
    .flatMap((recipient) => readable(means, () => wayOf(recipient, key, records.get(recipient))))
    .filter(({ recipient, wish }) => (telling.mail && wish.mail !== null) || fed.has(recipient))
}

/** One member's record that cannot be read must not keep the others from hearing. */
function readable(means: Means, read: () => Way): readonly Way[] {
  try {
    return [read()]
  } catch (error) {
    means.note('notice-way-unreadable', { error: String((error as Error).name) })
    return []
  }
}

/** What concerns a case somebody looks after goes to them and whoever is on call; if they cannot be told, to everybody. */
async function whoWants(
  means: Means,
  telling: Telling,
  news: Exclude<News, 'published'>,
  stream: string,
): Promise<readonly Way[]> {
  // It belongs to no case, and concerns everybody.
  if (isAlarm(news)) return reachable(means, telling)
  const named = await means.store.read(caseMembers(stream))
  const mayKnow = ({ recipient }: Way) =>
    named.length === 0 || named.some(({ member }) => recipient === `member:${member}`)
  const all = (await reachable(means, telling)).filter(mayKnow)
  const wanting = all.filter(({ wish }) => wish.onCall || wish.news.some((wanted) => wanted === news))
  if (!forAssignee.has(news)) return wanting
  const [row] = await means.store.read(caseByStream(stream))
  const mine = `member:${row?.assignee ?? ''}`
  return wanting.some(({ recipient }) => recipient === mine)
    ? wanting.filter(({ recipient, wish }) => recipient === mine || wish.onCall)
    : wanting
}

const forAssignee: ReadonlySet<News> = new Set(['reporter-answered', 'due-tomorrow', 'overdue'])

function noticeRow(means: Means, job: JobRecord, { recipient, key, wish }: Way, news: string, mail: boolean): Write {
  const id = means.keys.tag('notice', `${job.id}:${recipient}`).slice(0, 40)
  return insertNotice({
    id,
    recipient,
    at: means.clock.now(),
    letter: mail && wish.mail !== null ? '' : 'feed',
    body: sealJson(key, { at: 'notice.body', row: id, stream: 'desk', v: 1 }, { news }),
  })
}

async function callsFor(means: Means, telling: Telling, job: JobRecord, news: News): Promise<readonly Write[]> {
  const listening = telling.webhooks.filter(({ events }) => events.includes(news))
  if (listening.length === 0) return []
  const key = await means.keys.desk()
  return listening.map(({ url }) => {
    const id = means.keys.tag('call', `${job.id}:${url}`).slice(0, 40)
    const body = { url, type: news, at: means.clock.now() }
    return insertJob(deskJob(means, key, { id, lane: job.lane, topic: 'webhook', body }))
  })
}

export const placeOf = ({ id, stream }: JobRecord) => ({ at: 'outbox.body', row: id, stream, v: 1 }) as const

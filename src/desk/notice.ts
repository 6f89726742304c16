import { z } from 'zod'
import type { Case } from '../case/case.ts'
import type { CaseEvent, Recorded } from '../case/event.ts'
import type { CaseId, PersonId } from '../case/ids.ts'
import type { DataKey } from '../store/keys.ts'
import { sealJson } from '../store/seal.ts'
import type { Job } from '../store/store.ts'
import type { Means } from './means.ts'

/** What a member can be told of. Never any text of a case. */
export const memberNews = [
  'new-report',
  'exploited',
  'reporter-answered',
  'due-tomorrow',
  'overdue',
  'publication-held',
  'undelivered',
  'checkpoint',
  'mentioned',
] as const
export type MemberNews = (typeof memberNews)[number]

/** Who may come in, and by which way: every member hears of it at once, whatever they chose. */
export const ACCESS = 'access'
/** What every member hears, whatever they chose: it is about the desk itself. */
export const alarms = [ACCESS, 'many-cases'] as const
export type ToldToMembers = MemberNews | (typeof alarms)[number]
export const isAlarm = (news: string): boolean => alarms.some((alarm) => alarm === news)

/** News that somebody of the team should hear of, or that goes out into the world. */
export const caseNews = z.strictObject({
  news: z.enum([...memberNews, ...alarms, 'published']),
  /** A member who is not told: it is about them. */
  except: z.string().max(64).optional(),
})
export type News = z.infer<typeof caseNews>['news']

/** News for some members alone. */
export const ownNews = z.strictObject({ news: z.enum(memberNews), members: z.array(z.string()).max(1_000) })

/** Something new in a thread: for its reporter, for those of duplicates that follow it, or for people named here. */
export const reporterNews = z.strictObject({
  reporter: z.boolean(),
  followers: z.boolean(),
  persons: z.array(z.string()).max(200),
})
type ReporterNews = z.infer<typeof reporterNews>

/** Jobs lie in the same append as their facts. What kind of news it is lies sealed: a topic must not tell of attacks. */
export const jobsFor = (
  means: Means,
  stream: CaseId,
  key: DataKey,
  recorded: readonly Recorded[],
  moved?: { readonly before: Case; readonly after: Case },
): Job[] => [
  ...recorded.flatMap((fact) => {
    const news = newsOf(fact.event) ?? lateWish(fact.event, moved?.before)
    if (news === null) return []
    const lane = news === 'published' ? 'publish' : 'notice'
    return [job(means, stream, key, { id: fact.id, lane, topic: 'case-news', body: { news } })]
  }),
  ...(moved === undefined ? [] : jobsForReporters(means, stream, key, recorded, moved)),
]

function jobsForReporters(
  means: Means,
  stream: CaseId,
  key: DataKey,
  recorded: readonly Recorded[],
  { before, after }: { readonly before: Case; readonly after: Case },
): Job[] {
  const last = recorded.at(-1)
  if (last === undefined) return []
  const body: ReporterNews = {
    reporter: after.visible.version > before.visible.version && !bySelf(last) ? true : recorded.some(remindsReporter),
    followers: after.followed.version > before.followed.version,
    persons: recorded.flatMap(({ event }): PersonId[] => (event.type === 'CreditAsked' ? [event.person] : [])),
  }
  const nobody = !body.reporter && body.persons.length === 0 && (!body.followers || after.duplicates.length === 0)
  return nobody ? [] : [job(means, stream, key, { id: `${last.id}-r`, lane: 'reply', topic: 'reporter-news', body })]
}

const bySelf = ({ actor }: Recorded): boolean => actor.startsWith('reporter:')
const remindsReporter = ({ event }: Recorded): boolean => event.type === 'ReminderDue' && event.of === 'reporter'

const job = (
  means: Means,
  stream: CaseId,
  key: DataKey,
  of: { readonly id: string; readonly lane: Job['lane']; readonly topic: string; readonly body: object },
): Job => ({
  id: of.id,
  lane: of.lane,
  topic: of.topic,
  dedupe: of.id,
  stream,
  runAt: means.clock.now(),
  body: sealJson(key, { at: 'outbox.body', row: of.id, stream, v: 1 }, of.body),
})

/** A job of the desk itself, such as a letter. With the same `dedupe` it is one and the same job. */
export const deskJob = (
  means: Means,
  key: DataKey,
  of: {
    readonly id: string
    readonly dedupe?: string
    readonly lane: Job['lane']
    readonly topic: string
    readonly stream?: string
    readonly body: object
  },
): Job => ({ ...job(means, of.stream ?? 'desk', key, of), dedupe: of.dedupe ?? of.id })

/** A wish that comes after the publication waits for a further revision, and nobody is looking at that case any more. */
const lateWish = ({ type }: CaseEvent, before: Case | undefined): News | null =>
  before !== undefined && before.published.length > 0 && (type === 'CreditChosen' || type === 'DuplicateCreditChosen')
    ? 'reporter-answered'
    : null

function newsOf(event: CaseEvent): News | null {
  switch (event.type) {
    case 'ReportReceived':
      return event.flood === true ? null : event.report.exploited === true ? 'exploited' : 'new-report'
    case 'ExposureRecorded':
      return event.exposure === 'attacks' ? 'exploited' : null
    case 'InformationAdded':
    case 'DeclineAnswered':
    case 'FixFailed':
    case 'ReceiptRotated':
      return 'reporter-answered'
    case 'MessageSent':
      return event.from === 'reporter' ? 'reporter-answered' : null
    case 'GuestMessage':
      return event.from === 'guest' ? 'reporter-answered' : null
    case 'FixVerified':
      return event.by === 'reporter' ? 'reporter-answered' : null
    case 'ReminderDue':
      return event.of === 'team' ? 'overdue' : null
    case 'PublicationHeld':
      return 'publication-held'
    case 'AdvisoryPublished':
      return 'published'
    default:
      return null
  }
}

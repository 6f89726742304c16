import { z } from 'zod'
import { actorText, type CaseNumber, type MemberId, type Millis } from '../case/ids.ts'
import { heldTopic } from '../store/held-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { deadJobs, dropDeadJob, findJob, type JobRecord, reviveJob } from '../store/outbox-rows.ts'
import { openJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { type PostAct, withLeaf } from './act-leaf.ts'
import { clusterTopic } from './cluster.ts'
import type { MemberActor } from './desk.ts'
import { placeOf } from './fan-out.ts'
import type { Means } from './means.ts'
import { caseNews, type News, ownNews } from './notice.ts'
import { sightOf } from './sight.ts'
import { isRecipient, memberOf } from './way.ts'

/** News that the desk gave up on, for a person to look at and to send on its way again. */
export interface Undelivered {
  count(viewer: MemberActor): Promise<number>
  /** Longest given up first. */
  list(viewer: MemberActor): Promise<readonly GivenUp[]>
  /** Another life for one of them. False where it has one already, or never was. */
  again(actor: MemberActor, id: string): Promise<boolean>
  /** Not tried any more, and not shown. */
  letGo(actor: MemberActor, id: string): Promise<boolean>
}

export interface GivenUp {
  readonly id: string
  /** Null where its case was erased since, or where it belongs to none. */
  readonly case: CaseNumber | null
  readonly what: What
  readonly at: Millis
  readonly tries: number
  /** A short code of what went wrong, never a text. */
  readonly error: string
}

/** A letter to somebody, a call to a program by its host, or news that was still to be passed on. */
export type What =
  | { readonly kind: 'member'; readonly member: MemberId }
  | { readonly kind: 'reporter' }
  | { readonly kind: 'program'; readonly host: string }
  | { readonly kind: 'news'; readonly news: News }
  /** An answer of a member, or a decision on its way to everybody who follows a case. */
  | { readonly kind: 'answer' }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'gone' }
  /** Of a case that is kept from whoever looks: not even what kind of news it is. */
  | { readonly kind: 'kept' }

const most = 100

export function undelivered(means: Means): Undelivered {
  /** News of a case that is kept from whoever looks is for those to send who see it. */
  const dead = async (viewer: MemberActor) => {
    const kept = await sightOf(means).keptFrom(viewer)
    return (await means.store.read(deadJobs(most))).filter(({ stream }) => !kept.has(stream))
  }
  const now = () => means.clock.now()
  const by = async (actor: MemberActor, id: string, act: PostAct, rows: readonly Write[]): Promise<boolean> => {
    const [job] = await means.store.read(findJob(id))
    if (job !== undefined && !(await sightOf(means).sees(actor, job.stream))) return false
    return withLeaf(means, { actor: actorText(actor), act, stream: job?.stream ?? 'desk' }, rows)
  }
  return {
    count: async (viewer) => (await dead(viewer)).length,
    list: async (viewer) => Promise.all((await dead(viewer)).map((job) => givenUp(means, job))),
    again: (actor, id) => by(actor, id, 'news-tried-again', [reviveJob(id, now())]),
    letGo: (actor, id) => by(actor, id, 'news-let-go', [dropDeadJob(id, now())]),
  }
}

async function givenUp(means: Means, job: JobRecord): Promise<GivenUp> {
  const [row] = await means.store.read(caseByStream(job.stream))
  return {
    id: job.id,
    case: row?.number ?? null,
    what: await whatIn(means, job),
    at: job.dead_at,
    tries: job.tries,
    error: job.last_error,
  }
}

const body = z.looseObject({ recipient: z.string().optional(), url: z.string().optional() })

export async function whatIn(means: Means, job: JobRecord): Promise<What> {
  const key = await (job.stream === 'desk' ? means.keys.desk() : means.keys.find('case', job.stream))
  if (key === undefined) return { kind: 'gone' }
  if (job.topic === 'case-news') return { kind: 'news', ...openJson(key, placeOf(job), job.body, caseNews) }
  if (job.topic === 'member-news') return { kind: 'news', news: openJson(key, placeOf(job), job.body, ownNews).news }
  if (job.topic === 'reporter-news') return { kind: 'reporter' }
  if (job.topic === heldTopic) return { kind: 'answer' }
  if (job.topic === clusterTopic) return { kind: 'cluster' }
  const { recipient = '', url } = openJson(key, placeOf(job), job.body, body)
  if (url !== undefined) return { kind: 'program', host: new URL(url).host }
  const member = isRecipient(recipient) ? memberOf(recipient) : null
  return member === null ? { kind: 'reporter' } : { kind: 'member', member }
}

import { actorText, type CaseNumber, type Millis } from '../case/ids.ts'
import { plannedPublications } from '../store/deadline-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { dropAllWaiting, dropWaiting, findJob, releaseJob, waitingCounts, waitingJobs } from '../store/outbox-rows.ts'
import { withLeaf } from './act-leaf.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'
import { sightOf } from './sight.ts'
import { type What, whatIn } from './undelivered.ts'

/**
 * What a quiet desk would send and publish, row by row and without a word of any case. A copy of a desk may hold what the
 * first one has sent long ago: a lead lets single rows go, drops some, or lets the desk speak again with all of them.
 */
export interface QuietRows {
  waiting(viewer: MemberActor): Promise<WaitingPost>
  /** Goes at the next look of the outbox. What comes of it waits here again. False: it does not wait any more. */
  letGo(actor: MemberActor, id: string): Promise<boolean>
  drop(actor: MemberActor, id: string): Promise<boolean>
  dropAll(actor: MemberActor): Promise<void>
}

export interface WaitingPost {
  readonly items: readonly WaitingRow[]
  readonly of: number
  /** These happen by the clock as soon as the desk speaks again. */
  readonly planned: readonly { readonly case: CaseNumber | null; readonly at: Millis }[]
}

export interface WaitingRow {
  readonly id: string
  readonly what: What
  /** Null where it belongs to no case, or to one that is kept from whoever looks. */
  readonly case: CaseNumber | null
  readonly since: Millis
}

const shown = 100

export function quietRows(means: Means): QuietRows {
  const now = () => means.clock.now()
  const numberOf = async (stream: string, kept: ReadonlySet<string>): Promise<CaseNumber | null> =>
    kept.has(stream) ? null : ((await means.store.read(caseByStream(stream)))[0]?.number ?? null)

  return {
    async waiting(viewer) {
      const kept = await sightOf(means).keptFrom(viewer)
      const [jobs, counts, planned] = await Promise.all([
        means.store.read(waitingJobs(shown)),
        means.store.read(waitingCounts()),
        means.store.read(plannedPublications(shown)),
      ])
      return {
        items: await Promise.all(
          jobs.map(async (job) => ({
            id: job.id,
            what: kept.has(job.stream) ? ({ kind: 'kept' } as const) : await whatIn(means, job),
            case: await numberOf(job.stream, kept),
            since: job.run_at,
          })),
        ),
        of: counts.reduce((sum, { n }) => sum + n, 0),
        planned: await Promise.all(planned.map(async ({ stream, at }) => ({ case: await numberOf(stream, kept), at }))),
      }
    },
    async letGo(actor, id) {
      const [job] = await means.store.read(findJob(id))
      const by = { actor: actorText(actor), act: 'row-released', stream: job?.stream ?? 'desk' } as const
      return withLeaf(means, by, [releaseJob(id, now())])
    },
    async drop(actor, id) {
      const [job] = await means.store.read(findJob(id))
      const by = { actor: actorText(actor), act: 'row-dropped', stream: job?.stream ?? 'desk' } as const
      return withLeaf(means, by, [dropWaiting(id, now())])
    },
    async dropAll(actor) {
      const by = { actor: actorText(actor), act: 'rows-dropped', stream: 'desk' } as const
      await withLeaf(means, by, [dropAllWaiting(now())])
    },
  }
}

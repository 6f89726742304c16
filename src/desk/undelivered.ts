import type { CaseNumber, Millis } from '../case/ids.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { deadJobs, type JobRecord, reviveJob } from '../store/outbox-rows.ts'
import type { Means } from './means.ts'
import type { News } from './notice.ts'
import { newsIn } from './outbox.ts'

/** News that the desk gave up on, for a person to look at and to send on its way again. */
export interface Undelivered {
  count(): Promise<number>
  /** Longest given up first. */
  list(): Promise<readonly GivenUp[]>
  /** Another life for one of them. False where it has one already, or never was. */
  again(id: string): Promise<boolean>
}

export interface GivenUp {
  readonly id: string
  /** Null where its case was erased since. */
  readonly case: CaseNumber | null
  readonly news: News | null
  readonly at: Millis
  readonly tries: number
  /** A short code of what went wrong, never a text. */
  readonly error: string
}

const most = 100

export function undelivered(means: Means): Undelivered {
  const dead = () => means.store.read(deadJobs(most))
  return {
    count: async () => (await dead()).length,
    list: async () => Promise.all((await dead()).map((job) => givenUp(means, job))),
    again: async (id) => (await means.store.write([reviveJob(id, means.clock.now())])).result === 'committed',
  }
}

async function givenUp(means: Means, job: JobRecord): Promise<GivenUp> {
  const [row] = await means.store.read(caseByStream(job.stream))
  return {
    id: job.id,
    case: row?.number ?? null,
    news: await newsIn(means, job),
    at: job.dead_at,
    tries: job.tries,
    error: job.last_error,
  }
}

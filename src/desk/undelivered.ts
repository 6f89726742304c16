import { z } from 'zod'
import type { Millis } from '../case/ids.ts'
import { deadJobs, dropDeadJob, type JobRecord, reviveJob } from '../store/outbox-rows.ts'
import { openJson } from '../store/seal.ts'
import { placeOf } from './fan-out.ts'
import type { Means } from './means.ts'
import { memberOf, type Recipient } from './way.ts'

/** Something the outbox gave up, as a member sees it. */
export interface Undelivered {
  readonly id: string
  readonly at: Millis
  /** Whom or what it was for: a member, a reporter, a program by its host, or the desk's own work. */
  readonly to:
    | { readonly kind: 'member'; readonly member: string }
    | { readonly kind: 'reporter' }
    | { readonly kind: 'program'; readonly host: string }
    | { readonly kind: 'desk' }
  /** Such as `smtp-550` or `unreachable`. */
  readonly error: string
}

const most = 200
const body = z.looseObject({ recipient: z.string().optional(), url: z.string().optional() })

export async function undelivered(means: Means): Promise<readonly Undelivered[]> {
  const dead = await means.store.read(deadJobs(most))
  return Promise.all(
    dead.map(async (job) => ({
      id: job.id,
      at: job.dead_at,
      error: job.last_error,
      to: await addresseeOf(means, job),
    })),
  )
}

/** With its tries from the beginning. */
export async function tryAgain(means: Means, id: string): Promise<void> {
  await means.store.write([reviveJob(id, means.clock.now())])
}

export async function letGo(means: Means, id: string): Promise<void> {
  await means.store.write([dropDeadJob(id, means.clock.now())])
}

async function addresseeOf(means: Means, job: JobRecord): Promise<Undelivered['to']> {
  if (job.topic !== 'letter' && job.topic !== 'webhook') return { kind: 'desk' }
  const { recipient, url } = openJson(await means.keys.desk(), placeOf(job), job.body, body)
  if (url !== undefined) return { kind: 'program', host: new URL(url).host }
  const member = memberOf((recipient ?? '') as Recipient)
  return member === null ? { kind: 'reporter' } : { kind: 'member', member }
}

import { z } from 'zod'
import {
  buryJob,
  claimJob,
  dueJobs,
  finishJob,
  givesUp,
  type JobRecord,
  retryAt,
  retryJob,
} from '../store/outbox-rows.ts'
import { openJson } from '../store/seal.ts'
import type { Job } from '../store/store.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import type { News } from './notice.ts'
import { rounds } from './rounds.ts'

/**
 * Carries out what appends asked for: at least once, each lane by itself, a bad row alone. `Carrier` resolves once the
 * far side took responsibility; it may be called twice with the same id.
 */
export interface Carrier {
  carry(news: News, job: { readonly id: string; readonly stream: string }): Promise<void>
}

const body = z.strictObject({
  news: z.enum(['new-report', 'exploited', 'reporter-answered', 'publication-held', 'published']),
})
const lanes = ['publish', 'reply', 'notice'] as const
const lease = 60_000
/** Jobs of a lane that are under way at the same time. */
const together = 50

export interface Outbox {
  start(): void
  stop(): Promise<void>
  run(): Promise<void>
}

export function outbox(means: Means, carrier: Carrier, quiet: () => boolean): Outbox {
  const holder = freshId(means.random)
  const { run, every, stop } = rounds(means, 'outbox', () => work(means, carrier, holder, quiet))
  return { run, stop, start: () => every(2_000) }
}

async function work(means: Means, carrier: Carrier, holder: string, quiet: () => boolean): Promise<void> {
  if (quiet()) return
  await Promise.all(lanes.map((lane) => workLane(means, carrier, holder, lane)))
}

async function workLane(means: Means, carrier: Carrier, holder: string, lane: Job['lane']): Promise<void> {
  const now = means.clock.now()
  const due = await means.store.read(dueJobs(lane, now, together))
  // Side by side they share their commits; one after the other they would take the disk from people who report.
  await Promise.all(
    due.map(async (job) => {
      const claimed = await means.store.write([claimJob(job, holder, now, now + lease)])
      if (claimed.result === 'committed') await carryOut(means, carrier, job)
    }),
  )
}

async function carryOut(means: Means, carrier: Carrier, job: JobRecord): Promise<void> {
  const fence = job.fence + 1
  const outcome = await deliver(means, carrier, job).then(
    () => null,
    (error: unknown) => codeOf(error),
  )
  const now = means.clock.now()
  if (outcome === null) await means.store.write([finishJob(job.id, fence, now)])
  else if (givesUp(job.tries + 1)) await means.store.write([buryJob(job.id, fence, now, outcome)])
  else await means.store.write([retryJob(job.id, fence, retryAt(job.tries + 1, now), outcome)])
}

async function deliver(means: Means, carrier: Carrier, job: JobRecord): Promise<void> {
  const news = await newsIn(means, job)
  if (news !== null) await carrier.carry(news, { id: job.id, stream: job.stream })
}

/** What a job has to say, or null: whoever erased the case erased what was to be said of it. */
export async function newsIn(means: Means, job: JobRecord): Promise<News | null> {
  const key = await means.keys.find('case', job.stream)
  if (key === undefined) return null
  return openJson(key, { at: 'outbox.body', row: job.id, stream: job.stream, v: 1 }, job.body, body).news
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z0-9-]{1,64}$/.test(error.code)
    ? error.code
    : 'failed'

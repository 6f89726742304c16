import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Job, Query, Write } from './store.ts'

/**
 * Work to be done after its append. A worker claims one row by compare-and-set on the fence, and every later word about
 * that row carries the fence: a worker that was away too long changes nothing. Rows wait for no other row.
 */
const jobRow = z.object({
  id: text,
  lane: z.enum(['publish', 'reply', 'notice']),
  topic: text,
  dedupe: text,
  stream: text,
  run_at: int,
  lease_until: int,
  lease_by: text,
  fence: int,
  tries: int,
  done_at: int,
  dead_at: int,
  last_error: text,
  body: bytes,
})
export type JobRecord = z.infer<typeof jobRow>
const COLUMNS = Object.keys(jobRow.shape).join(', ')

/** A second job with this topic and key is left out: the first one stands. */
export const insertJob = (j: Job): Write => ({
  sql: `insert into outbox (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, 0, '', 0, 0, 0, 0, '', ?7) on conflict (topic, dedupe) do nothing`,
  params: [j.id, j.lane, j.topic, j.dedupe, j.stream, j.runAt, j.body],
})

/** `near` is done at this desk; `far` waits for somebody else's machine, and must keep nothing near from being done. */
export type Reach = 'near' | 'far'
const FAR = "('letter', 'webhook', 'heartbeat')"

/** What may be claimed now, longest due first: due, not done, not dead, and nobody at it. */
export const dueJobs = (lane: Job['lane'], reach: Reach, now: number, limit: number): Query<JobRecord> => ({
  sql: `select ${COLUMNS} from outbox where lane = ?1 and done_at = 0 and dead_at = 0 and run_at <= ?2 and lease_until < ?2 and topic ${reach === 'far' ? 'in' : 'not in'} ${FAR} order by run_at, id limit ?3`,
  params: [lane, now, limit],
  row: jobRow,
})

/** Which of them a lead let go while the desk is quiet. */
export const releasedJobs = (lane: Job['lane'], reach: Reach, now: number, limit: number): Query<JobRecord> => {
  const due = dueJobs(lane, reach, now, limit)
  return { ...due, sql: due.sql.replace(' order by', ` and last_error = '${RELEASED}' order by`) }
}
const RELEASED = 'released'

export const releaseJob = (id: string, now: number): Write => ({
  sql: `update outbox set last_error = '${RELEASED}', run_at = ?2 where id = ?1 and done_at = 0 and dead_at = 0`,
  params: [id, now],
  changes: 1,
})

/** Everything that is still to be carried out, lane by lane, longest due first. */
export const waitingJobs = (limit: number): Query<JobRecord> => ({
  sql: `select ${COLUMNS} from outbox where done_at = 0 and dead_at = 0 order by lane, run_at, id limit ?1`,
  params: [limit],
  row: jobRow,
})

export const waitingCounts = (): Query<{ lane: string; n: number }> => ({
  sql: 'select lane, cast(count(*) as bigint) as n from outbox where done_at = 0 and dead_at = 0 group by lane order by lane',
  params: [],
  row: z.object({ lane: text, n: int }),
})

/** Never carried out: a lead knows better. What somebody is at already goes its way. */
export const dropWaiting = (id: string, at: number): Write => ({
  sql: 'update outbox set done_at = ?2 where id = ?1 and done_at = 0 and dead_at = 0 and lease_until < ?2',
  params: [id, at],
  changes: 1,
})

export const dropAllWaiting = (at: number): Write => ({
  sql: 'update outbox set done_at = ?1 where done_at = 0 and dead_at = 0 and lease_until < ?1',
  params: [at],
})

export const findJob = (id: string): Query<JobRecord> => ({
  sql: `select ${COLUMNS} from outbox where id = ?1`,
  params: [id],
  row: jobRow,
})

/** Claims one row. After the commit the fence is `job.fence + 1`; a conflict means that another worker has it. */
export const claimJob = (job: JobRecord, holder: string, now: number, until: number): Write => ({
  sql: 'update outbox set lease_until = ?3, lease_by = ?4, fence = fence + 1, tries = tries + 1 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0 and lease_until < ?5',
  params: [job.id, job.fence, until, holder, now],
  changes: 1,
})

/** Also belongs into the append that a job makes: the job is then done exactly when its facts are on disk. */
export const finishJob = (id: string, fence: number, at: number): Write => ({
  sql: 'update outbox set done_at = ?3, lease_until = 0 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0',
  params: [id, fence, at],
  changes: 1,
})

export const retryJob = (id: string, fence: number, runAt: number, error: string): Write => ({
  sql: 'update outbox set run_at = ?3, lease_until = 0, last_error = ?4 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0',
  params: [id, fence, runAt, code(error)],
  changes: 1,
})

/** Given up, and shown to a person. */
export const buryJob = (id: string, fence: number, at: number, error: string): Write => ({
  sql: 'update outbox set dead_at = ?3, lease_until = 0, last_error = ?4 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0',
  params: [id, fence, at, code(error)],
  changes: 1,
})

/** A person gives a dead row another life. */
export const reviveJob = (id: string, runAt: number): Write => ({
  sql: 'update outbox set dead_at = 0, tries = 0, run_at = ?2, fence = fence + 1 where id = ?1 and dead_at > 0',
  params: [id, runAt],
  changes: 1,
})

/** A person lets a dead row go. */
export const dropDeadJob = (id: string, at: number): Write => ({
  sql: 'update outbox set dead_at = 0, done_at = ?2 where id = ?1 and dead_at > 0',
  params: [id, at],
  changes: 1,
})

/** The far side is there again: whoever waits for it need not wait for the hour. */
export const hastenJobs = (topic: string, now: number): Write => ({
  sql: 'update outbox set run_at = ?2 where topic = ?1 and done_at = 0 and dead_at = 0 and run_at > ?2 and tries > 0 and lease_until < ?2',
  params: [topic, now],
})

/** What was done so long ago that nobody asks for it again. */
export const sweepJobs = (before: number): Write => ({
  sql: 'delete from outbox where done_at > 0 and done_at < ?1',
  params: [before],
})

/** They say that the desk is alive; nobody asks for those of an hour ago. */
export const sweepHeartbeats = (before: number): Write => ({
  sql: "delete from outbox where topic = 'heartbeat' and done_at > 0 and done_at < ?1",
  params: [before],
})

export const deadJobs = (limit: number): Query<JobRecord> => ({
  sql: `select ${COLUMNS} from outbox where dead_at > 0 order by dead_at, id limit ?1`,
  params: [limit],
  row: jobRow,
})

/** When the next row of a lane becomes due; no row where nothing waits. */
export const nextJobAt = (lane: Job['lane']): Query<{ run_at: number }> => ({
  sql: 'select run_at from outbox where lane = ?1 and done_at = 0 and dead_at = 0 order by run_at, id limit 1',
  params: [lane],
  row: z.object({ run_at: int }),
})

const MINUTE = 60_000

/** One minute, then twice as long each time, an hour at most. */
export const retryAt = (tries: number, now: number): number =>
  now + Math.min(MINUTE * 2 ** Math.max(0, tries - 1), 60 * MINUTE)

/** After about four days: a server that was down over a weekend finds everything still there. */
export const givesUp = (tries: number): boolean => tries >= 100

/** Words of a far side may hold addresses or text of a case; only a code of ours is kept in clear. */
function code(error: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(error)) throw new Error('the outbox keeps a short code of an error, never its text')
  return error
}

/** One step of a long job is done: the row keeps how far it came, and goes on at once. The old fence ends with it. */
export const advanceJob = (id: string, fence: number, body: Uint8Array, runAt: number): Write => ({
  sql: 'update outbox set body = ?3, run_at = ?4, lease_until = 0, tries = 0, fence = fence + 1 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0',
  params: [id, fence, body, runAt],
  changes: 1,
})

/** How far whoever has the row came by now. */
export const keepJob = (id: string, fence: number, body: Uint8Array): Write => ({
  sql: 'update outbox set body = ?3 where id = ?1 and fence = ?2 and done_at = 0 and dead_at = 0',
  params: [id, fence, body],
  changes: 1,
})

/** What is still to be carried out of one topic for one stream, where the keys of its jobs begin with the stream. */
export const jobsOf = (topic: string, stream: string): Query<JobRecord> => ({
  sql: `select ${COLUMNS} from outbox where topic = ?1 and dedupe >= ?2 and dedupe < ?3 and done_at = 0 order by dedupe limit 20`,
  params: [topic, `${stream}:`, `${stream};`],
  row: jobRow,
})

import { insertJob, sweepHeartbeats } from '../store/outbox-rows.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { deskJob } from './notice.ts'
import { type Rounds, rounds } from './rounds.ts'

/**
 * Tells a monitor elsewhere that this desk is alive, through the outbox: whoever hears it knows that the disk takes
 * writes and that the outbox moves. A desk that is quiet, or stuck, is silent. One that could not be told is not told
 * again: the next one comes soon.
 */
export const heartbeatTopic = 'heartbeat'

const minute = 60_000

export function heartbeat(means: Means, minutes: number): Pick<Rounds, 'run' | 'stop'> & { start(): void } {
  const { run, every, stop } = rounds(means, 'heartbeat', () => beat(means, minutes))
  return { run, stop, start: () => every(minute) }
}

/** One for each span of time, whichever node is first. */
async function beat(means: Means, minutes: number): Promise<void> {
  const now = means.clock.now()
  const dedupe = `${heartbeatTopic}-${Math.floor(now / (minutes * minute))}`
  const of = { id: freshId(means.random), dedupe, lane: 'notice', topic: heartbeatTopic, body: {} } as const
  await means.store.write([insertJob(deskJob(means, await means.keys.desk(), of)), sweepHeartbeats(now - 60 * minute)])
}

export const carryHeartbeat = (means: Pick<Means, 'note'>, call: () => Promise<void>) => async (): Promise<void> => {
  await call().catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
    means.note('heartbeat-failed', { code })
  })
}

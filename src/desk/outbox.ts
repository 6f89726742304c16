import {
  buryJob,
  claimJob,
  dueJobs,
  finishJob,
  givesUp,
  insertJob,
  type JobRecord,
  type Reach,
  releasedJobs,
  retryAt,
  retryJob,
} from '../store/outbox-rows.ts'
import type { SealingKey } from '../store/seal.ts'
import type { Job, Write } from '../store/store.ts'
import { type FewAtOnce, fewAtOnce } from './few-at-once.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { deskJob } from './notice.ts'

/**
 * Carries out what appends asked for: at least once, each lane by itself, a bad row alone. What leaves the machine has
 * workers of its own in each lane: a mail server that does not answer keeps nothing else waiting.
 */
export interface Carrier {
  /**
   * Resolves once the far side took responsibility, with what is to be written in the commit that finishes the job. It
   * may be called twice with the same job.
   */
  carry(job: JobRecord, key: SealingKey): Promise<readonly Write[]>
  /** Writes further jobs for what has gathered since: asked again and again, because some of it comes with time. */
  gather(): Promise<void>
}

const lanes = ['publish', 'reply', 'notice'] as const
const lease = 60_000
/** Jobs of one worker that are under way at the same time. */
const together = 50
/**
 * What a far side took and nobody wrote down yet is sent again after a kill. Where every job is a commit of its own, a far
 * side that answers at once is therefore given few at a time; one that takes longer than these milliseconds keeps nobody
 * waiting. The embedded store writes all of them down in one commit.
 */
const unwritten = { most: 8, patience: 250 } as const
/** What is near needs no patience: all that lies there is done in one go. */
const longest = 10_000
/** How long a stop waits for far sides. What was cut off is sent again under the same id. */
const patience = 3_000

export interface Outbox {
  start(): void
  stop(): Promise<void>
  /** Carries out everything that is due, and what comes of it. */
  run(): Promise<void>
}

interface Worker {
  /** Claims what is due as far as there is room, and sets to work on it. Resolves to how many jobs that were. */
  pull(): Promise<number>
  /** Pulls as long as everything that was free was taken. */
  turn(): Promise<void>
  idle(): Promise<void>
  /** Takes on nothing more: what is under way is finished, and the rest is left for whoever goes on. */
  rest(): void
}

/** Jobs that know by themselves how they are carried out, by topic. */
export type OwnJobs = Readonly<Record<string, (job: JobRecord) => Promise<void>>>

export function outbox(means: Means, carrier: Carrier, quiet: () => boolean, own: OwnJobs = {}): Outbox {
  const holder = freshId(means.random)
  const byLane = lanes.map((lane) => ({
    near: worker({ means, carrier, holder, lane, reach: 'near', own, quiet }),
    far: worker({ means, carrier, holder, lane, reach: 'far', own, quiet }),
  }))
  const workers = byLane.flatMap(({ near, far }) => [near, far])
  let timer: { stop(): void } | null = null
  const run = async (): Promise<void> => {
    for (let round = 0; round < longest; round++) {
      if (!quiet()) await carrier.gather()
      const pulled = await Promise.all(workers.map((one) => one.pull()))
      await Promise.all(workers.map((one) => one.idle()))
      if (pulled.every((count) => count === 0)) return
      // What comes of a row that was let go is written down, and waits as the others do.
      if (quiet()) await carrier.gather()
    }
  }
  const tick = async (): Promise<void> => {
    if (quiet()) return run()
    await Promise.all(
      byLane.map(async ({ near, far }) => {
        await near.turn()
        // A letter that was just written should not wait for the next look, nor for another lane.
        await carrier.gather()
        await far.turn()
      }),
    )
  }
  return {
    run,
    start() {
      timer = means.clock.every(
        2_000,
        () =>
          void tick().catch((error: unknown) => means.note('outbox-failed', { error: String((error as Error).name) })),
      )
    },
    async stop() {
      timer?.stop()
      for (const one of workers) one.rest()
      const hurry = new Promise<void>((resolve) => void setTimeout(resolve, patience).unref())
      await Promise.race([Promise.all(workers.map((one) => one.idle())), hurry])
    },
  }
}

interface Work {
  readonly means: Means
  readonly carrier: Carrier
  readonly holder: string
  readonly lane: Job['lane']
  readonly reach: Reach
  readonly own: OwnJobs
  readonly quiet: () => boolean
}

function worker({ means, carrier, holder, lane, reach, own, quiet }: Work): Worker {
  const underWay = new Set<Promise<void>>()
  const few = fewAtOnce(means.store.shared && reach === 'far' ? unwritten.most : together, unwritten.patience)
  let turning = false
  let resting = false
  /** The last look found more than there was room for. */
  let more = false

  async function pull(): Promise<number> {
    more = false
    if (resting) return 0
    const room = together - underWay.size
    if (room <= 0) {
      more = true
      return 0
    }
    const now = means.clock.now()
    const due = await means.store.read((quiet() ? releasedJobs : dueJobs)(lane, reach, now, room))
    // Side by side they share their commits; one after the other they would take the disk from people who report.
    const claimed = await Promise.all(
      due.map(async (job) => (await means.store.write([claimJob(job, holder, now, now + lease)])).result),
    )
    more = due.length === room
    const mine = due.filter((_, index) => claimed[index] === 'committed')
    for (const job of mine) {
      const work: Promise<void> = carryOut({ means, carrier, own, few }, job)
        .catch((error: unknown) => means.note('outbox-failed', { error: String((error as Error).name) }))
        .finally(() => underWay.delete(work))
      underWay.add(work)
    }
    if (reach === 'near') await Promise.all(underWay)
    return mine.length
  }

  return {
    pull,
    async turn() {
      if (turning) return
      turning = true
      try {
        do {
          await pull()
          if (more) await (underWay.size > 0 ? Promise.race(underWay) : otherNode())
        } while (more)
      } finally {
        turning = false
      }
    },
    idle: async () => void (await Promise.all(underWay)),
    rest: () => {
      resting = true
    },
  }
}

/** Everything that was due went to another node in that moment: two that looked at the same rows should not do so again. */
const otherNode = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 50))

type Hands = Pick<Work, 'means' | 'carrier' | 'own'> & { readonly few: FewAtOnce }

async function carryOut(hands: Hands, job: JobRecord): Promise<void> {
  const { means } = hands
  const fence = job.fence + 1
  const failure = await hands.few.run(() => deliver(hands, job, fence))
  if (failure === null) return
  const now = means.clock.now()
  if (failure.retry && !givesUp(job.tries + 1))
    await means.store.write([retryJob(job.id, fence, retryAt(job.tries + 1, now), failure.code)])
  else await means.store.write([buryJob(job.id, fence, now, failure.code), await tellOfIt(means, now)])
}

interface Failure {
  readonly code: string
  readonly retry: boolean
}

const again: Failure = { code: 'busy', retry: true }

/** `null`: the job is done, in the same commit as what it asked for. */
async function deliver({ means, carrier, own }: Hands, job: JobRecord, fence: number): Promise<Failure | null> {
  const key = await (job.stream === 'desk' ? means.keys.desk() : means.keys.find('case', job.stream))
  try {
    // Such a job may take its own row away, or keep it for its next step: then nothing is left to finish.
    await own[job.topic]?.(job)
    if (own[job.topic] !== undefined) {
      await means.store.write([finishJob(job.id, fence, means.clock.now())])
      return null
    }
    // Whoever erased the case erased what was to be said of it.
    const writes = key === undefined ? [] : await carrier.carry(job, key)
    const done = await means.store.write([finishJob(job.id, fence, means.clock.now()), ...writes])
    return done.result === 'committed' ? null : again
  } catch (error) {
    return { code: codeOf(error), retry: !(error instanceof Error && 'retry' in error && error.retry === false) }
  }
}

/** Once an hour is enough: the page lists them all. */
async function tellOfIt(means: Means, now: number): Promise<Write> {
  const dedupe = `undelivered-${Math.floor(now / 3_600_000)}`
  const of = { id: freshId(means.random), dedupe, lane: 'notice', topic: 'case-news' } as const
  return insertJob(deskJob(means, await means.keys.desk(), { ...of, body: { news: 'undelivered' } }))
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z0-9-]{1,64}$/.test(error.code)
    ? error.code
    : 'failed'

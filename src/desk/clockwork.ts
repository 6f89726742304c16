import type { Command } from '../case/command.ts'
import { isPromise } from '../case/deadline.ts'
import type { EventOf } from '../case/event.ts'
import type { Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { type DeadlineRecord, dueDeadlines } from '../store/deadline-rows.ts'
import { newestEventAt } from '../store/event-rows.ts'
import { caseByStream, moveInboxRow } from '../store/inbox-rows.ts'
import { findLease, holdsLease, releaseLease, takeLease } from '../store/lease-rows.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { Write } from '../store/store.ts'
import { readCase } from './case-file.ts'
import { freshId } from './fresh.ts'
import { letLeadsIn } from './leads.ts'
import type { Means } from './means.ts'
import type { policyShelf } from './policies.ts'
import { type Due, deadlineRows, inboxRowOf } from './projection.ts'
import { rounds } from './rounds.ts'
import type { More, WritePath } from './write-path.ts'

type HoldReason = EventOf<'PublicationHeld'>['reason']

/** The fence of this clockwork's lease: a row for what it writes itself, and what goes along with its commands. */
interface Lease {
  readonly fence: Write
  readonly more: More
}

/**
 * Does what is due, as the actor `desk`, through the same rules as everybody. Time is not trusted: when the clock was
 * moved, is behind what is on disk, or nobody looked for a day, publications are held and the team is told. Everything
 * it writes carries the fence of its lease: a clockwork that slept while another took over changes nothing any more.
 */
export interface Clockwork {
  start(): void
  stop(): Promise<void>
  /** One look at what is due. */
  tick(): Promise<void>
}

const step = 60_000
const every = 5_000
const page = 100
const leaseName = 'clockwork'

/** Another clockwork holds the lease by now. Nothing was written, and the rest is that one's work. */
class LeaseLost extends Error {
  constructor() {
    super('another clockwork took over')
    this.name = 'LeaseLost'
  }
}

export function clockwork(
  means: Means,
  path: WritePath,
  policyBy: ReturnType<typeof policyShelf>,
  quiet: () => boolean,
): Clockwork {
  const holder = freshId(means.random)
  let last: { now: Millis; steady: number } | null = null
  let moved: HoldReason | null = null
  let hadLease = false
  const ticks = rounds(means, 'clockwork', once)

  async function once(): Promise<void> {
    // A quiet desk looks at nothing, so that a silence of more than a day counts as the gap it is once it is over.
    if (quiet()) return
    const now = means.clock.now()
    const reason = await doubt(now)
    const fence = await leased(now)
    if (fence === undefined) return
    const lease: Lease = { fence: holdsLease(leaseName, holder, fence), more: () => fenced(fence) }
    for (let after: DeadlineRecord | undefined; ; ) {
      const due = await means.store.read(dueDeadlines(now, page, after))
      for (const deadline of due)
        await act(lease, deadline, now, reason).catch((error: unknown) => {
          if (error instanceof LeaseLost) throw error
          means.note('clockwork-failed', { error: String((error as Error).name) })
        })
      after = due.at(-1)
      if (after === undefined || due.length < page) break
    }
    await letLeadsIn(means, path, lease.more)
    await means.store.write([lease.fence, setMeta('clockwork', String(now))])
  }

  /** Why this clock cannot be believed right now, or `null`. */
  async function doubt(now: Millis): Promise<HoldReason | null> {
    const steady = means.clock.steady()
    if (last === null) moved = await sinceLastRun(now)
    // A clock that ran beside itself by more than a minute was set by hand, by a wrong time server, or slept.
    else if (Math.abs(now - last.now - (steady - last.steady)) > step) moved = 'clock-step'
    last = { now, steady }
    const [newest] = await means.store.read(newestEventAt())
    if (newest !== undefined && newest.at > now + step) return 'clock-behind'
    const reason = moved
    moved = null
    return reason
  }

  async function sinceLastRun(now: Millis): Promise<HoldReason | null> {
    const [row] = await means.store.read(findMeta('clockwork'))
    return row !== undefined && now - Number(row.value) > day ? 'gap' : null
  }

  /** The fence of the lease, or `undefined` while another holds it. */
  async function leased(now: Millis): Promise<number | undefined> {
    const written = await means.store.write([takeLease(leaseName, holder, now, now + 4 * every)])
    hadLease ||= written.result === 'committed'
    return written.result === 'committed' ? ownFence() : undefined
  }

  async function ownFence(): Promise<number | undefined> {
    const [row] = await means.store.read(findLease(leaseName))
    return row?.holder === holder ? row.fence : undefined
  }

  /** Goes along with every command. A lost race is tried again, a lost lease is not. */
  async function fenced(fence: number): ReturnType<More> {
    if ((await ownFence()) !== fence) throw new LeaseLost()
    return { rows: [holdsLease(leaseName, holder, fence)] }
  }

  async function act(lease: Lease, deadline: DeadlineRecord, now: Millis, reason: HoldReason | null): Promise<void> {
    const { stream } = deadline
    const name = deadline.name as Due
    const id = `${name}-${stream}-${deadline.at}`
    if (name === 'publication') return publish(lease, stream, id, reason)
    if (name === 'embargo') return give(lease, stream, { type: 'EndEmbargo', id })
    if (name === 'reporter-reminder') return give(lease, stream, { type: 'Remind', id, of: 'reporter' })
    if (isPromise(name)) await give(lease, stream, { type: 'Remind', id, of: 'team' })
    return project(lease, stream, now)
  }

  async function publish(lease: Lease, stream: string, id: string, reason: HoldReason | null): Promise<void> {
    if (reason !== null)
      return hold(
        lease,
        stream,
        id,
        reason,
        'The clock of the desk could not be believed when this publication came due.',
      )
    const file = await readCase(means.store, means.keys, stream)
    const digest = file?.case.schedule?.digest
    if (digest === undefined) return
    const outcome = await path.give({ as: 'desk' }, stream, { type: 'PublishAdvisory', id, digest }, lease.more)
    // What is only slow is asked again at the next look.
    if ('refused' in outcome && outcome.refused !== 'too-early' && outcome.refused !== 'names-being-gathered')
      await hold(lease, stream, id, outcome.refused === 'preview-outdated' ? 'changed' : 'refused', outcome.hint)
  }

  const hold = (lease: Lease, stream: string, id: string, reason: HoldReason, text: string): Promise<void> =>
    give(lease, stream, { type: 'HoldPublication', id: `hold-${id}`, reason, text })

  async function give(lease: Lease, stream: string, command: Command): Promise<void> {
    await path.give({ as: 'desk' }, stream, command, lease.more)
  }

  /** What is shown changes with time alone: the window ended, a wait is over. */
  async function project(lease: Lease, stream: string, now: Millis): Promise<void> {
    const file = await readCase(means.store, means.keys, stream)
    const policy = file === undefined ? undefined : await policyBy(file.case.policy)
    const [was] = await means.store.read(caseByStream(stream))
    if (file === undefined || policy === undefined || was === undefined || was.head_seq !== file.case.seq) return
    await means.store.write([
      lease.fence,
      ...moveInboxRow(was, inboxRowOf(stream, file.key, file.case, policy, now)),
      ...deadlineRows(stream, file.case, now),
    ])
  }

  return {
    tick: ticks.run,
    start() {
      ticks.every(every)
      void ticks.run().catch(() => undefined)
    },
    async stop() {
      await ticks.stop()
      if (hadLease) await means.store.write([releaseLease(leaseName, holder)]).catch(() => undefined)
    },
  }
}

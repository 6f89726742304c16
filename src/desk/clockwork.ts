import { isPromise } from '../case/deadline.ts'
import type { EventOf } from '../case/event.ts'
import type { Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { type DeadlineRecord, dueDeadlines } from '../store/deadline-rows.ts'
import { newestEventAt } from '../store/event-rows.ts'
import { caseByStream, moveInboxRow } from '../store/inbox-rows.ts'
import { takeLease } from '../store/lease-rows.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { readCase } from './case-file.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import type { policyShelf } from './policies.ts'
import { type Due, deadlineRows, inboxRowOf } from './projection.ts'
import type { WritePath } from './write-path.ts'

type HoldReason = EventOf<'PublicationHeld'>['reason']

/**
 * Does what is due, as the actor `desk`, through the same rules as everybody. Time is not trusted: when the clock was
 * moved, is behind what is on disk, or nobody looked for a day, publications are held and the team is told.
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

export function clockwork(
  means: Means,
  path: WritePath,
  policyBy: ReturnType<typeof policyShelf>,
  quiet: () => boolean,
): Clockwork {
  const holder = freshId(means.random)
  let last: { now: Millis; steady: number } | null = null
  let moved: HoldReason | null = null
  let running: Promise<void> = Promise.resolve()
  let timer: { stop(): void } | null = null

  const tick = (): Promise<void> => {
    running = running.then(once, once)
    return running
  }

  async function once(): Promise<void> {
    const now = means.clock.now()
    const reason = await doubt(now)
    if (quiet() || !(await leased(now))) return
    for (let after: DeadlineRecord | undefined; ; ) {
      const due = await means.store.read(dueDeadlines(now, page, after))
      for (const deadline of due)
        await act(deadline, now, reason).catch((error: unknown) =>
          means.note('clockwork-failed', { error: String((error as Error).name) }),
        )
      after = due.at(-1)
      if (after === undefined || due.length < page) break
    }
    await means.store.write([setMeta('clockwork', String(now))])
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

  async function leased(now: Millis): Promise<boolean> {
    const written = await means.store.write([takeLease('clockwork', holder, now, now + 4 * every)])
    return written.result === 'committed'
  }

  async function act(deadline: DeadlineRecord, now: Millis, reason: HoldReason | null): Promise<void> {
    const { stream } = deadline
    const name = deadline.name as Due
    const id = `${name}-${stream}-${deadline.at}`
    if (name === 'publication') return publish(stream, id, reason)
    if (name === 'embargo') return void (await path.give({ as: 'desk' }, stream, { type: 'EndEmbargo', id }))
    if (name === 'reporter-reminder')
      return void (await path.give({ as: 'desk' }, stream, { type: 'Remind', id, of: 'reporter' }))
    if (isPromise(name)) await path.give({ as: 'desk' }, stream, { type: 'Remind', id, of: 'team' })
    return project(stream, now)
  }

  async function publish(stream: string, id: string, reason: HoldReason | null): Promise<void> {
    if (reason !== null)
      return hold(stream, id, reason, 'The clock of the desk could not be believed when this publication came due.')
    const file = await readCase(means.store, means.keys, stream)
    const digest = file?.case.schedule?.digest
    if (digest === undefined) return
    const outcome = await path.give({ as: 'desk' }, stream, { type: 'PublishAdvisory', id, digest })
    // What is only slow is asked again at the next look.
    if ('refused' in outcome && outcome.refused !== 'too-early' && outcome.refused !== 'names-being-gathered')
      await hold(stream, id, outcome.refused === 'preview-outdated' ? 'changed' : 'refused', outcome.hint)
  }

  async function hold(stream: string, id: string, reason: HoldReason, text: string): Promise<void> {
    await path.give({ as: 'desk' }, stream, { type: 'HoldPublication', id: `hold-${id}`, reason, text })
  }

  /** What is shown changes with time alone: the window ended, a wait is over. */
  async function project(stream: string, now: Millis): Promise<void> {
    const file = await readCase(means.store, means.keys, stream)
    const policy = file === undefined ? undefined : await policyBy(file.case.policy)
    const [was] = await means.store.read(caseByStream(stream))
    if (file === undefined || policy === undefined || was === undefined || was.head_seq !== file.case.seq) return
    await means.store.write([
      ...moveInboxRow(was, inboxRowOf(stream, file.key, file.case, policy, now)),
      ...deadlineRows(stream, file.case, now),
    ])
  }

  return {
    tick,
    start() {
      timer = means.clock.every(
        every,
        () =>
          void tick().catch((error: unknown) =>
            means.note('clockwork-failed', { error: String((error as Error).name) }),
          ),
      )
      void tick().catch(() => undefined)
    },
    async stop() {
      timer?.stop()
      await running.catch(() => undefined)
    },
  }
}

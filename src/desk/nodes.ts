import { findLease, takeLease } from '../store/lease-rows.ts'
import type { Store } from '../store/store.ts'
import type { DatabaseClock } from './database-clock.ts'
import type { Means } from './means.ts'
import { rounds } from './rounds.ts'

/**
 * Several nodes of one desk. All of them have one configuration: whoever has another stands aside, is not ready, and
 * does no work that the others would do otherwise, until nobody is left who has the one that counts.
 */
export interface Nodes {
  /** Why this node stands aside, or `null`. */
  aside(): Aside | null
  /** One look at the others. */
  look(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** `clock`: publications and deadlines rest on nodes that agree about the hour. */
export type Aside = 'other-configuration' | 'clock'

interface Joining extends Pick<Means, 'clock' | 'note'> {
  readonly store: Store
  readonly configuration: string
  /** The clock of the database; `undefined` where the clock of this house is not the machine's. */
  readonly shared: DatabaseClock | undefined
  /** This node has the configuration that counts: called at every look. */
  readonly together: () => Promise<void>
}

const every = 5_000
/** Four looks may fail before somebody else's configuration counts. */
const lease = 4 * every
/** Whoever stops leaves the others as much time as one look takes. */
const goodbye = every + 1_000
const apart = 5_000
const name = 'configuration'

/** A desk on one machine has nobody to agree with. */
export const alone: Nodes = {
  aside: () => null,
  look: async () => undefined,
  start: () => undefined,
  stop: async () => undefined,
}

/** Takes the first look at once, and tells of it by `aside` alone. */
export async function joinNodes(joining: Joining): Promise<Nodes> {
  const { store, clock, note, configuration, shared, together } = joining
  let aside: Aside | null = null
  const ticks = rounds(joining, 'nodes', look)

  async function look(): Promise<void> {
    await shared?.look()
    await placed()
    if (aside === null) await together()
  }

  async function placed(): Promise<void> {
    const now = await why()
    if (now !== aside && now !== null) note('node-stands-aside', { because: now })
    if (now !== aside && now === null) note('node-joined')
    aside = now
  }

  async function why(): Promise<Aside | null> {
    if (!(await held(lease))) return 'other-configuration'
    return (shared?.apart() ?? 0) > apart ? 'clock' : null
  }

  async function held(time: number): Promise<boolean> {
    const now = clock.now()
    return (await store.write([takeLease(name, configuration, now, now + time)])).result === 'committed'
  }

  await placed()
  return {
    aside: () => aside,
    look: ticks.run,
    start: () => ticks.every(every),
    async stop() {
      await ticks.stop()
      if (aside !== 'other-configuration') await held(goodbye).catch(() => undefined)
    },
  }
}

/** Whether this is the configuration that the running nodes have; `null` where none runs. */
export async function configurationAgrees(store: Store, configuration: string, now: number): Promise<boolean | null> {
  const [row] = await store.read(findLease(name))
  return row === undefined || row.until <= now ? null : row.holder === configuration
}

/** Whether a node of this desk runs somewhere, also a quiet one; nobody is missed before four of its looks are. */
export async function someNodeRuns(store: Store, now: number): Promise<boolean> {
  const [row] = await store.read(findLease(name))
  // Whoever stopped left no more than a goodbye.
  return row !== undefined && row.until - now > goodbye
}

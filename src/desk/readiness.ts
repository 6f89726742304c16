import { setMeta } from '../store/meta-rows.ts'
import type { Means } from './means.ts'
import type { Aside, Nodes } from './nodes.ts'

/** Whether this node takes reports right now, and why not. The words say nothing of any case. */
export type Ready = { readonly ready: true } | { readonly ready: false; readonly why: string }

/** A word from the disk is believed for this long; asked more often, nothing is written for it. */
const fresh = 5_000
/** What stands in front asks again soon: an answer that comes too late is none. */
const patience = 5_000

/** A write that is on disk, not older than ten seconds, on a node that works with the others. */
export function readiness(means: Pick<Means, 'store' | 'clock'>, nodes: Pick<Nodes, 'aside'>): () => Promise<Ready> {
  let last: { readonly at: number; readonly said: Ready } | null = null
  let asking: Promise<Ready> | null = null
  return async () => {
    const aside = nodes.aside()
    if (aside !== null) return { ready: false, why: whyAside[aside] }
    const now = means.clock.steady()
    if (last?.said.ready && now - last.at < fresh) return last.said
    asking ??= probe(means).finally(() => {
      asking = null
    })
    const said = await asking
    last = { at: now, said }
    return said
  }
}

const whyAside: Readonly<Record<Aside, string>> = {
  'other-configuration': 'the other nodes run with another configuration',
  clock: 'the clock of this machine differs from that of the database',
}

async function probe(means: Pick<Means, 'store' | 'clock'>): Promise<Ready> {
  const late = new Promise<Ready>((resolve) => {
    setTimeout(resolve, patience, { ready: false, why: 'the disk does not answer' } satisfies Ready).unref()
  })
  return Promise.race([written(means), late])
}

async function written({ store, clock }: Pick<Means, 'store' | 'clock'>): Promise<Ready> {
  try {
    await store.write([setMeta('probe', String(clock.now()))])
    return { ready: true }
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'full'
    return { ready: false, why: full ? 'the disk is full' : 'the store cannot write' }
  }
}

import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { Means } from './means.ts'

/** Whether this node takes reports right now, and why not. The words say nothing of any case. */
export type Ready = { readonly ready: true } | { readonly ready: false; readonly why: string }

/** A word from the disk is believed for this long; asked more often, nothing is written for it. */
const fresh = 5_000
/** What stands in front asks again soon: an answer that comes too late is none. */
const patience = 5_000

/**
 * A write that is on disk, not older than ten seconds. On several nodes the one that was started last says which
 * configuration counts: a node with another one is not ready until it is started anew.
 */
export function readiness(means: Pick<Means, 'store' | 'clock' | 'policy'>, config: string): () => Promise<Ready> {
  let last: { readonly at: number; readonly said: Ready } | null = null
  let asking: Promise<Ready> | null = null
  return async () => {
    const now = means.clock.steady()
    if (last?.said.ready && now - last.at < fresh) return last.said
    asking ??= probe(means, config).finally(() => {
      asking = null
    })
    const said = await asking
    last = { at: now, said }
    return said
  }
}

async function probe(means: Pick<Means, 'store' | 'clock' | 'policy'>, config: string): Promise<Ready> {
  const late = new Promise<Ready>((resolve) => {
    setTimeout(resolve, patience, { ready: false, why: 'the disk does not answer' } satisfies Ready).unref()
  })
  return Promise.race([written(means), late]).then(async (said) =>
    said.ready && (await differs(means, config))
      ? { ready: false, why: 'another node was started with another configuration; start this one anew' }
      : said,
  )
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

async function differs({ store, policy }: Pick<Means, 'store' | 'policy'>, config: string): Promise<boolean> {
  const [[started], [inForce]] = await Promise.all([store.read(findMeta(CONFIG)), store.read(findMeta('policy'))])
  return started?.value !== config || inForce?.value !== policy.digest
}

/** A start says with which configuration the desk runs from now on. */
export const runsWith = (config: string) => setMeta(CONFIG, config)
const CONFIG = 'configuration'

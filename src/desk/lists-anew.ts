import { releaseLease, takeLease } from '../store/lease-rows.ts'
import { dropMeta, findMeta } from '../store/meta-rows.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { rounds } from './rounds.ts'

/**
 * After an upgrade that added a list, its schema file leaves a word, and a running desk makes all lists anew from the
 * facts, once and behind the requests. Ended before it is done, the next start begins again.
 */
export interface ListsAnew {
  run(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** `make` ends early, with `null`, where the signal says so. */
export function listsAnew(means: Means, make: (signal: AbortSignal) => Promise<number | null>): ListsAnew {
  const ended = new AbortController()
  const holder = freshId(means.random)
  const { run, after, stop } = rounds(means, name, once)

  async function once(): Promise<void> {
    const [asked] = await means.store.read(findMeta(name))
    if (asked === undefined) return
    // Two nodes would do it twice, which harms nobody and takes twice as long.
    const now = means.clock.now()
    const taken = await means.store.write([takeLease(name, holder, now, now + lease)])
    if (taken.result !== 'committed') return
    means.note(name, { begun: true })
    const cases = await make(ended.signal)
    if (cases !== null) {
      await means.store.write([dropMeta(name, asked.value)])
      means.note(name, { cases })
    }
    await means.store.write([releaseLease(name, holder)])
  }

  return {
    run,
    start: () => after(2_000),
    stop() {
      ended.abort()
      return stop()
    },
  }
}

const name = 'lists-anew'
const lease = 10 * 60_000

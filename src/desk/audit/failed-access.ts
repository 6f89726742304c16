import { makeLeaf } from '../../store/audit.ts'
import { withoutFacts } from '../../store/without-facts.ts'
import { freshId } from '../fresh.ts'
import type { Means } from '../means.ts'

/** What failed at the door: counted, and written down once an hour, so that a flood of tries is no flood of entries. */
export const failures = ['receipts', 'tokens', 'sign-ins', 'accounts'] as const
export type Failure = (typeof failures)[number]

export interface FailedAccess {
  count(what: Failure): void
  /** Writes down what was counted, once an hour is over. */
  write(): Promise<void>
}

const hour = 3_600_000

export function failedAccess(means: Means): FailedAccess {
  let counts = new Map<Failure, number>()
  let since = means.clock.now()
  return {
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    async write() {
      const at = means.clock.now()
      if (counts.size === 0 || Math.abs(at - since) < hour) return
      const counted = counts
      counts = new Map()
      since = at
      const key = await means.keys.desk()
      const audit = [...counted].map(([what, n]) => {
        // How many is part of the word: an entry has no other place for it.
        const leaf = { id: freshId(means.random), at, actor: 'desk', act: `failed-${what}-${n}`, stream: 'desk' }
        return makeLeaf(key, leaf, leaf.act)
      })
      await means.store.append(withoutFacts('desk', { audit }))
    },
  }
}

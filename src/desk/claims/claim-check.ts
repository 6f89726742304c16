import { setTimeout as sleep } from 'node:timers/promises'
import type { Mentions } from '../../case/mentions.ts'
import { turns } from '../turns.ts'
import { checkClaims } from './check-claims.ts'
import type { Checked } from './claim.ts'

/** The claim check as the desk uses it: one look at a time, and none twice while nothing much can have changed. */
export interface ClaimCheck {
  /**
   * What was looked up; null where no clone is configured. Nobody waits longer than `wait`: what takes longer goes on,
   * and is there when somebody asks again.
   */
  check(mentions: Mentions, wait: number): Promise<Checked | null>
}

const lookMilliseconds = 10_000
const remembered = 200
/** Within this time somebody may have fetched into the clone. */
const holds = 300_000

const looking: Checked = {
  claims: [],
  looked: null,
  releases: [],
  problem: 'The code is still being looked through. Please load this page again in a moment.',
}

/** `now` runs forward only, in milliseconds. */
export function claimCheck(clone: string | null, now: () => number): ClaimCheck {
  const known = new Map<string, { readonly at: number; readonly checked: Promise<Checked> }>()
  const inTurn = turns()

  function look(folder: string, mentions: Mentions): Promise<Checked> {
    const key = JSON.stringify(mentions)
    const before = known.get(key)
    if (before !== undefined && now() - before.at < holds) return before.checked
    const checked = inTurn(folder, () => checkClaims(folder, mentions, { milliseconds: lookMilliseconds }))
    known.delete(key)
    known.set(key, { at: now(), checked })
    const [oldest] = known.keys()
    if (known.size > remembered && oldest !== undefined) known.delete(oldest)
    return checked
  }

  return {
    check: async (mentions, wait) =>
      clone === null ? null : Promise.race([look(clone, mentions), sleep(wait, looking, { ref: false })]),
  }
}

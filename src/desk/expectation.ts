import type { Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import type { Figures } from './figures/count.ts'

/** What a reporter may expect of the first answer, as far as this desk can honestly say. */
export interface Expectation {
  /** The policy's own promise, which is a fact of the case. */
  readonly by: Millis
  /** Whole days that a first answer usually takes at present; null where too few were given to say so. */
  readonly usualDays: number | null
  /** That is longer than the policy promises, and is said. */
  readonly longer: boolean
  /** Several reports of the same reporter wait already, and this one comes after them. */
  readonly slower: boolean
  /** It came in a pause, is counted from its end on, and the pause is not over. */
  readonly pausedUntil: Millis | null
}

/** Of fewer answers nobody can say what is usual, and a single one would be recognised. */
const fewest = 5

export function expectation(
  figures: Figures | null,
  of: {
    readonly receivedAt: Millis
    readonly by: Millis
    readonly slower: boolean
    readonly pausedUntil: Millis | null
  },
): Expectation {
  const { by, slower, pausedUntil } = of
  // In the slower line, or behind a pause, nothing is usual: how long it takes depends on what comes before it.
  const days = slower || pausedUntil !== null || figures === null ? null : usualDays(figures)
  const promised = (by - of.receivedAt) / day
  // What takes as long as the promise itself says nothing more than the promise.
  const says = days !== null && days !== Math.ceil(promised)
  return { by, slower, pausedUntil, usualDays: says ? days : null, longer: says && days > promised }
}

/**
 * What was usual is true only as long as the row of those who wait does not grow: where half of them have waited longer
 * than answers took, that is the better guess.
 */
function usualDays({ recent: { firstAnswer }, waiting }: Figures): number | null {
  if (firstAnswer.days === null || firstAnswer.of < fewest) return null
  const waited = waiting.days === null || waiting.of < fewest ? 0 : waiting.days
  return Math.max(1, Math.ceil(Math.max(firstAnswer.days, waited)))
}

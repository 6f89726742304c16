import type { Millis } from '../../case/ids.ts'
import { day } from '../../case/policy.ts'
import type { Figures, Median, Spell } from './count.ts'
import type { Outcome } from './figure-row.ts'

/**
 * What strangers may learn of a desk's load: whole months, rounded, and nothing that only a few cases stand behind.
 * Whoever looks every day, or who sent a report themself, must not find a single case in it (docs/security.md).
 */
export interface PublicFigures {
  /** The beginning of this month: nothing that happened since then is in it. */
  readonly at: Millis
  /** To the nearest five; null for fewer than five. */
  readonly open: number | null
  readonly firstAnswer: number | null
  readonly fix: number | null
  /** Whole months that the oldest open case is at least old, coarsely; null where few are open. */
  readonly oldest: (typeof ages)[number] | null
  /** Shares in steps of five in a hundred, largest first; empty where few ended. */
  readonly outcomes: readonly { readonly outcome: PublicOutcome; readonly share: number }[]
  readonly months: readonly { readonly from: Millis; readonly received: number | null }[]
  readonly monthsFirstAnswer: readonly { readonly from: Millis; readonly days: number | null }[]
}

/** No figure stands on fewer cases than this. */
export const fewest = 5
/** Shares stand on more, since each of them is a part of these. */
const fewestEnded = 20

export type PublicOutcome = 'published' | 'duplicate' | 'declined' | 'withdrawn'
const ages = [0, 3, 6, 12] as const

export function publishedFigures({ at, open, oldest, recent, months }: Figures): PublicFigures {
  return {
    at,
    open: rounded(open),
    firstAnswer: wholeDays(recent.firstAnswer),
    fix: wholeDays(recent.fix),
    oldest: open < fewest || oldest === null ? null : ageOf((at - oldest) / (30 * day)),
    outcomes: shares(recent),
    months: months.map(({ from, received }) => ({ from, received: rounded(received) })),
    monthsFirstAnswer: months.map(({ from, firstAnswer }) => ({ from, days: wholeDays(firstAnswer) })),
  }
}

const rounded = (count: number): number | null => (count < fewest ? null : Math.round(count / 5) * 5)

/** Up, so that nobody is promised more than is kept. */
const wholeDays = ({ days, of }: Median): number | null =>
  days === null || of < fewest ? null : Math.max(1, Math.ceil(days))

const ageOf = (months: number): (typeof ages)[number] => ages.findLast((least) => months >= least) ?? 0

function shares({ ended, outcomes }: Spell): PublicFigures['outcomes'] {
  if (ended < fewestEnded) return []
  const counts = new Map<PublicOutcome, number>()
  for (const [outcome, count] of outcomes) {
    const shown = coarse(outcome)
    counts.set(shown, (counts.get(shown) ?? 0) + count)
  }
  return [...counts]
    .filter(([, count]) => count >= fewest)
    .map(([outcome, count]) => ({ outcome, share: Math.round((count / ended) * 20) * 5 }))
    .sort((a, b) => b.share - a.share)
}

/** Which reason a report was declined for is between the desk and its reporter. */
const coarse = (outcome: Outcome): PublicOutcome =>
  outcome === 'published' || outcome === 'duplicate' || outcome === 'withdrawn' ? outcome : 'declined'

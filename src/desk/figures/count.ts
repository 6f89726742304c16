import type { Millis } from '../../case/ids.ts'
import { day } from '../../case/policy.ts'
import type { Figure, Outcome } from './figure-row.ts'

/** What the figures page shows, as things stood at one moment. Nothing in it names a case. */
export interface Figures {
  readonly at: Millis
  readonly open: number
  /** Of the open ones: how many wait for a first answer, and for how many days half of them have waited. */
  readonly waiting: Median
  /** When the oldest open case arrived. */
  readonly oldest: Millis | null
  /** The last 90 days. */
  readonly recent: Spell
  /** Twelve calendar months in UTC, oldest first; the last one may not be over. */
  readonly months: readonly Spell[]
}

export interface Spell {
  readonly from: Millis
  readonly received: number
  readonly ended: number
  readonly firstAnswer: Median
  readonly fix: Median
  readonly outcomes: ReadonlyMap<Outcome, number>
}

/** Half of `of` took at most so many days. */
export interface Median {
  readonly days: number | null
  readonly of: number
}

export const recentDays = 90
const monthsShown = 12

/** Nothing that ended before this is in any figure, now or at the beginning of this month. */
export const neededSince = (now: Millis): Millis => monthStart(now, -monthsShown)

/** Counts what was so at `at`: what happened later had not happened yet. */
export function countFigures(all: readonly Figure[], at: Millis): Figures {
  const known = all.filter(({ receivedAt }) => receivedAt <= at).map((one) => asOf(one, at))
  const open = known.filter(({ endedAt }) => endedAt > at)
  const waiting = open.filter(({ answeredAt }) => answeredAt > at)
  // At the very beginning of a month, the month that shows something is the one that just ended.
  const last = monthStart(at - 1, 0)
  return {
    at,
    open: open.length,
    waiting: median(waiting.map(({ receivedAt }) => at - receivedAt)),
    oldest: open.length === 0 ? null : open.reduce((least, { receivedAt }) => Math.min(least, receivedAt), at),
    recent: spell(known, at - recentDays * day, at + 1),
    months: Array.from({ length: monthsShown }, (_, index) => {
      const from = monthStart(last, index + 1 - monthsShown)
      return spell(known, from, Math.min(monthStart(from, 1), at + 1))
    }),
  }
}

const later = Number.POSITIVE_INFINITY
const asOf = (of: Figure, at: Millis): Figure => ({
  ...of,
  answeredAt: of.answeredAt > at ? later : of.answeredAt,
  fixedAt: of.fixedAt > at ? later : of.fixedAt,
  endedAt: of.endedAt > at ? later : of.endedAt,
})

/** What happened from `from` on and before `until`. */
function spell(known: readonly Figure[], from: Millis, until: Millis): Spell {
  const during = (at: Millis): boolean => at >= from && at < until
  const answers: number[] = []
  const fixes: number[] = []
  const outcomes = new Map<Outcome, number>()
  let received = 0
  let ended = 0
  for (const { receivedAt, answeredAt, fixedAt, endedAt, outcome } of known) {
    if (during(receivedAt)) received++
    if (during(answeredAt)) answers.push(answeredAt - receivedAt)
    if (during(fixedAt)) fixes.push(fixedAt - receivedAt)
    if (!during(endedAt) || outcome === null) continue
    ended++
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  return { from, received, ended, firstAnswer: median(answers), fix: median(fixes), outcomes }
}

/** A report that was entered after somebody had dealt with it elsewhere took no time here. */
function median(spans: readonly Millis[]): Median {
  const sorted = Float64Array.from(spans, (span) => Math.max(0, span) / day).sort()
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return { days: low === undefined || high === undefined ? null : (low + high) / 2, of: sorted.length }
}

/** The beginning of the month that `at` lies in, so many months on. */
export function monthStart(at: Millis, months: number): Millis {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
}

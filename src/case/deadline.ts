import type { Case } from './case.ts'
import type { DeadlineName, Deadlines } from './event.ts'
import type { Millis } from './ids.ts'
import { day, type Policy } from './policy.ts'

/**
 * Deadlines are facts: they are set in the event that promises them, so that neither a later policy nor a moved clock
 * changes a promise. ISO/IEC 29147, 6.5 (on-going communication) asks for them; the days are the policy's.
 */

export const after = (from: Millis, days: number): Millis => Math.round(from + days * day)

/** The time of a deadline that is running, and null where none is. */
export const dueAt = (state: Case, name: DeadlineName): Millis | null => state.deadlines.get(name) ?? null

export const isPast = (at: Millis | null, now: Millis): boolean => at !== null && at <= now

/** A reporter's first answer is due; nobody waits where the team found it. */
export const onReceipt = (policy: Policy, from: Millis, hasReporter: boolean): Deadlines =>
  hasReporter ? { 'first-answer': after(from, policy.deadlines.firstAnswer) } : {}

/** The team did something the reporter can see: the first answer is given, and the next news is due, unless we wait. */
export const onNews = (state: Case, policy: Policy, now: Millis): Deadlines => {
  if (state.reporter === null) return {}
  if (state.question !== null) return cleared(state, 'first-answer', 'news')
  return { ...cleared(state, 'first-answer'), news: after(now, policy.deadlines.news) }
}

/** The reporter said something: an answer is due as soon as a first one would be. */
export const onReporterSpoke = (state: Case, policy: Policy, now: Millis): Deadlines => {
  if (dueAt(state, 'first-answer') !== null) return {}
  const answer = after(now, policy.deadlines.firstAnswer)
  return { news: Math.min(answer, dueAt(state, 'news') ?? answer) }
}

/** Waiting for the reporter: reminded first, and "no answer" is offered only after the longer wait. */
export const onQuestion = (state: Case, policy: Policy, now: Millis): Deadlines => ({
  ...cleared(state, 'first-answer', 'news'),
  'reporter-reminder': after(now, policy.deadlines.reminder),
  'reporter-silent': after(now, policy.deadlines.silent),
})

/** `null` for those of the named deadlines that are running. */
export const cleared = (state: Case, ...names: readonly DeadlineName[]): Deadlines =>
  Object.fromEntries(names.filter((name) => state.deadlines.has(name)).map((name) => [name, null]))

export const allCleared = (state: Case): Deadlines => cleared(state, ...state.deadlines.keys())

/** What the team owes somebody. Of all other days it is enough to know that they are over. */
export const isPromise = (name: DeadlineName): boolean =>
  name === 'first-answer' || name === 'news' || name === 'details'

/** Users have had their time once the window is over, or at once when it is public or being attacked anyway. */
export const windowEndsAt = (state: Case): Millis | null =>
  state.released === null || state.windowEnded !== null || isExposed(state) ? null : dueAt(state, 'update-window')

export const usersStillUpdating = (state: Case, now: Millis): boolean => {
  const ends = windowEndsAt(state)
  return ends !== null && now < ends
}

/** The vulnerability or an exploit is public, or attacks were seen. */
export const isExposed = (state: Case): boolean =>
  state.exposure.vulnerability !== null || state.exposure.exploit !== null || state.exposure.attacks !== null

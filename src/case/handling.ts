import { affectedRefused } from './affected.ts'
import { seenBy } from './allowed.ts'
import type { Case } from './case.ts'
import { cleared, dueAt, isPromise } from './deadline.ts'
import { due, type Handlers } from './handler.ts'
import type { Millis } from './ids.ts'
import { refuse } from './refusal.ts'
import { cvss4 } from './severity.ts'

/** The team's own order: who looks after it, how bad it is, whom it touches, and what the desk's clock reminds of. */
export const handlingActs: Handlers<
  | 'AssignCase'
  | 'SetAccess'
  | 'TagCase'
  | 'AssessSeverity'
  | 'SetAffected'
  | 'AdoptPolicy'
  | 'RotateReceipt'
  | 'Remind'
  | 'CloseCase'
> = {
  AssignCase: ({ member }, { state }) => {
    if (member === state.assignee) return refuse('already-done')
    return member !== null && !seenBy(state, member) ? refuse('not-let-in') : [{ type: 'CaseAssigned', member }]
  },

  SetAccess: ({ members }, { state }) => {
    const named = members === null ? null : [...new Set(members)].toSorted()
    if (JSON.stringify(named) === JSON.stringify(state.access)) return refuse('already-done')
    const lost = state.assignee !== null && named !== null && !named.includes(state.assignee)
    // Nobody looks after what they cannot see.
    return [{ type: 'AccessSet', members: named }, ...(lost ? [{ type: 'CaseAssigned' as const, member: null }] : [])]
  },

  TagCase: ({ tags }) => [{ type: 'CaseTagged', tags: [...new Set(tags)] }],

  AssessSeverity: ({ cvss }) => {
    const rated = cvss4(cvss)
    return rated === null
      ? refuse('not-cvss-4')
      : [{ type: 'SeverityAssessed', cvss: rated.vector, score: rated.score }]
  },

  SetAffected: ({ affected }, { state }) =>
    affectedRefused(affected, state.affected) ?? [{ type: 'AffectedSet', affected }],

  AdoptPolicy: ({ policy, reason }, { state }) =>
    policy === state.policy ? refuse('already-done') : [{ type: 'PolicyAdopted', policy, reason }],

  RotateReceipt: (_, { state }) => {
    if (state.reporter === null) throw new Error('a receipt belongs to a reporter')
    return [{ type: 'ReceiptRotated', person: state.reporter }]
  },

  Remind: ({ of }, { state, ctx }) => {
    const overdue = of === 'reporter' ? reporterIsSlow(state, ctx.now) : teamIsSlow(state, ctx.now)
    if (!overdue) return refuse('too-early')
    return [{ type: 'ReminderDue', of, ...due(of === 'reporter' ? cleared(state, 'reporter-reminder') : {}) }]
  },

  CloseCase: ({ reason }) => [{ type: 'CaseClosed', reason }],
}

const reporterIsSlow = (state: Case, now: Millis): boolean => (dueAt(state, 'reporter-reminder') ?? Infinity) <= now

/** A promise that passed after the last reminder: the team hears of each one once. */
const teamIsSlow = (state: Case, now: Millis): boolean =>
  [...state.deadlines].some(([name, at]) => isPromise(name) && at <= now && (state.reminded.team ?? -1) < at)

import type { Side } from './allowed.ts'
import type { Case, Embargo } from './case.ts'
import type { Context } from './context.ts'
import { after, isExposed } from './deadline.ts'
import type { CaseEvent, EventOf, Report } from './event.ts'
import { behalf, type Handlers } from './handler.ts'
import type { Millis } from './ids.ts'
import type { Policy } from './policy.ts'
import { refuse } from './refusal.ts'

/** Vultron's embargo machine, one for the whole case: None, Proposed, Active, Revise, eXited. */

export const isAgreed = (embargo: Embargo): boolean => embargo.state === 'active' || embargo.state === 'revising'

/** The time before which nothing may be public. A default embargo ends with our advisory; an agreed date does not. */
export const notBefore = (embargo: Embargo): Millis =>
  isAgreed(embargo) && embargo.terms === 'date' && embargo.until !== null ? embargo.until : 0

/** Nobody may propose or accept once it is public or being attacked (Vultron EM), and exited is final. */
export const canPropose = (state: Case): boolean =>
  state.embargo.state !== 'exited' && !isExposed(state) && state.published.length === 0

/**
 * The policy's default counts as proposed, and as accepted where the reporter says nothing against it. Of two dates
 * the shorter one starts and the longer one becomes a proposal to revise it. A reporter who says that it is public
 * already, or whose own plan is over, has not agreed to anything: then no embargo begins.
 */
export const embargoOnReceipt = (report: Report, policy: Policy, from: Millis, now: Millis): readonly CaseEvent[] => {
  if (report.publicAt !== undefined || (report.planAt !== undefined && report.planAt <= now)) return []
  const standard = policy.deadlines.embargo === 0 ? null : after(from, policy.deadlines.embargo)
  const plan = report.planAt ?? null
  if (standard === null || standard <= now) return plan === null ? [] : [proposed(plan, 'reporter')]
  if (plan === null || plan === standard) return [proposed(standard, 'policy'), accepted(standard)]
  return plan < standard
    ? [proposed(plan, 'reporter'), accepted(plan), proposed(standard, 'policy')]
    : [proposed(standard, 'policy'), accepted(standard), proposed(plan, 'reporter')]
}

/** Ends whatever there is of an embargo: what is in force exits, what is only proposed is turned down (Vultron: CP, CX, CA). */
export const embargoOver = (state: Case, reason: EventOf<'EmbargoExited'>['reason']): readonly CaseEvent[] => {
  if (isAgreed(state.embargo)) return [{ type: 'EmbargoExited', reason }]
  return state.embargo.state === 'proposed' ? [{ type: 'EmbargoRejected', by: 'policy' }] : []
}

/** Why an embargo is over by itself: its time has come, or what a duplicate follows became public. */
export const reasonToEnd = (state: Case, { now, main }: Context): EventOf<'EmbargoExited'>['reason'] | null => {
  if (state.embargo.until !== null && state.embargo.until <= now) return 'ended'
  return main === undefined || state.declined?.reason !== 'duplicate' ? null : whyPublic(main, state)
}

/** How the main case became public, so far as that ends what was agreed with the reporter of its duplicate. */
export const whyPublic = (main: Case, state: Case): EventOf<'EmbargoExited'>['reason'] | null => {
  if (main.exposure.attacks !== null) return 'attacks'
  if (main.exposure.exploit !== null) return 'exploit'
  if (main.exposure.vulnerability !== null) return 'public'
  return main.published.length > 0 && state.embargo.terms !== 'date' ? 'published' : null
}

export const embargoActs: Handlers<
  'ProposeEmbargo' | 'AcceptEmbargo' | 'RejectEmbargo' | 'ExitEmbargo' | 'EndEmbargo'
> = {
  ProposeEmbargo: (command, { state, ctx, side }) => {
    const { until, text } = command
    if (until <= ctx.now) return refuse('time-is-past')
    if (until === (state.embargo.proposal?.until ?? state.embargo.until)) return refuse('already-done')
    return [
      { type: 'EmbargoProposed', until, by: sayer(side), ...(text === undefined ? {} : { text }), ...behalf(command) },
    ]
  },

  AcceptEmbargo: (command, { state, side }) => {
    const { proposal } = state.embargo
    if (proposal === null) throw new Error('only a proposal is accepted')
    return [
      {
        type: 'EmbargoAccepted',
        until: proposal.until,
        terms: agreedTerms(proposal.by),
        by: sayer(side),
        ...behalf(command),
      },
    ]
  },

  RejectEmbargo: (command, { side }) => [
    {
      type: 'EmbargoRejected',
      by: sayer(side),
      ...(command.text === undefined ? {} : { text: command.text }),
      ...behalf(command),
    },
  ],

  ExitEmbargo: ({ reason }) => [{ type: 'EmbargoExited', reason: 'by-lead', text: reason }],

  EndEmbargo: (_, { state, ctx }) => {
    const reason = reasonToEnd(state, ctx)
    return reason === null ? refuse('too-early') : [{ type: 'EmbargoExited', reason }]
  },
}

const sayer = (side: Side): 'reporter' | 'team' => (side === 'reporter' ? 'reporter' : 'team')

/** What both sides agreed to in words holds to its date; the policy's own default ends with the advisory. */
const agreedTerms = (by: 'reporter' | 'team' | 'policy') => (by === 'policy' ? 'advisory-or-date' : 'date')

const proposed = (until: Millis, by: 'reporter' | 'policy'): CaseEvent => ({ type: 'EmbargoProposed', until, by })
const accepted = (until: Millis): CaseEvent => ({
  type: 'EmbargoAccepted',
  until,
  terms: 'advisory-or-date',
  by: 'policy',
})

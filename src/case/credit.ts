import type { Case } from './case.ts'
import type { CreditAs } from './event.ts'
import { behalf, type Handlers } from './handler.ts'
import type { PersonId } from './ids.ts'
import type { Policy } from './policy.ts'
import { refuse } from './refusal.ts'

/** Credit only as the reporter chooses. Silence means no name, and holds nothing up. */
export const creditActs: Handlers<'AskCredit' | 'ChooseCredit' | 'ConfirmCredit' | 'ForgetPerson'> = {
  AskCredit: ({ text }, { state }) => [
    { type: 'CreditAsked', person: reporterOf(state), ...(text === undefined ? {} : { text }) },
  ],

  ChooseCredit: (command, { state }) => {
    const { as, naming } = command
    const namelessSoFar = state.credit.as === 'anonymous' || state.credit.as === 'none'
    if (as === 'named' && namelessSoFar && command.onBehalf !== undefined) return refuse('name-needs-reporter')
    if (as === state.credit.as && naming === state.credit.naming) return refuse('already-done')
    return [{ type: 'CreditChosen', person: reporterOf(state), as, naming, ...behalf(command) }]
  },

  ConfirmCredit: ({ naming }, { state }) =>
    naming !== undefined && naming !== state.credit.naming
      ? refuse('changed-since-seen')
      : [{ type: 'CreditConfirmed', person: reporterOf(state), naming: state.credit.naming }],

  ForgetPerson: (_, { state }) => [{ type: 'PersonForgotten', person: reporterOf(state) }],
}

export interface Credited {
  readonly person: PersonId
  readonly as: CreditAs
  readonly naming: number
}

/** What of a report matters for its credit. */
export type Reported = Pick<Case, 'receivedAt' | 'reporter' | 'credit'>

/** Who is credited in the advisory of this case, in the order in which they told us. */
export const creditsOf = (state: Case, policy: Policy, duplicates: readonly Reported[]): readonly Credited[] => {
  const publishedAt = state.published[0]?.at ?? Infinity
  const reports: Reported[] = [state, ...duplicates.filter((duplicate) => duplicate.receivedAt < publishedAt)]
    .filter((report) => report.reporter !== null)
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
  return (policy.credit.duplicates === 'first' ? reports.slice(0, 1) : reports).map(creditOf)
}

/** A name and a link that no member looked at yet. */
export const isUnconfirmed = ({ credit }: Pick<Case, 'credit'>): boolean =>
  credit.as === 'named' && credit.confirmed !== credit.naming

/** Such a name that was given after the receipt code was replaced: looking at the page is not enough for it. */
export const creditWaits = (state: Pick<Case, 'credit'>): boolean => state.credit.waits && isUnconfirmed(state)

export interface Silent {
  /** Asked, and no word yet. */
  readonly asked: number
  readonly notAsked: number
}

/** Of the duplicates that would be credited, those whose reporters said nothing: they are not named. */
export const silentAbout = (state: Case, policy: Policy, duplicates: readonly Reported[]): Silent => {
  const credited = new Set(creditsOf(state, policy, duplicates).map(({ person }) => person))
  const silent = duplicates.filter(
    ({ reporter, credit }) => reporter !== null && credited.has(reporter) && credit.as === null,
  )
  const asked = silent.filter(({ credit }) => credit.askedAt !== null).length
  return { asked, notAsked: silent.length - asked }
}

/** Whether a duplicate brings a name that no member looked at. The name of the case itself is seen in its own acts. */
export const bringsUnseenName = (state: Case, policy: Policy, duplicates: readonly Reported[]): boolean =>
  unseenNames(state, policy, duplicates).length > 0

/** Whether one of those names was given after the receipt code of its report was replaced. */
export const bringsWaitingName = (state: Case, policy: Policy, duplicates: readonly Reported[]): boolean =>
  unseenNames(state, policy, duplicates).some(({ credit }) => credit.waits)

const unseenNames = (state: Case, policy: Policy, duplicates: readonly Reported[]): readonly Reported[] => {
  const named = creditsOf(state, policy, duplicates).filter(({ as }) => as === 'named')
  return duplicates.filter(
    ({ reporter, credit }) =>
      credit.confirmed !== credit.naming &&
      named.some(({ person }) => person === reporter && person !== state.reporter),
  )
}

const creditOf = (report: Reported): Credited => ({
  person: reporterOf(report),
  as: report.credit.as ?? 'none',
  naming: report.credit.naming,
})

const reporterOf = (state: Pick<Case, 'reporter'>): PersonId => {
  if (state.reporter === null) throw new Error('credit is for a reporter')
  return state.reporter
}

import { acts, mayDo } from './allowed.ts'
import type { Case, Credit, Embargo, Message, Stage } from './case.ts'
import type { CommandType } from './command.ts'
import { dueAt, windowEndsAt } from './deadline.ts'
import type { DeadlineName, FileRef, Report, StepKind } from './event.ts'
import type { Actor, CaseNumber, Millis, PersonId } from './ids.ts'
import type { Policy } from './policy.ts'
import { nextOf, openFix, stageOf } from './process.ts'
import { wroteHere } from './receive.ts'
import type { RefusalCode } from './refusal.ts'
import { steps } from './step-view.ts'

/**
 * Who sees what. Every read names its viewer, and what an outsider sees has numbering, validators and dates of its
 * own: notes, assignments, tags, reads and internal files leave no trace in it.
 */

/** One step of the policy with where it stands. Numbered as the policy numbers it: `3`, `3.1`. */
export interface StepView {
  readonly number: string
  readonly kind: StepKind | null
  /** The project's own Markdown, or the default sentence. */
  readonly text: string
  readonly state: 'done' | 'present' | 'skipped' | 'ahead'
  readonly optional: boolean
  readonly doneAt: Millis | null
  readonly skippedBecause: string | null
  readonly steps: readonly StepView[]
  /** The nested steps happen at the same time. */
  readonly together: boolean
}

/** What is next, who does it, and by when. */
export interface Next {
  readonly command: CommandType | null
  /** "reproduce", "ask the reporter again". Short, lower case, imperative. */
  readonly what: string
  readonly who: 'team' | 'reporter' | 'nobody'
  readonly due: Millis | null
  readonly overdue: boolean
}

/** One act with the reason where it is not possible now. Decision, button and disabled reason share it. */
export interface Act {
  readonly command: CommandType
  readonly allowed: boolean
  readonly refused: RefusalCode | null
  readonly hint: string | null
}

export interface ReporterView {
  readonly number: CaseNumber
  /** Only members ever see such a case from this side. */
  readonly practice: boolean
  readonly stage: Stage
  readonly receivedAt: Millis
  /** The newest thing this reporter can see. */
  readonly updatedAt: Millis
  /** Counts what this reporter can see: the validator of page and API. */
  readonly version: number
  readonly report: Report
  readonly acknowledged: boolean
  /** False: "not opened by a person yet". */
  readonly opened: boolean
  readonly steps: readonly StepView[]
  readonly next: Next
  /** What we need from you, most urgent first. */
  readonly needs: readonly Need[]
  readonly messages: readonly Omit<Message, 'seq' | 'member'>[]
  readonly embargo: Embargo
  /** What holds is our own terms, which this reporter never read here: nobody may say that they agreed. */
  readonly ownTerms: boolean
  readonly credit: Credit
  readonly declined: {
    readonly at: Millis
    readonly reason: string
    readonly text: string
    readonly answerUntil: Millis | null
  } | null
  readonly withdrawn: boolean
  /** This report is a duplicate and follows a main case, whose text stays private. */
  readonly follows: boolean
  readonly cve: string | null
  readonly released: { readonly at: Millis; readonly version: string; readonly url: string | null } | null
  readonly advisory: { readonly id: string; readonly at: Millis; readonly extent: 'brief' | 'full' } | null
  /** When the next revision is planned to be published. */
  readonly planned: Millis | null
  /** Files this reporter may download: the own ones and those the team sent. */
  readonly files: readonly FileRef[]
  readonly acts: readonly Act[]
}

export type Need =
  | { readonly need: 'information'; readonly text: string; readonly since: Millis }
  | {
      readonly need: 'test-fix'
      readonly text: string
      readonly files: readonly FileRef[]
      readonly version: string | null
      readonly image: string | null
      readonly until: Millis | null
    }
  | { readonly need: 'credit'; readonly text: string | null }
  | { readonly need: 'embargo'; readonly until: Millis }
  | { readonly need: 'decline-answer'; readonly until: Millis }

export interface TeamView {
  readonly case: Case
  readonly stage: Stage
  readonly steps: readonly StepView[]
  readonly next: Next
  readonly acts: readonly Act[]
  /** When the update window ends, where it is running. */
  readonly windowEndsAt: Millis | null
  /** Whose credit is to be asked: the reporter and the reporters of duplicates. */
  readonly credits: readonly PersonId[]
}

/** A duplicate follows this case: its stage, fix and advisory, and never its text. */
export interface Followed {
  readonly case: Case
  readonly policy: Policy
  /** Cases between the two, where a cluster follows another case: nothing of them is shown. */
  readonly between?: readonly Case[]
}

export const reporterView = (state: Case, policy: Policy, now: Millis, main?: Followed): ReporterView => {
  const followed = state.declined?.reason === 'duplicate' ? main : undefined
  const shown = followed === undefined ? ownSide(state) : outlineOf(followed.case, state)
  const rules = followed?.policy ?? policy
  const newest = shown.published.at(-1)
  return {
    number: state.number,
    practice: state.practice,
    stage: stageOf(shown, rules, now),
    receivedAt: state.receivedAt,
    updatedAt:
      followed === undefined
        ? state.visible.at
        : Math.max(state.visible.at, ...lineOf(followed).map((each) => each.followed.at)),
    version: versionOf(state, now, followed),
    report: state.report,
    acknowledged: state.acknowledged !== null,
    opened: state.openedAt !== null,
    steps: steps(shown, rules).map(withoutReasons),
    next: followed === undefined ? nextOf(shown, rules, now) : { ...nextOf(shown, rules, now), command: null },
    needs: needsOf(state, policy, now),
    messages: state.thread.map(({ seq: _, member: __, ...message }) => message),
    embargo: state.embargo,
    ownTerms: state.embargo.agreedBy === 'policy' && !wroteHere(state),
    credit: { ...state.credit, confirmed: null, waits: false },
    declined: declineOf(state, policy, now),
    withdrawn: state.withdrawnAt !== null,
    follows: state.declined?.reason === 'duplicate',
    cve: shown.cve.id,
    released: shown.released && { at: shown.released.at, version: shown.released.version, url: shown.released.url },
    advisory: newest === undefined ? null : { id: newest.advisory, at: newest.at, extent: newest.extent },
    planned: shown.held === null ? (shown.schedule?.publishAt ?? null) : null,
    files: state.thread.flatMap((message) => message.files),
    acts: acts(state, reporterOf(state), { now, policy }),
  }
}

/** For whoever came in by a mailbox, which others may read: no file that the team sent, such as a fix that is not out. */
export const withoutFilesOfTeam = (view: ReporterView): ReporterView => {
  const own = (message: ReporterView['messages'][number]) => message.from === 'reporter'
  return {
    ...view,
    messages: view.messages.map((message) => (own(message) ? message : { ...message, files: [] })),
    needs: view.needs.map((need) => (need.need === 'test-fix' ? { ...need, files: [], image: null } : need)),
    files: view.messages.filter(own).flatMap(({ files }) => files),
  }
}

export const teamView = (state: Case, policy: Policy, now: Millis, actor: Actor): TeamView => ({
  case: state,
  stage: stageOf(state, policy, now),
  steps: steps(state, policy),
  next: nextOf(state, policy, now),
  acts: acts(state, actor, { now, policy }),
  windowEndsAt: windowEndsAt(state),
  credits: creditsOf(state),
})

export const creditsOf = ({ reporter, duplicates }: Pick<Case, 'reporter' | 'duplicates'>): readonly PersonId[] =>
  [reporter, ...duplicates.map((duplicate) => duplicate.person)].filter((person) => person !== null)

/** What the reporter of a case may take into account: of the wishes for credit, the own one. */
const ownSide = (state: Case): Case => ({
  ...state,
  // That a member still has to confirm it, and when one did, is said among the team.
  credit: { ...state.credit, waits: false },
  lateCredit: ofPerson(state.lateCredit, state.reporter),
})

/** What others wish for is between them and the team. */
const ofPerson = (late: Case['lateCredit'], person: PersonId | null): Case['lateCredit'] =>
  new Map([...late].filter(([of]) => of === person))

/** What a duplicate may show of the case it follows, as if it were its own. */
const outlineOf = (main: Case, mine: Case): Case => ({
  ...main,
  // The day that is planned is told to those whose case it is. Too many others follow for it to stay private.
  schedule: null,
  held: null,
  receivedAt: mine.receivedAt,
  acknowledged: mine.acknowledged,
  question: null,
  credit: { ...main.credit, askedAt: main.receivedAt, waits: false },
  lateCredit: ofPerson(main.lateCredit, mine.reporter),
  deadlines: new Map([...main.deadlines].filter(([name]) => name === 'update-window' || name === 'details')),
})

/** Why the team left out a step is said among the team. */
const withoutReasons = (step: StepView): StepView => ({
  ...step,
  skippedBecause: null,
  steps: step.steps.map(withoutReasons),
})

/**
 * Two equal versions show the same. It counts what can be seen, of this case and of one that it follows, and the
 * deadlines that have passed, because they change what is said to be next.
 */
const versionOf = (state: Case, now: Millis, main: Followed | undefined): number =>
  (state.visible.version * 2 ** 20 + lineOf(main).reduce((sum, each) => sum + each.followed.version, 0)) * 32 +
  passed(state, now) +
  (main === undefined ? 0 : passed(main.case, now))

const lineOf = (main: Followed | undefined): readonly Case[] =>
  main === undefined ? [] : [...(main.between ?? []), main.case]

const passed = (state: Case, now: Millis): number =>
  shownDeadlines.filter((name) => (dueAt(state, name) ?? Infinity) <= now).length +
  ((state.embargo.proposal?.until ?? Infinity) <= now ? 1 : 0)
const shownDeadlines: readonly DeadlineName[] = [
  'first-answer',
  'news',
  'reporter-silent',
  'verify',
  'update-window',
  'details',
  'decline-answer',
]

const reporterOf = (state: Case): Actor => ({ as: 'reporter', person: state.reporter ?? '' })

/** What we need from the reporter, most urgent first. */
const needsOf = (state: Case, policy: Policy, now: Millis): readonly Need[] => {
  const may = (command: CommandType) => mayDo(state, command, reporterOf(state), { now, policy }) === null
  const needs: Need[] = []
  if (state.question !== null && may('AddInformation'))
    needs.push({ need: 'information', text: state.question.text, since: state.question.at })
  const fix = openFix(state)
  if (fix !== undefined && may('VerifyFix')) {
    const { text, files, version, image } = fix
    needs.push({ need: 'test-fix', text, files, version, image, until: dueAt(state, 'verify') })
  }
  const { proposal } = state.embargo
  if (proposal !== null && may('AcceptEmbargo')) needs.push({ need: 'embargo', until: proposal.until })
  if (state.credit.askedAt !== null && state.credit.as === null && may('ChooseCredit'))
    needs.push({ need: 'credit', text: creditQuestion(state) })
  const until = dueAt(state, 'decline-answer')
  if (until !== null && may('AnswerDecline')) needs.push({ need: 'decline-answer', until })
  return needs
}

const creditQuestion = (state: Case): string | null =>
  state.thread.findLast((message) => message.kind === 'credit-question')?.text || null

const declineOf = (state: Case, policy: Policy, now: Millis): ReporterView['declined'] => {
  if (state.declined === null) return null
  const { at, reason, text } = state.declined
  const answerable = mayDo(state, 'AnswerDecline', reporterOf(state), { now, policy }) === null
  return { at, reason, text, answerUntil: answerable ? dueAt(state, 'decline-answer') : null }
}

import type { Case } from './case.ts'
import type { CommandType } from './command.ts'
import type { Context } from './context.ts'
import { dueAt, isExposed, isPast, usersStillUpdating } from './deadline.ts'
import { canPropose, isAgreed, notBefore, reasonToEnd } from './embargo.ts'
import type { Actor } from './ids.ts'
import {
  canBeVerified,
  creditUnasked,
  hasReporter,
  hasStep,
  isReproduced,
  isVerified,
  nextOf,
  reporterIsTesting,
  withRelease,
} from './process.ts'
import { type Refusal, type RefusalCode, refuse } from './refusal.ts'
import type { Act } from './view.ts'

/**
 * THE table of acts: who may give a command, and in which state of the case. The decision, the button and the reason
 * beside a button that does not work all read this one table; what depends on the words of a command itself is in
 * `decide.ts`. `from` names the authority of each row.
 */

/** Whose word it is: a member entering what a reporter said elsewhere speaks for the reporter. */
export type Side = 'reporter' | 'team' | 'desk'

type Who = 'reporter' | 'behalf' | 'member' | 'lead' | 'desk'
interface Standing {
  readonly state: Case
  readonly ctx: Context
  readonly side: Side
}
type Rule = (standing: Standing) => RefusalCode | null
interface Row {
  readonly who: readonly Who[]
  readonly when: Rule
  readonly from: string
}

/** Why this actor may not do this now, or null where they may. */
export const mayDo = (
  state: Case,
  command: CommandType,
  actor: Actor,
  ctx: Context,
  side: Side = sideOf(actor, command),
): Refusal | null => {
  const no = mayAtAll(state, command, actor) ?? table[command].when({ state, ctx, side })
  if (no === null) return null
  // The team is told which step that is. A reporter's page says it anyway, and in its own words.
  return no === 'not-yet' && side === 'team'
    ? refuse(no, `Now: ${nextOf(state, ctx.policy, ctx.now).what}.`)
    : refuse(no)
}

/** Whether this role may give this command at all, whatever the state. */
export const mayAtAll = (state: Case | null, command: CommandType, actor: Actor): RefusalCode | null => {
  const { who } = table[command]
  switch (actor.as) {
    case 'reporter':
      if (state !== null && state.reporter !== actor.person) return 'no-such-case'
      return who.includes('reporter') ? null : 'not-allowed'
    case 'guest':
      return 'not-allowed'
    case 'desk':
      return who.includes('desk') ? null : 'not-allowed'
    case 'member':
      // Observers read, and nothing else.
      if (actor.role === 'observer') return 'not-allowed'
      if (who.includes('member') || who.includes('behalf') || (who.includes('lead') && actor.role === 'lead'))
        return null
      return who.includes('lead') ? 'lead-only' : 'not-allowed'
  }
}

/** What this actor could do here, possible now or not, with the reason where not. */
export const acts = (state: Case, actor: Actor, ctx: Context): readonly Act[] =>
  (Object.keys(table) as CommandType[]).flatMap((command) => {
    const no = mayDo(state, command, actor, ctx)
    if (no !== null && hidden.has(no.refused)) return []
    return [{ command, allowed: no === null, refused: no?.refused ?? null, hint: no?.hint ?? null }]
  })
/** These are not reasons why not now; they say that such an act does not exist here. */
const hidden: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['not-allowed', 'not-in-policy', 'no-such-case'])

/** A member may enter what a reporter said elsewhere. */
export const byReporterOnly = (command: CommandType): boolean => {
  const { who } = table[command]
  return who.includes('behalf') && !who.includes('member')
}

/** For a member's buttons: where only the reporter's word counts, the member enters it for them. */
export const sideOf = (actor: Actor, command: CommandType): Side => {
  if (actor.as === 'desk') return 'desk'
  return actor.as === 'member' && !byReporterOnly(command) ? 'team' : 'reporter'
}

const first =
  (...rules: readonly Rule[]): Rule =>
  (standing) => {
    for (const rule of rules) {
      const no = rule(standing)
      if (no !== null) return no
    }
    return null
  }
const no =
  (refused: RefusalCode, when: (standing: Standing) => boolean): Rule =>
  (standing) =>
    when(standing) ? refused : null
const always: Rule = () => null

const closed = no('case-closed', ({ state }) => state.closedAt !== null)
const open = first(
  closed,
  no('case-ended', ({ state }) => state.declined !== null || state.withdrawnAt !== null),
)
/** A published advisory gets revisions also after its case was closed. */
const openForAdvisory: Rule = (standing) => (standing.state.published.length > 0 ? null : open(standing))
const released = no('already-released', ({ state }) => state.released !== null)
const published = no('already-done', ({ state }) => state.published.length > 0)
const unaccepted = no('not-yet', ({ state }) => state.acceptedAt === null)
const unreproduced = no('not-yet', ({ state, ctx }) => !isReproduced(state, ctx.policy))
const toReporter = no('no-reporter', ({ state }) => !hasReporter(state))
/** The reporter of a duplicate keeps a thread and a credit question, though the case itself was declined. */
const openOrDuplicate: Rule = (standing) =>
  standing.state.declined?.reason === 'duplicate' ? closed(standing) : open(standing)

const afterRelease = no('not-released', ({ state }) => state.released === null)
const windowOver = no('users-still-updating', ({ state, ctx }) => usersStillUpdating(state, ctx.now))
const noDateAgreed = no('embargo-active', ({ state, ctx }) => ctx.now < notBefore(state.embargo))
const creditAsked = no('credit-not-asked', ({ state }) => creditUnasked(state))
const fixConfirmed = no('not-verified', ({ state, ctx }) => !isVerified(state, ctx.policy))
const cveInHand = no(
  'cve-not-requested',
  ({ state, ctx }) =>
    hasStep(ctx.policy, 'cve') &&
    state.cve.requestedAt === null &&
    state.cve.settledAt === null &&
    !state.skipped.has('cve'),
)
const readyForRelease = first(
  open,
  no('already-done', ({ state }) => state.released !== null),
  unaccepted,
  unreproduced,
  fixConfirmed,
  cveInHand,
)

const verifiable: Rule = ({ state, ctx, side }) => {
  const { policy, now } = ctx
  if (!hasStep(policy, 'verify')) return 'not-in-policy'
  if (state.skipped.has('verify')) return 'already-done'
  // The reporter's word still counts after the team's, until the release.
  if (state.verifiedAt !== null && (side === 'team' || state.verifiedBy === 'reporter')) return 'already-done'
  const offered = state.fixes.some((fix) => fix.outcome === 'open' || fix.outcome === 'verified')
  if (!offered && (side === 'reporter' || !canBeVerified(state, policy))) {
    return state.fixes.at(-1)?.outcome === 'failed' ? 'fix-failed' : 'no-fix-offered'
  }
  if (side === 'reporter' && policy.verify.by === 'team') return 'only-team-verifies'
  // Nobody waits for a test while attackers are at work.
  const wait = policy.verify.by === 'reporter' && reporterIsTesting(state, policy, now) && !isExposed(state)
  return side === 'team' && wait ? 'reporter-verifies' : null
}

const declineAnswerable: Rule = ({ state, ctx }) => {
  if (state.declined === null) return 'not-declined'
  if (state.declineAnswered) return 'decline-answered-before'
  return isPast(dueAt(state, 'decline-answer'), ctx.now) || dueAt(state, 'decline-answer') === null
    ? 'decline-answer-too-late'
    : null
}

const proposalAnswerable: Rule = ({ state, ctx, side }) => {
  if (state.embargo.proposal === null) return 'no-proposal'
  if ((state.embargo.proposal.by === 'reporter') === (side === 'reporter')) return 'own-proposal'
  return isPast(state.embargo.proposal.until, ctx.now) ? 'time-is-past' : null
}

const closable = first(
  no('already-done', ({ state }) => state.closedAt !== null),
  no('embargo-still-active', ({ state }) => isAgreed(state.embargo)),
  // Vultron, Report Management: no closing from Received or Valid; the reporter of an invalid report may update it first.
  no(
    'decline-still-answerable',
    ({ state, ctx }) =>
      state.declined !== null && !state.declineAnswered && ctx.now < (dueAt(state, 'decline-answer') ?? 0),
  ),
  no('not-yet', ({ state }) => state.declined === null && state.withdrawnAt === null && state.published.length === 0),
)

const table: Readonly<Record<CommandType, Row>> = {
  ReceiveReport: {
    who: ['reporter', 'member', 'desk'],
    when: no('already-done', () => true),
    from: 'policy step: report. ISO/IEC 29147, 6.2.2',
  },
  AcknowledgeReceipt: {
    who: ['member'],
    when: first(
      open,
      no('not-in-policy', ({ ctx }) => !hasStep(ctx.policy, 'acknowledge')),
      toReporter,
      no(
        'already-done',
        ({ state }) => state.acknowledged !== null && (state.openedAt !== null || !state.acknowledged.automatic),
      ),
    ),
    from: 'policy step: acknowledge. ISO/IEC 29147, 6.2.5',
  },
  RequestInformation: {
    who: ['member'],
    when: first(
      open,
      toReporter,
      published,
      no('question-open', ({ state }) => state.question !== null),
    ),
    from: 'policy step: review, first part of the loop. ISO/IEC 29147, 6.4; ISO/IEC 30111, 7.1.4',
  },
  AddInformation: {
    who: ['reporter', 'behalf'],
    when: first(
      open,
      no('no-question-open', ({ state }) => state.question === null),
    ),
    from: 'policy step: review, second part of the loop. Vultron: a reporter may update an invalid report',
  },
  AcceptReport: {
    who: ['member'],
    when: first(
      open,
      // A question asked later, while reproducing, is settled the same way: what is known is enough.
      no('already-done', ({ state }) => state.acceptedAt !== null && state.question === null),
    ),
    from: 'policy step: review. ISO/IEC 29147, 6.3; Vultron RM {R,I} to V',
  },
  DeclineReport: {
    who: ['member'],
    when: first(open, released),
    from: 'ISO/IEC 30111, 7.1.4: exits of verification. Vultron RM to I or D',
  },
  AnswerDecline: {
    who: ['reporter', 'behalf'],
    when: first(closed, declineAnswerable),
    from: 'CERT Guide: a reporter gets a chance to update. Vultron RM I',
  },
  WithdrawReport: {
    who: ['reporter', 'behalf'],
    when: first(open, toReporter, released),
    from: 'CERT Guide: a reporter may leave at any time',
  },
  ReopenCase: {
    who: ['lead'],
    when: first(
      closed,
      no('not-ended', ({ state }) => state.declined === null && state.withdrawnAt === null),
    ),
    from: 'Vultron RM D to A, I to V',
  },
  ConfirmReproduction: {
    who: ['member'],
    when: first(
      open,
      no('not-in-policy', ({ ctx }) => !hasStep(ctx.policy, 'reproduce')),
      no('already-done', ({ state }) => state.reproducedAt !== null && state.acceptedAt !== null),
      no('question-open', ({ state }) => state.acceptedAt === null && state.question !== null),
    ),
    from: 'policy step: reproduce. ISO/IEC 30111, 7.1.4. Vultron RM V to A',
  },
  SkipStep: {
    who: ['member'],
    when: first(open, unaccepted),
    from: 'policy: a step that is marked optional ("if possible")',
  },
  OfferFix: {
    who: ['member'],
    when: first(open, released, unaccepted, unreproduced),
    from: 'policy step: patch. ISO/IEC 30111, 7.1.5 (remediation development)',
  },
  VerifyFix: {
    who: ['reporter', 'behalf', 'member'],
    when: first(open, released, unaccepted, verifiable),
    from: 'policy step: verify. ISO/IEC 30111, 7.1.5',
  },
  RequestCve: {
    who: ['member'],
    when: first(
      open,
      unaccepted,
      no('already-done', ({ state }) => state.cve.requestedAt !== null || state.cve.id !== null),
    ),
    from: 'policy step: cve',
  },
  RecordCve: { who: ['member'], when: first(openForAdvisory, unaccepted), from: 'policy step: cve' },
  RefuseCve: {
    who: ['member'],
    when: first(
      open,
      unaccepted,
      no('already-done', ({ state }) => state.cve.settledAt !== null),
    ),
    from: 'policy step: cve. A CVE id that is refused holds no release up',
  },
  ReleaseFix: {
    who: ['member'],
    when: first(
      open,
      no('release-with-advisory', ({ state, ctx }) => withRelease(ctx.policy) && state.released === null),
      readyForRelease,
    ),
    from: 'policy step: release. ISO/IEC 30111, 7.1.6',
  },
  ReleaseAndPublish: {
    who: ['member'],
    when: first(
      open,
      no('publish-after-release', ({ ctx }) => !withRelease(ctx.policy)),
      readyForRelease,
      noDateAgreed,
      creditAsked,
    ),
    from: 'policy: release and brief advisory at the same time. ISO/IEC 29147, 7.3',
  },
  DraftAdvisory: { who: ['member'], when: openForAdvisory, from: 'ISO/IEC 29147, 7.4 (elements of an advisory)' },
  ApproveAdvisory: { who: ['member'], when: openForAdvisory, from: 'policy: publish.approvals' },
  ScheduleAdvisory: {
    who: ['member'],
    when: first(openForAdvisory, afterRelease, creditAsked),
    from: 'policy step: publish. ISO/IEC 29147, 7.3 (timing)',
  },
  CancelSchedule: {
    who: ['member'],
    when: no('nothing-scheduled', ({ state }) => state.schedule === null),
    from: 'policy step: publish',
  },
  PublishAdvisory: {
    who: ['member', 'desk'],
    when: first(
      openForAdvisory,
      no('release-with-advisory', ({ state, ctx }) => withRelease(ctx.policy) && state.released === null),
      afterRelease,
      windowOver,
      noDateAgreed,
      creditAsked,
    ),
    from: 'policy steps: publish, update. ISO/IEC 29147, 7.3',
  },
  CompleteDetails: {
    who: ['member'],
    when: first(
      no('not-yet', ({ state }) => state.published.length === 0),
      no('already-done', ({ state }) => state.detailsCompletedAt !== null),
    ),
    from: 'policy step: update. "Nothing was held back" closes it',
  },
  EndUpdateWindow: {
    who: ['lead'],
    when: first(
      open,
      afterRelease,
      no('already-done', ({ state, ctx }) => !usersStillUpdating(state, ctx.now)),
    ),
    from: 'policy: publish.updateWindow. ISO/IEC 29147, 7.3: earlier where users are at more risk without an advisory',
  },
  AskCredit: {
    who: ['member', 'desk'],
    when: first(
      openOrDuplicate,
      toReporter,
      no('already-done', ({ state }) => state.credit.as !== null || state.credit.askedAt !== null),
    ),
    from: 'policy: credit, only as the reporter chooses. ISO/IEC 29147, 7.4',
  },
  ChooseCredit: {
    who: ['reporter', 'behalf'],
    when: toReporter,
    from: 'policy: credit, at the discretion of the reporter',
  },
  ConfirmCredit: {
    who: ['member'],
    when: first(
      toReporter,
      no('nothing-to-confirm', ({ state }) => state.credit.as !== 'named'),
      no('already-done', ({ state }) => state.credit.confirmed === state.credit.naming),
    ),
    from: 'a member looks at a name and its link before they become public',
  },
  ForgetPerson: { who: ['reporter', 'lead'], when: toReporter, from: 'GDPR, Article 17 (erasure)' },
  ProposeEmbargo: {
    who: ['reporter', 'behalf', 'member'],
    when: first(
      open,
      toReporter,
      published,
      no('embargo-not-possible', ({ state }) => !canPropose(state)),
    ),
    from: 'Vultron EM: propose, revise; not when public or attacked',
  },
  AcceptEmbargo: {
    who: ['reporter', 'behalf', 'member'],
    when: first(
      open,
      no('embargo-not-possible', ({ state }) => !canPropose(state)),
      proposalAnswerable,
    ),
    from: 'Vultron EM P to A, R to A',
  },
  RejectEmbargo: {
    who: ['reporter', 'behalf', 'member'],
    when: first(open, lenient(proposalAnswerable)),
    from: 'Vultron EM P to N, R to A: rejection is explicit',
  },
  ExitEmbargo: {
    who: ['lead'],
    when: no('no-embargo', ({ state }) => !isAgreed(state.embargo)),
    from: 'Vultron EM {A,R} to X',
  },
  RecordExposure: {
    who: ['member'],
    when: closed,
    from: 'Vultron CS: P and X; an exploit that is public makes the vulnerability public',
  },
  RecordExploitation: {
    who: ['member'],
    when: first(
      closed,
      no('already-done', ({ state }) => state.exposure.attacks !== null),
    ),
    from: 'Vultron CS: A. Regulation (EU) 2024/2847, Article 14: the clocks start when the team is aware',
  },
  SendMessage: {
    who: ['reporter', 'behalf', 'member'],
    when: first(closed, toReporter),
    from: 'ISO/IEC 29147, 6.5 (on-going communication)',
  },
  AddNote: { who: ['member'], when: always, from: 'ISO/IEC 29147, 6.2.4 (tracking)' },
  AddFiles: { who: ['reporter', 'member'], when: closed, from: 'ISO/IEC 29147, 6.4' },
  AssignCase: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.2 (process monitoring)' },
  TagCase: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.2 (process monitoring)' },
  AssessSeverity: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.1.4 (prioritization). CVSS 4.0' },
  SetAffected: { who: ['member'], when: always, from: 'ISO/IEC 29147, 7.4: affected products' },
  LinkDuplicate: { who: ['desk'], when: always, from: 'policy: credit.duplicates. ISO/IEC 30111, 7.1.4 (duplicate)' },
  UnlinkDuplicate: { who: ['desk'], when: always, from: 'policy: credit.duplicates' },
  AdoptPolicy: {
    who: ['lead'],
    when: closed,
    from: 'a case keeps the policy it came under until a lead says otherwise',
  },
  RotateReceipt: { who: ['reporter'], when: toReporter, from: 'a lost or seen receipt is replaced' },
  Remind: { who: ['desk'], when: closed, from: 'ISO/IEC 30111, 7.2 (process monitoring)' },
  HoldPublication: {
    who: ['desk'],
    when: no('nothing-scheduled', ({ state }) => state.schedule === null),
    from: 'nothing is published by a clock that cannot be trusted',
  },
  EndEmbargo: {
    who: ['desk'],
    when: first(
      no('no-embargo', ({ state }) => !isAgreed(state.embargo)),
      no('too-early', ({ state, ctx }) => reasonToEnd(state, ctx) === null),
    ),
    from: 'Vultron EM {A,R} to X: the agreed time has come, or the case that this one follows is public',
  },
  CloseCase: { who: ['member'], when: closable, from: 'Vultron RM {A,D,I} to C; not while an embargo is active' },
} satisfies Record<CommandType, Row>

/** A proposal whose date has passed can still be turned down. */
function lenient(rule: Rule): Rule {
  return (standing) => {
    const refused = rule(standing)
    return refused === 'time-is-past' ? null : refused
  }
}

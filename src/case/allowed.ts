import type { Case } from './case.ts'
import type { CommandType } from './command.ts'
import type { Context } from './context.ts'
import { dueAt, isExposed, isPast, usersStillUpdating } from './deadline.ts'
import { canPropose, isAgreed, notBefore, reasonToEnd } from './embargo.ts'
import { isGuest } from './guest.ts'
import type { Actor, MemberId } from './ids.ts'
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

type Who = 'reporter' | 'guest' | 'behalf' | 'member' | 'lead' | 'desk'
interface Standing {
  readonly state: Case
  readonly ctx: Context
  readonly side: Side
}
type Rule = (standing: Standing) => RefusalCode | null
interface Row {
  readonly who: readonly Who[]
  readonly when: Rule
  /** A reason in words of its own, where the general ones would be untrue or no help here. */
  readonly says?: Readonly<Partial<Record<RefusalCode, string>>>
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
  return no === null ? null : inWords(no, command, { state, ctx, side })
}

/**
 * Everything that stands against publishing in this state, so that it can be settled at one go; the first is what the
 * act itself is refused with. Who asks does not matter.
 */
export const againstPublishing = (
  state: Case,
  command: 'PublishAdvisory' | 'ReleaseAndPublish',
  ctx: Context,
): readonly Refusal[] => {
  const standing: Standing = { state, ctx, side: 'team' }
  const ended = (command === 'PublishAdvisory' ? openForAdvisory : open)(standing)
  if (ended !== null) return [inWords(ended, command, standing)]
  const reasons = publishing[command].map((rule) => rule(standing)).filter((no) => no !== null)
  // Which step is present is said once.
  return [...new Set(reasons)].map((no, index) =>
    index > 0 && no === 'not-verified' ? refuse(no) : inWords(no, command, standing),
  )
}

const inWords = (no: RefusalCode, command: CommandType, { state, ctx, side }: Standing): Refusal => {
  const own = table[command].says?.[no]
  if (own !== undefined) return { refused: no, hint: own }
  // The team is told which step that is. A reporter's page says it anyway, and in its own words.
  if (side !== 'team' || !(no === 'not-yet' || no === 'not-verified')) return refuse(no)
  const { who, what } = nextOf(state, ctx.policy, ctx.now)
  return refuse(no, who === 'reporter' ? `We wait for the reporter to ${what}.` : `Now: ${what}.`)
}

/** Whether this role may give this command at all, whatever the state. */
export const mayAtAll = (state: Case | null, command: CommandType, actor: Actor): RefusalCode | null => {
  const { who } = table[command]
  switch (actor.as) {
    case 'reporter':
      if (state !== null && state.reporter !== actor.person) return 'no-such-case'
      return who.includes('reporter') ? null : 'not-allowed'
    case 'guest':
      if (state !== null && !isGuest(state, actor.person)) return 'no-such-case'
      return who.includes('guest') ? null : 'not-allowed'
    case 'desk':
      return who.includes('desk') ? null : 'not-allowed'
    case 'member':
      // Whom a case is kept from learns nothing of it, not even that it exists.
      if (state !== null && !seenBy(state, actor.member)) return 'no-such-case'
      // Observers read, and nothing else.
      if (actor.role === 'observer') return 'not-allowed'
      if (who.includes('member') || who.includes('behalf') || (who.includes('lead') && actor.role === 'lead'))
        return null
      return who.includes('lead') ? 'lead-only' : 'not-allowed'
  }
}

/** Need-to-know: whether this member of the team may see the case at all. */
export const seenBy = ({ access }: Pick<Case, 'access'>, member: MemberId): boolean =>
  access === null || access.includes(member)

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
const published = no('already-published', ({ state }) => state.published.length > 0)
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
const unreleased = no('already-done', ({ state }) => state.released !== null)
const readyForRelease = first(open, unreleased, unaccepted, unreproduced, fixConfirmed, cveInHand)

/** What publishing waits for, in the order in which it is settled. */
const publishing: Readonly<Record<'PublishAdvisory' | 'ReleaseAndPublish', readonly Rule[]>> = {
  PublishAdvisory: [
    openForAdvisory,
    no('release-with-advisory', ({ state, ctx }) => withRelease(ctx.policy) && state.released === null),
    afterRelease,
    windowOver,
    noDateAgreed,
    creditAsked,
  ],
  ReleaseAndPublish: [
    open,
    no('publish-after-release', ({ ctx }) => !withRelease(ctx.policy)),
    unreleased,
    unaccepted,
    unreproduced,
    fixConfirmed,
    cveInHand,
    noDateAgreed,
    creditAsked,
  ],
}

const embargoPossible = first(
  no(
    'embargo-over',
    ({ state }) => state.embargo.state === 'exited' && !isExposed(state) && state.published.length === 0,
  ),
  no('embargo-not-possible', ({ state }) => !canPropose(state)),
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
  no('not-yet', ({ state }) => state.declined === null && state.withdrawnAt === null && state.published.length === 0),
  no('embargo-still-active', ({ state }) => isAgreed(state.embargo)),
  // Vultron, Report Management: no closing from Received or Valid; the reporter of an invalid report may update it first.
  no(
    'decline-still-answerable',
    ({ state, ctx }) =>
      state.declined !== null && !state.declineAnswered && ctx.now < (dueAt(state, 'decline-answer') ?? 0),
  ),
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
    says: {
      'already-done': 'The reporter knows already that a person has it.',
    },
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
    says: {
      'already-published': 'The advisory is public. What you still want to ask, write as a message.',
    },
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
    says: {
      'already-done': 'The report has been accepted already.',
    },
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
    says: {
      'case-closed': 'A closed case stays closed. What is new about it comes in as a new report.',
    },
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
    says: {
      'already-done': 'It has been reproduced already.',
    },
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
    says: {
      'already-done': 'That is settled already.',
      'already-released': 'The fix is out already. Write what was seen since as a message.',
    },
    from: 'policy step: verify. ISO/IEC 30111, 7.1.5',
  },
  RequestCve: {
    who: ['member'],
    when: first(
      open,
      unaccepted,
      no('already-done', ({ state }) => state.cve.requestedAt !== null || state.cve.id !== null),
    ),
    says: {
      'already-done': 'A CVE id was requested or recorded already.',
    },
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
    says: {
      'already-done': 'That is settled already: there is a CVE id, or it is recorded that none was given.',
    },
    from: 'policy step: cve. A CVE id that is refused holds no release up',
  },
  ReleaseFix: {
    who: ['member'],
    when: first(
      open,
      no('release-with-advisory', ({ state, ctx }) => withRelease(ctx.policy) && state.released === null),
      readyForRelease,
    ),
    says: {
      'already-done': 'The fix is released already.',
    },
    from: 'policy step: release. ISO/IEC 30111, 7.1.6',
  },
  ReleaseAndPublish: {
    who: ['member'],
    when: first(...publishing.ReleaseAndPublish),
    says: {
      'already-done': 'The fix is released already.',
    },
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
    when: first(...publishing.PublishAdvisory),
    from: 'policy steps: publish, update. ISO/IEC 29147, 7.3',
  },
  CompleteDetails: {
    who: ['member'],
    when: first(
      openForAdvisory,
      no('not-in-policy', ({ state, ctx }) => !isEverBrief(state, ctx)),
      no('not-published', ({ state }) => state.published.length === 0),
      no('already-done', ({ state }) => state.detailsCompletedAt !== null),
    ),
    says: {
      'already-done': 'The advisory is complete already.',
    },
    from: 'policy step: update. "Nothing was held back" closes it',
  },
  EndUpdateWindow: {
    who: ['lead'],
    when: first(
      open,
      afterRelease,
      no('already-done', ({ state, ctx }) => !usersStillUpdating(state, ctx.now)),
    ),
    says: {
      'not-released': 'The update window begins when the fix is released.',
      'already-done': 'Nobody waits for the update window any more.',
    },
    from: 'policy: publish.updateWindow. ISO/IEC 29147, 7.3: earlier where users are at more risk without an advisory',
  },
  AskCredit: {
    who: ['member', 'desk'],
    when: first(
      openOrDuplicate,
      toReporter,
      no('already-done', ({ state }) => state.credit.as !== null || state.credit.askedAt !== null),
    ),
    says: {
      'already-done': 'The reporter was asked already, or chose without being asked.',
    },
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
    says: {
      'already-done': 'This name and its link are confirmed already.',
    },
    from: 'a member looks at a name and its link before they become public',
  },
  ForgetPerson: {
    who: ['reporter', 'lead'],
    when: first(
      toReporter,
      no('already-done', ({ state }) => state.forgotten),
    ),
    from: 'GDPR, Article 17 (erasure)',
  },
  ProposeEmbargo: {
    who: ['reporter', 'behalf', 'member'],
    when: first(open, toReporter, embargoPossible),
    from: 'Vultron EM: propose, revise; not when public or attacked',
  },
  AcceptEmbargo: {
    who: ['reporter', 'behalf', 'member'],
    when: first(open, embargoPossible, proposalAnswerable),
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
    says: {
      'already-done': 'Attacks are recorded already. What else is seen belongs into a team note.',
    },
    from: 'Vultron CS: A. Regulation (EU) 2024/2847, Article 14: the clocks start when the team is aware',
  },
  SendMessage: {
    // The desk passes on what was decided about the case that this one follows.
    who: ['reporter', 'behalf', 'member', 'desk'],
    when: first(closed, toReporter),
    from: 'ISO/IEC 29147, 6.5 (on-going communication)',
  },
  AddNote: { who: ['member'], when: always, from: 'ISO/IEC 29147, 6.2.4 (tracking)' },
  AddFiles: { who: ['reporter', 'member'], when: closed, from: 'ISO/IEC 29147, 6.4' },
  AssignCase: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.2 (process monitoring)' },
  SetAccess: { who: ['lead', 'desk'], when: always, from: 'ISO/IEC 29147, 6.2.3 (need to know); ASVS 5.0, 8.2.2' },
  InviteGuest: {
    who: ['lead'],
    when: first(
      closed,
      no('practice-stands-apart', ({ state }) => state.practice),
    ),
    from: 'ISO/IEC 29147, 8; FIRST, Multi-Party Coordination',
  },
  RemoveGuest: { who: ['lead'], when: always, from: 'ISO/IEC 29147, 6.2.3 (need to know)' },
  WriteToGuest: { who: ['member'], when: closed, from: 'ISO/IEC 29147, 8' },
  AgreeAsGuest: { who: ['guest'], when: always, from: 'Vultron EM: whoever is let in agrees to the embargo first' },
  WriteAsGuest: { who: ['guest'], when: closed, from: 'ISO/IEC 29147, 8' },
  TagCase: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.2 (process monitoring)' },
  AssessSeverity: { who: ['member'], when: always, from: 'ISO/IEC 30111, 7.1.4 (prioritization). CVSS 4.0' },
  SetAffected: { who: ['member'], when: always, from: 'ISO/IEC 29147, 7.4: affected products' },
  LinkDuplicate: { who: ['desk'], when: always, from: 'policy: credit.duplicates. ISO/IEC 30111, 7.1.4 (duplicate)' },
  UnlinkDuplicate: { who: ['desk'], when: always, from: 'policy: credit.duplicates' },
  NoteDuplicateCredit: {
    who: ['desk'],
    // Until then the wishes of all are read when the advisory is written.
    when: no('not-published', ({ state }) => state.published.length === 0),
    from: 'policy: credit.duplicates, at the discretion of the reporter',
  },
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
  CloseCase: {
    who: ['member'],
    when: closable,
    says: {
      'already-done': 'The case is closed already.',
      'not-yet': 'A case closes once its advisory is public, or after it was declined or withdrawn.',
    },
    from: 'Vultron RM {A,D,I} to C; not while an embargo is active',
  },
} satisfies Record<CommandType, Row>

/** Nothing is ever held back under a policy that publishes no brief advisory first and has no step to complete one. */
function isEverBrief(state: Case, { policy }: Context): boolean {
  return withRelease(policy) || hasStep(policy, 'update') || state.published.at(-1)?.extent === 'brief'
}

/** A proposal whose date has passed can still be turned down. */
function lenient(rule: Rule): Rule {
  return (standing) => {
    const refused = rule(standing)
    return refused === 'time-is-past' ? null : refused
  }
}

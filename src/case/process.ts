import type { Case, Group, Stage } from './case.ts'
import { creditWaits } from './credit.ts'
import { dueAt, isPast, usersStillUpdating, windowEndsAt } from './deadline.ts'
import type { StepKind } from './event.ts'
import type { Millis } from './ids.ts'
import { creditIsBehind } from './late-credit.ts'
import type { Policy, Step } from './policy.ts'
import type { Next } from './view.ts'

/**
 * The process is data: the policy's own numbered steps say which rules a case runs under and what is next. Nothing
 * here decides; `allowed.ts` and `decide.ts` do.
 */

export const hasStep = (policy: Policy, kind: StepKind): boolean => kindsOf(policy.steps).includes(kind)

export const isOptional = (policy: Policy, kind: StepKind): boolean =>
  flat(policy.steps).some((step) => step.kind === kind && step.optional === true)

/** Where a case stands, one word for lists and clocks. It follows the policy's own order of steps. */
export const stageOf = (state: Case, policy: Policy, now: Millis): Stage => {
  if (state.closedAt !== null) return 'closed'
  if (state.withdrawnAt !== null) return 'withdrawn'
  if (state.declined !== null) return 'declined'
  const present = presentKind(state, policy)
  switch (present) {
    case 'report':
    case 'acknowledge':
    case 'review':
      return state.question === null ? 'received' : 'waiting-for-reporter'
    case 'reproduce':
      return 'reproducing'
    case 'patch':
      return 'patching'
    case 'verify':
      return canBeVerified(state, policy) ? 'verifying' : 'patching'
    case 'cve':
      return 'awaiting-cve'
    case 'release':
      return 'releasing'
    case 'publish':
      if (state.released === null) return 'releasing'
      return usersStillUpdating(state, now) ? 'users-updating' : 'publishing'
    case 'update':
      return 'completing'
    case null:
      if (state.published.length > 0) return 'published'
      return state.released === null ? 'releasing' : 'publishing'
  }
}

/** The group of the inbox that shows it. */
export const groupOf = (state: Case, policy: Policy, now: Millis): Group => {
  const stage = stageOf(state, policy, now)
  if ((stage === 'published' || stage === 'closed') && creditIsBehind(state, policy)) return 'waiting-to-publish'
  if (stage === 'published' || stage === 'declined' || stage === 'withdrawn' || stage === 'closed') return 'done'
  if (state.report.exploited === true || state.exposure.attacks !== null || state.exposure.exploit !== null)
    return 'exploited'
  if (stage === 'received' && state.openedAt === null) return 'new'
  if (waitsForReporter(state, policy, stage, now)) return 'waiting-for-reporter'
  if (stage === 'users-updating' || stage === 'publishing' || stage === 'completing') return 'waiting-to-publish'
  return 'waiting-for-us'
}

/** What is next, who does it, and by when. */
export const nextOf = (state: Case, policy: Policy, now: Millis): Next => {
  const stage = stageOf(state, policy, now)
  const news = dueAt(state, 'first-answer') ?? dueAt(state, 'news')
  const by = (who: Next['who'], command: Next['command'], what: string, due: Millis | null = news): Next => ({
    command,
    what,
    who,
    due,
    overdue: who !== 'nobody' && isPast(due, now),
  })
  switch (stage) {
    case 'received':
      if (state.acknowledged === null && hasReporter(state) && hasStep(policy, 'acknowledge'))
        return by('team', 'AcknowledgeReceipt', 'acknowledge the report')
      return by('team', 'AcceptReport', 'review the report')
    case 'waiting-for-reporter':
      if (dueAt(state, 'news') !== null) return by('team', 'SendMessage', 'answer the reporter')
      if (isPast(dueAt(state, 'reporter-silent'), now))
        return by('team', 'DeclineReport', 'go on without an answer', dueAt(state, 'reporter-silent'))
      return by('reporter', 'AddInformation', 'answer the question', dueAt(state, 'reporter-silent'))
    case 'reproducing':
      return by('team', 'ConfirmReproduction', 'reproduce it')
    case 'patching':
      return by('team', 'OfferFix', 'make a fix')
    case 'verifying':
      return waitsForReporter(state, policy, stage, now)
        ? by('reporter', 'VerifyFix', 'test the fix', dueAt(state, 'verify'))
        : by('team', 'VerifyFix', 'confirm the fix', dueAt(state, 'verify') ?? news)
    case 'awaiting-cve':
      return state.cve.requestedAt === null
        ? by('team', 'RequestCve', 'request a CVE id')
        : by('team', 'RecordCve', 'record the CVE id')
    case 'releasing':
      if (withRelease(policy) && creditUnasked(state)) return by('team', 'AskCredit', 'ask about credit')
      if (withRelease(policy) && creditWaits(state)) return by('team', 'ConfirmCredit', 'confirm the credit')
      return withRelease(policy)
        ? by('team', 'ReleaseAndPublish', 'release and publish')
        : by('team', 'ReleaseFix', 'release the fix')
    case 'users-updating':
      if (creditUnasked(state)) return by('team', 'AskCredit', 'ask about credit')
      return by('nobody', 'PublishAdvisory', 'let users update', windowEndsAt(state))
    case 'publishing':
      if (creditUnasked(state)) return by('team', 'AskCredit', 'ask about credit')
      if (creditWaits(state)) return by('team', 'ConfirmCredit', 'confirm the credit')
      if (isPlanned(state))
        return by('nobody', 'PublishAdvisory', 'publish the advisory at its time', state.schedule?.publishAt ?? null)
      return by('team', 'PublishAdvisory', 'publish the advisory')
    case 'completing':
      if (creditWaits(state)) return by('team', 'ConfirmCredit', 'confirm the credit')
      return by('team', 'PublishAdvisory', 'complete the advisory', dueAt(state, 'details'))
    case 'published':
    case 'closed':
      if (!creditIsBehind(state, policy)) return by('nobody', null, 'nothing more', null)
      if (creditWaits(state)) return by('team', 'ConfirmCredit', 'confirm the credit')
      return isPlanned(state)
        ? by('nobody', 'PublishAdvisory', 'publish the advisory at its time', state.schedule?.publishAt ?? null)
        : by('team', 'PublishAdvisory', 'bring the credit into the advisory', null)
    case 'declined':
    case 'withdrawn':
      return by('nobody', null, 'nothing more', null)
  }
}

const isPlanned = ({ schedule, held }: Case): boolean => schedule !== null && held === null

export const withRelease = (policy: Policy): boolean => policy.publish.when === 'with-release'

/** Reproduced, skipped, or not a step of this policy. */
export const isReproduced = (state: Case, policy: Policy): boolean =>
  state.reproducedAt !== null || state.skipped.has('reproduce') || !hasStep(policy, 'reproduce')

export const openFix = (state: Case) => state.fixes.find((fix) => fix.outcome === 'open')

/** There is something to test: an offered fix, or a fix that the policy did not let the reporter have early. */
export const canBeVerified = (state: Case, policy: Policy): boolean =>
  isReproduced(state, policy) &&
  (openFix(state) !== undefined ||
    state.skipped.has('patch') ||
    (!hasStep(policy, 'patch') && state.fixes.length === 0))

export const isVerified = (state: Case, policy: Policy): boolean => {
  if (state.verifiedAt !== null || state.skipped.has('verify')) return true
  return (
    !hasStep(policy, 'verify') &&
    isReproduced(state, policy) &&
    (!hasStep(policy, 'patch') || openFix(state) !== undefined || state.skipped.has('patch'))
  )
}

/** The reporter has a fix in hand and their time to test it is not over. */
export const reporterIsTesting = (state: Case, policy: Policy, now: Millis): boolean =>
  state.reporter !== null &&
  policy.verify.by !== 'team' &&
  openFix(state) !== undefined &&
  !isPast(dueAt(state, 'verify') ?? now, now)

export const creditUnasked = (state: Case): boolean =>
  hasReporter(state) && state.credit.as === null && state.credit.askedAt === null

/** Somebody to speak with: the team did not find it. Who dropped their name can still read, write and choose. */
export const hasReporter = (state: Case): boolean => state.reporter !== null

/** Text of a policy in one fixed form: sorted keys, nothing undefined. Its SHA-256 names the policy. */
export const digestText = (policy: Policy): string => canonical(policy)

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

const waitsForReporter = (state: Case, policy: Policy, stage: Stage, now: Millis): boolean =>
  (state.question !== null && dueAt(state, 'news') === null && !isPast(dueAt(state, 'reporter-silent'), now)) ||
  (stage === 'verifying' && reporterIsTesting(state, policy, now))

/** A step of a kind with the nested ones after it. What lies nested in the review is the review itself. */
const flat = (list: readonly Step[]): readonly Step[] =>
  list.flatMap((step) => [step, ...(step.kind === 'review' ? [] : flat(nested(step)))])
export const kindsOf = (list: readonly Step[]): readonly StepKind[] => {
  const known = kinds.get(list) ?? flat(list).flatMap((step) => step.kind ?? [])
  kinds.set(list, known)
  return known
}
/** Asked for many times in every decision, and always the same for the same steps. */
const kinds = new WeakMap<readonly Step[], readonly StepKind[]>()
export const nested = (step: Step): readonly Step[] => [...(step.steps ?? []), ...(step.together ?? [])]

interface Settled {
  readonly at: Millis | null
  readonly skipped: string | null
}
const done = (at: Millis | null): Settled | null => (at === null ? null : { at, skipped: null })

/** When a step was done, or why it was skipped. Null while it is neither. */
export const settled = (state: Case, kind: StepKind): Settled | null =>
  doneAlready(state, kind) ?? skippedAlready(state, kind)

export const isSettled = (state: Case, kind: StepKind): boolean => settled(state, kind) !== null

export const doneAlready = (state: Case, kind: StepKind): Settled | null => {
  switch (kind) {
    case 'report':
      return done(state.receivedAt)
    case 'acknowledge':
      return done(state.acknowledged?.at ?? null)
    case 'review':
      return done(state.acceptedAt)
    case 'reproduce':
      return done(state.reproducedAt)
    case 'patch':
      return done(state.fixes.find((fix) => fix.outcome === 'open' || fix.outcome === 'verified')?.at ?? null)
    case 'verify':
      return done(state.verifiedAt)
    case 'cve':
      return done(state.cve.settledAt)
    case 'release':
      return done(state.released?.at ?? null)
    case 'publish':
      return done(state.published[0]?.at ?? null)
    case 'update':
      return done(state.detailsCompletedAt)
  }
}

const skippedAlready = (state: Case, kind: StepKind): Settled | null => {
  const reason = state.skipped.get(kind)
  if (reason !== undefined) return { at: null, skipped: reason }
  return kind === 'acknowledge' && !hasReporter(state) ? { at: null, skipped: 'Nobody waits for it.' } : null
}

/** The first step that is not settled. Once the fix is out, a CVE id that never came holds nothing up. */
const presentKind = (state: Case, policy: Policy): StepKind | null =>
  kindsOf(policy.steps).find(
    (kind) => settled(state, kind) === null && (state.released === null || kind === 'publish' || kind === 'update'),
  ) ?? null

/** What is present: one step, or the release and the advisory where they go out in one act. */
export const presentKinds = (state: Case, policy: Policy): ReadonlySet<StepKind> => {
  const ended = state.closedAt !== null || state.withdrawnAt !== null || state.declined !== null
  const kind = ended ? null : presentKind(state, policy)
  if (kind === null) return new Set()
  const both = withRelease(policy) && state.released === null && (kind === 'release' || kind === 'publish')
  return new Set(both ? ['release', 'publish'] : [kind])
}

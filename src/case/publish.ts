import { affectedRefused, usersCanAct } from './affected.ts'
import { againstPublishing } from './allowed.ts'
import type { Case } from './case.ts'
import { checklist, comesWithRelease, missing } from './checklist.ts'
import type { CommandOf } from './command.ts'
import type { Context, Preview } from './context.ts'
import { creditWaits, isUnconfirmed } from './credit.ts'
import { isCwe } from './cwe.ts'
import { after, allCleared, cleared, onNews, windowEndsAt } from './deadline.ts'
import { embargoOver, notBefore } from './embargo.ts'
import type { AdvisoryFields, CaseEvent } from './event.ts'
import { type Deciding, due, type Handlers } from './handler.ts'
import type { Actor, Millis } from './ids.ts'
import { hasStep, withRelease } from './process.ts'
import { type Refusal, refuse } from './refusal.ts'

/** The advisory, from the first draft to its last revision: ISO/IEC 29147, 7. */
export const publishActs: Handlers<
  | 'ReleaseAndPublish'
  | 'DraftAdvisory'
  | 'ApproveAdvisory'
  | 'ScheduleAdvisory'
  | 'CancelSchedule'
  | 'PublishAdvisory'
  | 'CompleteDetails'
  | 'EndUpdateWindow'
  | 'HoldPublication'
> = {
  DraftAdvisory: ({ fields }, { state }) => fieldsRefused(fields, state) ?? [{ type: 'AdvisoryDrafted', fields }],

  ApproveAdvisory: ({ digest }, { state, actor, ctx }) => {
    const preview = previewOf(ctx.preview)
    if (isOutdated(digest, preview)) return refuse('preview-outdated')
    const approved = actor.as === 'member' && state.approvals.get(actor.member) === preview.digest
    return approved ? refuse('already-done') : [{ type: 'AdvisoryApproved', digest: preview.digest }]
  },

  ScheduleAdvisory: (command, deciding) => {
    const no = scheduleRefused(command, deciding)
    if (no !== null) return no
    const { state, ctx, actor } = deciding
    return [
      ...confirmedByLooking(state, actor),
      {
        type: 'AdvisoryScheduled',
        publishAt: command.publishAt,
        revision: state.published.length + 1,
        digest: previewOf(ctx.preview).digest,
      },
    ]
  },

  CancelSchedule: ({ reason }) => [{ type: 'ScheduleCancelled', reason }],

  PublishAdvisory: (command, deciding) => {
    const { state, actor, ctx } = deciding
    const preview = previewOf(ctx.preview)
    const basis = asPublished(state, command, ctx.now)
    const no =
      fieldsRefused(command.fields, state) ??
      (actor.as === 'desk' ? dueRefused(deciding, preview) : null) ??
      textRefused(command.digest, basis, deciding, preview)
    if (no !== null) return no
    return [
      ...drafted(command.fields),
      ...confirmedByLooking(state, actor),
      published(deciding, preview),
      ...embargoOver(state, 'published'),
    ]
  },

  ReleaseAndPublish: (command, deciding) => {
    const { state, actor, ctx } = deciding
    const { version, url, commit, fields } = command
    const preview = previewOf(ctx.preview)
    const basis = asPublished(state, command, ctx.now)
    const unread = fieldsRefused(fields, state)
    if (unread !== null) return unread
    const open = missing(basis)
    if (open.length > 0) return incomplete(open)
    // Policy: "the commit includes a clear reference to the CVE identifier".
    if (state.cve.id !== null && !commit.includes(state.cve.id)) return refuse('commit-names-no-cve')
    const no = textRefused(command.digest, basis, deciding, preview)
    if (no !== null) return no
    return [
      ...drafted(fields),
      ...confirmedByLooking(state, actor),
      { type: 'FixReleased', version, url, commit },
      published(deciding, preview),
      ...embargoOver(state, 'published'),
    ]
  },

  CompleteDetails: ({ reason }, { state }) => [{ type: 'DetailsCompleted', reason, ...due(allCleared(state)) }],

  EndUpdateWindow: ({ reason }, { state, ctx }) => [
    { type: 'UpdateWindowEnded', reason, ...due(onNews(state, ctx.policy, ctx.now), cleared(state, 'update-window')) },
  ],

  HoldPublication: ({ reason, text }, { state }) =>
    state.held === null ? [{ type: 'PublicationHeld', reason, text }] : refuse('already-done'),
}

/**
 * The case as the advisory will be written from it, when this command goes through: the words and the release that it
 * brings along count already, as they do in the preview that people look at and approve.
 */
const asPublished = (
  state: Case,
  brings: {
    readonly fields?: AdvisoryFields | undefined
    readonly version?: string
    readonly url?: string
    readonly commit?: string
  },
  now: Millis,
): Case => ({
  ...state,
  draft: { ...state.draft, ...brings.fields },
  released:
    state.released ??
    (brings.version === undefined
      ? null
      : { at: now, version: brings.version, url: brings.url ?? null, commit: brings.commit ?? null }),
})

const previewOf = (preview: Preview | undefined): Preview => {
  if (preview === undefined) throw new Error('an advisory is decided upon with its preview')
  return preview
}

const isOutdated = (digest: string | undefined, preview: Preview): boolean =>
  digest !== undefined && digest !== preview.digest

/** What may become public: the text that was looked at, useful to users, new, and approved. */
const textRefused = (digest: string | undefined, basis: Case, deciding: Deciding, preview: Preview): Refusal | null =>
  isOutdated(digest, preview) ? refuse('preview-outdated') : (againstText(basis, deciding, preview)[0] ?? null)

/** Everything that stands against this text. */
const againstText = (basis: Case, { state, actor, ctx }: Deciding, preview: Preview): readonly Refusal[] => {
  if (!isNew(state, preview)) return [refuse('nothing-changed')]
  const approved = ctx.policy.publish.approvals < 2 || approvedByAnother(state, actor, preview)
  return [
    ...(isThere(basis.draft.title) && isThere(basis.draft.summary) ? [] : [refuse('text-missing')]),
    ...(usersCanAct(basis) ? [] : [refuse('nothing-users-can-do')]),
    ...(approved ? [] : [refuse('approval-missing')]),
    ...(creditWaits(state) ? [refuse('credit-not-confirmed', afterReplacing)] : []),
    ...(preview.namesWait === true ? [refuse('credit-not-confirmed', duplicateAfterReplacing)] : []),
  ]
}

/** Whoever came by a receipt code may have replaced it, and would be named in the place of who found it. */
const afterReplacing = 'This name was given after the receipt code was replaced. Confirm it on the case first.'
const duplicateAfterReplacing =
  'The reporter of a duplicate was named after their receipt code was replaced. Open that case and confirm the name first.'

const isNew = (state: Case, preview: Preview): boolean => state.published.at(-1)?.digest !== preview.digest
const isThere = (text: string | undefined): boolean => text !== undefined && text.trim() !== ''

const incomplete = (items: readonly string[]): Refusal =>
  refuse('checklist-incomplete', `Missing: ${items.join(', ')}.`)

/** What programs read has to be readable: numbers of weaknesses, and versions that do not contradict themselves. */
const fieldsRefused = (fields: AdvisoryFields | undefined, state: Case): Refusal | null => {
  if (fields?.cwe !== undefined && fields.cwe !== state.draft.cwe && !isCwe(fields.cwe)) return refuse('not-cwe')
  return fields?.affected === undefined ? null : affectedRefused(fields.affected, state.draft.affected)
}

/**
 * Everything that stands against publishing the next revision right now, for whoever asks: what the case still waits
 * for, and what its text still lacks. Empty where the act itself would go through.
 */
export const publicationBlockers = (state: Case, actor: Actor, ctx: Context): readonly Refusal[] => {
  const preview = previewOf(ctx.preview)
  const releasing = withRelease(ctx.policy) && state.released === null
  const standing = againstPublishing(state, releasing ? 'ReleaseAndPublish' : 'PublishAdvisory', ctx)
  if (standing.some(({ refused }) => refused === 'case-ended' || refused === 'case-closed')) return standing
  const items = releasing ? checklist(state).filter((item) => !item.done && !comesWithRelease(item)) : []
  const text = againstText(state, { state, actor, ctx, side: 'team' }, preview)
  return [
    ...standing,
    ...(items.length === 0 ? [] : [incomplete(items.map(({ item }) => item))]),
    // Where the checklist names them, once is enough.
    ...text.filter(({ refused }) => items.length === 0 || !inChecklist.has(refused)),
  ]
}
const inChecklist: ReadonlySet<string> = new Set<Refusal['refused']>(['text-missing', 'nothing-users-can-do'])

/**
 * Why the planned publication would be held, were it due with everything as it is now: asked at its own time, so that
 * what only has to wait until then does not count.
 */
export const planProblems = (state: Case, ctx: Context): readonly Refusal[] => {
  const { schedule } = state
  if (schedule === null || state.held !== null) return []
  const then = { ...ctx, now: Math.max(ctx.now, schedule.publishAt) }
  const deciding: Deciding = { state, actor: { as: 'desk' }, ctx: then, side: 'desk' }
  const preview = previewOf(ctx.preview)
  const due = dueRefused(deciding, preview)
  return [
    ...againstPublishing(state, 'PublishAdvisory', then),
    ...(due === null ? [] : [due]),
    // What is due says about a name is said once.
    ...againstText(state, deciding, preview).filter(({ refused }) => refused !== due?.refused),
  ]
}

/** Two people: whoever publishes, or planned it, and another one who approved this very text. */
const approvedByAnother = (state: Case, actor: Actor, preview: Preview): boolean => {
  const publisher = actor.as === 'member' ? actor.member : state.schedule?.by
  return [...state.approvals].some(([member, approved]) => approved === preview.digest && member !== publisher)
}

/** The clock publishes what was planned, when it is due, word for word. */
const dueRefused = ({ state, ctx }: Deciding, preview: Preview): Refusal | null => {
  if (state.schedule === null) return refuse('nothing-scheduled')
  if (state.held !== null) return refuse('publication-held')
  if (ctx.now < state.schedule.publishAt) return refuse('too-early')
  if (state.schedule.digest !== preview.digest)
    return {
      refused: 'preview-outdated',
      hint: 'The advisory would say something else than what was planned. Look at it again, and plan it again.',
    }
  return isUnconfirmed(state) ? refuse('credit-not-confirmed') : unseenRefused(preview)
}

/** Whoever publishes by hand sees the page with every name on it. A plan is carried out when nobody looks. */
const unseenRefused = ({ namesUnseen }: Preview): Refusal | null =>
  namesUnseen === true
    ? refuse(
        'credit-not-confirmed',
        'The reporter of a duplicate wishes to be named. Open that case and confirm the name and the link first.',
      )
    : null

const scheduleRefused = (command: CommandOf<'ScheduleAdvisory'>, { state, ctx }: Deciding): Refusal | null => {
  const preview = previewOf(ctx.preview)
  const { publishAt } = command
  if (publishAt <= ctx.now) return refuse('time-is-past')
  if (isOutdated(command.digest, preview)) return refuse('preview-outdated')
  if (publishAt < (windowEndsAt(state) ?? 0)) return refuse('users-still-updating')
  if (publishAt < notBefore(state.embargo)) return refuse('embargo-active')
  const unseen = unseenRefused(preview)
  if (unseen !== null) return unseen
  // A second member may still approve it until its time has come.
  const [first] = againstText(state, { state, actor: { as: 'desk' }, ctx, side: 'desk' }, preview).filter(
    ({ refused }) => refused !== 'approval-missing',
  )
  return first ?? null
}

/** A member who publishes looks at the page with the name on it. */
const confirmedByLooking = (state: Case, actor: Actor): readonly CaseEvent[] =>
  actor.as === 'member' && state.reporter !== null && isUnconfirmed(state)
    ? [{ type: 'CreditConfirmed', person: state.reporter, naming: state.credit.naming }]
    : []

const drafted = (fields: AdvisoryFields | undefined): readonly CaseEvent[] =>
  fields === undefined ? [] : [{ type: 'AdvisoryDrafted', fields }]

const published = ({ state, ctx }: Deciding, { advisory, extent, digest, document }: Preview): CaseEvent => ({
  type: 'AdvisoryPublished',
  advisory: state.published[0]?.advisory ?? advisory,
  revision: state.published.length + 1,
  extent,
  digest,
  document,
  ...due(extent === 'full' ? allCleared(state) : untilComplete(state, ctx)),
})

const untilComplete = (state: Case, { policy, now }: Deciding['ctx']) => ({
  ...allCleared(state),
  ...(state.published.length === 0 && hasStep(policy, 'update') ? { details: after(now, policy.publish.details) } : {}),
  ...(state.deadlines.has('details') ? { details: state.deadlines.get('details') } : {}),
})

import { usersCanAct } from './affected.ts'
import type { Case } from './case.ts'
import { missing } from './checklist.ts'
import type { CommandOf } from './command.ts'
import type { Preview } from './context.ts'
import { after, allCleared, cleared, onNews, windowEndsAt } from './deadline.ts'
import { embargoOver, notBefore } from './embargo.ts'
import type { AdvisoryFields, CaseEvent } from './event.ts'
import { type Deciding, due, type Handlers } from './handler.ts'
import type { Actor, Millis } from './ids.ts'
import { hasStep } from './process.ts'
import { type RefusalCode, refuse } from './refusal.ts'

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
  DraftAdvisory: ({ fields }) => [{ type: 'AdvisoryDrafted', fields }],

  ApproveAdvisory: ({ digest }, { state, actor, ctx }) => {
    const preview = previewOf(ctx.preview)
    if (isOutdated(digest, preview)) return refuse('preview-outdated')
    const approved = actor.as === 'member' && state.approvals.get(actor.member) === preview.digest
    return approved ? refuse('already-done') : [{ type: 'AdvisoryApproved', digest: preview.digest }]
  },

  ScheduleAdvisory: (command, deciding) => {
    const no = scheduleRefused(command, deciding)
    if (no !== null) return refuse(no)
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
      (actor.as === 'desk' ? dueRefused(deciding, preview) : null) ??
      textRefused(command.digest, basis, deciding, preview)
    if (no !== null) return refuse(no)
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
    const open = missing(basis)
    if (open.length > 0) return refuse('checklist-incomplete', `Missing: ${open.join(', ')}.`)
    // Policy: "the commit includes a clear reference to the CVE identifier".
    if (state.cve.id !== null && !commit.includes(state.cve.id)) return refuse('commit-names-no-cve')
    const no = textRefused(command.digest, basis, deciding, preview)
    if (no !== null) return refuse(no)
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
const textRefused = (
  digest: string | undefined,
  basis: Case,
  { state, actor, ctx }: Deciding,
  preview: Preview,
): RefusalCode | null => {
  if (isOutdated(digest, preview)) return 'preview-outdated'
  if (!usersCanAct(basis)) return 'nothing-users-can-do'
  if (state.published.at(-1)?.digest === preview.digest) return 'nothing-changed'
  return ctx.policy.publish.approvals > 1 && !approvedByAnother(state, actor, preview) ? 'approval-missing' : null
}

/** Two people: whoever publishes, or planned it, and another one who approved this very text. */
const approvedByAnother = (state: Case, actor: Actor, preview: Preview): boolean => {
  const publisher = actor.as === 'member' ? actor.member : state.schedule?.by
  return [...state.approvals].some(([member, approved]) => approved === preview.digest && member !== publisher)
}

/** The clock publishes what was planned, when it is due, word for word. */
const dueRefused = ({ state, ctx }: Deciding, preview: Preview): RefusalCode | null => {
  if (state.schedule === null) return 'nothing-scheduled'
  if (state.held !== null) return 'publication-held'
  if (ctx.now < state.schedule.publishAt) return 'too-early'
  if (state.schedule.digest !== preview.digest) return 'preview-outdated'
  return isUnconfirmed(state) ? 'credit-not-confirmed' : null
}

const scheduleRefused = (command: CommandOf<'ScheduleAdvisory'>, { state, ctx }: Deciding): RefusalCode | null => {
  const preview = previewOf(ctx.preview)
  const { publishAt } = command
  if (publishAt <= ctx.now) return 'time-is-past'
  if (isOutdated(command.digest, preview)) return 'preview-outdated'
  if (publishAt < (windowEndsAt(state) ?? 0)) return 'users-still-updating'
  if (publishAt < notBefore(state.embargo)) return 'embargo-active'
  if (!usersCanAct(state)) return 'nothing-users-can-do'
  return state.published.at(-1)?.digest === preview.digest ? 'nothing-changed' : null
}

/** A name and a link that no member looked at yet. */
const isUnconfirmed = (state: Case): boolean =>
  state.credit.as === 'named' && state.credit.confirmed !== state.credit.naming

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

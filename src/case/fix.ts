import { houseTexts, isJust } from './canned.ts'
import { after, cleared, isExposed, onNews, onReporterSpoke } from './deadline.ts'
import type { CaseEvent, StepKind } from './event.ts'
import { behalf, type Deciding, due, type Handlers } from './handler.ts'
import { canBeVerified, hasStep, isOptional, isReproduced, isSettled } from './process.ts'
import { type RefusalCode, refuse } from './refusal.ts'
import { acceptance } from './review.ts'

/** From the reproduction to the release: ISO/IEC 30111, 7.1.4 to 7.1.6. */
export const fixActs: Handlers<
  | 'ConfirmReproduction'
  | 'SkipStep'
  | 'OfferFix'
  | 'VerifyFix'
  | 'RequestCve'
  | 'RecordCve'
  | 'RefuseCve'
  | 'ReleaseFix'
> = {
  // Whoever reproduces it straight from the review has accepted it.
  ConfirmReproduction: ({ text }, { state, ctx }) => [
    ...(state.acceptedAt === null ? [{ type: 'ReportAccepted', ...acceptance(state, ctx) } as const] : []),
    { type: 'ReproductionConfirmed', ...(text === undefined ? {} : { text }), ...news({ state, ctx }) },
  ],

  SkipStep: ({ step, reason }, deciding) => {
    const no = skipRefused(step, deciding)
    if (no !== null) return refuse(no)
    const { state } = deciding
    return [
      {
        type: 'StepSkipped',
        step,
        reason,
        ...due(
          step === 'update' ? cleared(state, 'details', 'news') : {},
          step === 'verify' ? cleared(state, 'verify') : {},
        ),
      },
    ]
  },

  OfferFix: ({ text, files, version, image }, { state, ctx }) => {
    // The ready words alone send a reporter looking for something that is not there.
    if (files.length === 0 && version === undefined && image === undefined && isJust(text, houseTexts.steps.patch))
      return refuse('nothing-to-test')
    return [
      {
        type: 'FixOffered',
        text,
        files,
        ...(version === undefined ? {} : { version }),
        ...(image === undefined ? {} : { image }),
        ...due(onNews(state, ctx.policy, ctx.now), testTime({ state, ctx })),
      },
    ]
  },

  VerifyFix: (command, { state, ctx, side }) => {
    const by = side === 'reporter' ? 'reporter' : 'team'
    const spoke = by === 'reporter' ? onReporterSpoke : onNews
    const told = due(cleared(state, 'verify'), spoke(state, ctx.policy, ctx.now))
    const { text, files } = command
    if (!command.holds) return [{ type: 'FixFailed', by, text: text ?? '', files, ...behalf(command), ...told }]
    const shown: readonly CaseEvent[] =
      files.length === 0 ? [] : [{ type: 'MessageSent', from: by, text: '', files, ...behalf(command) }]
    return [...shown, { type: 'FixVerified', by, ...(text === undefined ? {} : { text }), ...behalf(command), ...told }]
  },

  RequestCve: ({ from }, { state, ctx }) => [
    { type: 'CveRequested', ...(from === undefined ? {} : { from }), ...news({ state, ctx }) },
  ],

  RecordCve: ({ cve }, { state, ctx }) =>
    state.cve.id === cve ? refuse('already-done') : [{ type: 'CveRecorded', cve, ...news({ state, ctx }) }],

  RefuseCve: ({ reason }, { state, ctx }) => [{ type: 'CveRefused', reason, ...news({ state, ctx }) }],

  ReleaseFix: ({ version, url, commit }, { state, ctx }) => [
    {
      type: 'FixReleased',
      version,
      ...(url === undefined ? {} : { url }),
      ...(commit === undefined ? {} : { commit }),
      ...due(cleared(state, 'verify'), onNews(state, ctx.policy, ctx.now), updateTime({ state, ctx })),
    },
  ],
}

/** The users' time to update before they are told. What is public or attacked already needs none. */
const updateTime = ({ state, ctx }: Pick<Deciding, 'state' | 'ctx'>) =>
  isExposed(state) ? {} : { 'update-window': after(ctx.now, ctx.policy.publish.updateWindow) }

/** A published case needs no more news. */
const news = ({ state, ctx }: Pick<Deciding, 'state' | 'ctx'>) =>
  state.published.length > 0 ? {} : due(onNews(state, ctx.policy, ctx.now))

/** The reporter's time to test; nobody waits for a test that the policy leaves to the team. */
const testTime = ({ state, ctx }: Pick<Deciding, 'state' | 'ctx'>) =>
  state.reporter === null || ctx.policy.verify.by === 'team' ? {} : { verify: after(ctx.now, ctx.policy.verify.wait) }

/**
 * Steps that a policy may mark "if possible". A report, a review, a release and an advisory are never left out, and an
 * acknowledgement cannot be: whoever accepts a report has acknowledged it.
 */
const skippable: ReadonlySet<StepKind> = new Set<StepKind>(['reproduce', 'patch', 'verify', 'cve', 'update'])

const skipRefused = (step: StepKind, { state, ctx: { policy } }: Deciding): RefusalCode | null => {
  if (!hasStep(policy, step)) return 'not-in-policy'
  if (!skippable.has(step) || !isOptional(policy, step)) return 'not-optional'
  if (isSettled(state, step)) return 'already-done'
  if (step === 'update') return state.published.length === 0 ? 'not-yet' : null
  if (state.released !== null) return 'already-released'
  if (step === 'patch') return isReproduced(state, policy) ? null : 'not-yet'
  return step === 'verify' && !canBeVerified(state, policy) ? 'not-yet' : null
}

import type { Case } from './case.ts'
import type { CommandOf } from './command.ts'
import { after, allCleared, cleared, dueAt, isPast, onNews, onQuestion, onReporterSpoke } from './deadline.ts'
import { levelsBelow, mostLevels } from './duplicate.ts'
import { embargoOver, whyPublic } from './embargo.ts'
import type { CaseEvent, DeclineReason } from './event.ts'
import { behalf, type Deciding, due, type Handlers, type Outcome } from './handler.ts'
import { refuse } from './refusal.ts'

/** From the report to its acceptance, its decline or its withdrawal: ISO/IEC 29147, 6; Vultron, Report Management. */
export const reviewActs: Handlers<
  | 'AcknowledgeReceipt'
  | 'RequestInformation'
  | 'AddInformation'
  | 'AcceptReport'
  | 'DeclineReport'
  | 'AnswerDecline'
  | 'WithdrawReport'
  | 'ReopenCase'
> = {
  AcknowledgeReceipt: (_, { state, ctx }) => [
    { type: 'ReceiptAcknowledged', automatic: false, ...due(onNews(state, ctx.policy, ctx.now)) },
  ],

  RequestInformation: ({ text, canned }, { state, ctx }) => [
    {
      type: 'InformationRequested',
      text,
      ...(canned === undefined ? {} : { canned }),
      ...due(onQuestion(state, ctx.policy, ctx.now)),
    },
  ],

  AddInformation: (command, { state, ctx }) => [
    {
      type: 'InformationAdded',
      text: command.text,
      files: command.files,
      ...behalf(command),
      ...due(cleared(state, 'reporter-reminder', 'reporter-silent'), onReporterSpoke(state, ctx.policy, ctx.now)),
    },
  ],

  AcceptReport: (_, { state, ctx }) => [{ type: 'ReportAccepted', ...acceptance(state, ctx) }],

  DeclineReport: (command, deciding) => {
    const no = declineRefused(command, deciding)
    if (no !== null) return no
    const { state, ctx } = deciding
    const { reason, text, duplicateOf } = command
    const answerable =
      state.reporter === null || state.declineAnswered
        ? {}
        : { 'decline-answer': after(ctx.now, ctx.policy.deadlines.declineAnswer) }
    return [
      {
        type: 'ReportDeclined',
        reason,
        text,
        ...(reason === 'duplicate' && duplicateOf !== undefined ? { duplicateOf } : {}),
        ...due(allCleared(state), answerable),
      },
      ...embargoAfterDecline(reason, deciding),
    ]
  },

  AnswerDecline: (command, { state, ctx }) => [
    {
      type: 'DeclineAnswered',
      text: command.text,
      files: command.files,
      ...behalf(command),
      ...due(allCleared(state), { news: after(ctx.now, ctx.policy.deadlines.firstAnswer) }),
    },
  ],

  // Leaving is not ending an embargo (Vultron, Embargo Management).
  // Others who reported the same still wait for it: the case goes on for them.
  WithdrawReport: (command, { state, ctx }) => [
    { type: 'ReportWithdrawn', text: command.text, ...behalf(command), ...due(allCleared(state)) },
    ...(state.duplicates.length === 0
      ? []
      : [
          {
            type: 'CaseReopened' as const,
            text: 'The reporter withdrew. Others reported the same, so the case goes on.',
            ...due(onNews(state, ctx.policy, ctx.now)),
          },
        ]),
  ],

  ReopenCase: ({ text }, { state, ctx }) => [
    { type: 'CaseReopened', text, ...due(allCleared(state), onNews(state, ctx.policy, ctx.now)) },
  ],
}

/** Acceptance settles an open question too: the team found out by itself, and nobody's silence holds it up. */
export const acceptance = (state: Case, { policy, now }: Deciding['ctx']) =>
  due(cleared(state, 'reporter-reminder', 'reporter-silent'), onNews({ ...state, question: null }, policy, now))

const embargoAfterDecline = (reason: DeclineReason, { state, ctx: { main } }: Deciding): readonly CaseEvent[] => {
  // Asking somebody to file it in public is agreeing that it becomes public.
  if (reason === 'file-in-public') return embargoOver(state, 'ended')
  const isPublic = reason === 'duplicate' && main !== undefined ? whyPublic(main, state) : null
  return isPublic === null ? [] : embargoOver(state, isPublic)
}

const declineRefused = (
  command: CommandOf<'DeclineReport'>,
  { state, ctx }: Deciding,
): Exclude<Outcome, readonly unknown[]> | null => {
  if (command.reason === 'no-answer') {
    if (state.question === null) return refuse('no-question-open')
    return isPast(dueAt(state, 'reporter-silent'), ctx.now) ? null : refuse('reporter-may-still-answer')
  }
  if (command.reason !== 'duplicate') return null
  if (command.duplicateOf === undefined) return refuse('duplicate-needs-case')
  if (ctx.main === undefined) return refuse('no-such-case')
  if (ctx.main.number === state.number) return refuse('duplicate-of-itself')
  if (ctx.main.practice || state.practice) return refuse('practice-stands-apart')
  if (ctx.main.declined?.reason === 'duplicate') return refuse('duplicate-of-duplicate')
  // Those who follow this case come along, and back with it when it is split off again.
  return levelsBelow(state) >= mostLevels ? refuse('cluster-too-deep') : null
}

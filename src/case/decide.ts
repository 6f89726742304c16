import { byReporterOnly, mayAtAll, mayDo, sideOf } from './allowed.ts'
import type { Case } from './case.ts'
import type { Command, CommandType } from './command.ts'
import type { Context } from './context.ts'
import { creditActs } from './credit.ts'
import { duplicateActs } from './duplicate.ts'
import { embargoActs } from './embargo.ts'
import type { CaseEvent } from './event.ts'
import { exposureActs } from './exposure.ts'
import { fixActs } from './fix.ts'
import { guestActs } from './guest.ts'
import type { Handlers, Outcome } from './handler.ts'
import { handlingActs } from './handling.ts'
import type { Actor } from './ids.ts'
import { hasReporter, hasStep } from './process.ts'
import { publishActs } from './publish.ts'
import { receive } from './receive.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { reviewActs } from './review.ts'
import { threadActs } from './thread.ts'

/** Yes, with the facts that come of it, or no, with a reason. It changes nothing itself. */
export const decide = (
  state: Case | null,
  command: Command,
  actor: Actor,
  ctx: Context,
): readonly CaseEvent[] | Refusal => {
  const role = mayAtAll(state, command.type, actor)
  if (command.type === 'ReceiveReport') {
    if (state !== null) return refuse('already-done')
    return role === null ? receive(command, actor, ctx) : refuse(role)
  }
  if (state === null) return refuse('no-such-case')
  if (role !== null) return refuse(role)
  if (command.seen !== undefined && command.seen < state.seq && looksFirst.has(command.type))
    return refuse('changed-since-seen')

  const behalf = 'onBehalf' in command ? command.onBehalf : undefined
  if (behalf !== undefined && actor.as !== 'member') return refuse('not-allowed')
  const side = behalf === undefined ? sideOf(actor, command.type) : 'reporter'
  const no = mayDo(state, command.type, actor, ctx, side)
  if (no !== null) return no
  if (behalf === undefined && actor.as === 'member' && byReporterOnly(command.type)) return refuse('needs-evidence')
  if (behalf !== undefined && state.reporter === null) return refuse('no-reporter')

  const outcome = apart(state, handle(command, { state, actor, ctx, side }))
  return isRefusal(outcome) || side !== 'team' || !answersReporter.has(command.type)
    ? outcome
    : [...acknowledged(state, ctx), ...outcome]
}

/** Whatever leads to it, a practice case is never published: only this door leads out of a decision. */
const apart = (state: Case, outcome: Outcome): Outcome =>
  isRefusal(outcome) || !state.practice
    ? outcome
    : outcome.map((event) => (event.type === 'AdvisoryPublished' ? { ...event, type: 'PracticePublished' } : event))

const handlers: Handlers = {
  ...reviewActs,
  ...fixActs,
  ...publishActs,
  ...creditActs,
  ...embargoActs,
  ...exposureActs,
  ...threadActs,
  ...handlingActs,
  ...duplicateActs,
  ...guestActs,
}

const handle = (
  command: Exclude<Command, { type: 'ReceiveReport' }>,
  deciding: Parameters<Handlers['AddNote']>[1],
): Outcome => {
  // One row per type: the row found under a command's own type takes that command.
  const handler = handlers[command.type] as (command: Command, deciding: Parameters<Handlers['AddNote']>[1]) => Outcome
  return handler(command, deciding)
}

/** These are given by people who looked at the case; something new may change their mind. */
const looksFirst: ReadonlySet<CommandType> = new Set<CommandType>([
  'DraftAdvisory',
  'PublishAdvisory',
  'ReleaseAndPublish',
  'ScheduleAdvisory',
  'DeclineReport',
  'CloseCase',
])

/** Whoever answers a report has acknowledged it (ISO/IEC 29147, 6.2.5). */
const answersReporter: ReadonlySet<CommandType> = new Set<CommandType>([
  'RequestInformation',
  'AcceptReport',
  'DeclineReport',
  'ConfirmReproduction',
  'SendMessage',
])
const acknowledged = (state: Case, ctx: Context): readonly CaseEvent[] =>
  state.acknowledged === null && hasReporter(state) && hasStep(ctx.policy, 'acknowledge')
    ? [{ type: 'ReceiptAcknowledged', automatic: false }]
    : []

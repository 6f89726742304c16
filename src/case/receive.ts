import type { CommandOf } from './command.ts'
import type { Context } from './context.ts'
import { onReceipt } from './deadline.ts'
import { embargoOnReceipt } from './embargo.ts'
import type { CaseEvent, Door } from './event.ts'
import { due, type Outcome } from './handler.ts'
import type { Actor } from './ids.ts'
import { hasStep } from './process.ts'
import { refuse } from './refusal.ts'
import { isCvss4 } from './severity.ts'

/** A report never fails for what it says: a wrong rating is asked about later, a claim is only a claim. */
export const receive = (command: CommandOf<'ReceiveReport'>, actor: Actor, { now, policy }: Context): Outcome => {
  const { number, door, report, files, reporter, credit } = command
  if (actor.as === 'reporter' && reporter !== actor.person) return refuse('not-allowed')
  if (command.practice === true && actor.as !== 'desk') return refuse('not-allowed')
  if (command.arrivedAt !== undefined && command.arrivedAt > now) return refuse('time-is-ahead')
  const from = command.arrivedAt ?? now
  const received: CaseEvent = {
    type: 'ReportReceived',
    number,
    door,
    policy: command.policy,
    report,
    files,
    reporter,
    ...(command.arrivedAt === undefined ? {} : { arrivedAt: command.arrivedAt }),
    ...(credit === undefined || reporter === null ? {} : { credit }),
    ...(needsCvss4(report.cvss, policy.report.severity) ? { needsCvss4: true } : {}),
    ...(command.flood === true ? { flood: true } : {}),
    ...(command.practice === true ? { practice: true } : {}),
    ...due(onReceipt(policy, Math.max(from, command.answerFrom ?? from), reporter !== null)),
  }
  // Where the team found it there is nobody to acknowledge to, and nobody to agree with.
  if (reporter === null) return [received]
  // Whoever wrote elsewhere was told nothing by this desk: a member says so once it is true.
  const acknowledged: readonly CaseEvent[] =
    wroteHere(command) && policy.acknowledge.automatic && hasStep(policy, 'acknowledge')
      ? [{ type: 'ReceiptAcknowledged', automatic: true }]
      : []
  return [received, ...acknowledged, ...embargoOnReceipt(report, policy, from, now)]
}

/** By our own form or API, where our terms were to be read. */
export const wroteHere = ({ door }: { readonly door: Door }): boolean => door === 'form' || door === 'api'

const needsCvss4 = (cvss: string | undefined, asked: 'none' | 'optional' | 'cvss-4.0'): boolean =>
  asked === 'cvss-4.0' && cvss !== undefined && cvss.trim() !== '' && !isCvss4(cvss)

import assert from 'node:assert/strict'
import type { Case } from '../src/case/case.ts'
import { type Command, type CommandOf, type CommandType, commands } from '../src/case/command.ts'
import type { Preview } from '../src/case/context.ts'
import { decide } from '../src/case/decide.ts'
import type { CaseEvent, EventOf, Recorded } from '../src/case/event.ts'
import { replay } from '../src/case/evolve.ts'
import { type Actor, actorText } from '../src/case/ids.ts'
import { day, type Policy, type PolicyInput, policy } from '../src/case/policy.ts'
import { isRefusal, type RefusalCode } from '../src/case/refusal.ts'

/** given(facts).when(command).then(facts) or .refused(code): the rules of a case as sentences. */

export const start = Date.UTC(2027, 0, 4, 9)

export const reporter: Actor = { as: 'reporter', person: 'person-rita' }
export const member: Actor = { as: 'member', member: 'member-mia', role: 'member' }
export const other: Actor = { as: 'member', member: 'member-noor', role: 'member' }
export const lead: Actor = { as: 'member', member: 'member-lea', role: 'lead' }
export const observer: Actor = { as: 'member', member: 'member-otto', role: 'observer' }
export const guest: Actor = { as: 'guest', person: 'person-gil' }
export const desk: Actor = { as: 'desk' }

export const digestOf = (letter: string): string => letter.repeat(64)
export const cvss = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'

const policyOf = (input: Omit<PolicyInput, 'project'>): Policy =>
  policy.parse({ project: { name: 'Lantern' }, ...input })

/** Seven steps and no acknowledgement: the oldest of the three processes that have to run. */
export const first = policyOf({
  steps: [
    { kind: 'report' },
    { kind: 'review' },
    { kind: 'reproduce' },
    { kind: 'patch', optional: true },
    { kind: 'verify' },
    { kind: 'release' },
    { kind: 'publish' },
  ],
})
const loop = { kind: 'review', steps: [{ kind: 'review' }, { kind: 'review' }, { kind: 'review' }] } as const
const loopStep = { kind: loop.kind, steps: [...loop.steps] }
/** Eight steps: acknowledged, reviewed in a loop, the advisory after users could update. */
export const second = policyOf({})
/** Nine steps: a CVE id, a brief advisory with the release, completed some days later. */
export const third = policyOf({
  steps: [
    { kind: 'report' },
    { kind: 'acknowledge' },
    loopStep,
    { kind: 'reproduce' },
    { kind: 'patch', optional: true },
    { kind: 'verify' },
    { kind: 'cve' },
    { together: [{ kind: 'publish', steps: [{ text: 'What is held back.' }] }, { kind: 'release' }] },
    { kind: 'update' },
  ],
  report: { severity: 'cvss-4.0', aiUse: true },
  publish: { when: 'with-release' },
})

export const report = { title: 'Open door', description: 'The back door does not lock.' }

/** A fact with the day it happened on and who did it, where that matters. */
export interface Told {
  readonly event: CaseEvent
  readonly day: number
  readonly by: Actor
}
export const on = (dayNumber: number, event: CaseEvent, by: Actor = usualActor(event)): Told => ({
  event,
  day: dayNumber,
  by,
})

const byReporter = new Set(['ReportReceived', 'InformationAdded', 'DeclineAnswered', 'ReportWithdrawn', 'CreditChosen'])
const usualActor = (event: CaseEvent): Actor => (byReporter.has(event.type) ? reporter : member)

export const received = (more: Partial<EventOf<'ReportReceived'>> = {}): CaseEvent => ({
  type: 'ReportReceived',
  number: 'P-7Q2M4K',
  door: 'form',
  policy: digestOf('a'),
  report,
  files: [],
  reporter: 'person-rita',
  ...more,
})
export const acknowledged: CaseEvent = { type: 'ReceiptAcknowledged', automatic: true }
export const accepted: CaseEvent = { type: 'ReportAccepted' }
export const reproduced: CaseEvent = { type: 'ReproductionConfirmed' }
export const offered: CaseEvent = {
  type: 'FixOffered',
  text: 'Try this.',
  files: [],
  deadlines: { verify: start + 7 * day },
}
export const verified: CaseEvent = { type: 'FixVerified', by: 'team' }
export const released: CaseEvent = {
  type: 'FixReleased',
  version: '1.2.1',
  deadlines: { 'update-window': start + 7 * day },
}
export const asked: CaseEvent = { type: 'CreditAsked', person: 'person-rita' }
export const drafted: CaseEvent = {
  type: 'AdvisoryDrafted',
  fields: {
    title: 'Door',
    summary: 'A door stayed open.',
    impact: 'Anybody could walk in.',
    mitigation: 'Update to 1.2.1.',
    cvss,
  },
}
export const published = (more: Partial<EventOf<'AdvisoryPublished'>> = {}): CaseEvent => ({
  type: 'AdvisoryPublished',
  advisory: 'LANTERN-2027-0001',
  revision: 1,
  extent: 'full',
  digest: digestOf('d'),
  document: {},
  ...more,
})
/** Everything up to a fix that holds. */
export const toVerified: readonly CaseEvent[] = [received(), acknowledged, accepted, reproduced, offered, verified]
/** Everything up to a release, with the words of the advisory and the question about credit. */
export const toReleased: readonly CaseEvent[] = [...toVerified, drafted, asked, released]

export const preview: Preview = {
  advisory: 'LANTERN-2027-0001',
  extent: 'full',
  digest: digestOf('e'),
  document: { title: 'Door' },
}

export interface Surroundings {
  readonly under?: Policy
  readonly day?: number
  readonly preview?: Preview
  readonly main?: Case
}

type Words<T extends CommandType> = { readonly type: T } & Partial<Omit<CommandOf<T>, 'type' | 'id'>>

export const given = (...facts: readonly (CaseEvent | Told)[]) => {
  const history = facts.map((fact, index) => recorded('event' in fact ? fact : on(0, fact), index + 1))
  const before = replay(history)
  return {
    case: before,
    when<T extends CommandType>(words: Words<T>, actor: Actor = member, around: Surroundings = {}) {
      const { type, seen, ...parameters } = words
      const command = { type, id: 'command-1', seen, ...commands[type].parse(parameters) } as Command
      const now = start + (around.day ?? 0) * day
      const ctx = { now, policy: around.under ?? second, preview: around.preview ?? preview, main: around.main }
      const outcome = decide(before, command, actor, ctx)
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it.
        then(...expected: readonly Partial<CaseEvent>[]): Case {
          if (isRefusal(outcome)) assert.fail(`refused: ${outcome.refused}`)
          assert.deepEqual(
            outcome.map(({ type: name }) => name),
            expected.map(({ type: name }) => name),
          )
          for (const [index, event] of outcome.entries()) assert.partialDeepStrictEqual(event, expected[index])
          const after = replay([
            ...history,
            ...outcome.map((event, index) =>
              recorded({ event, day: around.day ?? 0, by: actor }, history.length + index + 1),
            ),
          ])
          assert.ok(after !== null)
          return after
        },
        refused(code: RefusalCode): void {
          if (!isRefusal(outcome)) assert.fail(`not refused: ${outcome.map((event) => event.type).join(', ')}`)
          assert.equal(outcome.refused, code)
        },
      }
    },
  }
}

export const recorded = ({ event, day: dayNumber, by }: Told, seq: number): Recorded => ({
  seq,
  id: `event-${seq}`,
  at: start + dayNumber * day,
  actor: actorText(by),
  cause: `command-${seq}`,
  event,
})

/** The case that some facts add up to. */
export const caseOf = (...facts: readonly (CaseEvent | Told)[]): Case => {
  const state = given(...facts).case
  assert.ok(state !== null)
  return state
}

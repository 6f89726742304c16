import type { Case } from '../src/case/case.ts'
import { type Command, type CommandType, commands } from '../src/case/command.ts'
import type { Context, Preview } from '../src/case/context.ts'
import { creditsOf } from '../src/case/credit.ts'
import { decide } from '../src/case/decide.ts'
import type { CaseEvent, Recorded, StepKind } from '../src/case/event.ts'
import { evolve } from '../src/case/evolve.ts'
import { type Actor, actorText } from '../src/case/ids.ts'
import { day, type Policy, policy } from '../src/case/policy.ts'
import { nextOf } from '../src/case/process.ts'
import { isRefusal, type Refusal } from '../src/case/refusal.ts'
import {
  acknowledged,
  caseOf,
  cvss,
  desk,
  digestOf,
  first,
  guest,
  lead,
  member,
  observer,
  other,
  received,
  report,
  reporter,
  second,
  start,
  third,
} from './given.ts'

/** Cases lived at random: everybody tries anything at any time. A walk is its seed, so a failure can be walked again. */

/** A policy under the digest that names it here. */
const variant = (from: Policy, change: object): Policy => policy.parse({ ...from, ...change })
const optional = {
  steps: third.steps.map((step) =>
    step.kind === undefined || step.kind === 'review' ? step : { ...step, optional: true },
  ),
}
export const policies: readonly Policy[] = [
  first,
  second,
  third,
  variant(second, { verify: { by: 'reporter' }, acknowledge: { automatic: false }, publish: { approvals: 2 } }),
  variant(third, {
    ...optional,
    verify: { by: 'team' },
    publish: { when: 'with-release', approvals: 2 },
    deadlines: { embargo: 0 },
  }),
]
const letters = ['a', 'b', 'c', 'd', 'e']
export const policyOf = (state: Case): Policy => {
  const known = policies[letters.indexOf(state.policy.charAt(0))]
  if (known === undefined) throw new Error('a case is under a policy of this walk')
  return known
}

export interface Step {
  readonly command: Command
  readonly actor: Actor
  readonly ctx: Context
  readonly before: Case | null
  readonly after: Case | null
  readonly facts: readonly Recorded[]
  readonly refused: Refusal | null
}

/** One step after the other, for as long as somebody watches. */
export function* walk(seed: number, length: number): Generator<Step> {
  const random = dice(seed)
  let state: Case | null = null
  let now = start
  let seq = 0
  for (let turn = 0; turn < length; turn++) {
    now += random.pick([0, 0, 1, 3_600_000, day, 4 * day, 9 * day, 40 * day])
    const type: CommandType = state === null ? 'ReceiveReport' : whatNext(state, now, random)
    const actor = random.pick(actors[type] ?? [member, member, lead, reporter])
    const someone = random.one(12) ? random.pick(everybody) : actor
    const command = order(type, turn, state, now, random, someone)
    const rules = state === null ? policyAt(command) : policyOf(state)
    const ctx: Context = {
      now,
      policy: rules,
      preview: state !== null && needsPreview.has(type) ? previewOf(state, command, rules) : undefined,
      main: mainCase,
    }
    const outcome = decide(state, command, someone, ctx)
    const before: Case | null = state
    if (isRefusal(outcome)) {
      yield { command, actor: someone, ctx, before, after: before, facts: [], refused: outcome }
      continue
    }
    const facts = outcome.map((event, index) => recordedAs(event, seq + index + 1, now, someone, command.id))
    for (const fact of facts) state = evolve(state, fact)
    seq += facts.length
    yield { command, actor: someone, ctx, before, after: state, facts, refused: null }
  }
}

export const mainCase = caseOf(received({ number: 'P-000001' }), acknowledged)

const recordedAs = (event: CaseEvent, seq: number, at: number, actor: Actor, cause: string): Recorded => ({
  seq,
  id: `event-${seq}`,
  at,
  actor: actorText(actor),
  cause,
  event,
})

const policyAt = (command: Command): Policy => {
  const found = command.type === 'ReceiveReport' ? policies[letters.indexOf(command.policy.charAt(0))] : undefined
  if (found === undefined) throw new Error('a report names a policy')
  return found
}

/** The public document with the digest that people approve, as the desk would make it, and as short as can be. */
const previewOf = (state: Case, command: Command, rules: Policy): Preview => {
  const fields = command.type === 'PublishAdvisory' || command.type === 'ReleaseAndPublish' ? command.fields : undefined
  const extent = rules.publish.when === 'with-release' && state.published.length === 0 ? 'brief' : 'full'
  const credits = creditsOf(state, rules, []).filter(({ as }) => as !== 'none')
  const document = { extent, draft: { ...state.draft, ...fields }, credits, cve: state.cve.id }
  return { advisory: 'LANTERN-2027-0001', extent, digest: fingerprint(JSON.stringify(document)), document }
}

const needsPreview: ReadonlySet<CommandType> = new Set<CommandType>([
  'ApproveAdvisory',
  'ScheduleAdvisory',
  'PublishAdvisory',
  'ReleaseAndPublish',
])

const everybody: readonly Actor[] = [
  reporter,
  member,
  other,
  lead,
  observer,
  guest,
  desk,
  { as: 'reporter', person: 'person-else' },
]
const actors: Partial<Record<CommandType, readonly Actor[]>> = {
  ReceiveReport: [reporter, reporter, reporter, member, desk],
  AddInformation: [reporter, reporter, member],
  AnswerDecline: [reporter, member],
  WithdrawReport: [reporter],
  ChooseCredit: [reporter, reporter, member],
  ForgetPerson: [reporter, lead],
  RotateReceipt: [reporter],
  VerifyFix: [reporter, member, member],
  SendMessage: [reporter, member],
  ApproveAdvisory: [member, other],
  PublishAdvisory: [member, other, desk],
  ReopenCase: [lead],
  AdoptPolicy: [lead],
  ExitEmbargo: [lead],
  EndUpdateWindow: [lead, member],
  LinkDuplicate: [desk],
  UnlinkDuplicate: [desk],
  NoteDuplicateCredit: [desk],
  Remind: [desk],
  HoldPublication: [desk],
  EndEmbargo: [desk],
}

/** What usually comes next comes often, everything else now and then. */
const forward: readonly CommandType[] = [
  'AcceptReport',
  'ConfirmReproduction',
  'OfferFix',
  'VerifyFix',
  'VerifyFix',
  'RequestCve',
  'DraftAdvisory',
  'AskCredit',
  'ReleaseFix',
  'ReleaseAndPublish',
  'PublishAdvisory',
  'ApproveAdvisory',
  'SkipStep',
  'ChooseCredit',
  'RequestInformation',
  'AddInformation',
]
const rest: readonly CommandType[] = (Object.keys(commands) as CommandType[]).filter((type) => !forward.includes(type))
const ends: readonly CommandType[] = [
  'WithdrawReport',
  'DeclineReport',
  'CloseCase',
  'ForgetPerson',
  'RecordExposure',
  'RecordExploitation',
  'ReceiveReport',
]
const common: readonly CommandType[] = [
  ...forward,
  ...forward,
  ...forward,
  ...rest.filter((type) => !ends.includes(type)),
]
const all: readonly CommandType[] = [...common, ...ends]
/** Often what the case itself says is next, so that walks get far; else anything. */
const whatNext = (state: Case, now: number, random: Dice): CommandType => {
  const next = random.one(2) ? nextOf(state, policyOf(state), now).command : null
  return next ?? random.pick(random.one(3) ? all : common)
}

const marker = 'SECRET-NOTE'
const file = { id: 'file-1', name: 'a.txt', size: 3, sha256: digestOf('1'), blob: digestOf('2'), key: 'k' }

/** A command of a type with words for it, right or wrong. */
const order = (
  type: CommandType,
  turn: number,
  state: Case | null,
  now: number,
  random: Dice,
  actor: Actor,
): Command => {
  const behalf =
    actor.as === 'member' && random.one(2) ? { onBehalf: { channel: 'email', evidence: 'They wrote so.' } } : {}
  const seen = state !== null && random.one(4) ? { seen: random.one(3) ? state.seq - 1 : state.seq } : {}
  return { type, id: `command-${turn}`, ...seen, ...wordsFor(type, state, now, random, behalf) } as Command
}

const steps: readonly StepKind[] = ['acknowledge', 'reproduce', 'patch', 'verify', 'cve', 'update', 'review', 'release']
const fieldsOf = (random: Dice) => ({
  title: 'Door',
  summary: 'It stayed open.',
  impact: 'Anybody could walk in.',
  cvss,
  ...(random.one(4) ? {} : { mitigation: `Update ${random.below(3)}.` }),
})
const wordsFor = (type: CommandType, state: Case | null, now: number, random: Dice, behalf: object): object => {
  const text = 'Some words.'
  const files = random.one(4) ? [file] : []
  const soon = now + random.pick([-day, day, 30 * day, 120 * day])
  switch (type) {
    case 'ReceiveReport': {
      const claims = {
        ...(random.one(9) ? { publicAt: 'a list' } : {}),
        ...(random.one(3) ? { planAt: soon } : {}),
        ...(random.one(5) ? { cvss: '7.5' } : {}),
        ...(random.one(9) ? { exploited: true } : {}),
      }
      return {
        number: 'P-7Q2M4K',
        door: 'form',
        policy: digestOf(random.pick(letters)),
        report: { ...report, ...claims },
        files,
        reporter: random.one(9) ? null : 'person-rita',
        ...(random.one(3) ? { credit: random.pick(['named', 'anonymous', 'none']) } : {}),
      }
    }
    case 'RequestInformation':
    case 'ReopenCase':
      return { text }
    case 'AddInformation':
    case 'AnswerDecline':
    case 'SendMessage':
      return { text, files, ...behalf }
    case 'DeclineReport': {
      const reason = random.pick([
        'duplicate',
        'not-security',
        'no-answer',
        'junk',
        'file-in-public',
        'not-reproducible',
      ])
      return { reason, text, ...(reason === 'duplicate' && !random.one(4) ? { duplicateOf: 'case-1' } : {}) }
    }
    case 'WithdrawReport':
      return { text, ...behalf }
    case 'SkipStep':
      return { step: random.pick(steps), reason: text }
    case 'OfferFix':
    case 'AddFiles':
      return { ...(type === 'OfferFix' ? { text } : {}), files }
    case 'AddNote':
      return { text: marker, files: files.map((one) => ({ ...one, name: marker })) }
    case 'VerifyFix':
      return { holds: !random.one(4), files, ...(random.one(2) ? { text } : {}), ...behalf }
    case 'RecordCve':
      return { cve: `CVE-2027-${1000 + random.below(3)}` }
    case 'RefuseCve':
    case 'CancelSchedule':
    case 'CompleteDetails':
    case 'EndUpdateWindow':
    case 'ExitEmbargo':
    case 'CloseCase':
      return { reason: text }
    case 'ReleaseFix':
      return { version: '1.2.1' }
    case 'ReleaseAndPublish': {
      const commit = state?.cve.id !== null && !random.one(6) ? `Fix ${state?.cve.id}` : 'abc123'
      return {
        version: '1.2.1',
        url: 'https://lantern.example/1.2.1',
        commit,
        ...(random.one(3) ? {} : { fields: fieldsOf(random) }),
      }
    }
    case 'DraftAdvisory':
      return { fields: fieldsOf(random) }
    case 'ApproveAdvisory':
      return random.one(6) ? { digest: digestOf('9') } : {}
    case 'PublishAdvisory':
      return {
        ...(random.one(6) ? { digest: digestOf('9') } : {}),
        ...(random.one(3) ? { fields: fieldsOf(random) } : {}),
      }
    case 'ScheduleAdvisory':
      return { publishAt: soon }
    case 'ChooseCredit':
      return { as: random.pick(['named', 'anonymous', 'none']), naming: random.below(3), ...behalf }
    case 'ProposeEmbargo':
      return { until: soon, text, ...behalf }
    case 'AcceptEmbargo':
    case 'RejectEmbargo':
      return behalf
    case 'RecordExposure':
      return { exposure: random.pick(['vulnerability', 'exploit']), reason: text }
    case 'RecordExploitation':
      return { awareAt: random.one(5) ? now + day : now, reason: text }
    case 'AssignCase':
      return { member: random.pick(['member-mia', null]) }
    case 'InviteGuest':
      return { person: 'person-gil', kind: 'vendor', shows: random.one(2) ? ['files', 'advisory'] : [] }
    case 'RemoveGuest':
      return { person: 'person-gil' }
    case 'WriteToGuest':
      return { person: 'person-gil', text, files }
    case 'AgreeAsGuest':
      return {}
    case 'WriteAsGuest':
      return { text, files }
    case 'SetAccess':
      return { members: random.one(3) ? ['member-mia', 'member-lea'] : null }
    case 'TagCase':
      return { tags: [random.pick(['SECRET-NOTE', 'b'])] }
    case 'AssessSeverity':
      return { cvss: random.pick([cvss, '7.5']) }
    case 'SetAffected':
      return { affected: [{ product: 'Lantern', ...(random.one(2) ? { fixed: '1.2.1' } : {}) }] }
    case 'LinkDuplicate': {
      const wish = { as: random.pick(['named', 'anonymous', 'none']), naming: random.below(3) }
      const of = random.below(3)
      return {
        case: `case-${of}`,
        person: `person-dora-${of}`,
        receivedAt: now - random.below(3) * day,
        ...(random.one(2) ? { wish } : {}),
      }
    }
    case 'UnlinkDuplicate':
      return { case: `case-${random.below(3)}` }
    case 'NoteDuplicateCredit': {
      const of = random.below(5)
      return {
        case: `case-${of}`,
        person: `person-dora-${of}`,
        receivedAt: now - random.below(3) * day,
        as: random.pick(['named', 'anonymous', 'none', null]),
        naming: random.below(3),
      }
    }
    case 'AdoptPolicy':
      return { policy: digestOf(random.pick(letters)), reason: text }
    case 'Remind':
      return { of: random.pick(['reporter', 'team']) }
    case 'HoldPublication':
      return { reason: 'gap', text }
    case 'AcknowledgeReceipt':
    case 'AcceptReport':
    case 'ConfirmReproduction':
    case 'RequestCve':
    case 'AskCredit':
    case 'ConfirmCredit':
    case 'ForgetPerson':
    case 'RotateReceipt':
    case 'EndEmbargo':
      return {}
  }
}

export interface Dice {
  below(n: number): number
  one(in_: number): boolean
  pick<T>(from: readonly T[]): T
}

/** mulberry32: small, quick, and the same everywhere. */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const below = (n: number): number => next() % n
  return {
    below,
    one: (in_) => below(in_) === 0,
    pick: (from) => {
      const found = from[below(from.length)]
      if (found === undefined && from.length === 0) throw new Error('nothing to pick from')
      return found as (typeof from)[number]
    },
  }
}

/** FNV-1a, spread over 64 hex digits: a stand-in for SHA-256 where only sameness counts. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0').repeat(8)
}

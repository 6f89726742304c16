import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cvss, lead } from '../../test/given.ts'
import { beforeAnything, follow, holdsTogether } from '../../test/oracle/vultron.ts'
import { mainCase, policyOf, type Step, walk } from '../../test/walk.ts'
import type { Case } from './case.ts'
import { stages } from './case.ts'
import type { Command } from './command.ts'
import { dueAt, isExposed } from './deadline.ts'
import { decide } from './decide.ts'
import type { CaseEvent, Recorded } from './event.ts'
import { evolve, replay } from './evolve.ts'
import { day } from './policy.ts'
import { nextOf, stageOf } from './process.ts'
import { isRefusal } from './refusal.ts'
import { upcast } from './upcast.ts'
import { reporterView } from './view.ts'

/** 100,000 cases lived at random. What must always hold of a case is written here, each thing once. */

const walks = 100_000
const seeds = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 34 }))

describe('a case that anything may happen to', () => {
  it('keeps its promises, whoever does what and when', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(seeds, ([seed, length]) => live(seed, length, seen)),
      { numRuns: walks },
    )
    // A property over walks that never get anywhere would hold of nothing.
    for (const name of [...stages, ...facts]) assert.ok(seen.has(name), `no walk came to ${name}`)
  })

  it('can always be brought to an end by the team alone: silence never blocks', () => {
    fc.assert(
      fc.property(seeds, ([seed, length]) => goOnAlone(seed, length)),
      { numRuns: 3_000 },
    )
  })
})

const facts: readonly string[] = [
  'EmbargoExited',
  'EmbargoRejected',
  'CreditConfirmed',
  'FixFailed',
  'DetailsCompleted',
  'AdvisoryScheduled',
  'StepSkipped',
  'PersonForgotten',
  'CaseReopened',
  'DeclineAnswered',
  'AdvisoryPublished by the desk',
]

const live = (seed: number, length: number, seen: Set<string>): void => {
  const history: Recorded[] = []
  const closely = seed % 32 === 0
  let vultron = beforeAnything
  let last: Case | null = null
  for (const step of walk(seed, length)) {
    if (closely) decidesWithoutTouching(step)
    if (step.refused !== null || step.after === null) continue
    const { before, after, ctx } = step
    let state = before
    for (const fact of step.facts) {
      state = evolve(state, fact)
      vultron = follow(vultron, state, policyOf(state), fact.event)
      history.push(fact)
      seen.add(`${fact.event.type}${fact.actor === 'desk' ? ' by the desk' : ''}`)
    }
    holdsTogether(vultron)
    assert.equal(after.seq, history.length)
    promisesSanely(after)
    if (before !== null) publishesRightly(step, before, after)
    if (before !== null && closely) leavesNoTrace(step, before, after)
    seen.add(stageOf(after, policyOf(after), ctx.now))
    last = after
  }
  if (last !== null && closely) remembersAll(history, last)
}

/** A decision changes nothing by itself, least of all when it is a no. */
const decidesWithoutTouching = ({ before, command, actor, ctx }: Step): void => {
  const was = textOf(before)
  decide(before, command, actor, ctx)
  assert.equal(textOf(before), was)
}
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part))

/** What was stored and read back is the case, and nobody but the team sees a note. */
const remembersAll = (history: readonly Recorded[], last: Case): void => {
  const stored = history.map((fact): Recorded => ({ ...fact, event: readBack(fact.event) }))
  assert.deepEqual(replay(stored), last)
  assert.ok(!JSON.stringify(reporterView(last, policyOf(last), last.updatedAt)).includes('SECRET-NOTE'))
}
const readBack = (event: CaseEvent): CaseEvent => {
  const { type, ...body } = JSON.parse(JSON.stringify(event)) as CaseEvent
  return upcast(type, 1, body)
}

const promisesSanely = (state: Case): void => {
  const names = [...state.deadlines.keys()]
  if (state.closedAt !== null || state.withdrawnAt !== null) assert.deepEqual(names, [])
  else if (state.declined !== null) assert.ok(names.every((name) => name === 'decline-answer'))
  else if (state.question !== null) assert.ok(dueAt(state, 'reporter-silent') !== null, 'the wait for an answer ends')
  else
    assert.ok(
      !names.includes('reporter-reminder') && !names.includes('reporter-silent'),
      'nobody waits for an answer to nothing',
    )
  if (state.reporter === null) assert.ok(names.every((name) => name === 'update-window' || name === 'details'))
  for (const at of state.deadlines.values()) assert.ok(Number.isSafeInteger(at) && at >= state.receivedAt)
}

const publishesRightly = (step: Step, before: Case, after: Case): void => {
  const { actor, ctx, facts: happened } = step
  for (const { event, at } of happened) {
    if (event.type === 'CreditChosen') {
      const byReporter = actor.as === 'reporter' && actor.person === after.reporter
      assert.ok(byReporter || event.onBehalf !== undefined, 'only the reporter speaks about credit')
      assert.ok(
        byReporter || event.as !== 'named' || before.credit.as === null || before.credit.as === 'named',
        'nobody else makes a name of no name',
      )
    }
    if (event.type !== 'AdvisoryPublished') continue
    assert.ok(after.released !== null && after.released.at <= at, 'no advisory before its release')
    assert.ok(before.declined === null && before.withdrawnAt === null)
    assert.ok(
      before.reporter === null || before.forgotten || before.credit.as !== null || before.credit.askedAt !== null,
      'the reporter was asked',
    )
    assert.ok(event.extent === 'full' || ctx.policy.publish.when === 'with-release')
    if (after.credit.as === 'named')
      assert.equal(after.credit.confirmed, after.credit.naming, 'a member looked at the name')
    const named = (event.document.credits as readonly { as: string }[]).filter(({ as }) => as === 'named')
    assert.equal(named.length, after.credit.as === 'named' ? 1 : 0, 'a name only with consent')
    if (ctx.policy.publish.approvals === 2) {
      const publisher = actor.as === 'member' ? actor.member : before.schedule?.by
      assert.ok(
        [...before.approvals].some(([who, digest]) => who !== publisher && digest === event.digest),
        'two people approved',
      )
    }
    if (before.released !== null)
      assert.ok(
        isExposed(before) || before.windowEnded !== null || ctx.now >= (dueAt(before, 'update-window') ?? 0),
        'users had their time',
      )
    if (before.embargo.terms === 'date' && before.embargo.state !== 'exited')
      assert.ok(ctx.now >= (before.embargo.until ?? 0), 'the agreed date has come')
    if (actor.as === 'desk')
      assert.ok(before.schedule !== null && before.held === null && before.schedule.digest === event.digest)
  }
}

/** The team's own acts: what a reporter sees, and its number and date, stay the same to the byte. */
const insideOnly: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'AddNote',
  'AddFiles',
  'AssignCase',
  'SetAccess',
  'InviteGuest',
  'RemoveGuest',
  'WriteToGuest',
  'AgreeAsGuest',
  'WriteAsGuest',
  'TagCase',
  'AssessSeverity',
  'SetAffected',
  'ConfirmCredit',
  'DraftAdvisory',
  'ApproveAdvisory',
  'LinkDuplicate',
  'UnlinkDuplicate',
  'NoteDuplicateCredit',
  'Remind',
])

const leavesNoTrace = ({ command, actor, ctx, facts: happened }: Step, before: Case, after: Case): void => {
  const follower = {
    ...mainCase,
    reporter: 'person-fay',
    declined: { at: 0, reason: 'duplicate' as const, text: '', duplicateOf: 'case-1' },
  }
  const own = (state: Case) => reporterView(state, policyOf(state), ctx.now)
  const following = (state: Case) =>
    reporterView(follower, policyOf(follower), ctx.now, { case: state, policy: policyOf(state) })
  const [was, is] = [own(before), own(after)]
  if (insideOnly.has(command.type) && actor.as !== 'reporter') assert.deepEqual(is, was, command.type)
  // The number is a validator: the same number always means the same page.
  if (is.version === was.version)
    assert.deepEqual(is, was, `${happened.map(({ event }) => event.type).join()} shows something new`)
  else assert.ok(is.version > was.version, 'a validator never goes back')
  const [theirs, now] = [following(before), following(after)]
  if (now.version === theirs.version)
    assert.deepEqual(now, theirs, `${happened.map(({ event }) => event.type).join()} shows a follower something new`)
}

/** After any beginning, a lead who only does what is next, and waits where they have to, gets the case done. */
const goOnAlone = (seed: number, length: number): void => {
  const beginning = [...walk(seed, length)].at(-1)
  let state = beginning?.after ?? null
  if (beginning === undefined || state === null) return
  let now = beginning.ctx.now
  for (let turn = 0; turn < 40; turn++) {
    const policy = policyOf(state)
    const stage = stageOf(state, policy, now)
    if (nextOf(state, policy, now).command === null) return
    // Longer than any wait or agreed date, and nobody else says a word.
    now += 130 * day
    const digest = turn.toString(16).padStart(2, '0').repeat(32)
    const preview = { advisory: 'LANTERN-2027-0001', extent: 'full' as const, digest, document: {} }
    if (policy.publish.approvals === 2) state = { ...state, approvals: new Map([['member-noor', digest]]) }
    const next = nextOf(state, policy, now)
    const command: Command | undefined =
      given[next.command === 'SendMessage' ? 'AcceptReport' : (next.command ?? 'AddNote')]?.(state)
    assert.ok(command !== undefined, `next in ${stage} is ${next.command}`)
    const outcome = decide(state, command, lead, { now, policy, preview })
    if (isRefusal(outcome)) assert.fail(`${stage}, ${command.type}: ${outcome.refused}`)
    for (const event of outcome)
      state = evolve(state, { seq: state.seq + 1, id: 'e', at: now, actor: 'member:member-lea', cause: 'c', event })
  }
  assert.fail(`stuck in ${stageOf(state, policyOf(state), now)}`)
}

/** What the next step says, done with plain words. */
const id = 'alone'
const fields = { title: 'Door', summary: 'Open.', impact: 'Anybody.', mitigation: 'Update.', cvss }
const given: { readonly [T in Command['type']]?: (state: Case) => Command } = {
  AcknowledgeReceipt: () => ({ type: 'AcknowledgeReceipt', id }),
  AcceptReport: () => ({ type: 'AcceptReport', id }),
  DeclineReport: () => ({ type: 'DeclineReport', id, reason: 'no-answer', text: 'We heard nothing.' }),
  ConfirmReproduction: () => ({ type: 'ConfirmReproduction', id }),
  OfferFix: () => ({ type: 'OfferFix', id, text: 'Try this.', files: [] }),
  VerifyFix: () => ({ type: 'VerifyFix', id, holds: true, files: [] }),
  RequestCve: () => ({ type: 'RequestCve', id }),
  RecordCve: () => ({ type: 'RecordCve', id, cve: 'CVE-2027-1000' }),
  ReleaseFix: () => ({ type: 'ReleaseFix', id, version: '1.2.1' }),
  ReleaseAndPublish: ({ cve }) => ({
    type: 'ReleaseAndPublish',
    id,
    version: '1.2.1',
    url: 'https://lantern.example/',
    commit: `Fix ${cve.id}`,
    fields,
  }),
  AskCredit: () => ({ type: 'AskCredit', id }),
  ConfirmCredit: () => ({ type: 'ConfirmCredit', id }),
  PublishAdvisory: () => ({ type: 'PublishAdvisory', id, fields }),
}

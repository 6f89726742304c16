import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  accepted,
  acknowledged,
  asked,
  caseOf,
  cvss,
  desk,
  digestOf,
  lead,
  member,
  observer,
  offered,
  on,
  published,
  received,
  reproduced,
  second,
  start,
  type Told,
  toReleased,
} from '../../test/given.ts'
import type { CaseEvent, FileRef } from './event.ts'
import { day } from './policy.ts'
import { reporterView, teamView } from './view.ts'

const file = (name: string): FileRef => ({
  id: name,
  name,
  size: 1,
  sha256: digestOf('1'),
  blob: digestOf('2'),
  key: 'k',
})
const question: CaseEvent = {
  type: 'InformationRequested',
  text: 'How?',
  deadlines: { 'reporter-silent': start + 30 * day },
}
const duplicate: CaseEvent = {
  type: 'ReportDeclined',
  reason: 'duplicate',
  text: 'Known.',
  duplicateOf: 'case-1',
  deadlines: { 'decline-answer': start + 30 * day },
}
const shown = (days: number, ...facts: readonly (CaseEvent | Told)[]) =>
  reporterView(caseOf(...facts), second, start + days * day)

describe('what a reporter sees', () => {
  it('is the same to the byte, whatever the team does among itself', () => {
    const before = [received({ credit: 'named' }), acknowledged, accepted]
    const inside: readonly CaseEvent[] = [
      { type: 'NoteAdded', text: 'Careful.', files: [file('note.txt')] },
      { type: 'FilesAdded', files: [file('inside.txt')] },
      { type: 'CaseAssigned', member: 'member-mia' },
      { type: 'CaseTagged', tags: ['hard'] },
      { type: 'SeverityAssessed', cvss, score: 9.3 },
      { type: 'CreditConfirmed', person: 'person-rita', naming: 0 },
      { type: 'AdvisoryDrafted', fields: { title: 'Door' } },
      { type: 'AdvisoryApproved', digest: digestOf('e') },
      { type: 'DuplicateLinked', case: 'case-2', person: null, receivedAt: start },
      { type: 'AffectedSet', affected: [{ product: 'Lantern' }] },
    ]
    for (let count = 1; count <= inside.length; count++) {
      assert.deepEqual(shown(1, ...before, ...inside.slice(0, count).map((event) => on(1, event))), shown(1, ...before))
    }
  })
  it('holds the day on which a publication is planned, and what follows it does not', () => {
    const planned: CaseEvent = {
      type: 'AdvisoryScheduled',
      publishAt: start + 9 * day,
      revision: 1,
      digest: digestOf('e'),
    }
    const before = [...toReleased, on(8, planned)]
    assert.equal(shown(8, ...before).planned, start + 9 * day)
    assert.ok(shown(8, ...before).version > shown(8, ...toReleased).version)
    assert.equal(shown(8, ...before, { type: 'PublicationHeld', reason: 'gap', text: 'Late.' }).planned, null)
    assert.equal(shown(8, ...before, { type: 'ScheduleCancelled', reason: 'No.' }).planned, null)
    const main = { case: caseOf(...before), policy: second }
    assert.equal(reporterView(caseOf(received(), duplicate), second, start + 8 * day, main).planned, null)
  })
  it('says that no person has opened it, until one did something to see', () => {
    const automatic = [received(), on(0, acknowledged, desk)]
    assert.equal(shown(1, ...automatic).opened, false)
    assert.equal(shown(1, ...automatic, { type: 'NoteAdded', text: 'I read it.', files: [] }).opened, false)
    assert.equal(shown(1, ...automatic, question).opened, true)
  })
  it('asks for what is needed, the most urgent first', () => {
    const needs = shown(1, received(), acknowledged, accepted, reproduced, question, offered, asked, {
      type: 'EmbargoProposed',
      until: start + 9 * day,
      by: 'team',
    }).needs
    assert.deepEqual(
      needs.map(({ need }) => need),
      ['information', 'test-fix', 'embargo', 'credit'],
    )
    assert.deepEqual(shown(1, received(), { ...duplicate, reason: 'junk' }).needs, [
      { need: 'decline-answer', until: start + 30 * day },
    ])
    assert.equal(shown(31, received(), { ...duplicate, reason: 'junk' }).declined?.answerUntil, null)
  })
  it('holds own files and those that were sent, and no others', () => {
    const view = shown(
      1,
      received({ files: [file('proof.txt')] }),
      { type: 'MessageSent', from: 'team', text: 'Here.', files: [file('sent.txt')] },
      { type: 'FilesAdded', files: [file('inside.txt')] },
      on(1, { type: 'FilesAdded', files: [file('more.txt')] }, { as: 'reporter', person: 'person-rita' }),
    )
    assert.deepEqual(
      view.files.map(({ name }) => name),
      ['proof.txt', 'sent.txt', 'more.txt'],
    )
  })
  it('keeps to the team why a step was left out', () => {
    const view = shown(1, received(), acknowledged, accepted, reproduced, {
      type: 'StepSkipped',
      step: 'patch',
      reason: 'Our builder is down.',
    })
    assert.equal(view.steps[4]?.state, 'skipped')
    assert.ok(!JSON.stringify(view).includes('builder'))
  })
  it('has a number that moves when a deadline passes', () =>
    assert.ok(shown(8, ...toReleased).version > shown(1, ...toReleased).version))
})

describe('what the reporter of a duplicate sees', () => {
  const own = caseOf(received({ number: 'P-000002' }), acknowledged, duplicate, asked)
  const follow = (...facts: readonly (CaseEvent | Told)[]) =>
    reporterView(own, second, start + 9 * day, { case: caseOf(...facts), policy: second })
  it('follows the stage, the fix and the advisory of the main case', () => {
    const view = follow(...toReleased, published())
    assert.deepEqual(
      [view.follows, view.stage, view.released?.version, view.advisory?.id],
      [true, 'published', '1.2.1', 'LANTERN-2027-0001'],
    )
    assert.equal(view.number, 'P-000002')
  })
  it('never shows its text', () => {
    const secret = received({ report: { title: 'SECRET', description: 'SECRET' }, files: [file('SECRET')] })
    const view = follow(
      secret,
      acknowledged,
      accepted,
      { type: 'MessageSent', from: 'team', text: 'SECRET', files: [] },
      { type: 'StepSkipped', step: 'reproduce', reason: 'SECRET' },
    )
    assert.ok(!JSON.stringify(view).includes('SECRET'))
  })
  it('keeps a credit question of its own, and time to answer', () =>
    assert.deepEqual(
      follow(received()).needs.map(({ need }) => need),
      ['credit', 'decline-answer'],
    ))
  it('says declined where the main case is not at hand', () =>
    assert.equal(reporterView(own, second, start).stage, 'declined'))
})

describe('what a member sees', () => {
  const state = caseOf(...toReleased)
  it('has every act with the reason where it cannot be done now', () => {
    const acts = new Map(teamView(state, second, start, member).acts.map((act) => [act.command, act]))
    assert.equal(acts.get('PublishAdvisory')?.refused, 'users-still-updating')
    assert.equal(acts.get('EndUpdateWindow')?.refused, 'lead-only')
    assert.equal(acts.get('AddNote')?.allowed, true)
    assert.equal(acts.get('LinkDuplicate'), undefined)
  })
  it('is more for a lead and nothing to do for an observer', () => {
    assert.equal(
      teamView(state, second, start, lead).acts.find(({ command }) => command === 'EndUpdateWindow')?.allowed,
      true,
    )
    assert.deepEqual(teamView(state, second, start, observer).acts, [])
  })
  it('knows when the window ends and whose credit is to be asked', () => {
    const view = teamView(
      caseOf(...toReleased, { type: 'DuplicateLinked', case: 'case-2', person: 'person-dora', receivedAt: start }),
      second,
      start,
      member,
    )
    assert.equal(view.windowEndsAt, start + 7 * day)
    assert.deepEqual(view.credits, ['person-rita', 'person-dora'])
  })
})

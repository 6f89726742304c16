import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  accepted,
  acknowledged,
  asked,
  caseOf,
  drafted,
  first,
  offered,
  on,
  published,
  received,
  released,
  reproduced,
  second,
  start,
  third,
  toReleased,
  toVerified,
  verified,
} from '../../test/given.ts'
import type { CaseEvent } from './event.ts'
import { day, type Policy, policy } from './policy.ts'
import { digestText, groupOf, nextOf, stageOf } from './process.ts'
import { steps } from './step-view.ts'
import type { StepView } from './view.ts'

const question: CaseEvent = {
  type: 'InformationRequested',
  text: 'How?',
  deadlines: { 'reporter-silent': start + 30 * day },
}
const answer: CaseEvent = { type: 'InformationAdded', text: 'So.', files: [] }
const failed: CaseEvent = { type: 'FixFailed', by: 'reporter', text: 'It opens again.', files: [] }

const stands = (list: readonly StepView[]): string => list.map(({ state }) => state.charAt(0)).join('')
const standing = (rules: Policy, ...facts: readonly CaseEvent[]): string => stands(steps(caseOf(...facts), rules))
const stage = (rules: Policy, days: number, ...facts: readonly CaseEvent[]) =>
  stageOf(caseOf(...facts), rules, start + days * day)

describe('the steps of a policy', () => {
  it('are its own, in its order, with the present one marked', () => {
    assert.deepEqual(
      steps(caseOf(received()), first).map(({ number, kind }) => `${number} ${kind}`),
      ['1 report', '2 review', '3 reproduce', '4 patch', '5 verify', '6 release', '7 publish'],
    )
    assert.equal(standing(first, received()), 'dpaaaaa')
    assert.equal(standing(second, received()), 'dpaaaaaa')
    assert.equal(standing(second, received(), acknowledged), 'ddpaaaaa')
    assert.equal(standing(second, received(), acknowledged, accepted, reproduced), 'ddddpaaa')
    assert.equal(standing(second, ...toVerified), 'ddddddpa')
    assert.equal(standing(second, ...toReleased, published()), 'dddddddd')
  })
  it('go back to patching where a fix did not hold', () => {
    assert.equal(standing(second, received(), acknowledged, accepted, reproduced, offered, failed), 'ddddpaaa')
  })
  it('show what was skipped, and why', () => {
    const shown = steps(
      caseOf(received(), acknowledged, accepted, reproduced, {
        type: 'StepSkipped',
        step: 'patch',
        reason: 'No build.',
      }),
      second,
    )
    assert.equal(stands(shown), 'ddddspaa')
    assert.equal(shown[4]?.skippedBecause, 'No build.')
  })
  it('loop through asking, answering and reviewing again', () => {
    const inner = (...facts: readonly CaseEvent[]) =>
      stands(steps(caseOf(received(), acknowledged, ...facts), second)[2]?.steps ?? [])
    assert.equal(inner(), 'aaa')
    assert.equal(inner(question), 'dpa')
    assert.equal(inner(question, answer), 'ddp')
    assert.equal(inner(question, answer, accepted), 'ddd')
    assert.equal(inner(accepted), 'sss')
    assert.deepEqual(
      steps(caseOf(received()), second)[2]?.steps.map(({ number }) => number),
      ['3.1', '3.2', '3.3'],
    )
  })
  it('happen together where the policy says so', () => {
    const facts = [...toVerified, { type: 'CveRecorded', cve: 'CVE-2027-1234' } as const]
    const shown = steps(caseOf(...facts), third)
    assert.equal(stands(shown), 'dddddddpa')
    assert.equal(shown[7]?.together, true)
    assert.deepEqual(
      shown[7]?.steps.map(({ number, state }) => `${number} ${state}`),
      ['8.1 present', '8.2 present'],
    )
    assert.equal(
      standing(third, ...facts, { type: 'FixReleased', version: '1' }, published({ extent: 'brief' })),
      'ddddddddp',
    )
  })
  it('mark none where the case has ended', () => {
    assert.equal(standing(second, received(), acknowledged, { type: 'ReportWithdrawn', text: '' }), 'ddaaaaaa')
  })
  it('leave out the acknowledgement where nobody waits for one', () =>
    assert.equal(standing(second, received({ reporter: null })), 'dspaaaaa'))
  it('say the words of the project, and words of the house where it has none', () => {
    const own = policy.parse({
      ...second,
      steps: [{ kind: 'report', text: 'Knock.' }, { text: 'We have tea.' }, { kind: 'review' }],
    })
    assert.deepEqual(
      steps(caseOf(received()), own)
        .map(({ text }) => text)
        .slice(0, 2),
      ['Knock.', 'We have tea.'],
    )
    assert.notEqual(steps(caseOf(received()), own)[2]?.text, '')
    assert.equal(stands(steps(caseOf(received(), accepted), own)), 'ddd')
  })
})

describe('the stage', () => {
  it('follows the policy', () => {
    assert.equal(stage(second, 0, received(), acknowledged), 'received')
    assert.equal(stage(second, 0, received(), acknowledged, question), 'waiting-for-reporter')
    assert.equal(stage(second, 0, received(), acknowledged, accepted), 'reproducing')
    assert.equal(stage(second, 0, received(), acknowledged, accepted, reproduced), 'patching')
    assert.equal(stage(second, 0, received(), acknowledged, accepted, reproduced, offered), 'verifying')
    assert.equal(stage(second, 0, ...toVerified), 'releasing')
    assert.equal(stage(second, 6, ...toReleased), 'users-updating')
    assert.equal(stage(second, 7, ...toReleased), 'publishing')
    assert.equal(stage(second, 9, ...toReleased, published()), 'published')
    assert.equal(stage(second, 9, ...toReleased, published(), { type: 'CaseClosed', reason: 'Done.' }), 'closed')
  })
  it('knows the CVE id, and completes a brief advisory', () => {
    assert.equal(stage(third, 0, ...toVerified), 'awaiting-cve')
    assert.equal(
      stage(third, 0, ...toVerified, { type: 'CveRefused', reason: 'Not a vulnerability of ours.' }),
      'releasing',
    )
    const out: readonly CaseEvent[] = [
      ...toVerified,
      { type: 'CveRequested' },
      { type: 'FixReleased', version: '1' },
      published({ extent: 'brief' }),
    ]
    assert.equal(stage(third, 0, ...out), 'completing')
    assert.equal(stage(third, 0, ...out, { type: 'DetailsCompleted', reason: 'Nothing was held back.' }), 'published')
  })
  it('keeps to the order of a policy that has its own', () => {
    const cveFirst = policy.parse({
      ...second,
      steps: [
        { kind: 'report' },
        { kind: 'review' },
        { kind: 'cve' },
        { kind: 'reproduce' },
        { kind: 'release' },
        { kind: 'publish' },
      ],
    })
    assert.equal(stage(cveFirst, 0, received(), accepted), 'awaiting-cve')
    assert.equal(
      stage(cveFirst, 0, received(), accepted, { type: 'CveRefused', reason: 'No.' }, reproduced),
      'releasing',
    )
  })
})

describe('the inbox', () => {
  const group = (days: number, ...facts: readonly CaseEvent[]) => groupOf(caseOf(...facts), second, start + days * day)
  it('groups by who has to move', () => {
    assert.equal(groupOf(caseOf(received(), on(0, acknowledged, { as: 'desk' })), second, start), 'new')
    assert.equal(group(0, received({ report: { title: 'a', description: 'b', exploited: true } })), 'exploited')
    assert.equal(group(0, received(), acknowledged, question), 'waiting-for-reporter')
    assert.equal(group(30, received(), acknowledged, question), 'waiting-for-us')
    assert.equal(group(0, received(), acknowledged, accepted), 'waiting-for-us')
    assert.equal(group(0, received(), acknowledged, accepted, reproduced, offered), 'waiting-for-reporter')
    assert.equal(group(7, received(), acknowledged, accepted, reproduced, offered), 'waiting-for-us')
    assert.equal(group(0, ...toReleased), 'waiting-to-publish')
    assert.equal(group(9, ...toReleased, published()), 'done')
  })
  it('says what is next, for whom and by when', () => {
    const next = (days: number, ...facts: readonly CaseEvent[]) => nextOf(caseOf(...facts), second, start + days * day)
    assert.deepEqual(next(3, received({ deadlines: { 'first-answer': start + 2 * day } }), acknowledged), {
      command: 'AcceptReport',
      what: 'review the report',
      who: 'team',
      due: start + 2 * day,
      overdue: true,
    })
    assert.equal(next(0, received(), acknowledged, question).who, 'reporter')
    assert.equal(next(31, received(), acknowledged, question).command, 'DeclineReport')
    assert.equal(next(1, ...toReleased).who, 'nobody')
    assert.equal(next(8, ...toVerified, drafted, released).command, 'AskCredit')
    assert.equal(next(8, ...toVerified, drafted, asked, released).command, 'PublishAdvisory')
    assert.equal(next(9, received(), acknowledged, accepted, reproduced, offered, verified).command, 'ReleaseFix')
  })
})

describe('the name of a policy', () => {
  it('depends on what it says and not on how it was written down', () => {
    const turned = policy.parse(Object.fromEntries(Object.entries(second).toReversed()))
    assert.equal(digestText(turned), digestText(second))
    assert.notEqual(digestText(first), digestText(second))
    assert.equal(digestText({ ...second, prologue: undefined }), digestText(second))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  accepted,
  acknowledged,
  asked,
  caseOf,
  digestOf,
  drafted,
  given,
  member,
  on,
  other,
  preview,
  published,
  received,
  released,
  reproduced,
  second,
  start,
  third,
  toReleased,
  toVerified,
} from '../../test/given.ts'
import type { Case } from './case.ts'
import { day, type Policy, policy } from './policy.ts'
import { planProblems, publicationBlockers } from './publish.ts'

const twoPeople = policy.parse({ ...second, publish: { approvals: 2 } })
const until = start + 20 * day

const against = (state: Case, under: Policy = second, dayNumber = 0) =>
  publicationBlockers(state, member, { now: start + dayNumber * day, policy: under, preview })
const codes = (state: Case, under?: Policy, dayNumber?: number) =>
  against(state, under, dayNumber).map(({ refused }) => refused)

describe('what stands against publishing', () => {
  it('is named all at once', () => {
    assert.deepEqual(codes(caseOf(received(), acknowledged, accepted), twoPeople), [
      'not-released',
      'credit-not-asked',
      'text-missing',
      'nothing-users-can-do',
      'approval-missing',
    ])
    assert.deepEqual(
      codes(
        caseOf(
          ...toVerified,
          released,
          { type: 'EmbargoProposed', until, by: 'reporter' },
          { type: 'EmbargoAccepted', until, terms: 'date', by: 'team' },
        ),
      ),
      ['users-still-updating', 'embargo-active', 'credit-not-asked', 'text-missing', 'nothing-users-can-do'],
    )
  })

  it('names the checklist where the policy publishes with the release, and leaves out what comes with it', () => {
    const [notYet, notVerified, cve, credit, checklist] = against(caseOf(received(), acknowledged, accepted), third)
    assert.deepEqual(
      [notYet, notVerified, cve, credit, checklist].map((one) => one?.refused),
      ['not-yet', 'not-verified', 'cve-not-requested', 'credit-not-asked', 'checklist-incomplete'],
    )
    assert.match(notYet?.hint ?? '', /Now: reproduce it\./)
    assert.match(checklist?.hint ?? '', /Missing: summary, brief details, impact, mitigation, CVSS 4\.0\.$/)
    assert.equal(against(caseOf(received(), acknowledged, accepted), third).length, 5)
  })

  it('is nothing where the act goes through, and what the act is refused with comes first', () => {
    const ready = caseOf(...toReleased)
    assert.deepEqual(codes(ready, second, 8), [])
    given(...toReleased)
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .then({ type: 'AdvisoryPublished' })
    for (const facts of [
      [received(), accepted, reproduced],
      [...toVerified, released],
      [...toVerified, asked, released],
      [...toReleased, published({ digest: preview.digest })],
      [...toReleased, { type: 'CaseClosed', reason: 'Done.' } as const],
      [...toVerified, { type: 'ReportDeclined', reason: 'junk', text: 'No.' } as const],
    ]) {
      const [first] = against(caseOf(...facts), second, 8)
      assert.ok(first)
      given(...facts)
        .when({ type: 'PublishAdvisory' }, member, { day: 8 })
        .refused(first.refused)
    }
  })

  it('is one thing alone where the case has ended', () => {
    assert.deepEqual(codes(caseOf(received(), { type: 'ReportDeclined', reason: 'junk', text: 'No.' })), ['case-ended'])
  })
})

describe('a planned publication', () => {
  const publishAt = start + 10 * day
  const planned = { type: 'AdvisoryScheduled', publishAt, revision: 1, digest: preview.digest } as const
  const why = (state: Case, under: Policy = second) =>
    planProblems(state, { now: start + day, policy: under, preview }).map(({ refused }) => refused)

  it('is not held by what only has to wait until its time', () =>
    assert.deepEqual(why(caseOf(...toReleased, planned)), []))

  it('says at once when the text is another one, the name was not looked at, or a later date was agreed', () => {
    const changed = caseOf(...toReleased, { ...planned, digest: digestOf('7') })
    assert.deepEqual(why(changed), ['preview-outdated'])
    const named = caseOf(...toReleased, planned, {
      type: 'CreditChosen',
      person: 'person-rita',
      as: 'named',
      naming: 1,
    })
    assert.deepEqual(why(named), ['credit-not-confirmed'])
    const agreed = { type: 'EmbargoAccepted', until, terms: 'date', by: 'reporter' } as const
    const later = caseOf(...toReleased, planned, { type: 'EmbargoProposed', until, by: 'team' }, agreed)
    assert.deepEqual(why(later), ['embargo-active'])
  })

  it('is what the clock would say at its time', () => {
    const history = [...toReleased, { ...planned, digest: digestOf('7') }]
    given(...history)
      .when({ type: 'PublishAdvisory' }, { as: 'desk' }, { day: 10 })
      .refused('preview-outdated')
  })

  it('waits for a second person, who may approve it until then', () => {
    const plannedBy = on(0, planned, member)
    assert.deepEqual(why(caseOf(...toReleased, plannedBy), twoPeople), ['approval-missing'])
    const approved = on(0, { type: 'AdvisoryApproved', digest: preview.digest }, other)
    assert.deepEqual(why(caseOf(...toReleased, plannedBy, approved), twoPeople), [])
  })

  it('is said once it is held, not before', () => {
    const held = { type: 'PublicationHeld', reason: 'changed', text: 'It changed.' } as const
    assert.deepEqual(why(caseOf(...toReleased, { ...planned, digest: digestOf('7') }, held)), [])
    assert.deepEqual(why(caseOf(...toVerified, drafted)), [])
  })
})

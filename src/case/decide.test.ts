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
  drafted,
  first,
  given,
  guest,
  lead,
  member,
  observer,
  offered,
  on,
  other,
  preview,
  published,
  received,
  released,
  report,
  reporter,
  reproduced,
  second,
  start,
  third,
  toReleased,
  toVerified,
  verified,
} from '../../test/given.ts'
import { filledIn, houseTexts } from './canned.ts'
import type { CaseEvent } from './event.ts'
import { day, policy } from './policy.ts'

const text = 'Some words.'
const number = 'P-7Q2M4K'
const arrives = {
  type: 'ReceiveReport',
  number,
  door: 'form',
  policy: digestOf('a'),
  report,
  reporter: 'person-rita',
} as const
const onBehalf = { channel: 'email', evidence: 'Her mail of Monday says so.' } as const
const question = {
  type: 'InformationRequested',
  text,
  deadlines: { 'reporter-reminder': start + 7 * day, 'reporter-silent': start + 30 * day },
} as const
const declined = {
  type: 'ReportDeclined',
  reason: 'not-security',
  text,
  deadlines: { 'decline-answer': start + 30 * day },
} as const
const duplicate = { type: 'ReportDeclined', reason: 'duplicate', text, duplicateOf: 'case-1' } as const
const byReporterFirst = policy.parse({ ...second, verify: { by: 'reporter' } })
const byTeam = policy.parse({ ...second, verify: { by: 'team' } })
const twoPeople = policy.parse({ ...second, publish: { approvals: 2 } })

describe('receiving a report', () => {
  it('acknowledges it at once, promises a first answer, and begins the embargo of the policy', () => {
    given()
      .when(arrives, reporter)
      .then(
        { type: 'ReportReceived', deadlines: { 'first-answer': start + 7 * day } },
        { type: 'ReceiptAcknowledged', automatic: true },
        { type: 'EmbargoProposed', by: 'policy', until: start + 90 * day },
        { type: 'EmbargoAccepted', terms: 'advisory-or-date', until: start + 90 * day },
      )
  })
  it('notes that it came over the limits of its address, so that nobody is woken', () => {
    given()
      .when({ ...arrives, flood: true }, reporter, { under: first })
      .then({ type: 'ReportReceived', flood: true }, { type: 'EmbargoProposed' }, { type: 'EmbargoAccepted' })
  })
  it('acknowledges nothing by itself where the policy has no such step', () => {
    given()
      .when(arrives, reporter, { under: first })
      .then({ type: 'ReportReceived' }, { type: 'EmbargoProposed' }, { type: 'EmbargoAccepted' })
  })
  it('never refuses a report for an older rating, but notes that CVSS 4.0 is still needed', () => {
    const older = { ...arrives, report: { ...report, cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } }
    const state = given()
      .when(older, reporter, { under: third })
      .then(
        { type: 'ReportReceived', needsCvss4: true },
        { type: 'ReceiptAcknowledged' },
        { type: 'EmbargoProposed' },
        { type: 'EmbargoAccepted' },
      )
    assert.equal(state.needsCvss4, true)
  })
  it('is content with CVSS 4.0', () => {
    assert.equal(
      given()
        .when({ ...arrives, report: { ...report, cvss } }, reporter, { under: third })
        .then(
          { type: 'ReportReceived' },
          { type: 'ReceiptAcknowledged' },
          { type: 'EmbargoProposed' },
          { type: 'EmbargoAccepted' },
        ).needsCvss4,
      false,
    )
  })
  it('begins no embargo on what is said to be public already', () => {
    const state = given()
      .when({ ...arrives, report: { ...report, publicAt: 'https://list.example/1' } }, reporter)
      .then({ type: 'ReportReceived' }, { type: 'ReceiptAcknowledged' })
    assert.equal(state.embargo.state, 'none')
    assert.equal(state.exposure.vulnerability, null, 'a claim is only a claim')
  })
  it('lets the shorter plan of the reporter start, and proposes its own longer date (Vultron)', () => {
    const state = given()
      .when({ ...arrives, report: { ...report, planAt: start + 30 * day } }, reporter)
      .then(
        { type: 'ReportReceived' },
        { type: 'ReceiptAcknowledged' },
        { type: 'EmbargoProposed', by: 'reporter' },
        { type: 'EmbargoAccepted', until: start + 30 * day },
        { type: 'EmbargoProposed', by: 'policy', until: start + 90 * day },
      )
    assert.equal(state.embargo.state, 'revising')
  })
  it('takes the longer plan of the reporter as a proposal', () => {
    const state = given()
      .when({ ...arrives, report: { ...report, planAt: start + 200 * day } }, reporter)
      .then(
        { type: 'ReportReceived' },
        { type: 'ReceiptAcknowledged' },
        { type: 'EmbargoProposed', by: 'policy' },
        { type: 'EmbargoAccepted', until: start + 90 * day },
        { type: 'EmbargoProposed', by: 'reporter', until: start + 200 * day },
      )
    assert.deepEqual(state.embargo.proposal, { by: 'reporter', until: start + 200 * day })
  })
  it('asks, waits for and agrees with nobody where the team found it', () => {
    const state = given()
      .when({ ...arrives, door: 'team', reporter: null }, member)
      .then({ type: 'ReportReceived' })
    assert.deepEqual([...state.deadlines], [])
  })
  it('counts from the day it arrived where it is entered by hand', () => {
    const state = given()
      .when({ ...arrives, door: 'phone', arrivedAt: start - 5 * day }, member)
      .then(
        { type: 'ReportReceived', deadlines: { 'first-answer': start + 2 * day } },
        { type: 'EmbargoProposed' },
        { type: 'EmbargoAccepted' },
      )
    assert.notEqual(state.openedAt, null, 'a person has seen it')
  })
  it('does not believe that it arrives tomorrow', () =>
    given()
      .when({ ...arrives, arrivedAt: start + day }, member)
      .refused('time-is-ahead'))
  it('happens once', () => given(received()).when(arrives, reporter).refused('already-done'))
  it('is not for observers, nor in the name of somebody else', () => {
    given().when(arrives, observer).refused('not-allowed')
    given()
      .when({ ...arrives, reporter: 'person-else' }, reporter)
      .refused('not-allowed')
  })
})

describe('who may do anything at all', () => {
  it('lets observers and guests read only', () => {
    given(received()).when({ type: 'AddNote', text }, observer).refused('not-allowed')
    given(received()).when({ type: 'WriteAsGuest', text, files: [] }, guest).refused('no-such-case')
    const invited: CaseEvent = { type: 'GuestInvited', person: 'person-gil', kind: 'expert', shows: [] }
    given(received(), invited).when({ type: 'AddNote', text }, guest).refused('not-allowed')
    given(received(), invited).when({ type: 'WriteAsGuest', text, files: [] }, guest).refused('agree-first')
    const agreed: CaseEvent[] = [invited, { type: 'GuestAgreed', person: 'person-gil' }]
    given(received(), ...agreed)
      .when({ type: 'WriteAsGuest', text, files: [] }, guest)
      .then({ type: 'GuestMessage' })
    given(received(), ...agreed, { type: 'GuestRemoved', person: 'person-gil' })
      .when({ type: 'WriteAsGuest', text, files: [] }, guest)
      .refused('no-such-case')
  })
  it('keeps a case from members who are not among those it is for', () => {
    const kept = given(received(), { type: 'AccessSet', members: ['member-lea'] })
    kept.when({ type: 'AddNote', text }, member).refused('no-such-case')
    kept.when({ type: 'AssignCase', member: 'member-mia' }, lead).refused('not-let-in')
    kept.when({ type: 'SetAccess', members: null }, lead).then({ type: 'AccessSet' })
    given(received(), { type: 'CaseAssigned', member: 'member-mia' })
      .when({ type: 'SetAccess', members: ['member-lea'] }, lead)
      .then({ type: 'AccessSet' }, { type: 'CaseAssigned', member: null })
  })
  it('shows a stranger no case', () => {
    given(received())
      .when({ type: 'SendMessage', text }, { as: 'reporter', person: 'person-else' })
      .refused('no-such-case')
    given().when({ type: 'SendMessage', text }, reporter).refused('no-such-case')
  })
  it('keeps four acts for a lead', () => {
    given(...toReleased)
      .when({ type: 'EndUpdateWindow', reason: text })
      .refused('lead-only')
    given(received()).when({ type: 'ExitEmbargo', reason: text }).refused('lead-only')
    given(received(), declined).when({ type: 'ReopenCase', text }).refused('lead-only')
    given(received())
      .when({ type: 'AdoptPolicy', policy: digestOf('b'), reason: text })
      .refused('lead-only')
  })
  it('takes the word of a reporter from a member only with evidence', () => {
    given(received(), question).when({ type: 'AddInformation', text }).refused('needs-evidence')
    given(received(), question)
      .when({ type: 'AddInformation', text, onBehalf })
      .then({ type: 'InformationAdded', onBehalf })
    given(received(), question).when({ type: 'AddInformation', text, onBehalf }, reporter).refused('not-allowed')
  })
  it('wants people who decide to have seen what is new', () => {
    given(received(), question)
      .when({ type: 'DeclineReport', reason: 'junk', text, seen: 1 })
      .refused('changed-since-seen')
    given(received(), question)
      .when({ type: 'DeclineReport', reason: 'junk', text, seen: 2 })
      .then({ type: 'ReceiptAcknowledged' }, { type: 'ReportDeclined' })
  })
})

describe('acknowledging', () => {
  it('is a step of its own where the policy has it', () => {
    given(received()).when({ type: 'AcknowledgeReceipt' }).then({ type: 'ReceiptAcknowledged', automatic: false })
    given(received()).when({ type: 'AcknowledgeReceipt' }, member, { under: first }).refused('not-in-policy')
  })
  it('can be done by a person after the automatic one, once', () => {
    given(received(), on(0, acknowledged, desk))
      .when({ type: 'AcknowledgeReceipt' })
      .then({ type: 'ReceiptAcknowledged', automatic: false })
    given(received(), { type: 'ReceiptAcknowledged', automatic: false })
      .when({ type: 'AcknowledgeReceipt' })
      .refused('already-done')
  })
  it('comes with any first answer', () => {
    given(received())
      .when({ type: 'AcceptReport' })
      .then({ type: 'ReceiptAcknowledged', automatic: false }, { type: 'ReportAccepted' })
  })
})

describe('asking for information', () => {
  it('tells the reporter and sets when to remind and when to stop waiting', () => {
    given(received(), acknowledged)
      .when({ type: 'RequestInformation', text })
      .then({
        type: 'InformationRequested',
        deadlines: { 'reporter-reminder': start + 7 * day, 'reporter-silent': start + 30 * day },
      })
  })
  it('waits for one answer at a time', () =>
    given(received(), question).when({ type: 'RequestInformation', text }).refused('question-open'))
  it('asks nobody where nobody reported', () =>
    given(received({ reporter: null }))
      .when({ type: 'RequestInformation', text })
      .refused('no-reporter'))
})

describe('adding information', () => {
  it('starts the review again and owes an answer', () => {
    const state = given(received(), acknowledged, question)
      .when({ type: 'AddInformation', text }, reporter, { day: 3 })
      .then({ type: 'InformationAdded', deadlines: { news: start + 10 * day } })
    assert.deepEqual([state.reviews, state.question, state.acceptedAt], [2, null, null])
  })
  it('answers a question', () =>
    given(received()).when({ type: 'AddInformation', text }, reporter).refused('no-question-open'))
})

describe('accepting a report', () => {
  it('happens once, and settles an open question: silence never blocks', () => {
    const state = given(received(), acknowledged, question)
      .when({ type: 'AcceptReport' })
      .then({ type: 'ReportAccepted' })
    assert.equal(state.question, null)
    given(received(), accepted).when({ type: 'AcceptReport' }).refused('already-done')
  })
  it('settles a question that was asked while reproducing, so that silence never blocks', () =>
    assert.equal(
      given(received(), acknowledged, accepted, { type: 'InformationRequested', text: 'Which browser?' })
        .when({ type: 'AcceptReport' })
        .then({ type: 'ReportAccepted' }).question,
      null,
    ))
})

describe('declining a report', () => {
  it('gives a reason, and 30 days to answer', () => {
    given(received(), acknowledged)
      .when({ type: 'DeclineReport', reason: 'out-of-scope', text })
      .then({ type: 'ReportDeclined', reason: 'out-of-scope', deadlines: { 'decline-answer': start + 30 * day } })
  })
  it('says "no answer" only after the wait', () => {
    const waiting = given(received(), acknowledged, question)
    waiting
      .when({ type: 'DeclineReport', reason: 'no-answer', text }, member, { day: 29 })
      .refused('reporter-may-still-answer')
    waiting
      .when({ type: 'DeclineReport', reason: 'no-answer', text }, member, { day: 30 })
      .then({ type: 'ReportDeclined' })
    given(received())
      .when({ type: 'DeclineReport', reason: 'no-answer', text }, member, { day: 90 })
      .refused('no-question-open')
  })
  it('as a duplicate names another case that is no duplicate itself', () => {
    const of = { type: 'DeclineReport', reason: 'duplicate', text, duplicateOf: 'case-1' } as const
    const main = caseOf(received({ number: 'P-000001' }))
    given(received(), acknowledged).when(of, member, { main }).then({ type: 'ReportDeclined', duplicateOf: 'case-1' })
    given(received()).when({ type: 'DeclineReport', reason: 'duplicate', text }).refused('duplicate-needs-case')
    given(received()).when(of).refused('no-such-case')
    given(received())
      .when(of, member, { main: caseOf(received()) })
      .refused('duplicate-of-itself')
    given(received())
      .when(of, member, { main: caseOf(received({ number: 'P-000001' }), duplicate) })
      .refused('duplicate-of-duplicate')
  })
  it('as a duplicate takes along those who follow it, over so many levels as people can follow', () => {
    const of = { type: 'DeclineReport', reason: 'duplicate', text, duplicateOf: 'case-1' } as const
    const main = caseOf(received({ number: 'P-000001' }))
    const linked = { type: 'DuplicateLinked', case: 'case-2', person: null, receivedAt: start } as const
    given(received(), acknowledged, linked).when(of, member, { main }).then({ type: 'ReportDeclined' })
    given(received(), acknowledged, { ...linked, leads: 2 })
      .when(of, member, { main })
      .then({ type: 'ReportDeclined' })
    given(received(), { ...linked, leads: 3 })
      .when(of, member, { main })
      .refused('cluster-too-deep')
  })
  it('ends the embargo where it is asked to be filed in public', () => {
    const agreed = {
      type: 'EmbargoAccepted',
      until: start + 90 * day,
      terms: 'advisory-or-date',
      by: 'policy',
    } as const
    given(received(), acknowledged, agreed)
      .when({ type: 'DeclineReport', reason: 'file-in-public', text })
      .then({ type: 'ReportDeclined' }, { type: 'EmbargoExited', reason: 'ended' })
    given(received(), acknowledged, agreed)
      .when({ type: 'DeclineReport', reason: 'junk', text })
      .then({ type: 'ReportDeclined' })
  })
  it('is over once the fix is out', () =>
    given(...toReleased)
      .when({ type: 'DeclineReport', reason: 'junk', text })
      .refused('already-released'))
  it('ends what can be done', () => given(received(), declined).when({ type: 'AcceptReport' }).refused('case-ended'))
})

describe('answering a decline', () => {
  it('starts the review again, once and in time', () => {
    const state = given(received(), declined)
      .when({ type: 'AnswerDecline', text }, reporter, { day: 29 })
      .then({ type: 'DeclineAnswered' })
    assert.deepEqual([state.declined, state.reviews], [null, 2])
    given(received(), declined)
      .when({ type: 'AnswerDecline', text }, reporter, { day: 30 })
      .refused('decline-answer-too-late')
    given(received()).when({ type: 'AnswerDecline', text }, reporter).refused('not-declined')
  })
  it('happens once', () =>
    given(received(), declined, { type: 'DeclineAnswered', text, files: [] }, declined)
      .when({ type: 'AnswerDecline', text }, reporter)
      .refused('decline-answered-before'))
})

describe('withdrawing and taking up again', () => {
  it('is for the reporter, until the release', () => {
    given(received()).when({ type: 'WithdrawReport' }, reporter).then({ type: 'ReportWithdrawn' })
    given(...toReleased)
      .when({ type: 'WithdrawReport' }, reporter)
      .refused('already-released')
  })
  it('can be taken up again by a lead, with what was done before', () => {
    const state = given(received(), accepted, { type: 'ReportWithdrawn', text: '' })
      .when({ type: 'ReopenCase', text }, lead)
      .then({ type: 'CaseReopened' })
    assert.notEqual(state.acceptedAt, null)
    given(received()).when({ type: 'ReopenCase', text }, lead).refused('not-ended')
    given(received(), declined, { type: 'CaseClosed', reason: text })
      .when({ type: 'ReopenCase', text }, lead)
      .refused('case-closed')
  })
})

describe('reproducing', () => {
  it('follows acceptance, and means acceptance straight from the review', () => {
    given(received(), acknowledged, accepted)
      .when({ type: 'ConfirmReproduction' })
      .then({ type: 'ReproductionConfirmed', deadlines: { news: start + 14 * day } })
    given(received(), acknowledged)
      .when({ type: 'ConfirmReproduction' })
      .then({ type: 'ReportAccepted' }, { type: 'ReproductionConfirmed' })
    given(received(), acknowledged, question).when({ type: 'ConfirmReproduction' }).refused('question-open')
    given(received(), accepted, reproduced).when({ type: 'ConfirmReproduction' }).refused('already-done')
  })
})

describe('skipping a step', () => {
  it('needs the policy to say "if possible"', () => {
    const reproducedCase = given(received(), accepted, reproduced)
    reproducedCase.when({ type: 'SkipStep', step: 'patch', reason: text }).then({ type: 'StepSkipped', step: 'patch' })
    reproducedCase.when({ type: 'SkipStep', step: 'verify', reason: text }).refused('not-optional')
    reproducedCase.when({ type: 'SkipStep', step: 'cve', reason: text }).refused('not-in-policy')
    given(received(), accepted).when({ type: 'SkipStep', step: 'patch', reason: text }).refused('not-yet')
    given(received(), accepted, reproduced, offered)
      .when({ type: 'SkipStep', step: 'patch', reason: text })
      .refused('already-done')
  })
  it('never leaves out an acknowledgement, whatever the policy says of it', () => {
    const under = policy.parse({ ...second, steps: second.steps.map((step) => ({ ...step, optional: true })) })
    given(received(), accepted)
      .when({ type: 'SkipStep', step: 'acknowledge', reason: text }, member, { under })
      .refused('not-optional')
  })
})

describe('offering a fix', () => {
  it('waits for the reproduction, and gives the reporter time to test', () => {
    given(received(), accepted).when({ type: 'OfferFix', text }).refused('not-yet')
    given(received(), accepted, reproduced)
      .when({ type: 'OfferFix', text })
      .then({ type: 'FixOffered', deadlines: { verify: start + 7 * day } })
  })
  it('has something to test: a file, an image, a version, or words that say where it is', () => {
    const ready = given(received(), accepted, reproduced)
    const words = filledIn(houseTexts.steps.patch, { deadline: '14 February 2027' })
    const file = { id: 'file-1', name: 'fix.patch', size: 4, sha256: digestOf('1'), blob: digestOf('2'), key: 'k' }
    ready.when({ type: 'OfferFix', text: ` ${words}\n` }).refused('nothing-to-test')
    ready
      .when({ type: 'OfferFix', text: `${words} It is at https://lantern.example/fix.` })
      .then({ type: 'FixOffered' })
    for (const more of [{ files: [file] }, { image: 'lantern:rc1' }, { version: '1.2.1-rc1' }])
      ready.when({ type: 'OfferFix', text: words, ...more }).then({ type: 'FixOffered' })
  })
  it('replaces the fix before it, also one that had been confirmed', () => {
    const state = given(...toVerified)
      .when({ type: 'OfferFix', text })
      .then({ type: 'FixOffered' })
    assert.deepEqual(
      state.fixes.map(({ outcome }) => outcome),
      ['replaced', 'open'],
    )
    assert.equal(state.verifiedAt, null)
  })
})

describe('confirming that the fix holds', () => {
  const tested = given(received(), acknowledged, accepted, reproduced, offered)
  it('is for either side under "either"', () => {
    tested.when({ type: 'VerifyFix', holds: true }, reporter).then({ type: 'FixVerified', by: 'reporter' })
    tested.when({ type: 'VerifyFix', holds: true }).then({ type: 'FixVerified', by: 'team' })
  })
  it('leaves the reporter the first word under "reporter", for as long as the policy says', () => {
    tested
      .when({ type: 'VerifyFix', holds: true }, member, { under: byReporterFirst, day: 6 })
      .refused('reporter-verifies')
    tested
      .when({ type: 'VerifyFix', holds: true }, member, { under: byReporterFirst, day: 7 })
      .then({ type: 'FixVerified', by: 'team' })
    tested
      .when({ type: 'VerifyFix', holds: true, onBehalf }, member, { under: byReporterFirst })
      .then({ type: 'FixVerified', by: 'reporter' })
  })
  it('waits for nobody while it is being attacked, or where the team found it', () => {
    const attacked = { type: 'ExposureRecorded', exposure: 'attacks', awareAt: start, by: 'a', reason: text } as const
    given(received(), accepted, reproduced, offered, attacked)
      .when({ type: 'VerifyFix', holds: true }, member, { under: byReporterFirst })
      .then({ type: 'FixVerified' })
    given(received({ reporter: null }), accepted, reproduced, { type: 'FixOffered', text, files: [] })
      .when({ type: 'VerifyFix', holds: true }, member, { under: byReporterFirst })
      .then({ type: 'FixVerified' })
  })
  it('is for the team under "team"', () =>
    tested.when({ type: 'VerifyFix', holds: true }, reporter, { under: byTeam }).refused('only-team-verifies'))
  it('goes back to patching where it does not hold', () => {
    const state = tested
      .when({ type: 'VerifyFix', holds: false, text }, reporter)
      .then({ type: 'FixFailed', by: 'reporter' })
    assert.equal(state.fixes.at(-1)?.outcome, 'failed')
    given(received(), accepted, reproduced, offered, { type: 'FixFailed', by: 'team', text, files: [] })
      .when({ type: 'VerifyFix', holds: true })
      .refused('fix-failed')
  })
  it('hears the reporter after the team, until the release', () => {
    given(...toVerified)
      .when({ type: 'VerifyFix', holds: false, text }, reporter)
      .then({ type: 'FixFailed' })
    given(...toVerified)
      .when({ type: 'VerifyFix', holds: true })
      .refused('already-done')
    given(...toReleased)
      .when({ type: 'VerifyFix', holds: false, text }, reporter)
      .refused('already-released')
  })
  it('needs a fix, or a policy that let the early one be left out', () => {
    given(received(), accepted, reproduced).when({ type: 'VerifyFix', holds: true }).refused('no-fix-offered')
    const skipped = given(received(), accepted, reproduced, { type: 'StepSkipped', step: 'patch', reason: text })
    skipped.when({ type: 'VerifyFix', holds: true }).then({ type: 'FixVerified', by: 'team' })
    skipped.when({ type: 'VerifyFix', holds: true }, reporter).refused('no-fix-offered')
  })
})

describe('the CVE id', () => {
  it('is requested once accepted, and recorded with or without a request', () => {
    given(received()).when({ type: 'RequestCve' }).refused('not-yet')
    given(received(), accepted).when({ type: 'RequestCve' }).then({ type: 'CveRequested' })
    given(received(), accepted).when({ type: 'RecordCve', cve: 'CVE-2027-1234' }).then({ type: 'CveRecorded' })
    given(received(), accepted, { type: 'CveRequested' }).when({ type: 'RequestCve' }).refused('already-done')
    given(received(), accepted, { type: 'CveRecorded', cve: 'CVE-2027-1234' })
      .when({ type: 'RecordCve', cve: 'CVE-2027-1234' })
      .refused('already-done')
  })
  it('holds the release up until it is requested, and not a day longer', () => {
    const steps = policy.parse({
      ...second,
      steps: [...second.steps.slice(0, 6), { kind: 'cve' }, ...second.steps.slice(6)],
    })
    given(...toVerified)
      .when({ type: 'ReleaseFix', version: '1.2.1' }, member, { under: steps })
      .refused('cve-not-requested')
    for (const fact of [
      { type: 'CveRequested' },
      { type: 'CveRefused', reason: text },
      { type: 'CveRecorded', cve: 'CVE-2027-1234' },
    ] as const) {
      given(...toVerified, fact)
        .when({ type: 'ReleaseFix', version: '1.2.1' }, member, { under: steps })
        .then({ type: 'FixReleased' })
    }
  })
})

describe('releasing the fix', () => {
  it('waits until it is confirmed, and gives users their time', () => {
    given(received(), accepted, reproduced, offered)
      .when({ type: 'ReleaseFix', version: '1.2.1' })
      .refused('not-verified')
    given(...toVerified)
      .when({ type: 'ReleaseFix', version: '1.2.1' })
      .then({ type: 'FixReleased', deadlines: { 'update-window': start + 7 * day } })
    given(...toReleased)
      .when({ type: 'ReleaseFix', version: '1.2.2' })
      .refused('already-done')
  })
  it('gives no time to update where it is public or attacked already', () => {
    for (const exposure of ['vulnerability', 'exploit', 'attacks'] as const) {
      const exposed = {
        type: 'ExposureRecorded',
        exposure,
        awareAt: start,
        by: 'member:member-mia',
        reason: text,
      } as const
      const after = given(...toVerified, exposed)
        .when({ type: 'ReleaseFix', version: '1.2.1' })
        .then({ type: 'FixReleased' })
      assert.equal(after.deadlines.has('update-window'), false)
    }
  })
  it('comes together with the advisory where the policy says so', () =>
    given(...toVerified)
      .when({ type: 'ReleaseFix', version: '1.2.1' }, member, { under: third })
      .refused('release-with-advisory'))
})

describe('publishing an advisory', () => {
  const ready = given(...toReleased)
  it('waits until the fix is released', () =>
    given(...toVerified, drafted, asked)
      .when({ type: 'PublishAdvisory' })
      .refused('not-released'))
  it('waits until users had their time to update', () => {
    ready.when({ type: 'PublishAdvisory' }, member, { day: 6 }).refused('users-still-updating')
    ready
      .when({ type: 'PublishAdvisory' }, member, { day: 7 })
      .then({ type: 'AdvisoryPublished', revision: 1, extent: 'full', digest: preview.digest })
  })
  it('does not wait once an exploit is public, attacks were seen, or a lead says so', () => {
    for (const exposure of ['vulnerability', 'exploit', 'attacks'] as const) {
      given(...toReleased, { type: 'ExposureRecorded', exposure, awareAt: start, by: 'a', reason: text })
        .when({ type: 'PublishAdvisory' })
        .then({ type: 'AdvisoryPublished' })
    }
    given(...toReleased, { type: 'UpdateWindowEnded', reason: text })
      .when({ type: 'PublishAdvisory' })
      .then({ type: 'AdvisoryPublished' })
  })
  it('waits until the reporter was asked about credit, and not for the answer', () => {
    given(...toVerified, drafted, released)
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .refused('credit-not-asked')
    given(received({ reporter: null }), accepted, reproduced, offered, verified, drafted, released)
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .then({ type: 'AdvisoryPublished' })
  })
  it('keeps to an agreed date, and ends a default embargo', () => {
    const until = start + 60 * day
    given(...toReleased, { type: 'EmbargoAccepted', until, terms: 'date', by: 'team' })
      .when({ type: 'PublishAdvisory' }, member, { day: 59 })
      .refused('embargo-active')
    given(...toReleased, { type: 'EmbargoAccepted', until, terms: 'date', by: 'team' })
      .when({ type: 'PublishAdvisory' }, member, { day: 60 })
      .then({ type: 'AdvisoryPublished' }, { type: 'EmbargoExited', reason: 'published' })
    given(...toReleased, { type: 'EmbargoAccepted', until, terms: 'advisory-or-date', by: 'policy' })
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .then({ type: 'AdvisoryPublished' }, { type: 'EmbargoExited', reason: 'published' })
  })
  it('says what users can do', () => {
    const titled: CaseEvent = { type: 'AdvisoryDrafted', fields: { title: 'Door', summary: 'A door stayed open.' } }
    given(...toVerified, asked, released, titled)
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .refused('nothing-users-can-do')
    given(...toVerified, asked, released, titled)
      .when({ type: 'PublishAdvisory', fields: { nothingToDo: true } }, member, { day: 8 })
      .then({ type: 'AdvisoryDrafted' }, { type: 'AdvisoryPublished' })
    given(...toVerified, asked, released, titled, {
      type: 'AffectedSet',
      affected: [{ product: 'Lantern', fixed: '1.2.1' }],
    })
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .then({ type: 'AdvisoryPublished' })
  })
  it('has a title and a summary', () => {
    for (const fields of [{ title: ' ' }, { summary: '' }])
      ready.when({ type: 'PublishAdvisory', fields }, member, { day: 8 }).refused('text-missing')
  })
  it('takes weaknesses and versions that programs can read, and leaves alone what was written before', () => {
    const backwards = [{ product: 'Lantern', introduced: '2', fixed: '1' }]
    ready.when({ type: 'PublishAdvisory', fields: { cwe: 'XSS' } }, member, { day: 8 }).refused('not-cwe')
    ready.when({ type: 'DraftAdvisory', fields: { cwe: 'CWE-79: XSS' } }).refused('not-cwe')
    ready.when({ type: 'DraftAdvisory', fields: { affected: backwards } }).refused('versions-unclear')
    given(received()).when({ type: 'SetAffected', affected: backwards }).refused('versions-unclear')
    given(received(), { type: 'AdvisoryDrafted', fields: { cwe: 'XSS' } }, { type: 'AffectedSet', affected: backwards })
      .when({ type: 'DraftAdvisory', fields: { cwe: 'XSS', title: 'Door' } })
      .then({ type: 'AdvisoryDrafted' })
    given(received(), { type: 'AffectedSet', affected: backwards })
      .when({ type: 'SetAffected', affected: [...backwards, { product: 'Wick', fixed: '1' }] })
      .then({ type: 'AffectedSet' })
  })
  it('publishes the very text that was looked at', () =>
    ready.when({ type: 'PublishAdvisory', digest: digestOf('9') }, member, { day: 8 }).refused('preview-outdated'))
  it('takes two people where the policy says so', () => {
    const approved = { type: 'AdvisoryApproved', digest: preview.digest } as const
    ready.when({ type: 'PublishAdvisory' }, member, { day: 8, under: twoPeople }).refused('approval-missing')
    given(...toReleased, on(1, approved, member))
      .when({ type: 'PublishAdvisory' }, member, { day: 8, under: twoPeople })
      .refused('approval-missing')
    given(...toReleased, on(1, approved, other))
      .when({ type: 'PublishAdvisory' }, member, { day: 8, under: twoPeople })
      .then({ type: 'AdvisoryPublished' })
    given(...toReleased, on(1, { ...approved, digest: digestOf('9') }, other))
      .when({ type: 'PublishAdvisory' }, member, { day: 8, under: twoPeople })
      .refused('approval-missing')
  })
  it('makes a revision of the same advisory, where something changed', () => {
    given(...toReleased, published())
      .when({ type: 'PublishAdvisory' }, member, { day: 9 })
      .then({ type: 'AdvisoryPublished', revision: 2, advisory: 'LANTERN-2027-0001' })
    given(...toReleased, published({ digest: preview.digest }))
      .when({ type: 'PublishAdvisory' }, member, { day: 9 })
      .refused('nothing-changed')
    given(...toReleased, published(), { type: 'CaseClosed', reason: text })
      .when({ type: 'PublishAdvisory' }, member, { day: 9 })
      .then({ type: 'AdvisoryPublished', revision: 2 })
  })
  it('counts the look of a member at the name as its confirmation', () => {
    const named = { type: 'CreditChosen', person: 'person-rita', as: 'named', naming: 2 } as const
    given(...toReleased, named)
      .when({ type: 'PublishAdvisory' }, member, { day: 8 })
      .then({ type: 'CreditConfirmed', naming: 2 }, { type: 'AdvisoryPublished' })
    given(...toReleased, named)
      .when({ type: 'PublishAdvisory', seen: toReleased.length }, member, { day: 8 })
      .refused('changed-since-seen')
  })
})

describe('publishing at a planned time', () => {
  const at = start + 10 * day
  const planned = { type: 'AdvisoryScheduled', publishAt: at, revision: 1, digest: preview.digest } as const
  it('is planned after the window and before nobody', () => {
    given(...toReleased)
      .when({ type: 'ScheduleAdvisory', publishAt: at })
      .then({ type: 'AdvisoryScheduled', publishAt: at, revision: 1, digest: preview.digest })
    given(...toReleased)
      .when({ type: 'ScheduleAdvisory', publishAt: start + 6 * day })
      .refused('users-still-updating')
    given(...toReleased)
      .when({ type: 'ScheduleAdvisory', publishAt: start - 1 })
      .refused('time-is-past')
    given(...toVerified, drafted, asked)
      .when({ type: 'ScheduleAdvisory', publishAt: at })
      .refused('not-released')
  })
  it('confirms the name that was looked at, and waits where another was given since', () => {
    const named = { type: 'CreditChosen', person: 'person-rita', as: 'named', naming: 1 } as const
    given(...toReleased, named)
      .when({ type: 'ScheduleAdvisory', publishAt: at })
      .then({ type: 'CreditConfirmed', naming: 1 }, { type: 'AdvisoryScheduled' })
    given(...toReleased, planned, named)
      .when({ type: 'PublishAdvisory' }, desk, { day: 10 })
      .refused('credit-not-confirmed')
    given(...toReleased, named, { type: 'CreditConfirmed', person: 'person-rita', naming: 1 }, planned)
      .when({ type: 'PublishAdvisory' }, desk, { day: 10 })
      .then({ type: 'AdvisoryPublished' })
  })
  it('waits until a member looked at the name that a duplicate brings', () => {
    const unseen = { ...preview, namesUnseen: true }
    given(...toReleased)
      .when({ type: 'ScheduleAdvisory', publishAt: at }, member, { preview: unseen })
      .refused('credit-not-confirmed')
    given(...toReleased, planned)
      .when({ type: 'PublishAdvisory' }, desk, { day: 10, preview: unseen })
      .refused('credit-not-confirmed')
    // Whoever publishes by hand has the page with that name before their eyes.
    given(...toReleased)
      .when({ type: 'PublishAdvisory' }, member, { day: 10, preview: unseen })
      .then({ type: 'AdvisoryPublished' })
  })
  it('happens by the desk when it is due, word for word, and not while it is held', () => {
    const due = given(...toReleased, planned)
    due.when({ type: 'PublishAdvisory' }, desk, { day: 9 }).refused('too-early')
    due.when({ type: 'PublishAdvisory' }, desk, { day: 10 }).then({ type: 'AdvisoryPublished' })
    due
      .when({ type: 'PublishAdvisory' }, desk, { day: 10, preview: { ...preview, digest: digestOf('9') } })
      .refused('preview-outdated')
    given(...toReleased)
      .when({ type: 'PublishAdvisory' }, desk, { day: 10 })
      .refused('nothing-scheduled')
    given(...toReleased, planned, on(9, { type: 'PublicationHeld', reason: 'gap', text }, desk))
      .when({ type: 'PublishAdvisory' }, desk, { day: 10 })
      .refused('publication-held')
  })
  it('can be called off, and held by the desk', () => {
    given(...toReleased, planned)
      .when({ type: 'CancelSchedule', reason: text })
      .then({ type: 'ScheduleCancelled' })
    given(...toReleased)
      .when({ type: 'CancelSchedule', reason: text })
      .refused('nothing-scheduled')
    given(...toReleased, planned)
      .when({ type: 'HoldPublication', reason: 'clock-step', text }, desk)
      .then({ type: 'PublicationHeld' })
    given(...toReleased)
      .when({ type: 'HoldPublication', reason: 'clock-step', text }, desk)
      .refused('nothing-scheduled')
  })
})

describe('releasing and publishing in one act', () => {
  const cve = { type: 'CveRecorded', cve: 'CVE-2027-1234' } as const
  const brief = { ...preview, extent: 'brief' } as const
  const release = {
    type: 'ReleaseAndPublish',
    version: '1.2.1',
    url: 'https://lantern.example/1.2.1',
    commit: 'Fix CVE-2027-1234',
  } as const
  const ready = given(...toVerified, cve, drafted, asked)
  it('makes the fix and a brief advisory public together, and promises the rest', () => {
    const state = ready
      .when(release, member, { under: third, preview: brief })
      .then(
        { type: 'FixReleased', version: '1.2.1' },
        { type: 'AdvisoryPublished', extent: 'brief', revision: 1, deadlines: { details: start + 7 * day } },
      )
    assert.equal(state.detailsCompletedAt, null)
  })
  it('has a checklist, and says what is missing', () => {
    given(...toVerified, cve, asked)
      .when(release, member, { under: third, preview: brief })
      .refused('checklist-incomplete')
    given(...toVerified, cve, asked)
      .when(
        { ...release, fields: { title: 'Door', summary: 'Open.', impact: 'Anybody.', mitigation: 'Update.', cvss } },
        member,
        { under: third, preview: brief },
      )
      .then({ type: 'AdvisoryDrafted' }, { type: 'FixReleased' }, { type: 'AdvisoryPublished' })
    ready
      .when({ ...release, commit: 'Fix a door' }, member, { under: third, preview: brief })
      .refused('commit-names-no-cve')
  })
  it('does not wait for a CVE id that was only requested', () => {
    given(...toVerified, drafted, asked, { type: 'CveRequested' })
      .when({ ...release, commit: 'Fix a door' }, member, { under: third, preview: brief })
      .then({ type: 'FixReleased' }, { type: 'AdvisoryPublished' })
    given(...toVerified, drafted, asked)
      .when(release, member, { under: third, preview: brief })
      .refused('cve-not-requested')
  })
  it('takes the approval of the same words from before the release was there', () => {
    const both = policy.parse({ ...third, publish: { when: 'with-release', approvals: 2 } })
    const approved = on(0, { type: 'AdvisoryApproved', digest: preview.digest }, other)
    const around = { under: both, preview: brief }
    given(...toVerified, cve, drafted, asked, approved)
      .when({ ...release, digest: preview.digest }, member, around)
      .then({ type: 'FixReleased' }, { type: 'AdvisoryPublished', digest: preview.digest })
    given(...toVerified, cve, drafted, asked)
      .when(release, member, around)
      .refused('approval-missing')
  })
  it('asks about credit first', () =>
    given(...toVerified, cve, drafted)
      .when(release, member, { under: third, preview: brief })
      .refused('credit-not-asked'))
  it('is not the way of a policy that lets users update first', () =>
    ready.when(release, member, { preview: brief }).refused('publish-after-release'))
  it('is completed later, or said to be complete', () => {
    const out = given(
      ...toVerified,
      cve,
      drafted,
      asked,
      { type: 'FixReleased', version: '1.2.1' },
      published({ extent: 'brief' }),
    )
    out
      .when({ type: 'PublishAdvisory' }, member, { under: third })
      .then({ type: 'AdvisoryPublished', extent: 'full', revision: 2 })
    out.when({ type: 'CompleteDetails', reason: text }, member, { under: third }).then({ type: 'DetailsCompleted' })
    given(received(), published())
      .when({ type: 'CompleteDetails', reason: text }, member, { under: third })
      .refused('already-done')
    given(...toReleased)
      .when({ type: 'CompleteDetails', reason: text }, member, { under: third })
      .refused('not-published')
    // Under this policy nothing is ever held back.
    given(...toReleased, published())
      .when({ type: 'CompleteDetails', reason: text })
      .refused('not-in-policy')
  })
})

describe('drafting and approving', () => {
  it('drafts at any time, and approves one text once', () => {
    given(received())
      .when({ type: 'DraftAdvisory', fields: { title: 'Door' } })
      .then({ type: 'AdvisoryDrafted' })
    given(received()).when({ type: 'ApproveAdvisory' }).then({ type: 'AdvisoryApproved', digest: preview.digest })
    given(received(), { type: 'AdvisoryApproved', digest: preview.digest })
      .when({ type: 'ApproveAdvisory' })
      .refused('already-done')
    given(received())
      .when({ type: 'ApproveAdvisory', digest: digestOf('9') })
      .refused('preview-outdated')
  })
})

describe('the update window', () => {
  it('is ended by a lead while it runs', () => {
    given(...toReleased)
      .when({ type: 'EndUpdateWindow', reason: text }, lead)
      .then({ type: 'UpdateWindowEnded', deadlines: { 'update-window': null } })
    given(...toReleased)
      .when({ type: 'EndUpdateWindow', reason: text }, lead, { day: 8 })
      .refused('already-done')
    given(...toVerified)
      .when({ type: 'EndUpdateWindow', reason: text }, lead)
      .refused('not-released')
  })
})

describe('credit', () => {
  const chosen = (as: 'named' | 'anonymous' | 'none') =>
    ({ type: 'CreditChosen', person: 'person-rita', as, naming: 1 }) as const
  it('is asked once, of a reporter who said nothing yet', () => {
    given(received()).when({ type: 'AskCredit' }).then({ type: 'CreditAsked', person: 'person-rita' })
    given(received(), asked).when({ type: 'AskCredit' }).refused('already-done')
    given(received({ credit: 'anonymous' }))
      .when({ type: 'AskCredit' })
      .refused('already-done')
    given(received({ reporter: null }))
      .when({ type: 'AskCredit' })
      .refused('no-reporter')
  })
  it('is asked of the reporter of a duplicate too', () => {
    given(received(), duplicate).when({ type: 'AskCredit' }, desk).then({ type: 'CreditAsked' })
    given(received(), declined).when({ type: 'AskCredit' }).refused('case-ended')
  })
  it('is chosen by the reporter at any time, also after publication', () => {
    given(received())
      .when({ type: 'ChooseCredit', as: 'named', naming: 1 }, reporter)
      .then({ type: 'CreditChosen', as: 'named' })
    given(...toReleased, published(), chosen('named'))
      .when({ type: 'ChooseCredit', as: 'none' }, reporter)
      .then({ type: 'CreditChosen', as: 'none' })
    given(received(), chosen('named'))
      .when({ type: 'ChooseCredit', as: 'named', naming: 1 }, reporter)
      .refused('already-done')
  })
  it('never turns anonymous into named by the word of anybody else', () => {
    for (const as of ['anonymous', 'none'] as const)
      given(received(), chosen(as)).when({ type: 'ChooseCredit', as: 'named', onBehalf }).refused('name-needs-reporter')
    given(received()).when({ type: 'ChooseCredit', as: 'named', onBehalf }).then({ type: 'CreditChosen', onBehalf })
    given(received(), chosen('named'))
      .when({ type: 'ChooseCredit', as: 'anonymous', onBehalf })
      .then({ type: 'CreditChosen' })
  })
  it('is confirmed for the form of the name that a member looked at', () => {
    given(received(), chosen('named')).when({ type: 'ConfirmCredit' }).then({ type: 'CreditConfirmed', naming: 1 })
    given(received(), chosen('named')).when({ type: 'ConfirmCredit', naming: 0 }).refused('changed-since-seen')
    given(received(), chosen('anonymous')).when({ type: 'ConfirmCredit' }).refused('nothing-to-confirm')
    given(received(), chosen('named'), { type: 'CreditConfirmed', person: 'person-rita', naming: 1 })
      .when({ type: 'ConfirmCredit' })
      .refused('already-done')
  })
  it('goes with the person who wants to be forgotten', () => {
    const state = given(received(), chosen('named'))
      .when({ type: 'ForgetPerson' }, reporter)
      .then({ type: 'PersonForgotten' })
    assert.equal(state.credit.as, 'none')
    given(received()).when({ type: 'ForgetPerson' }, lead).then({ type: 'PersonForgotten' })
    given(received()).when({ type: 'ForgetPerson' }, member).refused('lead-only')
  })
})

describe('the embargo', () => {
  const until = start + 90 * day
  const standard = { type: 'EmbargoAccepted', until, terms: 'advisory-or-date', by: 'policy' } as const
  const longer = { type: 'EmbargoProposed', until: until + day, by: 'reporter' } as const
  it('is proposed by either side and answered by the other', () => {
    given(received(), standard)
      .when({ type: 'ProposeEmbargo', until: until + day }, reporter)
      .then({ type: 'EmbargoProposed', by: 'reporter' })
    given(received(), standard, longer).when({ type: 'AcceptEmbargo' }, reporter).refused('own-proposal')
    const state = given(received(), standard, longer)
      .when({ type: 'AcceptEmbargo' })
      .then({ type: 'EmbargoAccepted', terms: 'date', by: 'team', until: until + day })
    assert.equal(state.embargo.state, 'active')
    given(received(), standard).when({ type: 'AcceptEmbargo' }).refused('no-proposal')
  })
  it('leaves the old terms where a revision is turned down', () => {
    const state = given(received(), standard, longer)
      .when({ type: 'RejectEmbargo', text })
      .then({ type: 'EmbargoRejected', by: 'team' })
    assert.deepEqual(
      [state.embargo.state, state.embargo.until, state.embargo.terms],
      ['active', until, 'advisory-or-date'],
    )
  })
  it('stays "until the advisory" where the reporter takes the default date of the policy', () => {
    given(received(), standard, { ...longer, by: 'policy' })
      .when({ type: 'AcceptEmbargo' }, reporter)
      .then({ type: 'EmbargoAccepted', terms: 'advisory-or-date', by: 'reporter' })
  })
  it('cannot begin once it is public, attacked or over', () => {
    const propose = { type: 'ProposeEmbargo', until } as const
    given(received(), { type: 'ExposureRecorded', exposure: 'attacks', awareAt: start, by: 'a', reason: text })
      .when(propose)
      .refused('embargo-not-possible')
    given(received(), standard, { type: 'EmbargoExited', reason: 'by-lead' }).when(propose).refused('embargo-over')
    given(...toReleased, published())
      .when(propose)
      .refused('embargo-not-possible')
    given(received())
      .when({ type: 'ProposeEmbargo', until: start - 1 })
      .refused('time-is-past')
    given(received(), standard).when(propose).refused('already-done')
  })
  it('is left by a lead, and ends by the desk when its time has come', () => {
    given(received(), standard)
      .when({ type: 'ExitEmbargo', reason: text }, lead)
      .then({ type: 'EmbargoExited', reason: 'by-lead' })
    given(received(), standard).when({ type: 'EndEmbargo' }, desk, { day: 89 }).refused('too-early')
    given(received(), standard)
      .when({ type: 'EndEmbargo' }, desk, { day: 90 })
      .then({ type: 'EmbargoExited', reason: 'ended' })
    given(received()).when({ type: 'EndEmbargo' }, desk, { day: 90 }).refused('no-embargo')
  })
  it('of a duplicate ends with the case it follows', () => {
    const main = caseOf(...toReleased, published())
    given(received(), standard, duplicate)
      .when({ type: 'EndEmbargo' }, desk, { main })
      .then({ type: 'EmbargoExited', reason: 'published' })
    given(received(), standard).when({ type: 'EndEmbargo' }, desk, { main }).refused('too-early')
  })
  it('of a report ends where it duplicates a case that is public already', () => {
    const of = { type: 'DeclineReport', reason: 'duplicate', text, duplicateOf: 'case-1' } as const
    const main = caseOf(received({ number: 'P-000001' }), ...toReleased.slice(1), published())
    given(received(), acknowledged, standard)
      .when(of, member, { main })
      .then({ type: 'ReportDeclined' }, { type: 'EmbargoExited', reason: 'published' })
  })
})

describe('exposure', () => {
  const standard = { type: 'EmbargoAccepted', until: start + 90 * day, terms: 'date', by: 'team' } as const
  it('ends an embargo at once, whatever was agreed', () => {
    given(received(), standard)
      .when({ type: 'RecordExposure', exposure: 'vulnerability', reason: text })
      .then(
        { type: 'ExposureRecorded', exposure: 'vulnerability', awareAt: start },
        { type: 'EmbargoExited', reason: 'public' },
      )
    given(received(), standard)
      .when({ type: 'RecordExploitation', awareAt: start - day, reason: text })
      .then(
        { type: 'ExposureRecorded', exposure: 'attacks', awareAt: start - day },
        { type: 'EmbargoExited', reason: 'attacks' },
      )
  })
  it('knows that a public exploit makes the vulnerability public', () => {
    given(received(), standard)
      .when({ type: 'RecordExposure', exposure: 'exploit', reason: text })
      .then(
        { type: 'ExposureRecorded', exposure: 'vulnerability' },
        { type: 'ExposureRecorded', exposure: 'exploit' },
        { type: 'EmbargoExited', reason: 'exploit' },
      )
    given(...toReleased, published())
      .when({ type: 'RecordExposure', exposure: 'vulnerability', reason: text })
      .refused('already-done')
  })
  it('turns down what was only proposed', () => {
    given(received(), { type: 'EmbargoProposed', until: start + day, by: 'reporter' })
      .when({ type: 'RecordExposure', exposure: 'vulnerability', reason: text })
      .then({ type: 'ExposureRecorded' }, { type: 'EmbargoRejected', by: 'policy' })
  })
  it('is not known before it is', () =>
    given(received())
      .when({ type: 'RecordExploitation', awareAt: start + 1, reason: text })
      .refused('time-is-ahead'))
})

describe('duplicates', () => {
  const linked = { type: 'DuplicateLinked', case: 'case-2', person: 'person-dora', receivedAt: start } as const
  it('are linked and unlinked by the desk', () => {
    given(received())
      .when({ type: 'LinkDuplicate', case: 'case-2', person: 'person-dora', receivedAt: start }, desk)
      .then(linked)
    given(received(), linked)
      .when({ type: 'LinkDuplicate', case: 'case-2', person: null, receivedAt: start }, desk)
      .refused('already-done')
    given(received(), linked)
      .when({ type: 'UnlinkDuplicate', case: 'case-2' }, desk)
      .then({ type: 'DuplicateUnlinked' })
    given(received()).when({ type: 'UnlinkDuplicate', case: 'case-2' }, desk).refused('already-done')
    given(received())
      .when({ type: 'LinkDuplicate', case: 'case-2', person: null, receivedAt: start })
      .refused('not-allowed')
  })
})

describe('the thread', () => {
  it('promises the next news with each word of the team, and an answer to each of the reporter', () => {
    given(received(), acknowledged)
      .when({ type: 'SendMessage', text })
      .then({ type: 'MessageSent', from: 'team', deadlines: { news: start + 14 * day } })
    given(received(), accepted)
      .when({ type: 'SendMessage', text }, reporter)
      .then({ type: 'MessageSent', from: 'reporter', deadlines: { news: start + 7 * day } })
    given(received())
      .when({ type: 'SendMessage', text, onBehalf })
      .then({ type: 'MessageSent', from: 'reporter', onBehalf })
    given(received(), declined, { type: 'CaseClosed', reason: text })
      .when({ type: 'SendMessage', text }, reporter)
      .refused('case-closed')
  })
  it('takes notes and files of the team, and files of the reporter', () => {
    const file = { id: 'file-1', name: 'a', size: 1, sha256: digestOf('1'), blob: digestOf('2'), key: 'k' }
    given(received()).when({ type: 'AddNote', text }).then({ type: 'NoteAdded' })
    given(received())
      .when({ type: 'AddFiles', files: [file] }, reporter)
      .then({ type: 'FilesAdded' })
    given(received()).when({ type: 'AddFiles', files: [] }).refused('nothing-changed')
  })
})

describe('handling', () => {
  it('assigns, tags, rates and says what is affected', () => {
    given(received()).when({ type: 'AssignCase', member: 'member-mia' }).then({ type: 'CaseAssigned' })
    given(received()).when({ type: 'AssignCase', member: null }).refused('already-done')
    given(received())
      .when({ type: 'TagCase', tags: ['a', 'a'] })
      .then({ type: 'CaseTagged', tags: ['a'] })
    given(received()).when({ type: 'AssessSeverity', cvss }).then({ type: 'SeverityAssessed', score: 9.3 })
    given(received()).when({ type: 'AssessSeverity', cvss: '9.3' }).refused('not-cvss-4')
    given(received()).when({ type: 'SetAffected', affected: [] }).then({ type: 'AffectedSet' })
  })
  it('adopts another policy by a lead', () => {
    given(received())
      .when({ type: 'AdoptPolicy', policy: digestOf('b'), reason: text }, lead)
      .then({ type: 'PolicyAdopted' })
    given(received())
      .when({ type: 'AdoptPolicy', policy: digestOf('a'), reason: text }, lead)
      .refused('already-done')
  })
  it('rotates a receipt for its reporter', () => {
    given(received()).when({ type: 'RotateReceipt' }, reporter).then({ type: 'ReceiptRotated', person: 'person-rita' })
  })
  it('reminds each side once of each thing that is late', () => {
    given(received(), question).when({ type: 'Remind', of: 'reporter' }, desk, { day: 6 }).refused('too-early')
    given(received(), question)
      .when({ type: 'Remind', of: 'reporter' }, desk, { day: 7 })
      .then({ type: 'ReminderDue', deadlines: { 'reporter-reminder': null } })
    const late = received({ deadlines: { 'first-answer': start + 7 * day } })
    given(late).when({ type: 'Remind', of: 'team' }, desk, { day: 7 }).then({ type: 'ReminderDue' })
    given(late, on(7, { type: 'ReminderDue', of: 'team' }, desk))
      .when({ type: 'Remind', of: 'team' }, desk, { day: 8 })
      .refused('too-early')
    const brief = published({ extent: 'brief', deadlines: { details: start + 7 * day } })
    given(...toReleased, brief)
      .when({ type: 'Remind', of: 'team' }, desk, { day: 7 })
      .then({ type: 'ReminderDue' })
  })
})

describe('closing a case', () => {
  it('ends what is published, declined or withdrawn', () => {
    given(...toReleased, published())
      .when({ type: 'CloseCase', reason: text })
      .then({ type: 'CaseClosed' })
    given(received()).when({ type: 'CloseCase', reason: text }).refused('not-yet')
    given(received(), declined)
      .when({ type: 'CloseCase', reason: text }, member, { day: 29 })
      .refused('decline-still-answerable')
    given(received(), declined)
      .when({ type: 'CloseCase', reason: text }, member, { day: 30 })
      .then({ type: 'CaseClosed' })
    given(received(), { type: 'ReportWithdrawn', text: '' }, { type: 'CaseClosed', reason: text })
      .when({ type: 'CloseCase', reason: text })
      .refused('already-done')
  })
  it('waits for an embargo to end', () => {
    given(
      received(),
      { type: 'EmbargoAccepted', until: start + 90 * day, terms: 'date', by: 'team' },
      { type: 'ReportWithdrawn', text: '' },
    )
      .when({ type: 'CloseCase', reason: text })
      .refused('embargo-still-active')
  })
})

describe('a practice case', () => {
  const practised = received({ practice: true })

  it('is made by the desk alone', () => {
    given()
      .when({ ...arrives, practice: true }, desk)
      .then(
        { type: 'ReportReceived', practice: true },
        { type: 'ReceiptAcknowledged' },
        { type: 'EmbargoProposed' },
        { type: 'EmbargoAccepted' },
      )
    given()
      .when({ ...arrives, practice: true }, reporter)
      .refused('not-allowed')
    given()
      .when({ ...arrives, practice: true }, lead)
      .refused('not-allowed')
  })

  it('is published by a fact of its own, whatever leads to it', () => {
    const ready = [practised, ...toReleased.slice(1)]
    given(...ready)
      .when({ type: 'PublishAdvisory' }, member, { day: 20, preview: { ...preview, advisory: 'PRACTICE' } })
      .then({ type: 'PracticePublished', advisory: 'PRACTICE' })
  })

  it('stands apart from duplicates', () => {
    given(received())
      .when({ type: 'DeclineReport', reason: 'duplicate', text, duplicateOf: 'case-1' }, member, {
        main: { ...caseOf(practised), number: 'P-OTHER1' },
      })
      .refused('practice-stands-apart')
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'

let desk: TestHouse
let ada: Member
let report: Reporter

beforeEach(async () => {
  desk = await openHouse()
  ada = await desk.member('Ada')
  report = await desk.report()
})
afterEach(() => desk?.close())

describe('declining a report', () => {
  const decline = { reason: 'not-reproducible', text: 'We could not see it. Please tell us your settings.' }

  it('can be answered, which opens the review again, once', async () => {
    const grace = await desk.member('Grace', 'lead')
    await ada.give(report.number, 'DeclineReport', decline)
    const declined = await report.thread()
    assert.equal(declined.stage, 'declined')
    assert.equal(declined.declined.text, decline.text)
    assert.deepEqual(
      declined.needs.map((need: { need: string }) => need.need),
      ['decline-answer'],
    )
    assert.equal(await ada.refused(report.number, 'CloseCase', { reason: 'done' }), 'embargo-still-active')
    await grace.give(report.number, 'ExitEmbargo', { reason: 'There is nothing to keep private.' })
    assert.equal(await ada.refused(report.number, 'CloseCase', { reason: 'done' }), 'decline-still-answerable')

    await report.give(
      'AnswerDecline',
      { text: 'It needs the old session store.' },
      { files: { 'settings.yaml': 'store: old' } },
    )
    assert.equal((await report.thread()).stage, 'received')
    assert.equal((await ada.case(report.number)).messages.at(-1).files[0].name, 'settings.yaml')

    await ada.give(report.number, 'DeclineReport', decline)
    assert.equal(await report.refused('AnswerDecline', { text: 'Again.' }), 'decline-answered-before')
    await ada.give(report.number, 'CloseCase', { reason: 'Heard twice.' })
    assert.equal((await report.thread()).stage, 'closed')
  })

  it('can be answered for 30 days and no longer', async () => {
    await ada.give(report.number, 'DeclineReport', decline)
    await desk.days(30)
    assert.equal(await report.refused('AnswerDecline', { text: 'Too late.' }), 'decline-answer-too-late')
    assert.deepEqual((await report.thread()).needs, [])
    // The embargo that the policy began with ends by itself, and then nothing stands against closing.
    await desk.days(60)
    const afterwards = await desk.member('Ada')
    await afterwards.give(report.number, 'CloseCase', { reason: 'Nobody answered.' })
  })

  it('is taken back by a lead with a reason', async () => {
    await ada.give(report.number, 'DeclineReport', decline)
    assert.equal(await ada.refused(report.number, 'ReopenCase', { text: 'I saw it after all.' }), 'lead-only')
    const grace = await desk.member('Grace', 'lead')
    await grace.give(report.number, 'ReopenCase', { text: 'I saw it after all.' })
    assert.equal((await report.thread()).stage, 'received')
    // The reason is said among the team.
    assert.ok(!JSON.stringify(await report.thread()).includes('after all'))
  })
})

describe('a duplicate', () => {
  it('is not held back any longer than the case it follows, which never was under an embargo', async () => {
    const main = await desk.report({ publicAt: 'https://forum.example/t/1' })
    await ada.give(report.number, 'DeclineReport', { reason: 'duplicate', duplicateOf: main.number, text: 'The same.' })
    assert.equal((await report.thread()).embargo.state, 'active')
    await ada.give(main.number, 'RecordExposure', { exposure: 'vulnerability', reason: 'The forum tells it all.' })
    assert.equal((await report.thread()).embargo.state, 'exited')
  })
})

describe('withdrawing a report', () => {
  it('ends the case at once, and the reporter may still write', async () => {
    await report.give('WithdrawReport', { text: 'It was my own proxy. Sorry.' })
    const thread = await report.thread()
    assert.equal(thread.stage, 'withdrawn')
    assert.equal(thread.withdrawn, true)
    assert.equal(thread.messages.at(-1).text, 'It was my own proxy. Sorry.')
    assert.equal(await ada.refused(report.number, 'ConfirmReproduction'), 'case-ended')
    await report.give('SendMessage', { text: 'Thank you all the same.' })
  })

  it('is not possible for what is released already', async () => {
    await ada.give(report.number, 'ConfirmReproduction')
    await ada.give(report.number, 'OfferFix', { text: 'Here.' })
    await report.give('VerifyFix', { holds: true })
    await ada.give(report.number, 'ReleaseFix', { version: '4.39.1' })
    assert.equal(await report.refused('WithdrawReport'), 'already-released')
  })
})

describe('speaking for a reporter', () => {
  const phone = { channel: 'phone', evidence: 'Call of 21 November, number as in the report.' }

  it('is recorded with where they said it, and needs that evidence', async () => {
    await ada.give(report.number, 'RequestInformation', { text: 'Which version?' })
    assert.equal(await ada.refused(report.number, 'AddInformation', { text: '4.38.2' }), 'needs-evidence')
    await ada.give(report.number, 'AddInformation', { text: '4.38.2', onBehalf: phone })
    const thread = await report.thread()
    assert.equal(thread.messages.at(-1).text, '4.38.2')
    assert.equal(thread.messages.at(-1).from, 'reporter')
    const found = await desk.house.desk.caseFor({ as: 'member', member: ada.id, role: 'member' }, report.number)
    const fact = found?.facts.at(-1)
    assert.equal(fact?.actor, `member:${ada.id}`)
    assert.deepEqual(fact?.event.type === 'InformationAdded' && fact.event.onBehalf, phone)
  })

  it('never makes an anonymous report a named one', async () => {
    await report.give('ChooseCredit', { as: 'anonymous' })
    assert.equal(
      await ada.refused(report.number, 'ChooseCredit', { as: 'named', name: 'Rosa', onBehalf: phone }),
      'name-needs-reporter',
    )
    await report.give('ChooseCredit', { as: 'named', name: 'Rosa' })
    // The other way is always open.
    await ada.give(report.number, 'ChooseCredit', { as: 'anonymous', onBehalf: phone })
    assert.equal((await report.thread()).credit.as, 'anonymous')
  })

  it('is not for reporters themselves, and not for what the team says', async () => {
    assert.equal((await report.answer('SendMessage', { text: 'Hello', onBehalf: phone })).status, 400)
    assert.equal((await ada.answer(report.number, 'AcceptReport', { onBehalf: phone })).status, 400)
  })
})

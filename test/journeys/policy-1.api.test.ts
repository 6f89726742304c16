import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { advisoryFields, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { whereItSays } from './in-public.ts'
import { present, states } from './steps.ts'

/** Read it beside the first policy: each `it` is one of its sentences. */
describe('a report under the first policy, by API alone', () => {
  let desk: TestHouse
  let ada: Member
  let tor: Reporter
  const id = 'AUTHELIA-2026-0001'

  before(async () => {
    desk = await openHouse({ policy: 'authelia-1' })
    ada = await desk.member('Ada')
  })
  after(() => desk?.close())

  it('1. User privately reports a potential vulnerability, with no name', async () => {
    tor = await desk.report({ credit: { as: 'anonymous' } })
    const thread = await tor.thread()
    assert.deepEqual(states(thread), [
      '1 report done',
      '2 review present',
      '3 reproduce ahead',
      '4 patch ahead',
      '5 verify ahead',
      '6 release ahead',
      '7 publish ahead',
    ])
  })

  it('has no step that promises a receipt, so nobody acknowledges one', async () => {
    assert.equal((await tor.thread()).acknowledged, false)
    assert.equal(await ada.refused(tor.number, 'AcknowledgeReceipt'), 'not-in-policy')
  })

  it('2. The maintainers review the report and ascertain if additional information is required', async () => {
    await ada.give(tor.number, 'RequestInformation', { text: 'Does it need a second factor?' })
    assert.equal((await tor.thread()).needs[0].text, 'Does it need a second factor?')
    await tor.give('AddInformation', { text: 'No, a password is enough.' })
    assert.equal(present(await tor.thread()), '2')
    await ada.give(tor.number, 'AcceptReport')
  })

  it('3. The maintainers reproduce the bug', async () => {
    assert.equal(present(await tor.thread()), '3')
    await ada.give(tor.number, 'ConfirmReproduction', { text: 'Seen here too.' })
  })

  it('4. The bug is patched, and if possible the user is given access to a fixed version or git patch', async () => {
    assert.equal(present(await tor.thread()), '4')
    await ada.give(tor.number, 'OfferFix', { text: 'The patch is attached.' }, { files: { 'fix.patch': 'diff' } })
  })

  it('5. The fix is not confirmed: the bug is patched again', async () => {
    assert.equal(present(await tor.thread()), '5')
    await tor.give('VerifyFix', { holds: false, text: 'Still there.' }, { files: { 'screen.txt': 'still signed in' } })
    assert.equal(present(await tor.thread()), '4')
    await ada.give(tor.number, 'OfferFix', { text: 'A second patch.' }, { files: { 'fix-2.patch': 'diff' } })
  })

  it('5. The fix is confirmed to resolve the vulnerability', async () => {
    await tor.give('VerifyFix', { holds: true })
    assert.equal(present(await tor.thread()), '6')
  })

  it('6. The fix is released, before anything is published', async () => {
    await ada.give(tor.number, 'DraftAdvisory', { fields: advisoryFields })
    assert.equal(await ada.refused(tor.number, 'PublishAdvisory'), 'not-released')
    await ada.give(tor.number, 'ReleaseFix', { version: '4.39.1' })
    assert.equal(present(await tor.thread()), '7')
  })

  it('7. The security advisory is published sometime after users have had a chance to update', async () => {
    assert.equal(await ada.refused(tor.number, 'PublishAdvisory'), 'users-still-updating')
    await desk.days(7)
    await ada.give(tor.number, 'PublishAdvisory')
    assert.ok((await desk.read(`/advisories/${id}`)).includes(advisoryFields.title))
    assert.equal(present(await tor.thread()), '')
  })

  it('credits without a name, as the user chose: the page counts one person, and nothing names anybody', async () => {
    assert.ok((await desk.read(`/advisories/${id}`)).includes('One person who wished to stay unnamed'))
    const osv = JSON.parse(await desk.read(`/advisories/${id}.osv.json`))
    assert.equal(osv.credits, undefined)
    for (const secret of ['heliotrope', 'screen.txt', 'second factor', tor.number])
      assert.deepEqual(await whereItSays(desk, id, secret), [], secret)
  })
})

describe('a reporter under the first policy who never returns', () => {
  it('holds nothing up', async () => {
    const desk = await openHouse({ policy: 'authelia-1' })
    try {
      const ada = await desk.member('Ada')
      const gone = await desk.report({ reporter: { name: 'Nobody Now' } })
      await ada.give(gone.number, 'RequestInformation', { text: 'Which version?' })
      await desk.days(30)
      assert.equal((await ada.case(gone.number)).next.what, 'go on without an answer')
      await ada.give(gone.number, 'AcceptReport')
      await ada.give(gone.number, 'ConfirmReproduction')
      await ada.give(gone.number, 'SkipStep', { step: 'patch', reason: 'Nobody is there to give it to.' })
      const skipped = (await gone.thread()).steps.find((step: { kind: string }) => step.kind === 'patch')
      // That it was left out is said to the reporter; why, among the team.
      assert.deepEqual([skipped.state, skipped.skippedBecause], ['skipped', null])
      await ada.give(gone.number, 'VerifyFix', { holds: true })
      await ada.give(gone.number, 'ReleaseFix', { version: '4.39.1' })
      await ada.give(gone.number, 'AskCredit')
      await ada.give(gone.number, 'DraftAdvisory', { fields: advisoryFields })
      await desk.days(7)
      await ada.give(gone.number, 'PublishAdvisory')
      assert.deepEqual(await whereItSays(desk, 'AUTHELIA-2026-0001', 'Nobody Now'), [])
    } finally {
      await desk.close()
    }
  })
})

describe('the window of the first policy', () => {
  it('ends at once when an exploit is public', async () => {
    const desk = await openHouse({ policy: 'authelia-1' })
    try {
      const ada = await desk.member('Ada')
      const report = await desk.report({ credit: { as: 'none' } })
      await ada.give(report.number, 'ConfirmReproduction')
      await ada.give(report.number, 'OfferFix', { text: 'Here.' })
      await report.give('VerifyFix', { holds: true })
      await ada.give(report.number, 'ReleaseFix', { version: '4.39.1' })
      await ada.give(report.number, 'DraftAdvisory', { fields: advisoryFields })
      assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'users-still-updating')
      await ada.give(report.number, 'RecordExposure', { exposure: 'exploit', reason: 'It is on a public list.' })
      await ada.give(report.number, 'PublishAdvisory')
    } finally {
      await desk.close()
    }
  })
})

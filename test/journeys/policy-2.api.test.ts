import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { advisoryFields, day, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { whereItSays } from './in-public.ts'
import { present } from './steps.ts'

/** Read it beside the second policy: each `it` is one of its sentences. */
describe('a report under the second policy, by API alone', () => {
  let desk: TestHouse
  let ada: Member
  let rosa: Reporter
  const id = 'AUTHELIA-2026-0001'

  before(async () => {
    desk = await openHouse({ policy: 'authelia-2' })
    ada = await desk.member('Ada')
  })
  after(() => desk?.close())

  it('1. The user privately reports a potential vulnerability', async () => {
    rosa = await desk.report({ reporter: { name: 'Rosa' } })
    assert.match(rosa.receipt, /^[a-z]+(-[a-z]+){9}$/)
    assert.match(rosa.number, /^P-[0-9A-Z]{6}$/)
    assert.ok(!(await inPublicText(desk)).includes('heliotrope'))
  })

  it('2. The report is acknowledged as received, and the thread says that no person has opened it yet', async () => {
    const thread = await rosa.thread()
    assert.equal(thread.acknowledged, true)
    assert.equal(thread.opened, false)
    assert.equal(present(thread), '3')
  })

  it('2. A member can acknowledge it in person too', async () => {
    await ada.give(rosa.number, 'AcknowledgeReceipt')
    assert.equal((await rosa.thread()).opened, true)
    assert.equal(await ada.refused(rosa.number, 'AcknowledgeReceipt'), 'already-done')
  })

  it('3.1 The user is informed that additional information is required', async () => {
    await ada.give(rosa.number, 'RequestInformation', { text: 'Which version do you run?' })
    const thread = await rosa.thread()
    assert.equal(thread.stage, 'waiting-for-reporter')
    assert.deepEqual(
      thread.needs.map((need: { need: string }) => need.need),
      ['information'],
    )
    assert.equal(thread.needs[0].text, 'Which version do you run?')
    assert.equal(present(thread), '3 3.2')
  })

  it('3.2 The user privately adds the additional information, with a file', async () => {
    await rosa.give('AddInformation', { text: 'It is 4.38.2.' }, { files: { 'server.log': 'cookie accepted' } })
    const seen = await ada.case(rosa.number)
    assert.equal(seen.messages.at(-1).text, 'It is 4.38.2.')
    assert.deepEqual(
      seen.messages.at(-1).files.map((file: { name: string }) => file.name),
      ['server.log'],
    )
  })

  it('3.3 The process begins at step 3 again, and goes on to step 4 once the information is sufficient', async () => {
    assert.equal(present(await rosa.thread()), '3 3.3')
    assert.equal(await ada.refused(rosa.number, 'OfferFix', { text: 'too early' }), 'not-yet')
    await ada.give(rosa.number, 'AcceptReport')
    assert.equal(present(await rosa.thread()), '4')
  })

  it('4. The vulnerability is reproduced', async () => {
    await ada.give(rosa.number, 'ConfirmReproduction')
    assert.equal(present(await rosa.thread()), '5')
  })

  it('5. The vulnerability is patched, and the reporter is given access to the fixed binary, image and patch', async () => {
    await ada.give(
      rosa.number,
      'OfferFix',
      { text: 'Please try this build.', version: '4.39.0-rc1', image: 'lantern:rc1' },
      { files: { 'fix.patch': 'diff --git' } },
    )
    const [need] = (await rosa.thread()).needs
    assert.equal(need.need, 'test-fix')
    assert.equal(need.image, 'lantern:rc1')
    const file = await desk.ask(`/api/v1/thread/files/${need.files[0].id}`, {
      headers: { authorization: `Receipt ${rosa.receipt}` },
    })
    assert.equal(await file.text(), 'diff --git')
  })

  it('6. The patch did not hold: it goes back to patching', async () => {
    await rosa.give('VerifyFix', { holds: false, text: 'The cookie still works in a second browser.' })
    assert.equal(present(await rosa.thread()), '5')
    assert.equal(await ada.refused(rosa.number, 'ReleaseFix', { version: '4.39.0' }), 'not-verified')
  })

  it('6. The next patch is confirmed to resolve the vulnerability', async () => {
    await ada.give(rosa.number, 'OfferFix', { text: 'This one clears the table too.', version: '4.39.1-rc1' })
    await rosa.give('VerifyFix', { holds: true, text: 'It holds.' })
    assert.equal(present(await rosa.thread()), '7')
  })

  it('7. The fix is released', async () => {
    await ada.give(rosa.number, 'ReleaseFix', { version: '4.39.1', url: 'https://example.org/releases/4.39.1' })
    const thread = await rosa.thread()
    assert.equal(thread.released.version, '4.39.1')
    assert.equal(thread.stage, 'users-updating')
  })

  it('Users who report bugs will at their discretion be credited', async () => {
    await ada.give(rosa.number, 'AskCredit')
    await rosa.give('ChooseCredit', { as: 'named', name: 'Rosa L.', url: 'https://rosa.example/' })
    assert.deepEqual((await rosa.thread()).credit.name, 'Rosa L.')
    await ada.give(rosa.number, 'ConfirmCredit')
  })

  it('8. The advisory is not published before users have had a chance to update', async () => {
    await ada.give(rosa.number, 'DraftAdvisory', { fields: advisoryFields })
    assert.equal(await ada.refused(rosa.number, 'PublishAdvisory'), 'users-still-updating')
    await desk.days(6)
    assert.equal(await ada.refused(rosa.number, 'PublishAdvisory'), 'users-still-updating')
    assert.ok(!(await inPublicText(desk)).includes(id))
  })

  it('8. The advisory is published sometime after, as it was previewed', async () => {
    await desk.days(1)
    const preview = await ada.preview(rosa.number)
    assert.deepEqual(preview.problems, [])
    assert.equal(preview.extent, 'full')
    await ada.give(rosa.number, 'PublishAdvisory', { digest: preview.digest, seen: preview.seq })
    const page = await desk.read(`/advisories/${id}`)
    for (const words of [preview.full.title, preview.full.impact, preview.full.details])
      assert.ok(page.includes(words), words)
    assert.equal((await rosa.thread()).advisory.id, id)
    assert.equal((await rosa.thread()).stage, 'published')
  })

  it('names her exactly as previewed, everywhere, and nothing she said in private', async () => {
    assert.deepEqual(await whereItSays(desk, id, 'Rosa L.'), [
      `/advisories/${id}`,
      `/advisories/${id}.md`,
      `/advisories/${id}.osv.json`,
      '/advisories/feed.atom',
      '/advisories/feed.json',
      '/credits',
    ])
    for (const secret of ['heliotrope', 'server.log', '4.38.2', rosa.number, 'second browser'])
      assert.deepEqual(await whereItSays(desk, id, secret), [], secret)
    const osv = JSON.parse(await desk.read(`/advisories/${id}.osv.json`))
    assert.deepEqual(osv.credits, [{ name: 'Rosa L.', type: 'REPORTER', contact: ['https://rosa.example/'] }])
  })
})

describe('a reporter under the second policy who never returns', () => {
  let desk: TestHouse
  let ada: Member
  before(async () => {
    desk = await openHouse({ policy: 'authelia-2' })
    ada = await desk.member('Ada')
  })
  after(() => desk?.close())

  it('holds nothing up: a member goes on without the answer, confirms the fix after the wait, and publishes with no name', async () => {
    const gone = await desk.report({ reporter: { name: 'Nobody Now', email: 'nobody@example.org' } })
    await ada.give(gone.number, 'RequestInformation', { text: 'Which version?' })
    await desk.days(8)
    // Reminded, not blocked: whoever finds out without them goes on.
    await ada.give(gone.number, 'AcceptReport')
    await ada.give(gone.number, 'ConfirmReproduction')
    await ada.give(gone.number, 'OfferFix', { text: 'Please test.' })
    await desk.days(7)
    await ada.give(gone.number, 'VerifyFix', { holds: true })
    await ada.give(gone.number, 'ReleaseFix', { version: '4.39.1' })
    await ada.give(gone.number, 'DraftAdvisory', { fields: advisoryFields })
    await desk.days(7)
    assert.equal(await ada.refused(gone.number, 'PublishAdvisory'), 'credit-not-asked')
    await ada.give(gone.number, 'AskCredit')
    await ada.give(gone.number, 'PublishAdvisory')
    assert.deepEqual(await whereItSays(desk, 'AUTHELIA-2026-0001', 'Nobody Now'), [])
    const osv = JSON.parse(await desk.read('/advisories/AUTHELIA-2026-0001.osv.json'))
    assert.equal(osv.credits, undefined)
  })

  it('may be declined with "no answer", but only after the wait that the policy sets', async () => {
    const silent = await desk.report()
    await ada.give(silent.number, 'RequestInformation', { text: 'Which version?' })
    const decline = { reason: 'no-answer', text: 'We could not go on without more. Write any time.' }
    await desk.days(29)
    assert.equal(await ada.refused(silent.number, 'DeclineReport', decline), 'reporter-may-still-answer')
    await desk.days(1)
    await ada.give(silent.number, 'DeclineReport', decline)
    // Who comes back after all within 30 days is heard.
    await desk.days(29)
    await silent.give('AnswerDecline', { text: 'Sorry, I was ill. It is 4.38.2.' })
    assert.equal((await silent.thread()).stage, 'received')
  })
})

describe('the window of the second policy', () => {
  it('ends at once when an exploit is public', async () => {
    const desk = await openHouse({ policy: 'authelia-2' })
    try {
      const ada = await desk.member('Ada')
      const { number } = await released(desk, ada)
      assert.equal(await ada.refused(number, 'PublishAdvisory'), 'users-still-updating')
      await ada.give(number, 'RecordExposure', {
        exposure: 'exploit',
        reason: 'A proof of concept is on a public list.',
        awareAt: new Date(desk.now() - day / 2).toISOString(),
      })
      await ada.give(number, 'PublishAdvisory')
      assert.ok((await desk.read('/advisories')).includes('AUTHELIA-2026-0001'))
    } finally {
      await desk.close()
    }
  })

  it('ends by a lead with a reason, and by nobody else', async () => {
    const desk = await openHouse({ policy: 'authelia-2' })
    try {
      const [ada, lead] = [await desk.member('Ada'), await desk.member('Grace', 'lead')]
      const { number } = await released(desk, ada)
      assert.equal(await ada.refused(number, 'EndUpdateWindow', { reason: 'All have updated.' }), 'lead-only')
      await lead.give(number, 'EndUpdateWindow', { reason: 'All have updated: the service is ours alone.' })
      await ada.give(number, 'PublishAdvisory')
    } finally {
      await desk.close()
    }
  })
})

async function released(desk: TestHouse, ada: Member): Promise<Reporter> {
  const report = await desk.report({ credit: { as: 'anonymous' } })
  await ada.give(report.number, 'ConfirmReproduction')
  await ada.give(report.number, 'OfferFix', { text: 'Here.' })
  await report.give('VerifyFix', { holds: true })
  await ada.give(report.number, 'ReleaseFix', { version: '4.39.1' })
  await ada.give(report.number, 'DraftAdvisory', { fields: advisoryFields })
  return report
}

const inPublicText = async (desk: TestHouse): Promise<string> =>
  (await Promise.all(['/', '/advisories', '/advisories/feed.json', '/credits'].map((path) => desk.read(path)))).join()

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { advisoryFields, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { whereItSays } from './in-public.ts'
import { present } from './steps.ts'

const cve = 'CVE-2026-12345'
const release = { version: '4.39.1', url: 'https://example.org/releases/4.39.1', commit: `4b825dc fixes ${cve}` }

/** Read it beside the third policy: each `it` is one of its sentences. */
describe('a report under the third policy, by API alone', () => {
  let desk: TestHouse
  let ada: Member
  let rosa: Reporter
  const id = 'AUTHELIA-2026-0001'

  before(async () => {
    desk = await openHouse({ policy: 'authelia-3' })
    ada = await desk.member('Ada')
  })
  after(() => desk?.close())

  it('Reports that include a severity rating must use CVSS 4.0: an older one is asked about, not refused', async () => {
    rosa = await desk.report({
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
      configuration: 'Sessions are kept in Redis.',
      aiUse: { discovery: 'none', proofOfConcept: 'A model wrote the script that sends the cookie.', reviewed: true },
      credit: { as: 'named', name: 'Rosa L.' },
    })
    assert.equal((await ada.case(rosa.number)).needsCvss4, true)
    await ada.give(rosa.number, 'AssessSeverity', { cvss: advisoryFields.cvss })
    assert.equal((await ada.case(rosa.number)).needsCvss4, false)
  })

  it('Reporters that use generative AI must fully disclose it: the team reads how and for what', async () => {
    const { report } = await ada.case(rosa.number)
    assert.equal(report.aiUse.proofOfConcept, 'A model wrote the script that sends the cookie.')
    assert.equal(report.configuration, 'Sessions are kept in Redis.')
  })

  it('1. and 2. The user privately reports it, and the report is acknowledged as received', async () => {
    const thread = await rosa.thread()
    assert.equal(thread.acknowledged, true)
    assert.equal(present(thread), '3')
  })

  it('3. The report is reviewed, the user is asked and adds what was missing, and the review begins again', async () => {
    await ada.give(rosa.number, 'RequestInformation', { text: 'Which Redis version?' })
    assert.equal(present(await rosa.thread()), '3 3.2')
    await rosa.give('AddInformation', { text: 'Redis 7.' })
    assert.equal(present(await rosa.thread()), '3 3.3')
    await ada.give(rosa.number, 'AcceptReport')
  })

  it('4. The vulnerability is reproduced', async () => {
    assert.equal(present(await rosa.thread()), '4')
    await ada.give(rosa.number, 'ConfirmReproduction')
  })

  it('5. The vulnerability is patched; the user gets a fixed binary, docker image and git patch', async () => {
    await ada.give(
      rosa.number,
      'OfferFix',
      { text: 'Three ways to test it.', version: '4.39.1-rc1', image: 'lantern:rc1' },
      { files: { 'fix.patch': 'diff', lantern: 'ELF' } },
    )
    assert.deepEqual(
      (await rosa.thread()).needs[0].files.map((file: { name: string }) => file.name),
      ['fix.patch', 'lantern'],
    )
  })

  it('6. The patch did not resolve the vulnerability, and the next one does', async () => {
    await rosa.give('VerifyFix', { holds: false, text: 'Not on Redis 7.' })
    assert.equal(present(await rosa.thread()), '5')
    await ada.give(rosa.number, 'OfferFix', { text: 'Now with Redis 7.' })
    await rosa.give('VerifyFix', { holds: true, text: 'Yes.' })
  })

  it('7. The CVE identifier is requested and assigned', async () => {
    assert.equal(present(await rosa.thread()), '7')
    await ada.give(rosa.number, 'DraftAdvisory', { fields: advisoryFields })
    assert.equal(await ada.refused(rosa.number, 'ReleaseAndPublish', release), 'cve-not-requested')
    await ada.give(rosa.number, 'RequestCve', { from: 'MITRE' })
    await ada.give(rosa.number, 'RecordCve', { cve })
    assert.equal((await rosa.thread()).cve, cve)
  })

  it('8. The release and the brief advisory are one act: neither goes alone', async () => {
    assert.equal(await ada.refused(rosa.number, 'ReleaseFix', { version: '4.39.1' }), 'release-with-advisory')
    assert.equal(await ada.refused(rosa.number, 'PublishAdvisory'), 'release-with-advisory')
  })

  it('8. The commit includes a clear reference to the CVE identifier, and the checklist is complete', async () => {
    assert.equal(
      await ada.refused(rosa.number, 'ReleaseAndPublish', { ...release, commit: '4b825dc' }),
      'commit-names-no-cve',
    )
    const without = await ada.answer(rosa.number, 'ReleaseAndPublish', { ...release, fields: { impact: '' } })
    assert.equal(without.body.refused, 'checklist-incomplete')
    assert.match(without.body.hint, /Missing: impact\./)
  })

  it('8. The advisory is published as an initial public disclosure that holds back what is needed to reproduce it', async () => {
    const preview = await ada.preview(rosa.number)
    assert.equal(preview.extent, 'brief')
    await ada.give(rosa.number, 'ReleaseAndPublish', { ...release, digest: preview.digest, seen: preview.seq })
    const page = await desk.read(`/advisories/${id}`)
    for (const shown of [
      advisoryFields.title,
      advisoryFields.summary,
      advisoryFields.impact,
      advisoryFields.mitigation,
      cve,
    ])
      assert.ok(page.includes(shown), shown)
    for (const held of [advisoryFields.details, advisoryFields.reproduce])
      assert.deepEqual(await whereItSays(desk, id, held), [], held)
    assert.match(page, /brief advisory/)
    assert.equal((await rosa.thread()).advisory.extent, 'brief')
    assert.equal((await rosa.thread()).released.version, '4.39.1')
  })

  it('9. It is due roughly 7 days after the release, and the team is reminded, not stopped', async () => {
    const { next, deadlines } = await ada.case(rosa.number)
    assert.equal(next.what, 'complete the advisory')
    assert.equal(deadlines.details, new Date(desk.now() + 7 * 86_400_000).toISOString())
    await desk.days(8)
    assert.equal((await ada.case(rosa.number)).next.overdue, true)
  })

  it('9. The security advisory is updated with what was not disclosed in the first one', async () => {
    await ada.give(rosa.number, 'PublishAdvisory')
    const page = await desk.read(`/advisories/${id}`)
    for (const shown of [advisoryFields.details, advisoryFields.reproduce]) assert.ok(page.includes(shown), shown)
    const first = await desk.read(`/advisories/${id}?revision=1`)
    assert.ok(!first.includes(advisoryFields.details))
    assert.equal((await rosa.thread()).advisory.extent, 'full')
    assert.equal(present(await rosa.thread()), '')
  })

  it('credits her as she chose with the report itself, from the first revision on', async () => {
    assert.deepEqual(await whereItSays(desk, id, 'Rosa L.'), [
      `/advisories/${id}`,
      `/advisories/${id}.md`,
      `/advisories/${id}.osv.json`,
      '/advisories/feed.atom',
      '/advisories/feed.json',
      '/credits',
    ])
    assert.ok((await desk.read(`/advisories/${id}?revision=1`)).includes('Rosa L.'))
    for (const secret of ['heliotrope', 'Redis', 'A model wrote', rosa.number])
      assert.deepEqual(await whereItSays(desk, id, secret), [], secret)
  })
})

describe('a brief advisory of the third policy', () => {
  it('is closed by CompleteDetails where nothing was held back', async () => {
    const desk = await openHouse({ policy: 'authelia-3' })
    try {
      const ada = await desk.member('Ada')
      const report = await readyForRelease(desk, ada)
      await ada.give(report.number, 'ReleaseAndPublish', { ...release, fields: { ...advisoryFields, heldBack: [] } })
      assert.ok((await desk.read('/advisories/AUTHELIA-2026-0001')).includes(advisoryFields.details))
      await ada.give(report.number, 'CompleteDetails', { reason: 'Nothing was held back.' })
      const closed = await ada.case(report.number)
      assert.equal(closed.stage, 'published')
      assert.equal(closed.deadlines.details, undefined)
      assert.doesNotMatch(await desk.read('/advisories/AUTHELIA-2026-0001'), /They follow around/)
      assert.equal(await ada.refused(report.number, 'CompleteDetails', { reason: 'again' }), 'already-done')
    } finally {
      await desk.close()
    }
  })
})

describe('a reporter under the third policy who never returns', () => {
  it('holds nothing up, and neither does a CVE id that never comes', async () => {
    const desk = await openHouse({ policy: 'authelia-3' })
    try {
      const ada = await desk.member('Ada')
      const gone = await desk.report({ reporter: { name: 'Nobody Now' } })
      await ada.give(gone.number, 'RequestInformation', { text: 'Which version?' })
      await desk.days(30)
      await ada.give(gone.number, 'AcceptReport')
      await ada.give(gone.number, 'ConfirmReproduction')
      await ada.give(gone.number, 'OfferFix', { text: 'Please test.' })
      await desk.days(7)
      await ada.give(gone.number, 'VerifyFix', { holds: true })
      await ada.give(gone.number, 'RequestCve')
      await desk.days(20)
      assert.equal(
        await ada.refused(gone.number, 'ReleaseAndPublish', { ...release, fields: advisoryFields }),
        'credit-not-asked',
      )
      await ada.give(gone.number, 'AskCredit')
      await ada.give(gone.number, 'ReleaseAndPublish', { ...release, fields: advisoryFields })
      await desk.days(7)
      await ada.give(gone.number, 'PublishAdvisory')
      assert.deepEqual(await whereItSays(desk, 'AUTHELIA-2027-0001', 'Nobody Now'), [])
    } finally {
      await desk.close()
    }
  })
})

async function readyForRelease(desk: TestHouse, ada: Member): Promise<Reporter> {
  const report = await desk.report({ credit: { as: 'none' } })
  await ada.give(report.number, 'ConfirmReproduction')
  await ada.give(report.number, 'OfferFix', { text: 'Here.' })
  await report.give('VerifyFix', { holds: true })
  await ada.give(report.number, 'RequestCve')
  await ada.give(report.number, 'RecordCve', { cve })
  return report
}

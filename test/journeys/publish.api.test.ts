import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { filledIn, houseTexts } from '../../src/case/canned.ts'
import { advisoryFields, day, openHouse, type TestHouse } from './house-kit.ts'
import { throughRelease } from './through-the-steps.ts'

const readyFix = filledIn(houseTexts.steps.patch, { deadline: '14 February 2027' })

let desk: TestHouse
afterEach(() => desk?.close())

const iso = (at: number) => new Date(at).toISOString()

describe('a scheduled advisory', () => {
  it('is published by the clockwork at its time, word for word as it was previewed', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'none' } })
    await throughRelease(desk, ada, report)
    const preview = await ada.preview(report.number)
    const publishAt = desk.now() + 8 * day
    assert.equal(
      await ada.refused(report.number, 'ScheduleAdvisory', { publishAt: iso(desk.now() + 6 * day) }),
      'users-still-updating',
    )
    await ada.give(report.number, 'ScheduleAdvisory', {
      publishAt: iso(publishAt),
      digest: preview.digest,
      seen: preview.seq,
    })
    assert.equal((await ada.case(report.number)).schedule.publishAt, iso(publishAt))

    await desk.days(7)
    assert.equal((await report.thread()).advisory, null)
    await desk.days(1)
    const published = await report.thread()
    assert.equal(published.advisory.at, iso(publishAt))
    assert.ok((await desk.read(`/advisories/${published.advisory.id}`)).includes(preview.full.title))
  })

  it('is held and told when the text changed after it was planned', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'none' } })
    await throughRelease(desk, ada, report)
    await ada.give(report.number, 'ScheduleAdvisory', { publishAt: iso(desk.now() + 8 * day) })
    await ada.give(report.number, 'DraftAdvisory', { fields: { title: 'Another title' } })
    await desk.days(9)
    const held = await ada.case(report.number)
    assert.equal(held.held.reason, 'changed')
    assert.equal((await report.thread()).advisory, null)
    await ada.give(report.number, 'PublishAdvisory')
  })

  it('is called off by a member', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'none' } })
    await throughRelease(desk, ada, report)
    await ada.give(report.number, 'ScheduleAdvisory', { publishAt: iso(desk.now() + 8 * day) })
    await ada.give(report.number, 'CancelSchedule', { reason: 'One more product is affected.' })
    await desk.days(9)
    assert.equal((await report.thread()).advisory, null)
    assert.equal(await ada.refused(report.number, 'CancelSchedule', { reason: 'Again.' }), 'nothing-scheduled')
  })
})

describe('a program that is about to publish', () => {
  it('is told everything that stands against it, and what would be better', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report()
    const codes = async () =>
      (await ada.preview(report.number)).problems.map(({ refused }: { refused: string }) => refused)
    assert.deepEqual(await codes(), ['not-released', 'credit-not-asked', 'text-missing', 'nothing-users-can-do'])
    assert.ok(
      (await ada.preview(report.number)).warnings.some(
        ({ field, text }: { field: string; text: string }) =>
          field === 'affected' && /Scanners will not find/.test(text),
      ),
    )
    await throughRelease(desk, ada, report)
    assert.deepEqual(await codes(), ['users-still-updating'])
    assert.deepEqual((await ada.preview(report.number)).warnings, [])
    await desk.days(7)
    assert.deepEqual(await codes(), [])
    await ada.give(report.number, 'PublishAdvisory')
    assert.deepEqual(await codes(), ['nothing-changed'])
  })

  it('is told at once that what it planned will be held', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'none' } })
    await throughRelease(desk, ada, report)
    await ada.give(report.number, 'ScheduleAdvisory', { publishAt: iso(desk.now() + 8 * day) })
    assert.deepEqual((await ada.case(report.number)).schedule.problems, [])
    await ada.give(report.number, 'DraftAdvisory', { fields: { title: 'Another title' } })
    const [problem] = (await ada.case(report.number)).schedule.problems
    assert.equal(problem.refused, 'preview-outdated')
    assert.match(problem.hint, /plan it again/)
  })

  it('gives what others can read: a fix to test, numbers of weaknesses, versions in their order', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const { number } = await desk.report()
    await ada.give(number, 'ConfirmReproduction')
    assert.equal(await ada.refused(number, 'OfferFix', { text: readyFix }), 'nothing-to-test')
    await ada.give(number, 'OfferFix', { text: readyFix }, { files: { 'fix.patch': 'diff' } })
    assert.equal(await ada.refused(number, 'DraftAdvisory', { fields: { cwe: 'XSS' } }), 'not-cwe')
    const affected = [{ product: 'Lantern', introduced: '4.40.0', fixed: '4.39.1' }]
    assert.equal(await ada.refused(number, 'DraftAdvisory', { fields: { affected } }), 'versions-unclear')
    const { body } = await ada.answer(number, 'SetAffected', { affected })
    assert.match(body.hint, /Lantern: The fix comes after the first affected version/)
  })
})

describe('an advisory that two people approve', () => {
  it('needs the eyes of another member on this very text', async () => {
    desk = await openHouse({ policy: 'vendor' })
    const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace')]
    const report = await desk.report({ credit: { as: 'none' } })
    await ada.give(report.number, 'ConfirmReproduction')
    await ada.give(report.number, 'OfferFix', { text: 'Here.' })
    await report.give('VerifyFix', { holds: true })
    await ada.give(report.number, 'RequestCve')
    await ada.give(report.number, 'ReleaseFix', { version: '4.39.1' })
    await ada.give(report.number, 'DraftAdvisory', { fields: advisoryFields })
    await desk.days(14)
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'approval-missing')
    await ada.give(report.number, 'ApproveAdvisory')
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'approval-missing')

    const { digest } = await grace.preview(report.number)
    await grace.give(report.number, 'ApproveAdvisory', { digest })
    // What was approved is this text, and no other one.
    await ada.give(report.number, 'DraftAdvisory', { fields: { title: 'Sessions outlive signing out' } })
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'approval-missing')
    assert.equal(await grace.refused(report.number, 'ApproveAdvisory', { digest }), 'preview-outdated')
    await grace.give(report.number, 'ApproveAdvisory')
    await ada.give(report.number, 'PublishAdvisory')
    assert.equal((await report.thread()).advisory.id, 'HG-2026-0001')
  })
})

describe('attacks', () => {
  it('are recorded with when the team became aware, go to the top of the inbox, and end the window at once', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'none' } })
    await throughRelease(desk, ada, report)
    const awareAt = iso(desk.now() - 3_600_000)
    assert.equal(
      await ada.refused(report.number, 'RecordExploitation', { awareAt: iso(desk.now() + day), reason: 'Tomorrow.' }),
      'time-is-ahead',
    )
    assert.equal(
      (await ada.answer(report.number, 'RecordExploitation', { awareAt: '2026-11-21 09:00', reason: 'No zone.' }))
        .status,
      422,
    )
    await ada.give(report.number, 'RecordExploitation', { awareAt, by: 'A customer', reason: 'Requests in their log.' })
    const seen = await ada.case(report.number)
    assert.deepEqual(seen.exposure.attacks, { awareAt, by: 'A customer', reason: 'Requests in their log.' })
    assert.equal(seen.embargo.state, 'exited')
    const exploited = await ada.get('/api/v1/cases?group=exploited')
    assert.deepEqual(
      exploited.body.items.map((row: { number: string }) => row.number),
      [report.number],
    )
    await ada.give(report.number, 'PublishAdvisory')
  })
})

describe("an embargo from the reporter's own plan", () => {
  it('is proposed by the report, accepted by the team, and holds the advisory until its date', async () => {
    desk = await openHouse({ policy: 'project:\n  name: Lantern\npublish:\n  updateWindow: 0\n' })
    const ada = await desk.member('Ada')
    const planAt = iso(desk.now() + 100 * day)
    const report = await desk.report({ plan: 'I speak about it at a conference.', planAt, credit: { as: 'none' } })
    const proposed = (await ada.case(report.number)).embargo
    assert.equal(proposed.state, 'revising')
    assert.deepEqual(proposed.proposal, { by: 'reporter', until: planAt })
    assert.equal(await report.refused('AcceptEmbargo'), 'own-proposal')
    await ada.give(report.number, 'AcceptEmbargo')
    assert.deepEqual((await report.thread()).embargo, { state: 'active', until: planAt, terms: 'date', proposal: null })

    await throughRelease(desk, ada, report)
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'embargo-active')
    assert.equal(
      await ada.refused(report.number, 'ScheduleAdvisory', { publishAt: iso(desk.now() + 99 * day) }),
      'embargo-active',
    )
    await desk.days(100)
    const afterwards = await desk.member('Ada')
    assert.equal((await afterwards.case(report.number)).embargo.state, 'exited')
    await afterwards.give(report.number, 'PublishAdvisory')
  })

  it('is ended by a lead with a reason, and the reporter sees that it is over', async () => {
    desk = await openHouse({ policy: 'project:\n  name: Lantern\npublish:\n  updateWindow: 0\n' })
    const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace', 'lead')]
    const report = await desk.report({ credit: { as: 'none' } })
    await report.give('ProposeEmbargo', { until: iso(desk.now() + 120 * day), text: 'Until my talk, please.' })
    await ada.give(report.number, 'AcceptEmbargo')
    await throughRelease(desk, ada, report)
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'embargo-active')
    assert.equal(await ada.refused(report.number, 'ExitEmbargo', { reason: 'It leaked.' }), 'lead-only')
    await grace.give(report.number, 'ExitEmbargo', { reason: 'It leaked.' })
    assert.equal((await report.thread()).embargo.state, 'exited')
    await ada.give(report.number, 'PublishAdvisory')
  })

  it('is turned down by the team, and what was agreed before stays', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report()
    const before = (await report.thread()).embargo
    await report.give('ProposeEmbargo', { until: iso(desk.now() + 200 * day) })
    await ada.give(report.number, 'RejectEmbargo', { text: 'That is too long for our users.' })
    const after = await report.thread()
    assert.deepEqual(after.embargo, before)
    assert.equal(after.messages.at(-1).text, 'That is too long for our users.')
  })
})

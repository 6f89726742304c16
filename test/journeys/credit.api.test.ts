import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { day, openHouse, type TestHouse } from './house-kit.ts'
import { inPublic, whereItSays } from './in-public.ts'
import { throughPublication, throughRelease } from './through-the-steps.ts'

let desk: TestHouse
afterEach(() => desk?.close())

const everywhere = (id: string) => [
  `/advisories/${id}`,
  `/advisories/${id}.md`,
  `/advisories/${id}.osv.json`,
  '/advisories/feed.atom',
  '/advisories/feed.json',
  '/credits',
]

describe('credit', () => {
  it('leaves no name of an anonymous reporter anywhere, though the team knows who it was', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({
      reporter: { name: 'Ximena Quiet', email: 'ximena@quiet.example' },
      credit: { as: 'anonymous', name: 'Ximena Quiet' },
    })
    assert.equal((await ada.case(report.number)).reporter.name, 'Ximena Quiet')
    const id = await throughPublication(desk, ada, report)
    for (const word of ['Ximena', 'quiet.example', report.number, report.receipt])
      assert.deepEqual(await whereItSays(desk, id, word), [], word)
    assert.equal(JSON.parse(await desk.read(`/advisories/${id}.osv.json`)).credits, undefined)
  })

  it('shows a named reporter everywhere exactly as the reporter previewed it', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({
      reporter: { name: 'Rosa Luz' },
      credit: { as: 'named', name: 'R. <Luz> & Co', url: 'https://luz.example/r?a=1&b=2' },
    })
    const previewed = (await report.thread()).credit
    assert.deepEqual([previewed.name, previewed.url], ['R. <Luz> & Co', 'https://luz.example/r?a=1&b=2'])
    await throughRelease(desk, ada, report)
    assert.deepEqual((await ada.preview(report.number)).full.credits, [{ name: previewed.name, url: previewed.url }])
    await desk.days(7)
    await ada.give(report.number, 'PublishAdvisory')
    const { id } = (await report.thread()).advisory
    const osv = JSON.parse(await desk.read(`/advisories/${id}.osv.json`))
    assert.deepEqual(osv.credits, [{ name: previewed.name, type: 'REPORTER', contact: [previewed.url] }])
    const texts = await inPublic(desk, id)
    for (const path of [`/advisories/${id}`, '/credits']) {
      assert.ok(texts.get(path)?.includes('R. &lt;Luz> &amp; Co'), path)
      assert.ok(texts.get(path)?.includes('href="https://luz.example/r?a=1&amp;b=2"'), path)
    }
    // What was private, the name of the person, is not what was given for credit.
    assert.deepEqual(await whereItSays(desk, id, 'Rosa Luz'), [])
  })

  it('follows a change of mind until the publication, and names nobody who says nothing', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'named', name: 'First Form' } })
    await report.give('ChooseCredit', { as: 'named', name: 'Second Form' })
    await ada.give(report.number, 'ConfirmCredit')
    await report.give('ChooseCredit', { as: 'none' })
    const id = await throughPublication(desk, ada, report)
    for (const name of ['First Form', 'Second Form']) assert.deepEqual(await whereItSays(desk, id, name), [])
    assert.ok(!(await desk.read(`/advisories/${id}`)).includes('stay unnamed'))
  })

  it('takes the name that a member looked at when planning, and holds where another was given since', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'named', name: 'Rosa' } })
    await throughRelease(desk, ada, report)
    const publishAt = new Date(desk.now() + 8 * 86_400_000).toISOString()
    await ada.give(report.number, 'ScheduleAdvisory', { publishAt })
    assert.equal((await ada.case(report.number)).credit.confirmed, true)
    await report.give('ChooseCredit', { as: 'named', name: 'Somebody Else' })
    await desk.days(9)
    const held = await ada.case(report.number)
    assert.equal(held.published.length, 0)
    assert.ok(held.held !== null)
  })

  it('takes a name out of what is published already, when the person asks to be forgotten', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({
      reporter: { name: 'Rosa', email: 'rosa@example.org' },
      credit: { as: 'named', name: 'Rosa Luz' },
    })
    const id = await throughPublication(desk, ada, report)
    assert.deepEqual(await whereItSays(desk, id, 'Rosa Luz'), everywhere(id))
    await report.give('ForgetPerson')
    assert.deepEqual(await whereItSays(desk, id, 'Rosa'), [])
    assert.equal(JSON.parse(await desk.read(`/advisories/${id}.osv.json`)).credits, undefined)
    const seen = await ada.case(report.number)
    assert.deepEqual(seen.reporter, { name: null, email: null, credit: null })
  })
})

describe('a name given after the receipt code was replaced', () => {
  it('waits until a member confirmed it, also where a member publishes', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'named', name: 'Rosa Luz' } })
    await throughRelease(desk, ada, report)
    const thief = desk.reporter(await replaced(desk, report.receipt))
    await thief.give('ChooseCredit', { as: 'named', name: 'Somebody Else' })
    await desk.days(7)
    assert.equal((await ada.case(report.number)).next.what, 'confirm the credit')
    assert.equal(await ada.refused(report.number, 'PublishAdvisory'), 'credit-not-confirmed')
    await ada.give(report.number, 'ConfirmCredit')
    await ada.give(report.number, 'PublishAdvisory')
  })

  it('holds nothing up where nobody is to be named', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ credit: { as: 'named', name: 'Rosa Luz' } })
    await throughRelease(desk, ada, report)
    const again = desk.reporter(await replaced(desk, report.receipt))
    await again.give('ChooseCredit', { as: 'anonymous' })
    await desk.days(7)
    await ada.give(report.number, 'PublishAdvisory')
  })
})

async function replaced({ house: { desk: of } }: TestHouse, receipt: string): Promise<string> {
  const access = await of.openReceipt(receipt)
  assert.ok(access !== undefined && 'stream' in access)
  const code = await of.rotateReceipt(access, of.offerReceipt(access).offer)
  assert.ok(typeof code === 'string')
  return code
}

describe('a reporter who dropped their name', () => {
  it('goes on to answer, test and choose, and stays without a name', async () => {
    desk = await openHouse()
    const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace', 'lead')]
    const report = await desk.report({ reporter: { name: 'Rosa' }, credit: { as: 'named', name: 'Rosa Luz' } })
    await report.give('ForgetPerson')
    await ada.give(report.number, 'RequestInformation', { text: 'Which version?' })
    await report.give('AddInformation', { text: '4.38.' })
    await report.give('SendMessage', { text: 'Are you there?' })
    await ada.give(report.number, 'AcceptReport')
    await ada.give(report.number, 'ConfirmReproduction')
    await ada.give(report.number, 'OfferFix', { text: 'Please try.' })
    await report.give('VerifyFix', { holds: false, text: 'Not yet.' })
    await ada.give(report.number, 'OfferFix', { text: 'And now?' })
    await report.give('VerifyFix', { holds: true })
    await report.give('ChooseCredit', { as: 'anonymous' })
    // Nobody else gives them a name again.
    const onBehalf = { channel: 'phone', evidence: 'They said so.' }
    for (const member of [ada, grace])
      assert.equal(
        await member.refused(report.number, 'ChooseCredit', { as: 'named', name: 'Rosa Luz', onBehalf }),
        'name-needs-reporter',
      )
    assert.equal(await ada.refused(report.number, 'ConfirmCredit'), 'nothing-to-confirm')
    assert.equal(await report.refused('ForgetPerson'), 'already-done')
    assert.deepEqual((await ada.case(report.number)).reporter, { name: null, email: null, credit: null })
  })

  it('may give another name, which never takes the place of the one that was dropped', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report({ reporter: { name: 'Rosa' }, credit: { as: 'named', name: 'Rosa Luz' } })
    const id = await throughPublication(desk, ada, report)
    await report.give('ForgetPerson')
    await report.give('ChooseCredit', { as: 'named', name: 'Wren' })
    assert.equal((await report.thread()).credit.name, 'Wren')
    const { reporter } = await ada.case(report.number)
    assert.deepEqual([reporter.name, reporter.email], [null, null])
    // What is published pointed at the dropped name, and goes on pointing at nothing.
    for (const name of ['Rosa', 'Wren']) assert.deepEqual(await whereItSays(desk, id, name), [], name)
    await report.give('ForgetPerson')
    assert.equal((await report.thread()).credit.name, null)
    await report.give('ChooseCredit', { as: 'named', name: 'Third' })
    assert.equal((await report.thread()).credit.name, 'Third')
    assert.deepEqual(await whereItSays(desk, id, 'Third'), [])
  })
})

describe('a person who asks a lead to be forgotten', () => {
  it('is dropped from the case and from what is published, by nobody but a lead', async () => {
    desk = await openHouse()
    const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace', 'lead')]
    const report = await desk.report({ reporter: { name: 'Rosa' }, credit: { as: 'named', name: 'Rosa Luz' } })
    const id = await throughPublication(desk, ada, report)
    assert.equal(await ada.refused(report.number, 'ForgetPerson'), 'lead-only')
    await grace.give(report.number, 'ForgetPerson')
    assert.deepEqual(await whereItSays(desk, id, 'Rosa'), [])
    assert.deepEqual((await ada.case(report.number)).reporter, { name: null, email: null, credit: null })
    assert.equal(await grace.refused(report.number, 'ForgetPerson'), 'already-done')
  })
})

const lantern = (duplicates: string) => `project:\n  name: Lantern\ncredit:\n  duplicates: ${duplicates}\n`

describe('the reporter of a duplicate', () => {
  it('follows the main case without its text, and is credited beside the first one', async () => {
    desk = await openHouse({ policy: lantern('all-before-publication') })
    const ada = await desk.member('Ada')
    const first = await desk.report({
      title: 'The first one',
      description: 'Private words of the first.',
      credit: { as: 'named', name: 'Rosa' },
    })
    desk.later(60_000)
    const second = await desk.report({ title: 'The same again' })
    await ada.give(second.number, 'DeclineReport', {
      reason: 'duplicate',
      duplicateOf: first.number,
      text: 'Somebody told us before you. You can follow it here.',
    })
    assert.deepEqual((await ada.case(first.number)).duplicates, [second.number])

    await ada.give(second.number, 'AskCredit')
    await second.give('ChooseCredit', { as: 'named', name: 'Tomás' })
    await ada.give(second.number, 'ConfirmCredit')
    await throughRelease(desk, ada, first)
    const follows = await second.thread()
    assert.equal(follows.follows, true)
    assert.equal(follows.stage, 'users-updating')
    assert.equal(follows.released.version, '4.39.1')
    assert.ok(!JSON.stringify(follows).includes('Private words'))
    assert.ok(!JSON.stringify(follows).includes(first.number))

    await desk.days(7)
    await ada.give(first.number, 'PublishAdvisory')
    const { id } = (await second.thread()).advisory
    const osv = JSON.parse(await desk.read(`/advisories/${id}.osv.json`))
    assert.deepEqual(
      osv.credits.map((credit: { name: string }) => credit.name),
      ['Rosa', 'Tomás'],
    )
    assert.deepEqual(await whereItSays(desk, id, 'Tomás'), everywhere(id))
  })

  it('is not named by a publication that nobody looks at, until a member looked at the name', async () => {
    desk = await openHouse({ policy: lantern('all-before-publication') })
    const ada = await desk.member('Ada')
    const first = await desk.report({ credit: { as: 'named', name: 'Rosa' } })
    desk.later(60_000)
    const second = await desk.report({ credit: { as: 'named', name: 'Tomás' } })
    await ada.give(second.number, 'DeclineReport', {
      reason: 'duplicate',
      duplicateOf: first.number,
      text: 'Told before.',
    })
    await throughRelease(desk, ada, first)
    const plan = { publishAt: new Date(desk.now() + 8 * day).toISOString() }
    assert.equal(await ada.refused(first.number, 'ScheduleAdvisory', plan), 'credit-not-confirmed')
    await ada.give(second.number, 'ConfirmCredit')
    await ada.give(first.number, 'ScheduleAdvisory', plan)
    for (let passed = 0; passed < 16; passed++) await desk.days(0.5)
    const { id } = (await first.thread()).advisory
    assert.deepEqual(await whereItSays(desk, id, 'Tomás'), everywhere(id))
  })

  it('is not credited where the policy credits the first report alone', async () => {
    desk = await openHouse({ policy: lantern('first') })
    const ada = await desk.member('Ada')
    const first = await desk.report({ credit: { as: 'named', name: 'Rosa' } })
    desk.later(60_000)
    const second = await desk.report({ credit: { as: 'named', name: 'Tomás' } })
    await ada.give(second.number, 'DeclineReport', {
      reason: 'duplicate',
      duplicateOf: first.number,
      text: 'Told before.',
    })
    const id = await throughPublication(desk, ada, first)
    assert.equal((await second.thread()).advisory.id, id)
    assert.deepEqual(await whereItSays(desk, id, 'Tomás'), [])
    assert.deepEqual(await whereItSays(desk, id, 'Rosa'), everywhere(id))
  })

  it('needs a main case that is there, that is another one, and that is no duplicate itself', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const [first, second, third] = [await desk.report(), await desk.report(), await desk.report()]
    const decline = (duplicateOf?: string) => ({
      reason: 'duplicate',
      text: 'Told before.',
      ...(duplicateOf && { duplicateOf }),
    })
    assert.equal(await ada.refused(second.number, 'DeclineReport', decline()), 'duplicate-needs-case')
    assert.equal((await ada.answer(second.number, 'DeclineReport', decline('P-000000'))).status, 422)
    assert.equal(await ada.refused(second.number, 'DeclineReport', decline(second.number)), 'duplicate-of-itself')
    await ada.give(second.number, 'DeclineReport', decline(first.number))
    assert.equal(await ada.refused(third.number, 'DeclineReport', decline(second.number)), 'duplicate-of-duplicate')
  })
})

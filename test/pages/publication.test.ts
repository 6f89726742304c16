import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { filledIn, houseTexts } from '../../src/case/canned.ts'
import type { Command } from '../../src/case/command.ts'
import { comesBack, joins, type Keyed, presses } from './keyed.ts'
import { days, type Fields, report, someReport, type TestDesk, testDesk } from './visitor.ts'

const readyFix = filledIn(houseTexts.steps.patch, { deadline: '14 February 2027' })

const yaml = `project: { name: Lantern }
limits: { reportsPerHour: 1000, signInsPerHour: 1000 }
`
const text = {
  title: 'A lock that did not',
  summary: 'The back door could be opened.',
  impact: 'Anybody could come in.',
  mitigation: 'Update to 1.2.4.',
  details: 'The bolt was drawn before the key was turned.',
}

let desk: TestDesk
let ada: Keyed
before(async () => {
  desk = await testDesk({ yaml })
  ada = await joins(desk.house, 'Ada', 'lead')
})
after(() => desk.close())

/** A case with a fix that is out; its reporter wishes no mention. */
async function released(at: TestDesk = desk): Promise<string> {
  const { number } = await report(at.visitor(), { ...someReport, credit: 'none' })
  await at.act(number, { type: 'ConfirmReproduction' })
  await at.act(number, { type: 'OfferFix', text: 'Here.', version: '1.2.4-rc1', files: [] })
  await at.act(number, { type: 'VerifyFix', holds: true, files: [], onBehalf: { channel: 'email', evidence: 'Mail.' } })
  await at.act(number, { type: 'ReleaseFix', version: '1.2.4' })
  return number
}

const acts = (number: string, act: Command['type']) => `/desk/cases/${number}/acts/${act}`
const pages = (number: string) => ({
  case: `/desk/cases/${number}`,
  advisory: `/desk/cases/${number}/advisory`,
  publish: `/desk/cases/${number}/publish`,
  affected: `/desk/cases/${number}/affected`,
})

async function sends({ visitor }: Keyed, page: string, act: string, fields: Fields = {}): Promise<void> {
  await visitor.get(page)
  await visitor.send(act, fields)
}

const linksIn = (page: string): readonly string[] =>
  [...page.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

describe('the publish page', () => {
  it('names everything that stands against publishing, each with what to do and where', async () => {
    const { number } = await report(desk.visitor())
    const { publish, case: casePage, advisory, affected } = pages(number)
    const { visitor } = ada
    await visitor.get(publish)
    assert.match(
      visitor.words,
      /Not yet The advisory waits until the fix is released\. .*Ask the reporter about credit first\. .*Give the advisory a title and a summary.*Say what users can do/,
    )
    const links = linksIn(visitor.page)
    for (const href of [
      `${casePage}#next`,
      `${casePage}#AskCredit-form`,
      `${advisory}#DraftAdvisory-title`,
      `${advisory}#DraftAdvisory-mitigation`,
      affected,
    ])
      assert.ok(links.includes(href), `${href} in ${links.join(' ')}`)
    // Every link leads to something that is there.
    for (const href of links.filter((one) => one.includes('#') && one.startsWith('/desk/'))) {
      const [path = '', id = ''] = href.split('#')
      await visitor.get(path)
      assert.ok(visitor.page.includes(`id="${id}"`), href)
    }
  })

  it('names what a brief advisory lacks before the release', async () => {
    const staged = await testDesk({ yaml: 'project: { name: Lantern }\npublish: { when: with-release }\n' })
    try {
      const lead = await joins(staged.house, 'Ada', 'lead')
      const { number } = await report(staged.visitor())
      await lead.visitor.get(pages(number).publish)
      assert.match(lead.visitor.words, /An earlier step of the policy comes first\. Now: review the report\./)
      assert.match(lead.visitor.words, /Missing: summary, brief details, impact, mitigation, CVSS 4\.0\./)
      assert.doesNotMatch(lead.visitor.words, /Missing:[^.]*release URL/)
    } finally {
      await staged.close()
    }
  })

  it('says at once when scanners would pass the advisory by, and publishes it all the same', async () => {
    const number = await released()
    const { publish, advisory, affected } = pages(number)
    const { visitor } = ada
    await sends(ada, advisory, acts(number, 'DraftAdvisory'), text)
    assert.match(visitor.words, /Scanners will not find this advisory until a product is named/)
    await sends(ada, affected, affected, { do: 'save', product: 'Lantern', fixed: '1.2.4' })
    assert.match(
      visitor.words,
      /Scanners will not find “Lantern” in this advisory until its ecosystem and package are named/,
    )
    desk.clock.now += days(8)
    await comesBack(ada)
    await visitor.get(publish)
    assert.match(visitor.words, /Nothing stands against publishing this now\./)
    assert.match(visitor.words, /could be better Scanners will not find “Lantern”/)
    await sends(ada, affected, affected, {
      do: 'save',
      product: 'Lantern',
      fixed: '1.2.4',
      ecosystem: 'npm',
      package: 'lantern',
    })
    await visitor.get(publish)
    assert.doesNotMatch(visitor.words, /Scanners will not/)
  })

  it('says after publishing that it is public, and offers nothing that would be refused', async () => {
    const number = await released()
    const { publish, advisory } = pages(number)
    const { visitor } = ada
    await sends(ada, advisory, acts(number, 'DraftAdvisory'), text)
    desk.clock.now += days(8)
    await comesBack(ada)
    await presses(ada, publish, acts(number, 'PublishAdvisory'))
    assert.match(visitor.words, /The advisory is public\./)
    await visitor.get(publish)
    assert.match(visitor.words, /Revision 1 is public, and nothing changed since\./)
    assert.doesNotMatch(visitor.words, /Not yet/)
    assert.deepEqual(visitor.hidden(acts(number, 'PublishAdvisory')), {})
    assert.deepEqual(visitor.hidden(acts(number, 'ScheduleAdvisory')), {})
    assert.match(visitor.words, /Not possible now.*Publish the advisory Nothing changed since the last revision\./)

    await sends(ada, advisory, acts(number, 'DraftAdvisory'), { ...text, details: 'And the spring was weak.' })
    await visitor.get(publish)
    assert.match(visitor.words, /Nothing stands against publishing this now/)
    await presses(ada, publish, acts(number, 'PublishAdvisory'))
    const [{ id, revision } = { id: '', revision: 0 }] = (await desk.house.desk.advisories()).items
    assert.equal(revision, 2, id)
  })
})

describe('a planned publication', () => {
  it('stands on the case page, says at once that it would be held, and is planned again', async () => {
    const number = await released()
    const { case: casePage, publish, advisory } = pages(number)
    const { visitor } = ada
    await sends(ada, advisory, acts(number, 'DraftAdvisory'), text)
    const at = new Date(Math.floor((desk.clock.now + days(13)) / days(1)) * days(1) + days(0.5))
    const publishAt = at.toISOString().slice(0, 16)
    await presses(ada, publish, acts(number, 'ScheduleAdvisory'), { publishAt })
    await visitor.get(casePage)
    const plan = /Planned: \w+day \d+ \w+ 202\d, 12:00 UTC, revision 1/
    assert.match(visitor.words, plan)
    assert.doesNotMatch(visitor.words, /will be held/)

    // The very answer to the act that spoils the plan says so.
    await sends(ada, advisory, acts(number, 'DraftAdvisory'), { ...text, details: 'The bolt was rusty.' })
    const held = /Planned: .*, revision 1\. As things stand it will be held\. The advisory would say something else/
    assert.match(visitor.words, /The draft is saved\..*As things stand it will be held/)
    await visitor.get(casePage)
    assert.match(visitor.words, held)
    assert.ok(linksIn(visitor.page).includes(publish))

    await visitor.get(publish)
    assert.match(visitor.words, /Plan it again/)
    assert.ok(visitor.page.includes(`value="${publishAt}"`), 'the time that was planned stands ready')
    await presses(ada, publish, acts(number, 'ScheduleAdvisory'), { publishAt })
    await visitor.get(publish)
    assert.match(visitor.words, /Published Not published yet/)
    await visitor.get(casePage)
    assert.match(visitor.words, plan)
    assert.doesNotMatch(visitor.words, /will be held/)

    // A later date that both sides agree on.
    const until = new Date(at.getTime() + days(9)).toISOString().slice(0, 16)
    await sends(ada, casePage, acts(number, 'ProposeEmbargo'), { until })
    assert.doesNotMatch(visitor.words, /will be held/)
    await sends(ada, casePage, acts(number, 'AcceptEmbargo'), {
      behalf: 'yes',
      channel: 'email',
      evidence: 'Her mail.',
    })
    assert.match(visitor.words, /will be held\. All sides agreed that nothing is public before a later time/)
    await sends(ada, publish, acts(number, 'CancelSchedule'), { reason: 'A later date.' })
    await visitor.get(casePage)
    assert.doesNotMatch(visitor.words, /Planned:/)
  })

  it('tells programs the same', async () => {
    const number = await released()
    await sends(ada, pages(number).advisory, acts(number, 'DraftAdvisory'), text)
    await presses(ada, pages(number).publish, acts(number, 'ScheduleAdvisory'), { publishAt: '2027-03-03T12:00' })
    await sends(ada, pages(number).advisory, acts(number, 'DraftAdvisory'), { ...text, title: 'Another' })
    const id = (await desk.house.team.members()).find(({ name }) => name === 'Ada')?.id ?? ''
    const found = await desk.house.desk.caseFor({ as: 'member', member: id, role: 'lead' }, number)
    assert.deepEqual(
      found?.planProblems.map(({ refused }) => refused),
      ['preview-outdated'],
    )
  })
})

describe('what programs will read', () => {
  it('is checked at its field, and nothing typed is lost', async () => {
    const { number } = await report(desk.visitor())
    const { advisory, affected } = pages(number)
    const { visitor } = ada
    await sends(ada, advisory, acts(number, 'DraftAdvisory'), { ...text, cwe: 'Cross-site scripting' })
    assert.equal(visitor.status, 422)
    assert.match(visitor.page, /href="#DraftAdvisory-cwe"[^>]*>Write CWE, a hyphen and its number/)
    assert.match(visitor.page, /value="Cross-site scripting"/)
    assert.match(visitor.page, /The bolt was drawn[^<]*<\/textarea>/)
    await visitor.send(acts(number, 'DraftAdvisory'), { ...text, cwe: 'cwe-79,  CWE-80 cwe-79' })
    assert.match(visitor.page, /value="CWE-79, CWE-80"/)

    const row = { do: 'save', product: 'Lantern', ecosystem: 'npm', package: 'lantern' }
    for (const [typed, field, sentence] of [
      [{ introduced: '2.0.0', fixed: '1.2.4' }, 'fixed', /1\.2\.4 does not come after 2\.0\.0/],
      [{ fixed: '1.2' }, 'fixed', /npm would not understand “1\.2”/],
      [{ fixed: '1.2.4', lastAffected: '1.3.0' }, 'lastAffected', /1\.3\.0 cannot be affected any more/],
    ] as const) {
      await sends(ada, affected, affected, { ...row, ...typed })
      assert.equal(visitor.status, 422)
      assert.match(visitor.words, sentence)
      assert.match(visitor.page, new RegExp(`href="#${field}-0"`))
      for (const value of Object.values(typed)) assert.ok(visitor.page.includes(`value="${value}"`), value)
    }
    await sends(ada, affected, affected, { ...row, fixed: '1.2.4' })
    assert.equal(visitor.status, 200)
    await visitor.get(affected)
    const news = visitor.page.slice(visitor.page.lastIndexOf('<form'))
    assert.match(news, /value="new"/)
    visitor.page = news
    await visitor.send(affected, { ...row, fixed: '1.2.4' })
    assert.match(visitor.words, /stands in the list already/)
  })

  it('is a fix that can be tested, or words that say where it is', async () => {
    const { number } = await report(desk.visitor())
    const { case: casePage } = pages(number)
    await desk.act(number, { type: 'ConfirmReproduction' })
    await ada.visitor.get(casePage)
    await ada.visitor.send(acts(number, 'OfferFix'), { text: readyFix })
    assert.equal(ada.visitor.status, 409)
    assert.match(ada.visitor.words, /There is nothing to test yet\. Add a file, a container image or a version/)
    await ada.visitor.send(acts(number, 'OfferFix'), { text: readyFix }, [{ name: 'fix.patch', text: 'diff' }])
    assert.match(ada.visitor.words, /The fix was sent to the reporter/)
  })
})

describe('a policy that wants two people', () => {
  it('is followed by the pages: one approves this very text, the other one publishes it', async () => {
    const two = await testDesk({ yaml: `${yaml}publish: { approvals: 2 }\n` })
    try {
      const [noor, mia] = [await joins(two.house, 'Noor'), await joins(two.house, 'Milo')]
      const number = await released(two)
      const { publish, advisory } = pages(number)
      await sends(noor, advisory, acts(number, 'DraftAdvisory'), text)
      two.clock.now += days(8)
      for (const one of [noor, mia]) await comesBack(one)
      await noor.visitor.get(publish)
      assert.match(noor.visitor.words, /Not yet Another member has to approve this very text first/)
      assert.match(noor.visitor.words, /Approved by Nobody yet; two members are needed/)
      assert.deepEqual(noor.visitor.hidden(acts(number, 'PublishAdvisory')), {})

      // Whoever approved it is not the second pair of eyes for their own publishing.
      await presses(noor, publish, acts(number, 'ApproveAdvisory'))
      assert.match(noor.visitor.words, /You approved this text\./)
      assert.match(noor.visitor.words, /Approved by Noor/)
      assert.match(noor.visitor.words, /Not yet Another member has to approve/)
      await mia.visitor.get(publish)
      assert.match(mia.visitor.words, /Nothing stands against publishing this now/)

      // It counts for that text alone.
      await sends(noor, advisory, acts(number, 'DraftAdvisory'), { ...text, details: 'The bolt was rusty.' })
      await mia.visitor.get(publish)
      assert.match(mia.visitor.words, /Not yet Another member has to approve/)
      await presses(mia, publish, acts(number, 'ApproveAdvisory'))
      await presses(noor, publish, acts(number, 'PublishAdvisory'))
      assert.match(noor.visitor.words, /The advisory is public\./)
      const [published] = (await two.house.desk.advisories()).items
      assert.equal(published?.details, 'The bolt was rusty.')
    } finally {
      await two.close()
    }
  })

  it('may plan first: the plan says that it waits for the second one', async () => {
    const two = await testDesk({ yaml: `${yaml}publish: { approvals: 2 }\n` })
    try {
      const [noor, milo] = [await joins(two.house, 'Noor'), await joins(two.house, 'Milo')]
      const number = await released(two)
      const { publish, advisory, case: casePage } = pages(number)
      await sends(noor, advisory, acts(number, 'DraftAdvisory'), text)
      await presses(noor, publish, acts(number, 'ScheduleAdvisory'), { publishAt: '2026-12-03T12:00' })
      await noor.visitor.get(casePage)
      assert.match(
        noor.visitor.words,
        /Planned: Thursday 3 December 2026, 12:00 UTC, revision 1\. As things stand it will be held\. Another member has to approve/,
      )
      await presses(milo, publish, acts(number, 'ApproveAdvisory'))
      await noor.visitor.get(casePage)
      assert.match(noor.visitor.words, /Planned: Thursday 3 December 2026, 12:00 UTC, revision 1/)
      assert.doesNotMatch(noor.visitor.words, /will be held/)
    } finally {
      await two.close()
    }
  })
})

describe('news that could not be delivered', () => {
  it('is named in the inbox, and sent on its way again by a press', async () => {
    const { number } = await report(desk.visitor())
    await ada.visitor.get('/desk/undelivered')
    assert.match(ada.visitor.words, /Everything was delivered/)
    bury(number)
    await ada.visitor.get('/desk')
    assert.match(ada.visitor.words, /Some news could not be delivered\. The desk gave up on 1\./)
    await ada.visitor.get('/desk/undelivered')
    assert.match(ada.visitor.words, new RegExp(`A new report came in ${number} .*smtp-550, after 20 tries`))
    const page = ada.visitor.page
    await ada.visitor.send('/desk/undelivered')
    assert.match(ada.visitor.words, /It is on its way again\..*Everything was delivered/)
    ada.visitor.page = page
    await ada.visitor.send('/desk/undelivered')
    assert.match(ada.visitor.words, /on its way already/)
    await desk.house.tick()
    assert.deepEqual(states(number), { dead_at: 0, done: 1 })
    await ada.visitor.get('/desk')
    assert.doesNotMatch(ada.visitor.words, /could not be delivered/)
  })

  const open = () => new DatabaseSync(join(desk.house.config.data, 'postern.db'))
  /** Nothing fails on its way as long as there is no way out, so the row is given up by hand. */
  function bury(number: string): void {
    const database = open()
    const done = database
      .prepare(
        `update outbox set dead_at = ?, done_at = 0, tries = 20, last_error = 'smtp-550'
         where topic = 'case-news' and stream = (select stream from case_inbox where number = ?)`,
      )
      .run(desk.clock.now, number)
    database.close()
    assert.equal(done.changes, 1)
  }
  function states(number: string) {
    const database = open()
    const row = database
      .prepare(
        `select dead_at, done_at > 0 as done from outbox
         where topic = 'case-news' and stream = (select stream from case_inbox where number = ?)`,
      )
      .get(number)
    database.close()
    return { ...row }
  }
})

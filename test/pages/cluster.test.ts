import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Command } from '../../src/case/command.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'

const yaml = (rule: string) => `project: { name: Lantern }
credit: { duplicates: ${rule} }
limits: { reportsPerHour: 10000, messagesPerHour: 10000, signInsPerHour: 10000 }
`

describe('a cluster of reports', () => {
  let desk: Staffed
  let ada: Member
  let main: Sent
  let others: Sent[]
  type Sent = Awaited<ReturnType<Staffed['report']>>

  async function begin(rule = 'all-before-publication'): Promise<void> {
    desk = await staffedHouse({ yaml: yaml(rule) })
    ada = await desk.member('lead')
    main = await sent('The main one')
    others = [await sent('Another one'), await sent('A third one'), await sent('A fourth one')]
    for (const { number } of others)
      await give(number, {
        type: 'DeclineReport',
        reason: 'duplicate',
        text: 'The same.',
        duplicateOf: main.number.toLowerCase(),
      })
  }
  beforeEach(() => begin())
  afterEach(() => desk.close())

  async function sent(title: string): Promise<Sent> {
    const report = await desk.report({ title, description: 'What was found.' })
    desk.clock.to(desk.clock.now() + 1_000)
    return report
  }
  async function give(number: string, command: { type: string; [field: string]: unknown }): Promise<void> {
    const done = await desk.house.desk.handle(ada.actor, number, { id: randomUUID(), ...command } as unknown as Command)
    assert.ok('done' in done, JSON.stringify(done))
  }
  const threadOf = async (receipt: string) => (await (await desk.reading(receipt)).get('/thread')).body
  const caseOf = async (number: string) =>
    (await desk.house.desk.caseFor(ada.actor, number))?.view.case ?? assert.fail('the case is there')

  it('is answered by one decision, each reporter in their own thread, and nobody in another one’s', async () => {
    await give(main.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'We drew a line: **brass**.' })
    await desk.house.tick()
    for (const { receipt, number } of others) {
      assert.match(await threadOf(receipt), /We drew a line/)
      const said = (await caseOf(number)).thread.findLast(({ from }) => from === 'team')
      assert.equal(said?.member, ada.id)
    }
    const words = (await caseOf(others[0]?.number ?? '')).thread.filter(({ text }) => text.includes('brass'))
    assert.equal(words.length, 1, 'said once')
    await desk.house.tick()
    assert.equal((await caseOf(others[0]?.number ?? '')).thread.filter(({ text }) => text.includes('brass')).length, 1)
  })

  it('tells nobody who told us later that they were declined', async () => {
    for (const { receipt } of others) {
      const thread = await threadOf(receipt)
      assert.match(thread, /The same as an earlier report/)
      assert.doesNotMatch(thread, /Declined/)
      assert.match(thread, /review the report that came first; yours goes with it/)
      assert.doesNotMatch(thread, /review your report/)
    }
  })

  it('is asked about credit as the rule says, also who joins later', async () => {
    await give(main.number, { type: 'AskCredit', text: 'May we name you?' })
    await desk.house.tick()
    for (const { number } of others) assert.notEqual((await caseOf(number)).credit.askedAt, null)
    const late = await sent('A late one')
    await give(late.number, {
      type: 'DeclineReport',
      reason: 'duplicate',
      text: 'The same.',
      duplicateOf: main.number.toLowerCase(),
    })
    await desk.house.tick()
    assert.notEqual((await caseOf(late.number)).credit.askedAt, null)
  })

  it('under "first" asks nobody who will not be credited, and says so', async () => {
    await desk.close()
    await begin('first')
    await give(main.number, { type: 'AskCredit', text: 'May we name you?' })
    await desk.house.tick()
    for (const { number } of others) assert.equal((await caseOf(number)).credit.askedAt, null)
    const { body } = await ada.browser.get(`/desk/cases/${main.number}/cluster`)
    assert.match(body, /only the first who told us is credited/)
  })

  it('hears what is written to all of them, and the note stays with the main case', async () => {
    await ada.browser.get(`/desk/cases/${main.number}/cluster`)
    const answer = await ada.browser.submit(`/desk/cases/${main.number}/cluster`, { text: 'A fix is near.' })
    assert.equal(answer.to, `/desk/cases/${main.number}/cluster?done=told`)
    const { body } = await ada.browser.get(answer.to)
    assert.match(body, /Your words reach everybody: 0 of 3 so far/)
    await desk.house.tick()
    for (const { receipt } of others) assert.match(await threadOf(receipt), /A fix is near/)
    assert.doesNotMatch(await threadOf(main.receipt), /A fix is near/)
    assert.match((await caseOf(main.number)).notes.at(-1)?.text ?? '', /everybody who follows/)
    assert.doesNotMatch((await ada.browser.get(`/desk/cases/${main.number}/cluster`)).body, /so far/)
    await ada.browser.get(`/desk/cases/${main.number}/cluster`)
    assert.equal((await ada.browser.submit(`/desk/cases/${main.number}/cluster`, { text: ' ' })).status, 422)
  })

  it('is split again without loss, and what is said to the others is not said to that one', async () => {
    const [one] = others
    if (one === undefined) return assert.fail()
    const before = (await caseOf(one.number)).thread.length
    await ada.browser.get(`/desk/cases/${main.number}/cluster`)
    const path = `/desk/cases/${one.number}/acts/ReopenCase`
    assert.equal((await ada.browser.submit(path)).to, `/desk/cases/${one.number}?done=ReopenCase`)
    const split = await caseOf(one.number)
    assert.equal(split.declined, null)
    assert.equal(split.thread.length, before)
    assert.ok(split.deadlines.get('news') !== undefined || split.deadlines.get('first-answer') !== undefined)
    assert.equal((await caseOf(main.number)).duplicates.length, 2)
    await give(main.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'We drew a line.' })
    await desk.house.tick()
    assert.doesNotMatch(await threadOf(one.receipt), /We drew a line/)
    await give(one.number, { type: 'AcceptReport' })
  })

  it('goes on for the others where the reporter of the main case withdraws', async () => {
    const sent = await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: 'no-more', type: 'WithdrawReport', text: 'I leave it to you.' },
      headers: { authorization: `Receipt ${main.receipt}` },
    })
    assert.equal(sent.status, 200, sent.text)
    const found = await desk.house.desk.caseFor(ada.actor, main.number)
    assert.equal(found?.view.stage, 'received')
    assert.match(found?.view.case.notes.at(-1)?.text ?? '', /Others reported the same/)
    assert.match(found?.view.case.thread.at(-1)?.text ?? '', /I leave it to you/)
  })

  it('brings a wish for credit that comes after the publication before the team', async () => {
    const [one, other] = others
    if (one === undefined || other === undefined) return assert.fail()
    await give(main.number, { type: 'AskCredit' })
    await desk.house.tick()
    await publish()
    const { browser } = await desk.member('member')
    const { body } = await browser.get(`/desk/cases/${main.number}/publish`)
    assert.match(body, /Reporters of duplicates who said nothing about credit are not named/)
    assert.match(body, /3 were asked and did not answer yet/)
    const next = async () => (await desk.house.desk.caseFor(ada.actor, main.number))?.view.next.what
    assert.equal(await next(), 'nothing more')
    const wish = await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: 'name-me', type: 'ChooseCredit', as: 'named', name: 'Dora' },
      headers: { authorization: `Receipt ${one.receipt}` },
    })
    assert.equal(wish.status, 200, wish.text)
    assert.equal(await next(), 'bring the credit into the advisory')
    const waiting = await desk.house.desk.inbox(ada.actor, { group: 'waiting-to-publish' })
    assert.deepEqual(
      waiting.items.map(({ number }) => number),
      [main.number],
    )
    assert.match(await threadOf(one.receipt), /brings your wish for credit into a new revision/)
    assert.doesNotMatch(await threadOf(other.receipt), /brings your wish/)
    await give(main.number, { type: 'PublishAdvisory' })
    assert.equal(await next(), 'nothing more')
    assert.deepEqual((await desk.house.desk.inbox(ada.actor, { group: 'waiting-to-publish' })).items, [])
    assert.deepEqual((await desk.house.desk.advisories()).items[0]?.credits, [{ name: 'Dora', url: null }])
  })

  async function publish(): Promise<void> {
    const { number } = main
    await give(number, { type: 'AcceptReport' })
    await give(number, { type: 'ConfirmReproduction' })
    await give(number, { type: 'OfferFix', text: 'Try this.', files: [] })
    desk.clock.to(desk.clock.now() + 8 * 86_400_000)
    await give(number, { type: 'VerifyFix', holds: true, files: [] })
    await give(number, { type: 'ReleaseFix', version: '1.2.1' })
    const fields = { title: 'Door', summary: 'It stayed open.', mitigation: 'Update.' }
    await give(number, { type: 'DraftAdvisory', fields })
    desk.clock.to(desk.clock.now() + 8 * 86_400_000)
    await give(number, { type: 'PublishAdvisory' })
  }

  describe('that turns out to be the same as another one', () => {
    let second: Sent
    let theirs: Sent[]
    beforeEach(async () => {
      second = await sent('The other main one')
      theirs = [await sent('Follows the other'), await sent('Follows the other, too')]
      for (const { number } of theirs) await follow(number, second.number)
      await follow(second.number, main.number)
      await desk.house.tick()
    })
    const follow = (number: string, of: string) =>
      give(number, { type: 'DeclineReport', reason: 'duplicate', text: 'The same.', duplicateOf: of })

    it('becomes one with it by one decision, and says so', async () => {
      const { body } = await ada.browser.get(`/desk/cases/${main.number}/cluster`)
      assert.match(body, /4 other reports follow this case, and 2 more by way of one of them/)
      assert.match(body, /with 2 that follow it/)
      const other = (await ada.browser.get(`/desk/cases/${second.number}/cluster`)).body
      assert.match(other, new RegExp(`This case follows .*${main.number}.* itself`))
    })

    it('is answered as one: what is decided and told reaches everybody once', async () => {
      await give(main.number, { type: 'AskCredit', text: 'May we name you?' })
      await give(main.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'We drew a line.' })
      await desk.house.tick()
      for (const { number } of [...others, second, ...theirs]) {
        const { credit, thread } = await caseOf(number)
        assert.notEqual(credit.askedAt, null)
        assert.equal(thread.filter(({ text }) => text === 'We drew a line.').length, 1)
      }
      for (const { receipt } of theirs) {
        const thread = await threadOf(receipt)
        assert.doesNotMatch(thread, new RegExp(main.number))
        assert.doesNotMatch(thread, new RegExp(second.number))
      }
    })

    it('follows the stage of the main case, and its credits come into the one advisory', async () => {
      const [dora] = theirs
      if (dora === undefined) return assert.fail()
      await give(main.number, { type: 'AskCredit' })
      await desk.house.tick()
      await name(dora, 'Dora')
      await publish()
      assert.deepEqual((await desk.house.desk.advisories()).items[0]?.credits, [{ name: 'Dora', url: null }])
      await desk.house.tick()
      for (const { number } of [second, ...theirs]) assert.notEqual((await caseOf(number)).embargo.state, 'active')
      assert.match(await threadOf(dora.receipt), /The advisory is published/)
      await name(dora, 'Dora Luz')
      assert.equal((await view(main.number))?.next.what, 'bring the credit into the advisory')
    })

    it('is split again without loss, with those who came along', async () => {
      const before = await caseOf(second.number)
      await give(second.number, { type: 'ReopenCase', text: 'It is another one after all.' })
      assert.equal((await caseOf(main.number)).duplicates.length, 3)
      const split = await caseOf(second.number)
      assert.equal(split.declined, null)
      assert.deepEqual(split.duplicates, before.duplicates)
      assert.deepEqual(split.thread, before.thread)
      await give(second.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'No lantern of ours.' })
      await give(main.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'We drew a line.' })
      await desk.house.tick()
      for (const { receipt } of theirs) {
        assert.match(await threadOf(receipt), /No lantern of ours/)
        assert.doesNotMatch(await threadOf(receipt), /We drew a line/)
      }
    })

    it('lets one of those who came along go by itself', async () => {
      const [one, other] = theirs
      if (one === undefined || other === undefined) return assert.fail()
      await give(one.number, { type: 'ReopenCase', text: 'It is another one.' })
      assert.deepEqual((await caseOf(second.number)).duplicates.length, 1)
      await give(main.number, { type: 'DeclineReport', reason: 'out-of-scope', text: 'We drew a line.' })
      await desk.house.tick()
      assert.doesNotMatch(await threadOf(one.receipt), /We drew a line/)
      assert.match(await threadOf(other.receipt), /We drew a line/)
    })
  })

  const view = async (number: string) => (await desk.house.desk.caseFor(ada.actor, number))?.view
  async function name(who: Sent, as: string): Promise<void> {
    const wish = await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: randomUUID(), type: 'ChooseCredit', as: 'named', name: as },
      headers: { authorization: `Receipt ${who.receipt}` },
    })
    assert.equal(wish.status, 200, wish.text)
  }

  it('shows observers who follows, and lets them change nothing', async () => {
    const watcher = await desk.member('observer')
    const { status, body } = await watcher.browser.get(`/desk/cases/${main.number}/cluster`)
    assert.equal(status, 200)
    for (const { number } of others) assert.match(body, new RegExp(number))
    assert.doesNotMatch(body, /action="\/desk\/cases/)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import type { MemberActor } from '../../src/desk/desk.ts'
import { type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'
import { type EveningReport, evening } from '../stand-ins/evening.ts'

const yaml = `project: { name: Lantern }
acknowledge: { automatic: false }
limits: { reportsPerHour: 10000, messagesPerHour: 10000, signInsPerHour: 10000 }
`

/** A volunteer, one hour, forty reports, and no mouse. */
describe('the evening hour by keyboard alone', { skip: needs('chromium') }, () => {
  let desk: Staffed
  let browser: TestBrowser
  let visit: Visit
  let page: Page
  let url: string
  let mona: MemberActor
  const sent: { number: string; receipt: string; report: EveningReport }[] = []
  before(async () => {
    desk = await staffedHouse({ yaml, url: null })
    ;({ url } = await desk.house.open())
    for (const one of evening) {
      const { decision: _, ...body } = one
      sent.push({ ...(await desk.report(body)), report: one })
      desk.clock.to(desk.clock.now() + 1_000)
    }
    browser = await launchBrowser()
    visit = await browser.visit({ scripts: true })
    page = visit.page
    const added = await desk.house.team.addMember({ name: 'Mona', role: 'lead', by: null })
    assert.ok('member' in added)
    mona = { as: 'member', member: added.member, role: 'lead' }
    const made = await desk.house.team.memberSignIn('Mona')
    assert.ok('link' in made)
    await page.goto(made.link)
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Sign in' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${url}/desk`)
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })

  const here = async (): Promise<string> => /P-[0-9A-Z]{6}/.exec(await page.title())?.[0] ?? ''
  const focused = () =>
    page.evaluate<string>(`document.activeElement === document.body ? 'nothing' : document.activeElement.localName`)
  /** Presses keys, and waits for the page that they lead to. */
  async function leads(...keys: readonly string[]): Promise<void> {
    for (const key of keys.slice(0, -1)) await page.keyboard.press(key)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press(keys.at(-1) ?? '')])
  }

  it('opens the new ones from the inbox', async () => {
    await page.getByRole('link', { name: 'Go through the new ones' }).focus()
    await leads('Enter')
    assert.equal(await here(), sent[0]?.number)
    assert.equal(await focused(), 'h1', 'reading begins at the report')
    assert.deepEqual(await visit.accessibility(), [])
  })

  it('lets every act be undone by a key, and keeps the words', async () => {
    await page.keyboard.press('q')
    assert.equal(await focused(), 'textarea')
    await page.keyboard.type('u d l n')
    await page.keyboard.press('Escape')
    assert.equal(await focused(), 'h1')
    await leads('q', 'Control+Enter')
    await leads('u')
    assert.equal(await here(), sent[0]?.number)
    assert.equal(await focused(), 'textarea')
    assert.match(await page.locator('#act-ask-text').inputValue(), /u d l n/)
    await page.keyboard.press('Escape')
  })

  it('settles all forty in at most two requests each, and the focus is never lost', async () => {
    let requests = 0
    let open = await here()
    page.on('request', (request) => {
      if (request.isNavigationRequest()) requests += 1
    })
    for (let settled = 0; settled < 40; settled++) {
      const one = sent.find(({ number }) => number === open) ?? assert.fail(`${settled} were settled`)
      const { decision } = one.report
      const began = requests
      if (typeof decision === 'object') {
        const main = sent[decision.duplicateOf]?.number ?? ''
        const beside = await page.locator('.alike-title a').allTextContents()
        const place = beside.indexOf(main)
        assert.ok(place >= 0, `${main} stands beside ${one.report.title}`)
        await leads(String(place + 1))
      } else if (decision === 'acknowledge') await leads('a')
      else if (decision === 'not-a-report') await leads('n')
      else await leads(decision === 'ask' ? 'q' : 'd', 'Control+Enter')
      assert.ok(requests - began <= 2, `${requests - began} requests`)
      assert.notEqual(await focused(), 'nothing', `after ${one.report.title}`)
      open = await here()
    }
    assert.match((await page.locator('main').textContent()) ?? '', /Nothing new waits for an answer/)
    assert.deepEqual(visit.complaints, [])
  })

  it('and every reporter has an answer a minute later', async () => {
    desk.clock.to(desk.clock.now() + 61_000)
    await desk.house.tick()
    await desk.house.tick()
    assert.deepEqual(await desk.house.desk.triage.waiting(mona), [])
    assert.deepEqual(await desk.house.desk.triage.refused(mona), [])
    for (const { receipt, report } of sent) {
      const reader = await desk.reading(receipt)
      assert.doesNotMatch((await reader.get('/thread')).body, /not opened by a person/i, report.title)
    }
  })

  it('leaves letters alone where the keys were switched off', async () => {
    await desk.report({ title: 'One more', description: 'It comes late.' })
    await page.goto(`${url}/desk/triage`)
    await page.keyboard.press('?')
    assert.match((await page.locator('dialog#keys').textContent()) ?? '', /On a new report.*Not a report.*Everywhere/)
    assert.deepEqual(await visit.accessibility(), [])
    await page.getByRole('button', { name: 'Switch single keys off' }).focus()
    await leads('Enter')
    assert.equal(new URL(page.url()).pathname, '/desk/triage')
    await page.keyboard.press('n')
    await page.reload()
    await page.keyboard.press('n')
    assert.match((await page.locator('h1').textContent()) ?? '', /One more/)
    assert.equal((await desk.house.desk.triage.waiting(mona)).length, 0)
  })

  it('begins at the report, too, where a draft for it waits', async () => {
    await page.locator('#act-ask > summary').click()
    const words = page.locator('#act-ask textarea').first()
    await words.fill('Which browser was it?')
    await page.locator('#act-ask').getByRole('button', { name: 'Keep draft' }).first().click()
    await page.goto(`${url}/desk/triage`)
    assert.equal(await words.inputValue(), 'Which browser was it?')
    assert.equal(await focused(), 'h1')
  })
})

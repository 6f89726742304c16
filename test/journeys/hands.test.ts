import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'

const yaml = 'project: { name: Lantern }\nacknowledge: { automatic: false }\n'

/** An evening at the inbox and on a case by keyboard alone, while a colleague works on the same. */
describe('hands that stay on the keyboard', { skip: needs('chromium') }, () => {
  let desk: Staffed
  let browser: TestBrowser
  let visit: Visit
  let page: Page
  let url: string
  let ada: Member
  const numbers: string[] = []
  before(async () => {
    desk = await staffedHouse({ yaml, url: null })
    ;({ url } = await desk.house.open())
    for (const title of ['One', 'Two', 'Three']) {
      desk.clock.to(desk.clock.now() + 1_000)
      numbers.push((await desk.report({ title, description: `${title} is told here.` })).number)
    }
    ada = await desk.member('lead')
    browser = await launchBrowser()
    visit = await browser.visit({ scripts: true })
    page = visit.page
    await desk.house.team.addMember({ name: 'Mona Lind', role: 'member', by: null })
    const made = await desk.house.team.memberSignIn('Mona Lind')
    assert.ok('link' in made)
    await page.goto(made.link)
    await page.getByRole('button', { name: 'Sign in' }).focus()
    await leads('Enter')
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })

  async function leads(...keys: readonly string[]): Promise<void> {
    for (const key of keys.slice(0, -1)) await page.keyboard.press(key)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press(keys.at(-1) ?? '')])
  }
  const at = () => new URL(page.url()).pathname
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.id')
  const scrolled = () => page.evaluate<number>('window.scrollY')
  const told = () => page.locator('#new-here p').textContent()
  const soon = async (what: () => Promise<boolean>) => {
    for (let tries = 0; tries < 50; tries++) {
      await desk.house.desk.news.look()
      if (await what()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    assert.fail('it came in time')
  }

  it('go through the inbox row by row, into a case and back to the same row', async () => {
    await page.keyboard.press('j')
    assert.equal(await focused(), numbers[0])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    assert.equal(await focused(), numbers[1])
    await leads('o')
    assert.equal(at(), `/desk/cases/${numbers[1]}`)
    await leads('g', 'i')
    assert.equal(await focused(), numbers[1], 'the row that was left')
  })

  it('take a case by one key, undo it by another, and stay where they are', async () => {
    await leads('m')
    assert.match((await page.locator('.waiting').textContent()) ?? '', new RegExp(`${numbers[1]} Assign to Mona Lind`))
    assert.equal(await focused(), numbers[1])
    await leads('u')
    assert.equal(at(), '/desk')
    assert.match(await focused(), /Taken back\. Nothing was sent/)
  })

  it('choose several, and take them back in one press with everything as it was', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    assert.equal(await page.locator('input[name=c]:checked').count(), 2)
    await page.locator('#several > summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('#many-act').focus()
    await page.keyboard.type('Not a report')
    await page.getByRole('button', { name: 'Do it with all I chose' }).focus()
    await leads('Enter')
    assert.equal(at(), '/desk')
    await page.getByRole('button', { name: 'Undo all 2' }).waitFor()
    await leads('u')
    assert.match(await focused(), /Taken back: 2 acts/)
    assert.equal(await page.locator('input[name=c]:checked').count(), 2)
    assert.deepEqual(await visit.accessibility(), [])
  })

  it('are told of a new report without anything moving under them', async () => {
    await leads('g', 'i')
    await page.keyboard.press('j')
    const before = await page.locator('main').innerHTML()
    desk.clock.to(desk.clock.now() + 1_000)
    numbers.push((await desk.report({ title: 'Four', description: 'heliotrope' })).number)
    await soon(async () => (await page.locator('#new-here p').count()) === 1)
    assert.equal(await told(), '1 new since you opened this. Show')
    assert.equal(await page.locator('main').innerHTML(), before)
    assert.equal(await focused(), numbers[0])
    assert.deepEqual(await visit.accessibility(), [])
    await leads('.')
    assert.equal(await focused(), numbers[0])
    assert.match((await page.locator('main').textContent()) ?? '', /Four/)
  })

  it('write a reply that is kept while it is written, whatever happens to the page', async () => {
    await page.goto(`${url}/desk/cases/${numbers[0]}`)
    await page.keyboard.press('r')
    await page.keyboard.type('j k m: letters are letters')
    await page.locator('form[data-keep*=SendMessage] [data-kept]', { hasText: 'Draft kept.' }).waitFor()
    await page.keyboard.type(', and more')
    await page.goto(`${url}/desk`)
    await page.goto(`${url}/desk/cases/${numbers[0]}`)
    assert.equal(await page.locator('#SendMessage-text').inputValue(), 'j k m: letters are letters, and more')
  })

  it('hear that a colleague wrote meanwhile, and lose nothing by looking', async () => {
    await page.keyboard.press('r')
    await page.keyboard.press('End')
    await page.keyboard.type('!')
    const stood = await scrolled()
    const sent = await desk.house.desk.handle(ada.actor, numbers[0] ?? '', {
      ...{ type: 'SendMessage', id: 'ada-1', text: 'We look at it.', files: [] },
    })
    assert.ok('done' in sent)
    await soon(async () => (await page.locator('#new-here p').count()) === 1)
    assert.match((await told()) ?? '', new RegExp(`^${ada.name} replied just now`))
    assert.equal(await scrolled(), stood)
    assert.equal(await page.evaluate('document.activeElement.id'), 'SendMessage-text')
    await page.keyboard.press('Escape')
    await leads('.')
    assert.match(await focused(), /We look at it/)
    assert.equal(await page.locator('#SendMessage-text').inputValue(), 'j k m: letters are letters, and more!')
  })

  it('send, go back, and neither send again nor find an empty page', async () => {
    await page.keyboard.press('r')
    await leads('Control+Enter')
    assert.match(await focused(), /sent/i)
    const said = () => page.locator('.thread .message', { hasText: 'letters are letters' }).count()
    assert.equal(await said(), 1)
    await page.goBack({ waitUntil: 'load' })
    assert.equal(at(), `/desk/cases/${numbers[0]}`)
    await page.reload()
    assert.equal(await said(), 1)
    assert.equal(await page.locator('#SendMessage-text').inputValue(), '')
  })

  it('name a colleague from a list, and take a case by one key', async () => {
    await page.keyboard.press('n')
    await page.keyboard.type(`Ask @${ada.name.slice(0, 3)}`)
    await page.locator('.names > li', { hasText: ada.name }).waitFor()
    assert.deepEqual(await visit.accessibility(), [])
    await page.keyboard.press('Enter')
    assert.equal(await page.locator('#AddNote-text').inputValue(), `Ask @${ada.name} `)
    await leads('Control+Enter')
    assert.equal(await desk.house.desk.mentions.unseen(ada.actor), 1)
    await leads('m')
    assert.match((await page.locator('#people').textContent()) ?? '', /Assigned toMona Lind/)
  })

  it('print a case with everything unfolded, its number at the top of each sheet, and no controls', async () => {
    await page.emulateMedia({ media: 'print' })
    const shown = (selector: string) => page.locator(selector).first().isVisible()
    assert.equal(await shown('.paper-only'), true)
    for (const control of ['form', '.head', '.tabs', '.crumbs', '#new-here', '.button'])
      assert.equal(await page.locator(control).locator('visible=true').count(), 0, control)
    assert.equal(
      await page.locator('#as-sent .more-in').filter({ hasText: 'One is told here.' }).first().isVisible(),
      true,
      'the report, though it is folded',
    )
    assert.equal(await page.title(), `${numbers[0]} · Lantern`)
    assert.ok((await page.pdf()).length > 10_000)
    await page.emulateMedia({ media: 'screen' })
  })

  it('are told when they were signed out, and what they wrote is kept', async () => {
    await page.goto(`${url}/desk/cases/${numbers[2]}`)
    await page.keyboard.press('r')
    await page.keyboard.type('Not sent yet')
    await page.locator('form[data-keep*=SendMessage] [data-kept]', { hasText: 'Draft kept.' }).waitFor()
    const mona = (await desk.house.team.members()).find(({ name }) => name === 'Mona Lind') ?? assert.fail()
    for (const { id } of await desk.house.team.sessions(mona.id)) await desk.house.team.endSession(mona.id, id)
    await soon(async () => (await page.locator('#new-here p').count()) === 1)
    assert.equal(await told(), 'You are signed out here. What you wrote is kept.')
    assert.deepEqual(
      visit.complaints.filter((complaint) => !/status of 404/.test(complaint)),
      [],
    )
  })
})

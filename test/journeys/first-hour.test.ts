import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { type House, house } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'
import { keyring } from './in-browser.ts'

/** A fresh desk as a newcomer meets it: the printed link, one page, and a practice case published from both sides. */
describe('the first hour', { skip: needs('chromium') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-first-hour-'))
  const env = {
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'key'),
    POSTERN_CONFIG: join(folder, 'postern.yaml'),
    PORT: '0',
  }
  let desk: House
  let browser: TestBrowser
  let visit: Visit
  let page: Page
  let keys: Awaited<ReturnType<typeof keyring>>
  let url: string
  let link: string
  let began: number
  let clicks = 0

  before(async () => {
    // An empty file marks the place; a named one that is missing is refused as a slip.
    writeFileSync(env.POSTERN_CONFIG, '')
    desk = await house({ env })
    const open = await desk.open()
    url = open.url
    link = open.firstMember ?? ''
    browser = await launchBrowser()
    visit = await browser.visit({ scripts: true })
    page = visit.page
    keys = await keyring(visit)
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Every field is a click, too: somebody has to go there first. */
  async function write(field: Locator, text: string): Promise<void> {
    clicks += 1
    await field.fill(text)
  }
  async function press(target: Locator): Promise<void> {
    clicks += 1
    await target.click()
  }
  const button = (name: string | RegExp, inside: Page | Locator = page) =>
    inside.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) })
  const sound = async (what: string) => {
    assert.deepEqual(await visit.accessibility(), [], what)
    assert.ok((await visit.overflow()) <= 0, what)
  }

  it('says at first that it is being set up', async () => {
    const stranger = await browser.visit()
    await stranger.page.goto(url)
    assert.ok(await stranger.page.getByRole('heading', { name: 'This desk is being set up' }).isVisible())
    assert.deepEqual(await stranger.accessibility(), [])
    await stranger.close()
  })

  it('asks one page after the passkey, and opens a desk with a practice case', async () => {
    began = performance.now()
    await page.goto(link)
    await write(page.getByLabel('Your name'), 'Ada')
    await press(button(/make a passkey/i))
    await page.waitForURL(`${url}/desk/recovery-code?**`)
    await sound('the code on paper')
    await press(button('I have it on paper'))
    await page.waitForURL(`${url}/desk/begin`)
    await sound('the first page')
    await write(page.getByLabel('Name of the project'), 'Lantern & "co": {{it}}')
    await write(page.getByLabel('Its web site'), 'lantern.example')
    await write(page.getByLabel('Where to write'), 'security@lantern.example')
    await press(button('Open the desk'))
    await page.waitForURL(`${url}/desk`)
    assert.ok(await page.getByRole('heading', { name: 'Practice case' }).isVisible())
    assert.ok(await page.getByRole('heading', { name: 'Before you go public' }).isVisible())
    assert.ok(await page.getByText('Nothing waits here.').isVisible(), 'it stands in no list')
    await sound('the desk')
  })

  it('wrote what was answered into postern.yaml, and it counts at once', async () => {
    assert.match(readFileSync(env.POSTERN_CONFIG, 'utf8'), /^# The policy and the settings of this desk/)
    const read = readConfig({ env })
    assert.deepEqual(read.policy, desk.desk.policy().policy)
    const stranger = await browser.visit()
    await stranger.page.goto(url)
    assert.ok(
      await stranger.page
        .getByRole('heading', { name: /Found a security problem in Lantern & "co": \{\{it\}\}\?/ })
        .isVisible(),
    )
    await stranger.close()
  })

  it('goes through every step and sees the other side', async () => {
    await press(page.getByRole('link', { name: 'Practise' }))
    await sound('the practice case')
    await press(button('Accept the report'))
    await write(page.locator('#SendMessage-text'), 'Thank you, Robin. We see the same.')
    await press(button('Send to the reporter'))
    await press(button('It reproduces'))
    await write(page.locator('#OfferFix-version'), '1.0.1-rc1')
    await press(button('Send the fix to the reporter'))
    await press(button('See it as the reporter'))
    await page.waitForURL(`${url}/thread`)
    await press(button(/holds/i).first())
    await press(page.getByRole('link', { name: 'Back to the desk' }))
    await write(page.getByLabel('Version with the fix'), '1.0.1')
    await press(button('The fix is released'))
    await press(button('Ask the reporter'))
    await press(page.getByRole('link', { name: 'Write the advisory' }).first())
    await write(page.getByLabel(/^Title/), 'Old sign-in links worked')
    await write(page.getByLabel(/^Summary/), 'A sign-in link could be used a second time.')
    await write(page.getByLabel(/mitigat|What should they do/i).first(), 'Update to 1.0.1.')
    await press(button(/^Save/).first())
    await press(page.getByRole('link', { name: 'Publish', exact: true }))
    const window = page.locator('form[aria-label="End the update window early"]')
    await press(page.locator('summary', { hasText: 'End the update window' }))
    await write(window.getByLabel('Why'), 'Practice does not wait.')
    await press(button('End the window'))
    await press(button('Publish now'))
    await page.getByRole('heading', { name: 'A second passkey first' }).waitFor()
    await sound('a second passkey first')
    const publish = page.url().replace(/\/acts\/.*/, '/publish')
    await keys.second(url)
    clicks += 2
    await page.goto(publish)
    await press(button('Publish now'))
    await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor()
    await press(button('Confirm'))
    await page.waitForURL(/done=PublishAdvisory/)
    assert.ok(await page.getByText('only members see the advisory').isVisible(), 'it never says "public" of practice')
    await press(page.getByRole('link', { name: 'See the advisory' }))
    assert.ok(await page.getByRole('heading', { name: 'Old sign-in links worked' }).isVisible())
    await press(page.getByRole('link', { name: /^P-/ }))
    await press(button('See it as the reporter'))
    assert.ok(await page.getByRole('link', { name: 'PRACTICE' }).isVisible())
    const seconds = Math.round((performance.now() - began) / 1_000)
    console.log(`Practice case published from both sides: ${clicks} clicks, ${seconds} s`)
    assert.ok(clicks <= 40, `${clicks} clicks`)
    assert.ok(seconds < 300, `${seconds} s`)
    await sound('the thread of the practice case')
  })

  it('has a list that sees by itself what is done', async () => {
    await page.goto(`${url}/desk/begin`)
    await sound('before you go public')
    const done = () => page.locator('.check-state.ticked').count()
    assert.equal(await done(), 0)
    await desk.rootKey.copied()
    await button('It is in the repository').click()
    assert.equal(await done(), 2)
    await desk.team.addMember({ name: 'Grace', role: 'member', by: null })
    await page.goto(`${url}/desk/begin`)
    assert.equal(await done(), 2, 'an invitation is not a member yet')
  })

  it('takes the practice case away', async () => {
    await page.goto(`${url}/desk`)
    await button('Take it away').click()
    await page.getByText('Practise with a case that does not count').waitFor()
  })

  it('broke no rule of the content policy on the way', () =>
    assert.deepEqual(
      visit.complaints.filter((complaint) => !/status of (403|422)/.test(complaint)),
      [],
    ))
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'
import { type Lantern, openLantern } from './lantern.ts'

/** Every state of a thread in which other sentences stand. */
const threads = [
  'reset-mail',
  'slow-album',
  'invitations',
  'cookie-stays',
  'server-banner',
  'share-link-again',
  'share-link',
  'backup-names',
  'two-factor',
  'second-thoughts',
]

/** These pages have no scripts, and look the same where they could run; so they are judged in the window they are in. */
const looking = { scripts: true }

/** The thread in a language that is read from right to left and in a long-worded one, on a phone and on a desk. */
describe('the thread in other languages', { skip: needs('chromium', 'fonts') }, () => {
  let lantern: Lantern
  let browser: TestBrowser
  before(async () => {
    lantern = await openLantern()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await lantern?.close()
  })

  const enter = async (page: Page, name: string) => {
    await page.goto(`${lantern.url}/receipt`)
    await page.locator('#code').fill(lantern.caseOf(name).receipt ?? '')
    await page.locator('main button').click()
    await page.waitForURL(`${lantern.url}/thread`)
  }

  for (const language of ['ar', 'de'] as const) {
    const sound = async (visit: Visit, what: string) => {
      assert.equal(await visit.page.locator('html').getAttribute('lang'), language, what)
      assert.deepEqual(await visit.accessibility(), [], what)
      assert.ok((await visit.overflow()) <= 0, `${what} is wider than its window`)
    }

    describe(`in ${language}`, () => {
      let reader: Visit
      before(async () => {
        reader = await browser.visit({ ...looking, width: 360 })
        await reader.page.goto(`${lantern.url}/receipt?language=${language}`)
      })
      after(() => reader?.close())

      for (const name of threads)
        it(`reads well: ${name}`, async () => {
          await enter(reader.page, name)
          for (const fold of await reader.page.locator('main summary').all()) await fold.click()
          await sound(reader, name)
        })
    })

    it(`reads well in ${language} when something is not sent, and after the half hour`, async () => {
      const visit = await browser.visit({ ...looking, width: 360, scheme: 'dark' })
      const { page } = visit
      await page.goto(`${lantern.url}/receipt?language=${language}`)
      await enter(page, 'slow-album')
      await page.locator('form[action="/thread/message"] button').click()
      await sound(visit, 'an empty message')
      await page.locator('form[action="/thread/rotate"] button').evaluate((button) => (button as HTMLElement).click())
      await page.waitForURL(`${lantern.url}/thread/rotate`)
      await sound(visit, 'a new code')
      await enter(page, 'slow-album')
      await page.locator('#message-text').fill('Written slowly.')
      const kept = (await page.context().cookies()).filter((cookie) => cookie.name.endsWith('postern-language'))
      await page.context().clearCookies()
      await page.context().addCookies(kept)
      await page.locator('form[action="/thread/message"] button').click()
      await sound(visit, 'after the half hour')
      const [advisory] = (await lantern.house.desk.advisories()).items
      const lists = ['/team', '/credits', '/advisories', `/advisories/${advisory?.id}`]
      for (const path of ['/confirm', '/take-over', '/nothing-here', ...lists]) {
        await page.goto(`${lantern.url}${path}`)
        await sound(visit, path)
      }
      await visit.close()
    })

    it(`goes from language to language on the thread itself, and stays in it`, async () => {
      const visit = await browser.visit(looking)
      const { page } = visit
      await enter(page, 'reset-mail')
      await page.locator(`footer [lang=${language}]`).click()
      await page.waitForURL(`${lantern.url}/thread?language=${language}`)
      await sound(visit, 'the thread')
      await page.goto(`${lantern.url}/thread`)
      await sound(visit, 'the thread, again')
      await visit.close()
    })
  }
})

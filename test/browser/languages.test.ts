import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { launchBrowser, type TestBrowser } from '../browser.ts'
import { openHouse, type TestHouse } from '../journeys/house-kit.ts'
import { needs } from '../machine.ts'

/** The reporter's way from the policy to the receipt, in a language that is read from right to left and in a long-worded one. */
describe('the reporter’s side in other languages', { skip: needs('chromium', 'fonts') }, () => {
  let desk: TestHouse
  let url: string
  let browser: TestBrowser

  before(async () => {
    desk = await openHouse({ policy: 'authelia-3', env: { POSTERN_URL: '', PORT: '0' } })
    url = (await desk.house.open()).url
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })

  for (const language of ['ar', 'de'])
    for (const [scheme, width] of [
      ['light', 1200],
      ['dark', 360],
    ] as const) {
      it(`reads well in ${language}, ${scheme}, ${width} wide, without scripts`, async () => {
        const visit = await browser.visit({ scheme, width })
        const { page } = visit
        const sound = async (what: string) => {
          assert.equal(await page.locator('html').getAttribute('lang'), language, what)
          assert.deepEqual(await visit.accessibility(), [], what)
          assert.ok((await visit.overflow()) <= 0, `${what} is wider than its window`)
        }
        await page.goto(`${url}/?language=${language}`)
        await sound('policy')
        await page.goto(`${url}/receipt`)
        await sound('receipt')
        await page.goto(`${url}/report`)
        await page.locator('button[value=review]').click()
        await sound('form')
        await page.locator('#title').fill('A door: باب')
        await page.locator('#description').fill('It does not lock. لا يُغلق.')
        await page.locator('button[value=review]').click()
        await sound('review')
        await page.locator('button[value=send]').click()
        await sound('sent')
        await visit.close()
      })
    }
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { type House, house, machineClock } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'
import { yes } from '../stand-ins/team.ts'
import { type TlsFront, tlsFront } from '../stand-ins/tls-front.ts'
import { keyring, sendsWith } from './in-browser.ts'

const HOUR = 3_600_000

/** A desk that nobody ever came to, under a name of the web: its first member, and what becomes of the printed link. */
describe('a fresh desk', { skip: needs('chromium', 'openssl') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-fresh-'))
  const sent: Request[] = []
  let front: TlsFront
  let browser: TestBrowser
  let ada: Visit
  let keys: Awaited<ReturnType<typeof keyring>>
  let desk: House
  let link: string
  let late = 0
  const at = (name: string) => `https://${name}.example:${front.port}`

  before(async () => {
    front = await tlsFront(folder)
    browser = await launchBrowser({ host: '*.example', trusts: front.trusts })
    ada = await browser.visit({ scripts: true })
    ada.page.on('request', (request) => void (request.method() === 'POST' && sent.push(request)))
    keys = await keyring(ada)
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
    await front?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Starts it as an operator does, and resolves to the printed link. */
  async function starts(name: string, more: { readonly data?: string; readonly acceptNewOrigin?: boolean } = {}) {
    const data = more.data ?? 'data'
    desk = await house({
      acceptNewOrigin: more.acceptNewOrigin,
      clock: { ...machineClock, now: () => Date.now() + late },
      env: {
        POSTERN_DATA: join(folder, data),
        POSTERN_KEY_FILE: join(folder, `${data}.key`),
        POSTERN_URL: at(name),
        PORT: '0',
      },
    })
    const { firstMember } = await desk.open()
    front.leadsTo(desk.config.port)
    return firstMember
  }

  const enrols = async (page: Page, name: string) => {
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: /make a passkey/i }).click()
  }

  it('prints a link that is over after an hour, also for whoever has the page open', async () => {
    link = (await starts('doors', { data: 'unused' })) ?? ''
    const visit = await browser.visit({ scripts: true })
    await keyring(visit)
    assert.equal((await visit.page.goto(link))?.status(), 200)
    late = HOUR
    await enrols(visit.page, 'Too late')
    await visit.page.getByRole('status').filter({ hasText: 'This link does not work' }).waitFor()
    assert.equal((await visit.page.goto(link))?.status(), 404)
    assert.deepEqual(await desk.team.members(), [])
    late = 0
    await visit.close()
    await desk.close()
  })

  it('lets its first member in by the printed link, with a passkey, in less than a minute', async () => {
    link = (await starts('doors')) ?? ''
    const { page } = ada
    const began = performance.now()
    await page.goto(link)
    await enrols(page, 'Ada')
    await page.getByRole('button', { name: 'I have it on paper' }).click()
    await page.waitForURL(`${at('doors')}/desk/begin`)
    const seconds = (performance.now() - began) / 1_000
    console.log(`from the printed link to the desk: ${seconds.toFixed(1)} s`)
    assert.ok(seconds < 60)
    await keys.second(at('doors'))
  })

  it('lets nobody in by it again: not by going back, by sending the same once more, or in another browser', async () => {
    const { pathname } = new URL(link)
    const other = await browser.visit({ scripts: true })
    for (const { page } of [ada, other]) assert.equal((await page.goto(link))?.status(), 404)
    const replayed = sent.filter((request) => new URL(request.url()).pathname.startsWith(pathname))
    assert.equal(replayed.length, 2, 'the challenge and its answer')
    for (const visit of [ada, other])
      for (const request of replayed) {
        const { pathname: path } = new URL(request.url())
        const { status } = await sendsWith(desk, visit, path, request.postData() ?? '')
        assert.ok(status >= 400, `${path} answers ${status}`)
      }
    assert.equal((await desk.team.members()).length, 1)
    await other.close()
  })

  it('prints none at its next start, and is never without whoever leads it', async () => {
    const [first] = await desk.team.members()
    const left = await desk.team.removeMember({ member: first?.id ?? '', by: null })
    assert.equal('refused' in left && left.refused, 'last-lead')
    await desk.close()
    assert.equal(await starts('doors'), null)
    assert.equal((await ada.page.goto(link))?.status(), 404)
  })

  it('moves to another name: the passkeys stay behind, the console lets in, and work goes on', async () => {
    const { page } = ada
    const sentAs = await sendsWith(desk, ada, '/api/v1/reports', '{"title":"Wick","description":"It burns."}')
    const { case: number } = (await sentAs.json()) as { case: string }
    await desk.close()
    assert.equal(await starts('portal', { acceptNewOrigin: true }), null)
    assert.equal((await page.goto(link.replace('doors', 'portal')))?.status(), 404)
    await page.goto(`${at('portal')}/sign-in`)
    await page.getByRole('button', { name: /sign in with a passkey/i }).click()
    await page.getByRole('status').filter({ hasText: 'Nothing was done' }).waitFor()

    const made = yes(await desk.team.memberSignIn('Ada'))
    await page.goto(made.link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${at('portal')}/desk`)
    assert.equal((await page.goto(made.link))?.status(), 404, 'that link works once as well')
    await page.goto(`${at('portal')}/desk/account/passkeys`)
    await keys.first()
    await keys.second(at('portal'))

    await page.goto(`${at('portal')}/desk`)
    await page.locator('form[action="/desk/release"] button').click()
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('speaks and publishes again').waitFor()
    await page.goto(`${at('portal')}/desk/cases/${number}`)
    await page
      .getByRole('button', { name: /accept/i })
      .first()
      .click()
    await page.waitForURL(/done=AcceptReport/)
    assert.deepEqual(
      ada.complaints.filter((complaint) => !/status of 4\d\d/.test(complaint)),
      [],
    )
  })
})

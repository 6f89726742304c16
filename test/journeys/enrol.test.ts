import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { type House, house } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'

/** The team's way in, in a real browser with real passkeys: the browser's own authenticators, driven by its protocol. */
describe('coming into the team', { skip: needs('chromium') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-enrol-'))
  let desk: House
  let browser: TestBrowser
  let url: string
  let firstMember: string
  let lead: Member

  before(async () => {
    const env = { POSTERN_DATA: join(folder, 'data'), POSTERN_KEY_FILE: join(folder, 'key'), PORT: '0' }
    desk = await house({
      env,
      onFatal: (error) => {
        throw error
      },
    })
    const open = await desk.open()
    url = open.url
    firstMember = open.firstMember ?? ''
    browser = await launchBrowser()
    lead = await someone('internal')
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Member {
    readonly visit: Visit
    readonly page: Page
    readonly cdp: CDPSession
    readonly authenticator: string
  }

  async function someone(transport: 'internal' | 'usb'): Promise<Member> {
    const visit = await browser.visit({ scripts: true })
    const cdp = await visit.context.newCDPSession(visit.page)
    await cdp.send('WebAuthn.enable')
    return { visit, page: visit.page, cdp, authenticator: await addAuthenticator(cdp, transport) }
  }

  async function addAuthenticator(cdp: CDPSession, transport: 'internal' | 'usb'): Promise<string> {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return authenticatorId
  }

  /** Presses the page's one button and waits until it led somewhere else. */
  async function confirm(page: Page, button: string | RegExp): Promise<void> {
    const from = page.url()
    await page.getByRole('button', { name: button }).click()
    await page.waitForURL((to) => to.href !== from)
  }

  it('says that passkeys need scripts, where there are none', async () => {
    const without = await browser.visit({ scripts: false })
    for (const path of [new URL(firstMember).pathname, '/sign-in']) {
      await without.page.goto(url + path)
      assert.ok(await without.page.getByText('This page needs scripts').isVisible(), path)
      assert.deepEqual(await without.accessibility(), [], path)
    }
    await without.close()
  })

  it('starts with a name and a passkey', async () => {
    const { page, visit } = lead
    const began = performance.now()
    await page.goto(firstMember)
    assert.deepEqual(await visit.accessibility(), [])
    await page.getByRole('button', { name: /make a passkey/i }).click()
    await page.getByRole('status').filter({ hasText: 'Please give a name' }).waitFor()
    await page.getByLabel('Your name').fill('Ada')
    await confirm(page, /make a passkey/i)
    assert.equal(new URL(page.url()).pathname, '/desk/recovery-code')
    assert.deepEqual(await visit.accessibility(), [])
    await confirm(page, 'I have it on paper')
    const seconds = (performance.now() - began) / 1_000
    console.log(`The first member came in within ${seconds.toFixed(1)} s`)
    assert.ok(seconds < 60, `${seconds} s`)
    assert.equal(new URL(page.url()).pathname, '/desk/begin')
    await page.goto(`${url}/desk/account`)
    assert.ok(await page.getByText('This is your only passkey').isVisible())
  })

  it('happens once: the link is over for everybody else', async () => {
    const late = await browser.visit({ scripts: true })
    const answer = await late.page.goto(firstMember)
    assert.equal(answer?.status(), 404)
    await late.close()
  })

  it('wants the passkey unlocked, and says in words that nothing was done', async () => {
    const { enrol } = (await desk.team.addMember({ name: 'Grace', role: 'member', by: null })) as { enrol: string }
    const grace = await someone('internal')
    await grace.cdp.send('WebAuthn.setUserVerified', { authenticatorId: grace.authenticator, isUserVerified: false })
    await grace.page.goto(enrol)
    await grace.page.getByRole('button', { name: /make a passkey/i }).click()
    await grace.page.getByRole('status').filter({ hasText: 'Nothing was done' }).waitFor()
    await grace.cdp.send('WebAuthn.setUserVerified', { authenticatorId: grace.authenticator, isUserVerified: true })
    await confirm(grace.page, /make a passkey/i)
    await grace.page.goto(`${url}/desk/account`)
    assert.ok(await grace.page.getByRole('heading', { name: 'Account' }).isVisible())
    await grace.visit.close()
  })

  it('goes on with a second passkey on a security key', async () => {
    const { page, cdp, visit, authenticator } = lead
    const second = await addAuthenticator(cdp, 'usb')
    // The first one stays in the pocket meanwhile.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: authenticator, enabled: false })
    await page.goto(`${url}/desk/account/passkeys`)
    await confirm(page, 'Add a passkey')
    assert.equal(new URL(page.url()).pathname, '/desk/account')
    assert.equal(await page.getByText('This is your only passkey').count(), 0)
    assert.deepEqual(await visit.accessibility(), [])
    assert.equal((await cdp.send('WebAuthn.getCredentials', { authenticatorId: second })).credentials.length, 1)
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: second })
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: authenticator, enabled: true })
  })

  it('is one button the next time, and leads back to where one wanted to go', async () => {
    const { page, visit } = lead
    await page.goto(`${url}/desk/account`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${url}/sign-in`)
    assert.equal((await page.goto(`${url}/desk/account`))?.status(), 404)
    await page.goto(`${url}/sign-in?next=/desk/account`)
    assert.deepEqual(await visit.accessibility(), [])
    await confirm(page, /sign in with a passkey/i)
    assert.equal(page.url(), `${url}/desk/account`)
  })

  it('asks for the passkey again before it invites somebody, and forgets nothing that was typed', async () => {
    const { page, visit } = lead
    await page.goto(`${url}/desk/members`)
    assert.deepEqual(await visit.accessibility(), [])
    const invite = page.getByRole('form', { name: 'Invite somebody' })
    await invite.getByLabel('Name').fill('Joan "Jo" Clarke & co')
    await invite.getByLabel('Observer').check()
    await invite.getByRole('button').click()
    await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor()
    assert.deepEqual(await visit.accessibility(), [])
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('The link is shown only now.').waitFor()
    const joan = (await desk.team.members()).find(({ name }) => name === 'Joan "Jo" Clarke & co')
    assert.deepEqual([joan?.role, joan?.state], ['observer', 'invited'])
    const link = (await page.locator('code').first().textContent()) ?? ''
    const other = await someone('internal')
    await other.page.goto(link)
    await confirm(other.page, /make a passkey/i)
    await other.page.goto(`${url}/desk/account`)
    assert.ok(await other.page.getByText('observer').first().isVisible())
    await page.goto(`${url}/desk/members/${joan?.id}`)
    assert.deepEqual(await visit.accessibility(), [])
    yesOrThrow(await desk.team.removeMember({ member: joan?.id ?? '', by: null }))
    assert.equal((await other.page.reload())?.status(), 404, 'a removed member is out with the next request')
    await other.visit.close()
  })

  it('fits a small screen, and broke no rule of the content policy on the way', async () => {
    const { page, visit } = lead
    await page.setViewportSize({ width: 360, height: 700 })
    for (const path of [
      '/desk/account',
      '/desk/members',
      '/desk/members/member-1',
      '/desk/two-person',
      '/sign-in',
      '/sign-in/recovery',
    ]) {
      await page.goto(url + path)
      assert.ok((await visit.overflow()) <= 0, path)
    }
    // The pages that were refused on purpose, and the inbox, are told as failed requests; nothing else may be.
    const complaints = visit.complaints.filter((complaint) => !/status of (403|404|409)/.test(complaint))
    assert.deepEqual(complaints, [])
  })
})

function yesOrThrow(answer: object): void {
  if ('refused' in answer) throw new Error(`refused: ${String(answer.refused)}`)
}

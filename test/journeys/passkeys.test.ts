import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { CDPSession } from 'playwright-core'
import { type House, house } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs } from '../machine.ts'
import { yes } from '../stand-ins/team.ts'
import { type TlsFront, tlsFront } from '../stand-ins/tls-front.ts'
import { authenticator, sendsWith } from './in-browser.ts'

/**
 * What a browser and its authenticator really answer (WebAuthn Level 3), used where it does not count: later, by somebody
 * else, for another act, from another origin, by a copy.
 */
describe('an answer of a real passkey', { skip: needs('chromium', 'openssl') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-passkeys-'))
  let front: TlsFront
  let browser: TestBrowser
  let desk: House
  let ada: Keyed
  let url: string

  interface Keyed {
    readonly visit: Visit
    readonly cdp: CDPSession
    readonly device: string
  }

  before(async () => {
    front = await tlsFront(folder)
    url = `https://doors.example:${front.port}`
    browser = await launchBrowser({ host: '*.example', trusts: front.trusts })
    desk = await house({
      env: {
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: join(folder, 'key'),
        POSTERN_URL: url,
        PORT: '0',
      },
    })
    await desk.open()
    front.leadsTo(desk.config.port)
    ada = await someone()
    const { enrol } = yes(await desk.team.addMember({ name: 'Ada', role: 'lead', by: null }))
    const { page } = ada.visit
    await page.goto(enrol)
    await page.getByRole('button', { name: /make a passkey/i }).click()
    await page.getByRole('button', { name: 'I have it on paper' }).click()
    await page.waitForURL(/\/desk$/)
    const usb = await device(ada.cdp, 'usb')
    await atHand(ada, false)
    await page.goto(`${url}/desk/account/passkeys`)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.waitForURL(/\/desk\/account$/)
    await ada.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: usb })
    await atHand(ada, true)
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
    await front?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const device = async (cdp: CDPSession, transport: 'internal' | 'usb'): Promise<string> => {
    const options = { ...authenticator, transport }
    return (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId
  }
  const atHand = ({ cdp, device: authenticatorId }: Keyed, enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })

  async function someone(): Promise<Keyed> {
    const visit = await browser.visit({ scripts: true })
    const cdp = await visit.context.newCDPSession(visit.page)
    await cdp.send('WebAuthn.enable')
    return { visit, cdp, device: await device(cdp, 'internal') }
  }

  const says = ({ visit }: Keyed, words: string | RegExp) =>
    visit.page.getByRole('status').filter({ hasText: words }).waitFor()
  const isOut = async ({ visit }: Keyed, what: string) =>
    assert.equal((await visit.page.goto(`${url}/desk/account`))?.status(), 404, what)
  async function signsIn({ visit: { page } }: Keyed): Promise<void> {
    await page.goto(`${url}/sign-in`)
    await page.getByRole('button', { name: /sign in with a passkey/i }).click()
  }

  it('counts once: sent again it opens nothing, in this browser or in another one', async () => {
    const bodies: string[] = []
    ada.visit.page.on('request', (request) => {
      if (request.url().endsWith('/sign-in/verify')) bodies.push(request.postData() ?? '')
    })
    await signsIn(ada)
    await ada.visit.page.waitForURL(/\/desk$/)
    assert.equal(bodies.length, 1)
    const other = await someone()
    await other.visit.page.goto(`${url}/sign-in`)
    for (const { visit } of [ada, other]) {
      const { status } = await sendsWith(desk, visit, '/sign-in/verify', bodies[0] ?? '')
      assert.ok(status >= 400, String(status))
    }
    await isOut(other, 'who only heard it')
    await other.visit.close()
  })

  it('that another site was given counts for nothing here', async () => {
    // A page below the same name may ask for the same passkey, and the browser lets it: only the origin tells.
    const elsewhere = `https://evil.doors.example:${front.port}`
    const { page, context } = ada.visit
    await page.route(`${elsewhere}/**`, (route) =>
      route.fulfill({ body: '<!doctype html><title>x</title>', contentType: 'text/html' }),
    )
    const mallory = await someone()
    await mallory.visit.page.goto(`${url}/sign-in`)
    const options = await (await sendsWith(desk, mallory.visit, '/sign-in/options', '{}')).json()
    await page.goto(elsewhere)
    const response = await page.evaluate(async (given: { challenge: string; rpId: string }) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
      const text = (of: ArrayBuffer | null) =>
        of &&
        btoa(String.fromCharCode(...new Uint8Array(of)))
          .replace(/\+/g, '-')
          .replace(/\//g, '_')
          .replace(/=/g, '')
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types the tests do not load
      const made: any = await (globalThis as any).navigator.credentials.get({
        publicKey: { challenge: bytes(given.challenge), rpId: given.rpId, userVerification: 'required' },
      })
      const { authenticatorData, clientDataJSON, signature, userHandle } = made.response
      return {
        id: made.id,
        rawId: text(made.rawId),
        type: made.type,
        clientExtensionResults: {},
        response: {
          authenticatorData: text(authenticatorData),
          clientDataJSON: text(clientDataJSON),
          signature: text(signature),
          userHandle: text(userHandle),
        },
      }
    }, options)
    const origin = JSON.parse(Buffer.from(response.response.clientDataJSON ?? '', 'base64url').toString()).origin
    assert.equal(origin, elsewhere, 'the browser did answer there')
    const answer = await sendsWith(desk, mallory.visit, '/sign-in/verify', JSON.stringify({ response }))
    assert.ok(answer.status >= 400, String(answer.status))
    await isOut(mallory, 'who relayed it')
    await mallory.visit.close()
    await page.unroute(`${elsewhere}/**`)
    assert.ok((await context.cookies(url)).length > 0)
  })

  it('that was given for one act confirms no other', async () => {
    const { page } = ada.visit
    await signsIn(ada)
    await page.waitForURL(/\/desk$/)
    await page.goto(`${url}/desk/members`)
    const invite = page.getByRole('form', { name: 'Invite somebody' })
    await invite.getByLabel('Name').fill('Mallory')
    await invite.getByRole('button').click()
    await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor()
    const asked = page.waitForRequest(/\/desk\/step-up\/options/)
    await page.route('**/desk/step-up/verify', async (route) => {
      const sent = JSON.parse(route.request().postData() ?? '{}')
      await route.continue({ postData: JSON.stringify({ ...sent, act: '/desk/account/tokens' }) })
    })
    await page.getByRole('button', { name: 'Confirm' }).click()
    assert.notEqual(JSON.parse((await asked).postData() ?? '{}').act, '/desk/account/tokens')
    await says(ada, /took too long|begun in another browser/)
    await page.unroute('**/desk/step-up/verify')
    assert.equal((await desk.team.members()).length, 1, 'nobody was invited')
    // And what was confirmed as it was asked for goes through.
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('The link is shown only now.').waitFor()
    assert.equal((await desk.team.members()).length, 2)
  })

  it('of a copied authenticator is refused, and everybody is told', async () => {
    const { credentials } = await ada.cdp.send('WebAuthn.getCredentials', { authenticatorId: ada.device })
    const thief = await someone()
    for (const credential of credentials)
      await thief.cdp.send('WebAuthn.addCredential', { authenticatorId: thief.device, credential })
    for (let times = 0; times < 3; times += 1) {
      await signsIn(ada)
      await ada.visit.page.waitForURL(/\/desk$/)
    }
    await signsIn(thief)
    await says(thief, /seems to exist twice/)
    await isOut(thief, 'the copy')
    const facts = await desk.team.log()
    assert.equal(facts.filter(({ type }) => type === 'PasskeyLooksCopied').length, 1)
    await thief.visit.close()
  })
})

import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { House } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { yes } from '../stand-ins/team.ts'
import { openHouse, type TestHouse } from './house-kit.ts'

/** A desk that listens, and people at real browsers: reporters without scripts, members with a passkey. */
export interface DeskInBrowser {
  readonly desk: TestHouse
  readonly url: string
  /** Somebody new on the team: in by a link from the console, then with a passkey of their own. */
  member(name: string): Promise<MemberAtBrowser>
  /** Reads, fills in and sends a report, and keeps the code. */
  reporter(report: Readonly<Record<string, string>>, more?: ReportChoices): Promise<ReporterAtBrowser>
  /** Somebody who only reads. */
  reader(): Promise<Visit>
  close(): Promise<void>
}

export interface ReportChoices {
  /** Radio buttons and boxes, by their words. */
  readonly choose?: readonly string[]
  readonly files?: readonly string[]
}

export interface MemberAtBrowser {
  readonly visit: Visit
  readonly page: Page
  /** With the passkey, after a while away. */
  signIn(): Promise<void>
  /** The page of a case, or one of its other pages. */
  open(number: string, rest?: string): Promise<void>
  /** One act as a person does it: unfolds its form, fills it in, presses the button. */
  act(form: string, button: string, fields?: Readonly<Record<string, string>>, files?: readonly string[]): Promise<void>
  /** Confirms with the passkey what was just asked for. */
  confirm(): Promise<void>
}

export interface ReporterAtBrowser {
  readonly visit: Visit
  readonly page: Page
  readonly number: string
  readonly code: string
  /** Comes back with nothing but the code. */
  comeBack(): Promise<void>
  send(form: string, button: string, fields?: Readonly<Record<string, string>>): Promise<void>
}

export async function deskInBrowser(policy: string): Promise<DeskInBrowser> {
  const desk = await openHouse({ policy, env: { POSTERN_URL: '', PORT: '0' } })
  const { url } = await desk.house.open()
  const browser = await launchBrowser()
  return {
    desk,
    url,
    member: (name) => memberAt(browser, desk, url, name),
    reporter: (report, more = {}) => reporterAt(browser, url, report, more),
    reader: () => browser.visit(),
    close: async () => {
      await browser.close()
      await desk.close()
    },
  }
}

/** A device that holds one passkey and asks its owner every time; in a browser they are always there. */
export const authenticator = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

/** A phone that is always there, and a security key that is used once to be enrolled and then lies in a drawer. */
export async function keyring({ page }: Pick<Visit, 'page'>) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: authenticator })
  const atHand = (enabled: boolean) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  /** On the page that asks for one. Whoever has no code on paper yet is shown one. */
  const add = async () => {
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.waitForURL((to) => !to.pathname.endsWith('/passkeys'))
    if (page.url().includes('recovery-code')) await page.getByRole('button', { name: 'I have it on paper' }).click()
    await page.waitForURL(/\/desk\/account$/)
  }
  return {
    first: add,
    /** The session has to be one that may add a passkey. */
    async second(url: string): Promise<void> {
      const options = { ...authenticator, transport: 'usb' } as const
      const key = await cdp.send('WebAuthn.addVirtualAuthenticator', { options })
      await atHand(false)
      await page.goto(`${url}/desk/account/passkeys`)
      await add()
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.authenticatorId })
      await atHand(true)
    },
  }
}

async function memberAt(browser: TestBrowser, desk: TestHouse, url: string, name: string): Promise<MemberAtBrowser> {
  const visit = await browser.visit({ scripts: true })
  const { page } = visit
  const keys = await keyring(visit)
  yes(await desk.house.team.addMember({ name, role: 'lead', by: null }))
  await page.goto(yes(await desk.house.team.memberSignIn(name)).link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${url}/desk`)
  await page.goto(`${url}/desk/account/passkeys`)
  await keys.first()
  await keys.second(url)
  return {
    visit,
    page,
    signIn: async () => {
      await page.goto(`${url}/sign-in`)
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
      await page.waitForURL(`${url}/desk`)
    },
    open: async (number, rest = '') => void (await page.goto(`${url}/desk/cases/${number}${rest}`)),
    act: async (form, button, fields, files) => sendForm(page, form, button, fields, files),
    confirm: async () => {
      await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor()
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor({ state: 'detached' })
      await page.waitForLoadState()
    },
  }
}

async function reporterAt(
  browser: TestBrowser,
  url: string,
  report: Readonly<Record<string, string>>,
  more: ReportChoices,
): Promise<ReporterAtBrowser> {
  const visit = await browser.visit({ scripts: false })
  const { page } = visit
  await page.goto(url)
  await page.getByRole('link', { name: 'Report', exact: true }).first().click()
  for (const choice of more.choose ?? []) await page.getByLabel(choice, { exact: true }).check()
  await sendForm(page, 'Report', 'Review before sending', report, more.files)
  const code = ((await page.locator('.receipt').textContent()) ?? '').trim()
  assert.match(code, /^[a-z]+(-[a-z]+){9,}$/)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const number = /P-[0-9A-Z]{6}/.exec((await page.locator('main').textContent()) ?? '')?.[0] ?? ''
  assert.notEqual(number, '')
  return {
    visit,
    page,
    number,
    code,
    comeBack: async () => {
      await visit.context.clearCookies()
      await page.goto(`${url}/receipt`)
      await sendForm(page, 'Receipt code', 'Open', { 'Receipt code': code })
    },
    send: (form, button, fields) => sendForm(page, form, button, fields),
  }
}

async function sendForm(
  page: Page,
  name: string,
  button: string,
  fields: Readonly<Record<string, string>> = {},
  files: readonly string[] = [],
): Promise<void> {
  const form = page.locator(`form[aria-label="${name}"]`)
  await unfold(form)
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label).first()
    await unfold(field)
    await field.fill(value)
  }
  if (files.length > 0) {
    const field = form.locator('input[type=file]')
    await unfold(field)
    await field.setInputFiles(
      files.map((file) => ({ name: file, mimeType: 'application/octet-stream', buffer: Buffer.from(file) })),
    )
  }
  await form.getByRole('button', { name: button, exact: true }).click()
}

/** Opens what is folded around it, from the outside in, as a hand would. */
async function unfold(inside: Locator): Promise<void> {
  const folded = inside.locator('xpath=ancestor::details[not(@open)]/summary')
  while ((await folded.count()) > 0) await folded.first().click()
}

/** What a program sends with the cookies of this browser, as JSON: not by way of the page, so that nothing keeps it. */
export async function sendsWith(
  desk: Pick<House, 'fetch' | 'config'>,
  { context }: Pick<Visit, 'context'>,
  path: string,
  body: string,
): Promise<Response> {
  const origin = desk.config.url
  const cookies = await context.cookies(origin)
  const headers = {
    host: new URL(origin).host,
    origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  }
  const answer = await desk.fetch(new Request(origin + path, { method: 'POST', headers, body }), '127.0.0.1')
  const kept = answer.headers.getSetCookie().map((line) => {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
    return { name, value, url: origin, secure: true }
  })
  await context.addCookies(kept)
  return answer
}

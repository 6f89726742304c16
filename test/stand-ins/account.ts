import { type Authenticator, authenticator } from './authenticator.ts'
import type { Answer, Visitor } from './visitor.ts'

/** A reporter who makes an account in this browser, with a passkey of its own. */
export async function makeAccount(browser: Visitor, origin: string): Promise<Authenticator> {
  const key = authenticator({ origin })
  const asked = await browser.json('/account/new/options', {})
  const made = await browser.json('/account/new/verify', { response: key.create(JSON.parse(asked.body)) })
  if (made.status !== 200) throw new Error(`an account is made: ${made.status} ${made.body}`)
  return key
}

/** Comes in by a passkey that was made before. */
export async function comeIn(browser: Visitor, key: Authenticator): Promise<Answer> {
  const asked = await browser.json('/account/passkey/options', {})
  return browser.json('/account/passkey/verify', { response: key.get(JSON.parse(asked.body)) })
}

/** Adds an earlier report by its receipt code. */
export async function addReport(browser: Visitor, code: string): Promise<Answer> {
  await browser.get('/account')
  return browser.submit('/account/reports', { code, do: '' })
}

import assert from 'node:assert/strict'
import type { House } from '../../src/main.ts'
import { type Authenticator, authenticator } from '../stand-ins/authenticator.ts'
import { yes } from '../stand-ins/team.ts'
import { type Fields, Visitor } from './visitor.ts'

/** A member with a passkey, who goes through the pages as somebody with a browser does. */
export interface Keyed {
  readonly visitor: Visitor
  readonly key: Authenticator
}

/** Enrols by the link that a lead hands over, and adds the second passkey that stays at home. */
export async function joins(house: House, name: string, role: 'lead' | 'member' = 'member'): Promise<Keyed> {
  const { enrol } = yes(await house.team.addMember({ name, role, by: null }))
  const origin = house.config.url
  const [visitor, key] = [new Visitor(house, origin), authenticator({ origin })]
  const { pathname } = new URL(enrol)
  await visitor.get(pathname)
  const options = await visitor.json(`${pathname}/options`, {})
  await visitor.json(`${pathname}/verify`, { response: key.create(options as object) })
  await addsPasskey(visitor, authenticator({ origin }))
  await visitor.get('/desk')
  assert.equal(visitor.status, 200, visitor.words)
  return { visitor, key }
}

/** As long as the session just began, or after the passkey. */
export async function addsPasskey(visitor: Visitor, key: Authenticator): Promise<void> {
  const options = await visitor.json('/desk/account/passkeys/options', {})
  await visitor.json('/desk/account/passkeys/verify', { response: key.create(options as object) })
}

/** The passkey after some time away. */
export async function comesBack({ visitor, key }: Keyed): Promise<void> {
  const options = await visitor.json('/sign-in/options', {})
  await visitor.json('/sign-in/verify', { response: key.get(options as object) })
}

/** One act that asks for the passkey again: the form of this page filled in and sent, confirmed, and sent once more. */
export async function presses(keyed: Keyed, page: string, act: string, fields: Fields = {}): Promise<void> {
  const { visitor } = keyed
  await visitor.get(page)
  assert.ok('token' in visitor.hidden(act), `${page} has a form for ${act}: ${visitor.words}`)
  await visitor.send(act, fields)
  assert.equal(visitor.status, 403, visitor.words)
  await confirms(keyed)
  const again = await visitor.request('GET', '/desk/step-up/token')
  await visitor.send(act, (await again.json()) as Fields)
}

/** The passkey, for what the open page asks it for. */
export async function confirms({ visitor, key }: Keyed): Promise<void> {
  const { act } = visitor.hidden('/sign-in/without-scripts')
  const options = await visitor.json('/desk/step-up/options', { act })
  await visitor.json('/desk/step-up/verify', { act, response: key.get(options as object) })
}

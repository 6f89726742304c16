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

/** Enrols by the link that a lead hands over. */
export async function joins(house: House, name: string, role: 'lead' | 'member' = 'member'): Promise<Keyed> {
  const { enrol } = yes(await house.team.addMember({ name, role, by: null }))
  const origin = house.config.url
  const [visitor, key] = [new Visitor(house, origin), authenticator({ origin })]
  const { pathname } = new URL(enrol)
  await visitor.get(pathname)
  const options = await visitor.json(`${pathname}/options`, {})
  await visitor.json(`${pathname}/verify`, { response: key.create(options as object) })
  await visitor.get('/desk')
  assert.equal(visitor.status, 200, visitor.words)
  return { visitor, key }
}

/** The passkey after some time away. */
export async function comesBack({ visitor, key }: Keyed): Promise<void> {
  const options = await visitor.json('/sign-in/options', {})
  await visitor.json('/sign-in/verify', { response: key.get(options as object) })
}

/** One act that asks for the passkey again: confirmed, then the form of this page, filled in and sent. */
export async function presses({ visitor, key }: Keyed, page: string, act: string, fields: Fields = {}): Promise<void> {
  const options = await visitor.json('/desk/step-up/options', { act })
  await visitor.json('/desk/step-up/verify', { act, response: key.get(options as object) })
  await visitor.get(page)
  assert.ok('token' in visitor.hidden(act), `${page} has a form for ${act}: ${visitor.words}`)
  await visitor.send(act, fields)
}

import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { house } from '../../src/main.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import { people, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { saidBy } from '../console.ts'
import { deskEnv, newFolder } from '../faults/started-desk.ts'

const hour = 3_600_000
let desk: Staffed
afterEach(async () => {
  await desk?.close()
})

const asked = async (to = 'rotate') => {
  const consent = await desk.house.rootKey.consent(to, 'The laptop was stolen.')
  if (isRefusal(consent)) assert.fail(consent.text)
  return consent
}
const request = async () => {
  const consent = await asked()
  return consent.given ? assert.fail('it waits') : consent.request
}
const later = (milliseconds: number) => desk.clock.to(desk.clock.now() + milliseconds)
const facts = async () => (await desk.house.team.log()).map(({ type }) => type)

describe('changing the root key where several leads could speak for it', () => {
  it('waits for a lead, and for nobody less', async () => {
    desk = await staffedHouse()
    const [ada, ben] = [await desk.member('lead'), await desk.member('lead')]
    const member = await desk.member('member')
    const id = await request()
    assert.equal(await request(), id, 'it is asked for once')
    assert.match((await ben.browser.get('/desk')).body, /Something asks for a second person/)
    assert.match((await ben.browser.get('/desk/two-person')).body, /Change the root key[\s\S]*The laptop was stolen\./)
    assert.match((await member.browser.get('/desk/two-person')).body, /a lead has to/)
    const tries = [
      await desk.house.team.agreeTwoPerson({ request: id, by: member.id }),
      await desk.house.team.agreeTwoPerson({ request: id, by: null }),
    ]
    assert.deepEqual(
      tries.map((one) => isRefusal(one) && one.refused),
      ['lead-needed', 'own-request'],
    )
    assert.equal((await asked()).given, false)
    assert.equal(isRefusal(await desk.house.team.agreeTwoPerson({ request: id, by: ada.id })), false)
    assert.equal((await asked()).given, true)
    await desk.house.rootKey.rotate(() => undefined)
    assert.deepEqual((await facts()).slice(0, 4), [
      'RootKeyRotated',
      'TwoPersonUsed',
      'TwoPersonAgreed',
      'TwoPersonAsked',
    ])
    assert.equal((await asked()).given, false, 'the next one is another one')
  })

  it('goes on after a day without their word, unless somebody stopped it', async () => {
    desk = await staffedHouse()
    await desk.member('lead')
    const ben = await desk.member('member')
    await desk.member('lead')
    await request()
    later(24 * hour - 1)
    assert.equal((await asked()).given, false)
    later(1)
    assert.equal((await asked()).given, true)
    const [open] = await desk.house.team.twoPersonRequests()
    assert.equal(isRefusal(await desk.house.team.stopTwoPerson({ request: open?.id ?? '', by: ben.id })), false)
    assert.equal((await asked()).given, false)
  })

  it('asks for taking an old one away by itself, and for nothing where there is one lead', async () => {
    desk = await staffedHouse()
    const lead = await desk.member('lead')
    assert.equal((await asked()).given, true)
    const other = await desk.member('lead')
    const id = await request()
    await desk.house.team.agreeTwoPerson({ request: id, by: other.id })
    const { idle } = await desk.house.rootKey.rotate(() => undefined)
    assert.equal((await asked(idle[0])).given, false, 'agreeing to a new one is not agreeing to this')
    assert.notEqual(lead.id, other.id)
  })

  it('says at the console what it waits for, and changes nothing until then', async () => {
    desk = await staffedHouse()
    const folder = newFolder()
    const env = deskEnv(folder, { POSTERN_URL: 'https://security.example' })
    const silent = { request: () => undefined, failure: () => undefined, note: () => undefined }
    const open = await house({ env, log: silent })
    try {
      const at = people(open, 'https://security.example')
      const [ada] = [await at.member('lead'), await at.member('lead')]
      const key = () => readFileSync(env.POSTERN_KEY_FILE ?? '', 'utf8')
      const before = key()
      const first = await postern(env, 'key', 'rotate', '--reason', 'Yearly')
      assert.equal(first.code, 1)
      assert.match(
        first.err,
        /^Asked for; every member is told\. A lead agrees at https:\/\/security\.example\/desk\/two-person/,
      )
      assert.match((await postern(env, 'key', 'rotate')).err, /^This waits for a second person/)
      assert.equal(key(), before)
      const [one] = await open.team.twoPersonRequests()
      await open.team.agreeTwoPerson({ request: one?.id ?? '', by: ada.id })
      assert.match((await postern(env, 'key', 'rotate')).out, /now wraps every key/)
      assert.notEqual(key(), before)
    } finally {
      await open.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

const postern = (env: Readonly<Record<string, string>>, ...words: string[]) =>
  saidBy(words, { env, cwd: dirname(env.POSTERN_DATA ?? '') })

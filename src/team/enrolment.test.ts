import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import { authenticator } from '../../test/stand-ins/authenticator.ts'
import {
  another,
  codeOf,
  enrolled,
  firstLead,
  ORIGIN,
  type TestTeam,
  testTeam,
  yes,
} from '../../test/stand-ins/team.ts'
import { HOUR, MINUTE } from './context.ts'
import { teamFacts } from './desk-log.ts'
import { openTeam } from './open-team.ts'

let house: TestTeam
beforeEach(async () => {
  house = await testTeam()
})
afterEach(() => house.close())

describe('the first member', () => {
  it('comes in by the printed link, gives a name and is a lead', async () => {
    const { team } = house
    const link = await team.firstEnrolment()
    assert.match(link ?? '', /^https:\/\/security\.example\/enrol\/[0-9a-hjkmnp-tv-z]{26}$/)
    assert.deepEqual(await team.invitation(codeOf(link)), { name: null, role: 'lead' })
    const { token } = await enrolled(team, link, '  Ada   Lovelace ')
    const me = await team.session(token)
    assert.equal(me?.name, 'Ada Lovelace')
    assert.equal(me?.role, 'lead')
    assert.equal(me?.onlyOnePasskey, true)
    assert.deepEqual(
      (await teamFacts(house.context)).map(({ type }) => type),
      ['MemberEnrolled', 'PasskeyAdded', 'RecoveryCodeMade'],
    )
  })

  it('is nobody before that', async () => {
    await house.team.firstEnrolment()
    assert.deepEqual(await house.team.members(), [])
  })

  it('is offered by the newest start alone', async () => {
    const old = await house.team.firstEnrolment()
    const link = await openTeam(house.context).firstEnrolment()
    assert.equal(await house.team.invitation(codeOf(old)), undefined)
    assert.notEqual(await house.team.invitation(codeOf(link)), undefined)
  })

  it('is never offered again once the log had one, not even after that one was removed', async () => {
    const { member } = await firstLead(house.team)
    assert.equal(await house.team.firstEnrolment(), null)
    await another(house.team, 'Grace', 'lead')
    yes(await house.team.removeMember({ member, by: null }))
    assert.equal(await house.team.firstEnrolment(), null)
  })

  it('is not offered to whoever empties the table of members', async () => {
    await firstLead(house.team)
    const everything = ['session', 'passkey', 'recovery_code', 'enrolment', 'member'].map((table) => ({
      sql: `delete from ${table}`,
      params: [],
    }))
    await house.context.store.write(everything)
    assert.equal(await house.team.firstEnrolment(), null)
  })

  it('is no longer the one with the printed link when the console invited somebody meanwhile', async () => {
    const link = await house.team.firstEnrolment()
    const { options, cookie } = yes(await house.team.enrolmentChallenge(codeOf(link), 'Mallory'))
    yes(await house.team.addMember({ name: 'Grace', role: 'lead', by: null }))
    assert.equal(await house.team.invitation(codeOf(link)), undefined)
    const answer = { response: authenticator({ origin: ORIGIN }).create(options), cookie }
    assert.deepEqual(await refusal(house.team.enrol(codeOf(link), answer, '')), 'link-not-valid')
  })

  it('gives a name, in one line', async () => {
    const code = codeOf(await house.team.firstEnrolment())
    for (const name of ['', '   ', '\u202e', 'x'.repeat(101)]) {
      assert.equal(await refusal(house.team.enrolmentChallenge(code, name)), 'name-needed', JSON.stringify(name))
    }
  })
})

describe('an enrolment link', () => {
  it('works for an hour', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    house.later(HOUR - 1)
    assert.deepEqual(await house.team.invitation(codeOf(enrol)), { name: 'Grace', role: 'member' })
    house.later(1)
    assert.equal(await house.team.invitation(codeOf(enrol)), undefined)
    assert.equal(await refusal(house.team.enrolmentChallenge(codeOf(enrol), null)), 'link-not-valid')
  })

  it('is swept once it was used or is over, and not before', async () => {
    const links = async () => {
      const rows = { sql: 'select member from enrolment', params: [], row: z.object({ member: z.string() }) }
      return (await house.context.store.read(rows)).map(({ member }) => member)
    }
    await firstLead(house.team)
    const grace = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    await house.team.sweep()
    assert.deepEqual(await links(), [grace.member], 'the used one is gone, the one that still works is not')
    assert.ok(await house.team.invitation(codeOf(grace.enrol)))
    house.later(HOUR)
    await house.team.sweep()
    assert.deepEqual(await links(), [])
  })

  it('is not used up by looking at it', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    for (let look = 0; look < 3; look += 1) await house.team.invitation(codeOf(enrol))
    yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
    assert.ok(await enrolled(house.team, enrol))
  })

  it('works once, whoever of two browsers is first', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const browsers = await Promise.all(
      ['one', 'other'].map(async () => {
        const { options, cookie } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
        return { response: authenticator({ origin: ORIGIN }).create(options), cookie }
      }),
    )
    const answers = await Promise.all(browsers.map((answer) => house.team.enrol(codeOf(enrol), answer, '')))
    assert.deepEqual(answers.map((answer) => ('refused' in answer ? answer.refused : 'in')).toSorted(), [
      'in',
      'link-not-valid',
    ])
    assert.equal((await house.team.members()).filter(({ state }) => state === 'active').length, 1)
  })

  it('cannot be finished in another browser than the one that asked', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const { options } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
    const { cookie } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
    const response = authenticator({ origin: ORIGIN }).create(options)
    assert.equal(await refusal(house.team.enrol(codeOf(enrol), { response, cookie: null }, '')), 'challenge-not-valid')
    assert.equal(await refusal(house.team.enrol(codeOf(enrol), { response, cookie }, '')), 'passkey-refused')
    assert.notEqual(await house.team.invitation(codeOf(enrol)), undefined)
  })

  it('waits five minutes for the passkey', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const { options, cookie } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
    house.later(5 * MINUTE + 1)
    const answer = { response: authenticator({ origin: ORIGIN }).create(options), cookie }
    assert.equal(await refusal(house.team.enrol(codeOf(enrol), answer, '')), 'challenge-not-valid')
  })

  it('takes no passkey from another origin, for another host, or without unlocking', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const wrongs = [
      { origin: 'https://evil.example' },
      { origin: 'http://security.example' },
      { rpId: 'evil.example' },
      { unverified: true },
      { challenge: 'AAAA' },
      { type: 'webauthn.get' },
    ]
    for (const wrong of wrongs) {
      const { options, cookie } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
      const response = authenticator({ origin: ORIGIN }).create(options, wrong)
      assert.equal(
        await refusal(house.team.enrol(codeOf(enrol), { response, cookie }, '')),
        'passkey-refused',
        JSON.stringify(wrong),
      )
    }
  })

  it('takes nothing that is no passkey at all', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    for (const response of [
      null,
      7,
      'x',
      [],
      {},
      { id: 'x', response: {} },
      { id: 'x'.repeat(5_000), rawId: 'x', type: 'public-key' },
    ]) {
      const { cookie } = yes(await house.team.enrolmentChallenge(codeOf(enrol), null))
      assert.equal(await refusal(house.team.enrol(codeOf(enrol), { response, cookie }, '')), 'passkey-refused')
    }
  })

  it('is worth nothing when it was replaced, or when the member was removed', async () => {
    const { member, enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const again = yes(await house.team.inviteAgain({ member, by: null }))
    assert.equal(await house.team.invitation(codeOf(enrol)), undefined)
    assert.notEqual(await house.team.invitation(codeOf(again.enrol)), undefined)
    yes(await house.team.removeMember({ member, by: null }))
    assert.equal(await house.team.invitation(codeOf(again.enrol)), undefined)
  })

  it('looks the same unknown, malformed and endless', async () => {
    for (const code of ['', 'x', '0'.repeat(26), '0'.repeat(100_000), '../../etc', 'I'.repeat(26)]) {
      assert.equal(await house.team.invitation(code), undefined)
      assert.equal(await refusal(house.team.enrolmentChallenge(code, 'Mallory')), 'link-not-valid')
    }
  })
})

const refusal = async (answer: Promise<object>): Promise<unknown> => {
  const said = await answer
  return 'refused' in said ? said.refused : said
}

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { another, firstLead, type TestTeam, testTeam, yes } from '../../test/stand-ins/team.ts'
import { DAY, HOUR } from './context.ts'
import type { TokenAsk } from './team.ts'

let house: TestTeam
let member: string
beforeEach(async () => {
  house = await testTeam()
  member = (await firstLead(house.team)).member
})
afterEach(() => house.close())

const create = (ask: Partial<TokenAsk> = {}) =>
  house.team.createToken({ member, label: 'ci', scopes: ['read', 'act'], days: 30, by: member, ...ask })

const refusal = (said: object): unknown => ('refused' in said ? said.refused : said)

describe('an API token', () => {
  it('lets its member in with the scopes it was given', async () => {
    const { token } = yes(await create())
    assert.match(token, /^pst_[A-Za-z0-9_-]{43}$/)
    const who = await house.team.bearer(token)
    assert.equal(who?.member, member)
    assert.deepEqual(who?.scopes, ['read', 'act'])
  })

  it('ends with its days', async () => {
    const { token } = yes(await create({ days: 1 }))
    house.later(DAY - 1)
    assert.ok(await house.team.bearer(token))
    house.later(1)
    assert.equal(await house.team.bearer(token), undefined)
  })

  it('lives 90 days at most, has a label and a scope', async () => {
    for (const days of [0, 91, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(refusal(await create({ days })), 'days-out-of-range', String(days))
    }
    assert.equal(refusal(await create({ label: ' ' })), 'label-needed')
    assert.equal(refusal(await create({ scopes: [] })), 'scope-not-allowed')
    assert.equal(refusal(await create({ member: 'member-nobody' })), 'no-such-member')
  })

  it('never goes beyond the role of its member, also when the role changes later', async () => {
    const grace = await another(house.team, 'Grace', 'observer')
    assert.equal(refusal(await create({ member: grace.member, scopes: ['act'] })), 'scope-not-allowed')
    yes(await house.team.setRole({ member: grace.member, role: 'member', by: member }))
    const { token } = yes(await create({ member: grace.member, scopes: ['read', 'act', 'publish'] }))
    yes(await house.team.setRole({ member: grace.member, role: 'observer', by: member }))
    const now = await house.team.bearer(token)
    assert.deepEqual(now?.scopes, ['read'])
    assert.equal(now?.role, 'observer')
  })

  it('is revoked by its member at once, and by nobody else', async () => {
    const grace = await another(house.team, 'Grace')
    const { token, id } = yes(await create())
    assert.equal(
      refusal(await house.team.revokeToken({ member: grace.member, token: id, by: grace.member })),
      'no-such-token',
    )
    yes(await house.team.revokeToken({ member, token: id, by: member }))
    assert.equal(await house.team.bearer(token), undefined)
    assert.deepEqual(await house.team.tokens(member), [])
    assert.equal(refusal(await house.team.revokeToken({ member, token: id, by: member })), 'no-such-token')
  })

  it('says to the hour when it was last used', async () => {
    const { token } = yes(await create())
    assert.equal((await house.team.tokens(member))[0]?.usedAt, 0)
    await house.team.bearer(token)
    const hour = house.now() - (house.now() % HOUR)
    assert.equal((await house.team.tokens(member))[0]?.usedAt, hour)
    house.later(HOUR)
    await house.team.bearer(token)
    assert.equal((await house.team.tokens(member))[0]?.usedAt, hour + HOUR)
  })

  it('opens for nothing that is no token', async () => {
    const { token } = yes(await create())
    for (const wrong of [
      '',
      'pst_',
      token.slice(4),
      token.toLowerCase(),
      `${token} `,
      `${token}\0`,
      `pst_${'x'.repeat(1_000_000)}`,
    ]) {
      assert.equal(await house.team.bearer(wrong), undefined)
    }
  })
})

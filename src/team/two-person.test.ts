import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { another, codeOf, enrolled, firstLead, type TestTeam, testTeam, yes } from '../../test/stand-ins/team.ts'
import { dueJobs } from '../store/outbox-rows.ts'
import { DAY, HOUR } from './context.ts'
import { teamFacts } from './desk-log.ts'

let house: TestTeam
beforeEach(async () => {
  house = await testTeam()
})
afterEach(() => house.close())

const refusal = (said: object): unknown => ('refused' in said ? said.refused : said)
const news = async () => (await house.context.store.read(dueJobs('notice', 'near', house.now(), 50))).length

async function three() {
  const ada = await firstLead(house.team)
  return { ada, ben: await another(house.team, 'Ben'), eve: await another(house.team, 'Eve') }
}

describe('letting a member in again who lost every passkey', () => {
  it('takes two others and a day, and then a link that works once', async () => {
    const { ada, ben, eve } = await three()
    const { team } = house
    const { request } = yes(
      await team.askTwoPerson({ kind: 'recovery', subject: eve.member, reason: 'We met.', by: ada.member }),
    )
    for (const by of [ada.member, eve.member])
      assert.equal(refusal(await team.agreeTwoPerson({ request, by })), 'own-request')
    assert.equal(refusal(await team.agreeTwoPerson({ request, by: null })), 'own-request', 'the console does not count')
    assert.equal(refusal(await team.recoveryLink({ request, by: ada.member })), 'no-such-request')
    const { readyAt } = yes(await team.agreeTwoPerson({ request, by: ben.member }))
    assert.equal(readyAt, house.now() + DAY)
    assert.equal(refusal(await team.agreeTwoPerson({ request, by: ben.member })), 'no-such-request')
    house.later(DAY - 1)
    assert.equal(refusal(await team.recoveryLink({ request, by: ben.member })), 'not-yet')
    house.later(1)
    const { link } = yes(await team.recoveryLink({ request, by: ben.member }))
    assert.equal(refusal(await team.recoveryLink({ request, by: ada.member })), 'no-such-request')
    const { token } = yes(await team.useSignInLink(codeOf(link), 'Firefox'))
    assert.equal((await team.session(token))?.member, eve.member)
    assert.equal(refusal(await team.useSignInLink(codeOf(link), '')), 'link-not-valid')
  })

  it('ends with a passkey of theirs, and with a word of anybody', async () => {
    const { ada, ben, eve } = await three()
    const { team } = house
    const ask = () =>
      team.askTwoPerson({ kind: 'recovery', subject: eve.member, reason: 'She called.', by: ada.member })
    const first = yes(await ask())
    yes(await team.agreeTwoPerson({ request: first.request, by: ben.member }))
    house.later(DAY)
    const { options, cookie } = await team.signInChallenge()
    yes(await team.signIn({ response: eve.key.get(options), cookie }, ''))
    assert.equal(refusal(await team.recoveryLink({ request: first.request, by: ada.member })), 'no-such-request')
    const second = yes(await ask())
    assert.equal(refusal(await ask()), 'asked-already')
    yes(await team.stopTwoPerson({ request: second.request, by: eve.member }))
    assert.equal(refusal(await team.agreeTwoPerson({ request: second.request, by: ben.member })), 'no-such-request')
    assert.deepEqual(
      (await teamFacts(house.context)).flatMap((fact) => (fact.type === 'TwoPersonStopped' ? [fact.by] : [])),
      ['passkey', 'member'],
    )
  })

  it('is told to every member at every step', async () => {
    const { ada, ben, eve } = await three()
    const { team } = house
    const before = await news()
    const { request } = yes(
      await team.askTwoPerson({ kind: 'recovery', subject: eve.member, reason: 'x', by: ada.member }),
    )
    yes(await team.agreeTwoPerson({ request, by: ben.member }))
    yes(await team.memberSignIn('Ben'))
    assert.equal((await news()) - before, 3)
  })

  it('takes the console and a day where there is no second person', async () => {
    const ada = await firstLead(house.team)
    const eve = await another(house.team, 'Eve', 'observer')
    const { team } = house
    const { request } = yes(
      await team.askTwoPerson({ kind: 'recovery', subject: eve.member, reason: 'x', by: ada.member }),
    )
    assert.equal(yes(await team.agreeTwoPerson({ request, by: null })).readyAt, house.now() + DAY)
  })
})

describe('who counts as a second person', () => {
  it('is nobody whom a member invited within the last day: it could be the same person twice', async () => {
    const ada = await firstLead(house.team)
    const { team } = house
    const { enrol } = yes(await team.addMember({ name: 'Ada too', role: 'lead', by: ada.member }))
    const twin = await enrolled(team, enrol)
    const { enrol: further } = yes(await team.addMember({ name: 'Ada three', role: 'member', by: twin.member }))
    const third = await enrolled(team, further)
    const ask = { kind: 'break-glass', subject: 'case-1', reason: 'x', by: ada.member } as const
    const { request } = yes(await team.askTwoPerson(ask))
    for (const by of [twin.member, third.member])
      assert.equal(refusal(await team.agreeTwoPerson({ request, by })), 'too-new')
    house.later(DAY)
    const later = yes(await team.askTwoPerson({ ...ask, subject: 'case-2' }))
    yes(await team.agreeTwoPerson({ request: later.request, by: twin.member }))
  })

  it('is seen coming: every member hears of who came in, who went, and who leads', async () => {
    const { ada, ben } = await three()
    const { team } = house
    for (const [act, told] of [
      [async () => enrolled(team, yes(await team.addMember({ name: 'New', role: 'member', by: ada.member })).enrol), 1],
      [() => team.setRole({ member: ben.member, role: 'lead', by: ada.member }), 1],
      [() => team.setRole({ member: ben.member, role: 'observer', by: ada.member }), 1],
      [() => team.setRole({ member: ben.member, role: 'member', by: ada.member }), 0],
      [() => team.removeMember({ member: ben.member, by: ada.member }), 1],
    ] as const) {
      const before = await news()
      await act()
      assert.equal((await news()) - before, told)
    }
  })
})

describe('breaking glass', () => {
  it('takes a second person, opens one case to one member for four hours, and ends', async () => {
    const { ada, ben, eve } = await three()
    const { team } = house
    const ask = { kind: 'break-glass', subject: 'case-1', reason: 'The one who knows is ill.' } as const
    const { request } = yes(await team.askTwoPerson({ ...ask, by: eve.member }))
    assert.equal(await team.glassBroken(eve.member, 'case-1'), null)
    assert.equal(refusal(await team.agreeTwoPerson({ request, by: eve.member })), 'own-request')
    yes(await team.agreeTwoPerson({ request, by: ada.member }))
    assert.equal(await team.glassBroken(eve.member, 'case-1'), house.now() + 4 * HOUR)
    assert.equal(await team.glassBroken(eve.member, 'case-2'), null)
    assert.equal(await team.glassBroken(ben.member, 'case-1'), null)
    house.later(4 * HOUR)
    assert.equal(await team.glassBroken(eve.member, 'case-1'), null)
  })

  it('waits a day where only the console could agree', async () => {
    const ada = await firstLead(house.team)
    const { team } = house
    const ask = { kind: 'break-glass', subject: 'case-1', reason: 'x', by: ada.member } as const
    const { request } = yes(await team.askTwoPerson(ask))
    yes(await team.agreeTwoPerson({ request, by: null }))
    assert.equal(await team.glassBroken(ada.member, 'case-1'), null)
    house.later(DAY)
    assert.equal(await team.glassBroken(ada.member, 'case-1'), house.now() + 4 * HOUR)
    yes(await team.stopTwoPerson({ request, by: ada.member }))
    assert.equal(await team.glassBroken(ada.member, 'case-1'), null)
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { another, codeOf, firstLead, type TestTeam, testTeam, yes } from '../../test/stand-ins/team.ts'
import { firstBrokenLeaf, leavesOf } from '../store/audit.ts'
import { teamFacts } from './desk-log.ts'

let house: TestTeam
beforeEach(async () => {
  house = await testTeam()
})
afterEach(() => house.close())

const refusal = (said: object): unknown => ('refused' in said ? said.refused : said)

describe('the team', () => {
  it('keeps every change as a fact of the desk, with who did it, and no names', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const { member } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: ada.member }))
    yes(await house.team.setRole({ member, role: 'lead', by: ada.member }))
    yes(await house.team.removeMember({ member, by: ada.member }))
    const facts = await teamFacts(house.context)
    assert.deepEqual(
      facts.map(({ type, actor }) => `${type} by ${actor}`),
      [
        'MemberEnrolled by member:member-1',
        'PasskeyAdded by member:member-1',
        'RecoveryCodeMade by member:member-1',
        ...['MemberInvited', 'RoleChanged', 'MemberRemoved'].map((type) => `${type} by member:${ada.member}`),
      ],
    )
    assert.doesNotMatch(JSON.stringify(facts), /Ada|Grace/)
    const leaves = await house.context.store.read(leavesOf('desk', 0, 100))
    assert.equal(leaves.length, facts.length)
    assert.equal(firstBrokenLeaf(leaves), undefined)
  })

  it('has no two members of one name, but may have the name again', async () => {
    await firstLead(house.team, 'Ada')
    const { member } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    assert.equal(refusal(await house.team.addMember({ name: ' GRACE ', role: 'member', by: null })), 'name-taken')
    const both = await Promise.all(
      ['Joan', 'joan'].map((name) => house.team.addMember({ name, role: 'member', by: null })),
    )
    assert.deepEqual(both.map((said) => ('refused' in said ? said.refused : 'in')).toSorted(), ['in', 'name-taken'])
    yes(await house.team.removeMember({ member, by: null }))
    yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
  })

  it('always has a lead', async () => {
    const ada = await firstLead(house.team, 'Ada')
    yes(await house.team.addMember({ name: 'Grace', role: 'lead', by: null }))
    assert.equal(refusal(await house.team.setRole({ member: ada.member, role: 'member', by: ada.member })), 'last-lead')
    assert.equal(refusal(await house.team.removeMember({ member: ada.member, by: ada.member })), 'last-lead')
    const joan = await another(house.team, 'Joan', 'lead')
    const both = await Promise.all([ada, joan].map(({ member }) => house.team.removeMember({ member, by: null })))
    assert.deepEqual(both.map((said) => ('refused' in said ? said.refused : 'gone')).toSorted(), ['gone', 'last-lead'])
  })

  it('changes nothing about strangers', async () => {
    await firstLead(house.team)
    for (const member of ['', 'member-nobody', 'x'.repeat(10_000)]) {
      assert.equal(refusal(await house.team.setRole({ member, role: 'lead', by: null })), 'no-such-member')
      assert.equal(refusal(await house.team.removeMember({ member, by: null })), 'no-such-member')
      assert.equal(refusal(await house.team.inviteAgain({ member, by: null })), 'no-such-member')
    }
  })

  it('does not invite again who is there', async () => {
    const { member } = await firstLead(house.team)
    assert.equal(refusal(await house.team.inviteAgain({ member, by: null })), 'not-invited')
  })

  it('lets nobody in who is only invited', async () => {
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    assert.equal(await house.team.session(codeOf(enrol)), undefined)
    assert.equal(await house.team.bearer(codeOf(enrol)), undefined)
  })
})

describe('the roster', () => {
  it('names whoever agreed, under the name they chose, and nobody else', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace')
    assert.deepEqual(await house.team.roster(), [])
    yes(await house.team.setShownAs(grace.member, 'Rear Admiral Hopper'))
    yes(await house.team.setShownAs(ada.member, 'Ada Lovelace'))
    assert.deepEqual(await house.team.roster(), [
      { name: 'Ada Lovelace', role: 'lead', known: {} },
      { name: 'Rear Admiral Hopper', role: 'member', known: {} },
    ])
    yes(await house.team.setShownAs(ada.member, null))
    yes(await house.team.removeMember({ member: grace.member, by: null }))
    assert.deepEqual(await house.team.roster(), [])
    assert.equal((await house.team.members()).find(({ id }) => id === grace.member)?.shownAs, null)
  })
})

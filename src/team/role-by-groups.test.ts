import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { roleFor, roleNow } from './role-by-groups.ts'

const roles = { 'desk-team': 'member', 'desk-readers': 'observer' } as const

describe('a role by groups', () => {
  it('is the one that lets do more, where several groups are known', () => {
    assert.equal(roleFor(roles, ['desk-readers', 'desk-team']), 'member')
    assert.equal(roleFor(roles, ['others', 'desk-readers']), 'observer')
  })
  it('is none where no group is known, also not by a name that every object has', () => {
    assert.equal(roleFor(roles, ['others', 'constructor']), null)
    assert.equal(roleFor(roles, []), null)
  })
  it('is not asked for where the operator named no groups', () => {
    assert.equal(roleFor(undefined, ['desk-team']), undefined)
    assert.equal(roleNow(undefined, 'observer'), 'observer')
  })
  it('takes the place of the one before, and leaves a lead a lead', () => {
    assert.equal(roleNow('member', 'observer'), 'member')
    assert.equal(roleNow('observer', 'member'), 'observer')
    assert.equal(roleNow('observer', 'lead'), 'lead')
  })
  it('lets nobody in without one, not even a lead', () => {
    assert.equal(roleNow(null, 'lead'), null)
  })
})

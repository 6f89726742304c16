import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deskRoutes } from './desk-routes.ts'
import { stepUpWords } from './step-up-words.ts'
import { teamRoutes } from './team-routes.ts'

describe('asking for a fresh passkey', () => {
  it('says which act it is for', () => {
    assert.equal(
      stepUpWords('/desk/cases/P-7Q2M4K/acts/PublishAdvisory', 'POST'),
      'Publish the advisory, case P-7Q2M4K',
    )
    assert.equal(stepUpWords('/desk/cases/P-7Q2M4K/guests', 'POST'), 'Let a guest from outside into a case')
    assert.equal(stepUpWords('/desk/cases/P-7Q2M4K/guests', 'GET'), 'Open another case')
    assert.equal(stepUpWords('/desk/members/abc/role', 'POST'), 'Change what a member may do')
    assert.equal(stepUpWords('/desk/cases/P-7Q2M4K/acts/constructor', 'POST'), null)
  })

  it('knows words for every act that asks for one', () => {
    const asking = [...deskRoutes, ...teamRoutes].filter(({ stepUp }) => stepUp)
    assert.ok(asking.length > 8)
    for (const { path, method } of asking) {
      const address = path.replace(':number', 'P-7Q2M4K').replace(/:\w+/g, 'x')
      assert.ok(stepUpWords(address, method) !== null, `${path} has words`)
    }
  })
})

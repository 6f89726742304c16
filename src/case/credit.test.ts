import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { caseOf, on, published, received, second, toReleased } from '../../test/given.ts'
import { bringsUnseenName, creditsOf } from './credit.ts'
import type { CaseEvent } from './event.ts'
import { policy } from './policy.ts'

const chosen = (person: string, as: 'named' | 'anonymous' | 'none') =>
  ({ type: 'CreditChosen', person, as, naming: 1 }) as const
const duplicate = (person: string, day: number) =>
  caseOf(on(day, received({ reporter: person })), on(day, chosen(person, 'named')))
const firstOnly = policy.parse({ ...second, credit: { duplicates: 'first' } })

describe('whom an advisory credits', () => {
  const main = caseOf(...toReleased, chosen('person-rita', 'anonymous'), on(5, published()))
  it('is everybody who told us before it was published, as they chose', () => {
    assert.deepEqual(creditsOf(main, second, [duplicate('person-dora', 3), duplicate('person-late', 6)]), [
      { person: 'person-rita', as: 'anonymous', naming: 1 },
      { person: 'person-dora', as: 'named', naming: 1 },
    ])
  })
  it('is only the first where the policy says so, even if that one became the duplicate', () => {
    assert.deepEqual(
      creditsOf(main, firstOnly, [duplicate('person-dora', -2)]).map(({ person }) => person),
      ['person-dora'],
    )
  })
  it('names nobody who said nothing', () =>
    assert.deepEqual(creditsOf(caseOf(...toReleased), second, []), [{ person: 'person-rita', as: 'none', naming: 0 }]))
  it('is nobody where the team found it', () =>
    assert.deepEqual(creditsOf(caseOf(received({ reporter: null })), second, []), []))
})

describe('a name that an advisory brings along from a duplicate', () => {
  const main = caseOf(...toReleased, chosen('person-rita', 'named'))
  const confirmed = (naming: number) => ({ type: 'CreditConfirmed', person: 'person-dora', naming }) as const
  const dora = (...more: readonly CaseEvent[]) =>
    caseOf(on(3, received({ reporter: 'person-dora' })), chosen('person-dora', 'named'), ...more)
  it('is unseen until a member confirmed that very name', () => {
    assert.equal(bringsUnseenName(main, second, [dora()]), true)
    assert.equal(bringsUnseenName(main, second, [dora(confirmed(1))]), false)
    const again = { ...chosen('person-dora', 'named'), naming: 2 }
    assert.equal(bringsUnseenName(main, second, [dora(confirmed(1), again)]), true)
  })
  it('is nobody’s where the advisory does not name that person', () => {
    assert.equal(bringsUnseenName(main, second, [dora(chosen('person-dora', 'anonymous'))]), false)
    assert.equal(bringsUnseenName(main, firstOnly, [dora()]), false)
  })
  it('is not the name of the case itself, which whoever plans the publication sees', () =>
    assert.equal(bringsUnseenName(main, second, []), false))
})

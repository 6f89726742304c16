import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { caseOf, desk, on, published, received, reporter, second, start, toReleased } from '../../test/given.ts'
import type { Case } from './case.ts'
import type { CaseEvent } from './event.ts'
import { creditIsBehind } from './late-credit.ts'
import { day, type Policy, policy } from './policy.ts'
import { groupOf, nextOf } from './process.ts'
import { reporterView } from './view.ts'

const firstOnly: Policy = policy.parse({ ...second, credit: { duplicates: 'first' } })
const chosen = (as: 'named' | 'anonymous' | 'none', naming = 0): CaseEvent => ({
  type: 'CreditChosen',
  person: 'person-rita',
  as,
  naming,
})
const linked = (receivedAt: number): CaseEvent => ({
  type: 'DuplicateLinked',
  case: 'case-2',
  person: 'person-dora',
  receivedAt,
})
const theirs = (as: 'named' | 'none' | null, naming = 0): CaseEvent => ({
  type: 'DuplicateCreditChosen',
  case: 'case-2',
  person: 'person-dora',
  receivedAt: start + day,
  as,
  naming,
})
const out = (credits: readonly object[] = [], revision = 1): CaseEvent => published({ document: { credits }, revision })
const rita = { person: 'person-rita', as: 'named', naming: 1 }
const dora = { person: 'person-dora', as: 'named', naming: 1 }

const after = (...facts: readonly CaseEvent[]): Case =>
  caseOf(
    ...toReleased,
    ...facts.map((fact, index) => on(9 + index, fact, fact.type === 'CreditChosen' ? reporter : desk)),
  )
const now = start + 30 * day
const next = (state: Case, rules: Policy = second) => nextOf(state, rules, now).what

describe('a wish for credit after the publication', () => {
  it('is brought into the advisory by the team, and the case is not done before', () => {
    const late = after(out(), chosen('named', 1))
    assert.equal(next(late), 'bring the credit into the advisory')
    assert.equal(nextOf(late, second, now).command, 'PublishAdvisory')
    assert.equal(groupOf(late, second, now), 'waiting-to-publish')
    const brought = after(out(), chosen('named', 1), out([rita], 2))
    assert.equal(next(brought), 'nothing more')
    assert.equal(groupOf(brought, second, now), 'done')
  })
  it('counts in a closed case too', () => {
    const late = after(out(), { type: 'CaseClosed', reason: 'Done.' }, chosen('named', 1))
    assert.equal(next(late), 'bring the credit into the advisory')
    assert.equal(groupOf(late, second, now), 'waiting-to-publish')
  })
  it('needs nothing where readers would see the same', () => {
    assert.equal(next(after(out([rita]), chosen('none'), chosen('named', 1))), 'nothing more')
    assert.equal(next(after(out(), chosen('none'))), 'nothing more')
    assert.equal(next(after(out([rita]), chosen('named', 2))), 'bring the credit into the advisory')
  })
  it('needs nothing where the name was dropped: that takes it out of every revision at once', () => {
    const gone = after(out([rita]), chosen('named', 2), { type: 'PersonForgotten', person: 'person-rita' })
    assert.equal(next(gone), 'nothing more')
  })
  it('waits for a further revision that is planned', () => {
    const planned = on(12, { type: 'AdvisoryScheduled', publishAt: now + day, revision: 2, digest: 'a'.repeat(64) })
    const late = caseOf(...toReleased, on(9, out()), on(10, chosen('named', 1), reporter), planned)
    assert.equal(nextOf(late, second, now).who, 'nobody')
    assert.equal(groupOf(late, second, now), 'waiting-to-publish')
  })

  describe('of a duplicate’s reporter', () => {
    const before = linked(start + day)
    it('reaches the main case', () => {
      assert.equal(next(after(before, out([rita]), theirs('named', 1))), 'bring the credit into the advisory')
      assert.equal(next(after(before, out([rita]), theirs('named', 1), out([rita, dora], 2))), 'nothing more')
      assert.equal(next(after(before, out([rita, dora]), theirs('named', 2), theirs(null))), 'nothing more')
    })
    it('changes nothing where the policy does not credit them', () => {
      assert.equal(next(after(before, out([rita]), theirs('named', 1)), firstOnly), 'nothing more')
      // Told us after the publication.
      assert.equal(next(after(linked(start + 20 * day), out([rita]), theirs('named', 1))), 'nothing more')
    })
    it('is taken out of the advisory where the report turns out to be another one', () => {
      const apart: CaseEvent = { type: 'DuplicateUnlinked', case: 'case-2' }
      assert.equal(next(after(before, out([rita, dora]), apart)), 'bring the credit into the advisory')
      assert.equal(next(after(before, out([rita]), apart)), 'nothing more')
    })
    it('is no business of the other reporters', () => {
      const late = after(before, out([rita]), theirs('named', 1))
      assert.equal(creditIsBehind(late, second), true)
      assert.equal(reporterView(late, second, now).next.what, 'nothing more')
      const follower = (person: string): Case => ({
        ...caseOf(received({ reporter: person })),
        declined: { at: start, reason: 'duplicate', text: '', duplicateOf: 'case-1' },
      })
      const seen = (person: string) =>
        reporterView(follower(person), second, now, { case: late, policy: second }).next.what
      assert.equal(seen('person-dora'), 'bring the credit into the advisory')
      assert.equal(seen('person-else'), 'nothing more')
    })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { day } from '../case/policy.ts'
import { expectation } from './expectation.ts'
import { countFigures, type Figures } from './figures/count.ts'

const now = Date.UTC(2026, 10, 20, 9)
const figures = (answers: Figures['recent']['firstAnswer'], waiting: Figures['waiting'] = { days: null, of: 0 }) => {
  const none = countFigures([], now)
  return { ...none, waiting, recent: { ...none.recent, firstAnswer: answers } }
}
const asked = { receivedAt: now, by: now + 7 * day, slower: false, pausedUntil: null }

describe('expecting a first answer', () => {
  it('says what is usual beside the promise', () =>
    assert.deepEqual(expectation(figures({ days: 2.4, of: 9 }), asked), {
      by: asked.by,
      usualDays: 3,
      longer: false,
      slower: false,
      pausedUntil: null,
    }))

  it('says nothing of it where too few were answered, or nothing was counted yet', () => {
    assert.equal(expectation(figures({ days: 1, of: 4 }), asked).usualDays, null)
    assert.equal(expectation(null, asked).usualDays, null)
  })

  it('believes those who wait more than those who were answered', () => {
    const busy = figures({ days: 1, of: 40 }, { days: 4.5, of: 12 })
    assert.equal(expectation(busy, asked).usualDays, 5)
    assert.equal(expectation(figures({ days: 1, of: 40 }, { days: 4.5, of: 2 }), asked).usualDays, 1)
  })

  it('admits that it takes longer than promised', () => {
    const { usualDays, longer } = expectation(figures({ days: 11, of: 9 }), asked)
    assert.deepEqual([usualDays, longer], [11, true])
  })

  it('does not say the promise twice', () =>
    assert.equal(expectation(figures({ days: 6.5, of: 9 }), asked).usualDays, null))

  it('knows nothing usual of the slower line, or of what waits for the end of a pause', () => {
    const usual = figures({ days: 1, of: 40 })
    assert.equal(expectation(usual, { ...asked, slower: true }).usualDays, null)
    assert.equal(expectation(usual, { ...asked, pausedUntil: now + day }).usualDays, null)
  })
})

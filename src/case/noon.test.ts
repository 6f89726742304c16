import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { momentOf, nextNoon } from './noon.ts'

describe('a day without a time', () => {
  it('means noon in UTC', () => assert.equal(momentOf('2027-03-31'), Date.UTC(2027, 2, 31, 12)))

  it('is a day that its month has, and nothing else', () => {
    for (const typed of ['2027-02-29', '2027-04-31', '2027-13-01', '27-03-31', '2027-03-31T12:00', '', 'tomorrow'])
      assert.equal(momentOf(typed), undefined, typed)
    assert.equal(momentOf('2028-02-29'), Date.UTC(2028, 1, 29, 12))
  })

  it('has the time that was given, in UTC', () => {
    assert.equal(momentOf('2027-03-31', '23:59'), Date.UTC(2027, 2, 31, 23, 59))
    assert.equal(momentOf('2027-03-31', '24:00'), undefined)
    assert.equal(momentOf('2027-03-31', '25:00'), undefined)
  })

  it('is the next day where one is offered', () => {
    assert.equal(nextNoon(Date.UTC(2027, 2, 31, 0)), Date.UTC(2027, 3, 1, 12))
    assert.equal(nextNoon(Date.UTC(2027, 2, 31, 23, 59)), Date.UTC(2027, 3, 1, 12))
  })
})

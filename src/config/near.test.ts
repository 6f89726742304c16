import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { near } from './near.ts'

describe('guessing what was meant', () => {
  const known = ['contacts', 'contactIntro', 'credit', 'deadlines', 'firstAnswer', 'by']

  it('forgives a slip of the finger', () => {
    assert.equal(near('contcats', known), 'contacts')
    assert.equal(near('Credits', known), 'credit')
    assert.equal(near('first-answer', known), 'firstAnswer')
    assert.equal(near('yb', known), 'by')
  })

  it('stays silent where nothing is near', () => {
    assert.equal(near('colour', known), undefined)
    assert.equal(near('x'.repeat(10_000), known), undefined)
    assert.equal(near('', known), undefined)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { severityLabel } from './severity.ts'

describe('naming a severity', () => {
  it('shows the score with one decimal beside the word', () => {
    assert.equal(severityLabel('critical', 10), 'Critical (10.0)')
    assert.equal(severityLabel('none', 0), 'None (0.0)')
  })

  it('is the word alone where there is no score', () => {
    assert.equal(severityLabel('high', null), 'High')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chance } from './chance.ts'

describe('drawing by chance', () => {
  it('never gives the same bytes twice, also across what was drawn in advance', () => {
    const seen = new Set<string>()
    for (let n = 0; n < 5_000; n++) seen.add(Buffer.from(chance(16)).toString('hex'))
    assert.equal(seen.size, 5_000)
  })

  it('gives memory of its own, of the length that was asked for', () => {
    const first = chance(12)
    const before = Buffer.from(first).toString('hex')
    chance(12).fill(7)
    assert.equal(first.buffer.byteLength, 12)
    assert.equal(Buffer.from(first).toString('hex'), before)
    assert.equal(chance(100_000).length, 100_000)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { termsOf } from './terms.ts'

const counts = (text: string, title = '') =>
  Object.fromEntries(Array.from(termsOf({ title, text }), ([term, { count }]) => [term, count]))

describe('what a text is compared by', () => {
  it('are the beginnings of its words, so that their forms come together', () =>
    assert.deepEqual(counts('allocate allocation Allocator'), { alloca: 3 }))

  it('are the parts of names in code, and the names', () => {
    assert.deepEqual(counts('trimWickNow'), { trimwi: 1, trim: 1, wick: 1, now: 1 })
    assert.deepEqual(counts('trim_wick'), { trimwi: 1, trim: 1, wick: 1 })
    assert.deepEqual(counts('HTTPServer'), { httpse: 1, http: 1, server: 1 })
  })

  it('are no words that only hold a sentence together', () => assert.deepEqual(counts('it is in the oil'), { oil: 1 }))

  it('are twice those of the title', () => assert.deepEqual(counts('oil', 'Oil wick'), { oil: 3, wick: 2 }))

  it('are pairs of characters where a script leaves no spaces', () =>
    assert.deepEqual(counts('脆弱性'), { 脆弱: 1, 弱性: 1 }))

  it('are few enough, and soon read, whatever comes', () => {
    const began = process.cpuUsage()
    for (const piece of ['aB', 'a_', '漢', 'a ', 'é', '\u0301', 'ÀÀ'])
      assert.ok(termsOf({ title: '', text: piece.repeat(2 ** 20) }).size <= 2_000)
    assert.ok(termsOf({ title: '', text: Array.from({ length: 9_999 }, (_, i) => `w${i}`).join(' ') }).size <= 2_000)
    assert.ok(process.cpuUsage(began).user < 3_000_000)
  })
})

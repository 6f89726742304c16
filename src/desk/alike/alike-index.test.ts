import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type AlikeIndex, alikeIndex } from './alike-index.ts'
import { packed } from './packed.ts'
import { shelf } from './shelf.ts'
import { termCounts } from './term-counts.ts'
import { termsOf } from './terms.ts'

const terms = (text: string, title = '') => termsOf({ title, text })
const put = (index: AlikeIndex, stream: string, text: string, part: 'report' | 'advisory' = 'report') =>
  index.put({ stream, part }, terms(text))
const find = (index: AlikeIndex, text: string, except: string[] = [], most = 3) =>
  index.find(terms(text), { most, except, milliseconds: 10_000 })
const streams = (...of: Parameters<typeof find>) => find(...of).alike.map(({ stream }) => stream)

/** A small desk on lanterns. */
function lanterns(): AlikeIndex {
  const index = alikeIndex(() => 0)
  put(index, 'wick', 'The wick of the lantern burns through when the oil is low')
  put(index, 'glass', 'The glass of the lantern breaks when it is cleaned with cold water')
  put(index, 'hook', 'The hook of the lantern comes off in strong wind')
  put(index, 'oil', 'Somebody else can see how much oil there is')
  return index
}

describe('finding what is alike', () => {
  it('finds the same thing in other words, nearest first, and says which words', () => {
    const { alike, cut } = find(lanterns(), 'Low oil, and the wick is gone!')
    assert.equal(alike[0]?.stream, 'wick')
    assert.deepEqual([...(alike[0]?.words ?? [])].sort(), ['Low', 'oil', 'wick'].sort())
    assert.ok((alike[0]?.likeness ?? 0) > (alike[1]?.likeness ?? 0))
    assert.equal(cut, false)
  })

  it('never finds the case itself', () => assert.deepEqual(streams(lanterns(), 'wick', ['wick']), []))

  it('finds nothing where no word is shared, and in an empty desk', () => {
    assert.deepEqual(streams(lanterns(), 'zebra'), [])
    assert.deepEqual(
      streams(
        alikeIndex(() => 0),
        'wick',
      ),
      [],
    )
    assert.deepEqual(streams(lanterns(), ''), [])
  })

  it('shows a case once, by its report or by its advisory', () => {
    const index = lanterns()
    put(index, 'wick', 'Wick burns when oil is low', 'advisory')
    const { alike } = find(index, 'wick burns, oil low')
    assert.deepEqual(
      alike.filter(({ stream }) => stream === 'wick').map(({ part }) => part),
      ['advisory'],
    )
  })

  it('knows what a case says now, not what it said', () => {
    const index = lanterns()
    put(index, 'wick', 'The chimney is crooked')
    assert.deepEqual(streams(index, 'burning wick'), [])
    assert.equal(streams(index, 'crooked chimney')[0], 'wick')
    put(index, 'wick', '')
    assert.deepEqual(streams(index, 'crooked chimney'), [])
    assert.equal(index.size(), 3)
  })

  it('stops when its time is over, and says so', () => {
    let now = 0
    const index = alikeIndex(() => now++)
    for (let i = 0; i < 5_000; i++) put(index, `${i}`, `wick ${i}`)
    assert.equal(index.find(terms('wick'), { most: 3, except: [], milliseconds: 1 }).cut, true)
  })

  it('is right whatever came and went', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat(9), fc.array(fc.constantFrom('wick', 'glass', 'hook', 'oil', 'wind'), { maxLength: 4 })),
        ),
        (acts) => {
          const [index, fresh] = [alikeIndex(() => 0), alikeIndex(() => 0)]
          const last = new Map<string, string>()
          for (const [stream, words] of acts) {
            put(index, `${stream}`, words.join(' '))
            last.set(`${stream}`, words.join(' '))
          }
          for (const [stream, text] of last) put(fresh, stream, text)
          assert.equal(index.size(), fresh.size())
          const found = (of: AlikeIndex) =>
            find(of, 'wick oil', [], 10)
              .alike.map(({ stream, likeness }) => `${stream} ${likeness.toFixed(5)}`)
              .sort()
          assert.deepEqual(found(index), found(fresh))
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the shelf', () => {
  it('gives back what was put, through all its moving', () => {
    const texts = shelf()
    const there = new Map<number, Uint32Array>()
    const text = (i: number) => Uint32Array.from({ length: 1_500 }, (_, j) => i * 10_000 + j)
    for (let i = 0; i < 3_000; i++) {
      there.set(texts.put(text(i)), text(i))
      const [oldest] = there.keys()
      if (i > 100 && oldest !== undefined) {
        texts.take(oldest)
        there.delete(oldest)
      }
    }
    assert.ok(texts.places() < 200)
    for (const [place, text] of there) assert.deepEqual(texts.read(place), text)
  })
})

describe('the counts of terms', () => {
  it('are those of a Map', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean())), (acts) => {
        const counts = termCounts()
        const plain = new Map<number, number>()
        for (const [term, more] of acts) {
          const before = plain.get(term) ?? 0
          if (more) counts.add(term)
          else counts.remove(term)
          plain.set(term, Math.max(0, before + (more ? 1 : -1)))
        }
        for (const [term, count] of plain) assert.equal(counts.of(term), count)
      }),
    )
  })

  it('hold many, and forget what is gone', () => {
    const counts = termCounts()
    for (let round = 0; round < 3; round++)
      for (let term = 1; term < 50_000; term++) {
        counts.add(term * 4_099)
        if (term > 100) counts.remove((term - 100) * 4_099)
      }
    assert.equal(counts.of(49_999 * 4_099), 3)
    assert.equal(counts.of(5 * 4_099), 0)
  })
})

describe('packing', () => {
  it('keeps how often a term stands there, up to fifteen', () => {
    assert.deepEqual(
      Array.from(packed(terms('wick '.repeat(99))), (entry) => entry & 15),
      [15],
    )
  })
})

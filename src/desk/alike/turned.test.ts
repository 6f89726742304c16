import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { alikeIndex } from './alike-index.ts'
import { lookup } from './lookup.ts'
import { pageSize, shelf, textsPerPage } from './shelf.ts'
import { termsOf } from './terms.ts'
import { turned } from './turned.ts'

const weightOfCount = Float64Array.from({ length: 16 }, (_, count) => count * 0.75)
const text = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 15 })), {
    maxLength: 12,
    selector: ([term]) => term,
  })
  .map((entries) => Uint32Array.from(entries, ([term, count]) => (term << 4) | count))

describe('a page that is turned', () => {
  it('answers every question as its texts do one by one', () =>
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), fc.integer({ min: 1, max: 45 }), (all, term) => {
        const texts = shelf()
        for (const each of all) texts.put(each)
        const [page] = texts.pages()
        if (page === undefined) return
        const [whole, single] = [new Float64Array(textsPerPage), new Float64Array(textsPerPage)]
        turned(page).add(term, 2, weightOfCount, whole)
        const asked = lookup([[{ term, weight: 2 }]])
        all.forEach((_, n) => {
          const from = n === 0 ? 0 : (page.ends[n - 1] ?? 0)
          asked.add(page.entries, from, page.ends[n] ?? 0, weightOfCount, single.subarray(n, n + 1))
        })
        assert.deepEqual(whole, single)
      }),
    ))

  it('holds the numbers of a whole page', () => {
    const texts = shelf()
    // Every number of a text and of a place in the page has to fit where it is written.
    for (let n = 0; n < textsPerPage; n++) texts.put(Uint32Array.of((0xfffffff << 4) | 15, (n + 1) << 4))
    const [page] = texts.pages()
    assert.ok(page !== undefined && page.used <= pageSize)
    const sums = new Float64Array(textsPerPage)
    turned(page).add(0xfffffff, 1, weightOfCount, sums)
    assert.ok(sums.every((sum) => sum === 15 * 0.75))
  })
})

describe('finding what is alike among many', () => {
  const told = (words: string) => termsOf({ title: '', text: words })

  it('finds the one in pages that are turned, in the one that is not, and never what was taken out', () => {
    const index = alikeIndex(() => 0)
    const many = 2 * textsPerPage + 500
    for (let i = 0; i < many; i++) index.put({ stream: `${i}`, part: 'report' }, told(`lantern oil w${i}`))
    const find = (i: number) => index.find(told(`w${i}`), { most: 3, except: [], milliseconds: 10_000 }).alike
    for (const i of [0, textsPerPage - 1, textsPerPage, many - 1]) assert.equal(find(i)[0]?.stream, `${i}`)
    index.remove({ stream: '7', part: 'report' })
    assert.deepEqual(find(7), [])
    index.put({ stream: '8', part: 'report' }, told('a crooked chimney'))
    assert.deepEqual(find(8), [])
  })

  it('keeps within its memory', () => {
    const index = alikeIndex(() => 0, 10)
    for (let i = 0; i < 9; i++) index.put({ stream: `${i}`, part: 'report' }, told(`lantern oil w${i}`))
    assert.equal(index.size(), 3)
  })
})

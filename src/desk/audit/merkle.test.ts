import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { growingTree } from './growing-tree.ts'
import {
  consistencyRanges,
  emptyRoot,
  foldPeaks,
  type Hash,
  inclusionRanges,
  isConsistent,
  isIncluded,
  peaksOf,
  type Range,
  rootOf,
  same,
} from './merkle.ts'

const sha256 = (...parts: readonly Uint8Array[]): Hash => createHash('sha256').update(Buffer.concat(parts)).digest()
const leaf = (data: string): Hash => sha256(Uint8Array.of(0), Buffer.from(data))
const node = (left: Hash, right: Hash): Hash => sha256(Uint8Array.of(1), left, right)
const leaves = (count: number): Hash[] => Array.from({ length: count }, (_, i) => leaf(`entry ${i}`))
const over = (all: readonly Hash[], { start, end }: Range): Hash => rootOf(all.slice(start, end))

describe('the tree of RFC 6962, section 2.1', () => {
  it('hashes nothing to the hash of nothing, and one leaf to itself', () => {
    assert.equal(
      Buffer.from(rootOf([])).toString('hex'),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    assert.ok(same(rootOf([leaf('a')]), leaf('a')))
  })

  it('splits at the largest power of two, as in the figure of section 2.1.3', () => {
    // The seven leaves d0 to d6 of the RFC: hash = h(k, l), k = h(g, h), l = h(i, j) with j the bare d6.
    const [a, b, c, d, e, f, j] = leaves(7) as [Hash, Hash, Hash, Hash, Hash, Hash, Hash]
    const [g, h, i] = [node(a, b), node(c, d), node(e, f)]
    const [k, l] = [node(g, h), node(i, j)]
    const all = [a, b, c, d, e, f, j]
    assert.ok(same(rootOf(all), node(k, l)))
    const proof = (index: number) => inclusionRanges(index, { start: 0, end: 7 }).map((range) => over(all, range))
    // The audit paths that the RFC gives for d0, d3, d4 and d6.
    assert.deepEqual(proof(0), [b, h, l])
    assert.deepEqual(proof(3), [c, g, l])
    assert.deepEqual(proof(4), [f, j, k])
    assert.deepEqual(proof(6), [i, k])
    const consistency = (old: number) => consistencyRanges(old, 7).map((range) => over(all, range))
    // And the consistency proofs from 3, 4 and 6 to 7.
    assert.deepEqual(consistency(3), [c, d, g, l])
    assert.deepEqual(consistency(4), [l])
    assert.deepEqual(consistency(6), [i, j, k])
  })

  it('never takes a leaf for a node', () => {
    const [a, b] = [leaf('a'), leaf('b')]
    assert.ok(!same(sha256(Uint8Array.of(0), a, b), rootOf([a, b])))
  })
})

const size = fc.integer({ min: 1, max: 700 })

describe('a proof of inclusion', () => {
  it('holds for every leaf of every tree, and for no other leaf, place or root', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, at, other) => {
        const all = leaves(count)
        const index = at % count
        const root = rootOf(all)
        const proof = inclusionRanges(index, { start: 0, end: count }).map((range) => over(all, range))
        const of = { leaf: all[index] as Hash, index, size: count, proof, root }
        assert.ok(isIncluded(of))
        assert.ok(!isIncluded({ ...of, leaf: leaf('another') }))
        if (other % count !== index) assert.ok(!isIncluded({ ...of, index: other % count }))
        assert.ok(!isIncluded({ ...of, index: count + index }))
        assert.ok(!isIncluded({ ...of, root: leaf('another') }))
        assert.ok(!isIncluded({ ...of, proof: [...proof, root] }))
        if (proof.length > 0) assert.ok(!isIncluded({ ...of, proof: proof.slice(1) }))
      }),
      { numRuns: 150 },
    )
  })
})

describe('a proof of consistency', () => {
  it('holds between a tree and its own beginning, and not where the beginning was written anew', () => {
    fc.assert(
      fc.property(size, fc.nat(), (count, at) => {
        const all = leaves(count)
        const old = at % (count + 1)
        const proof = consistencyRanges(old, count).map((range) => over(all, range))
        const of = { old, size: count, oldRoot: rootOf(all.slice(0, old)), root: rootOf(all), proof }
        assert.ok(isConsistent(of))
        assert.ok(!isConsistent({ ...of, oldRoot: leaf('another') }))
        assert.ok(!isConsistent({ ...of, proof: [...proof, of.root] }))
        if (old > 0) assert.ok(!isConsistent({ ...of, root: leaf('another') }))
        const forged = [leaf('forged'), ...all.slice(1)]
        if (old > 0 && old < count)
          assert.ok(
            !isConsistent({
              ...of,
              root: rootOf(forged),
              proof: consistencyRanges(old, count).map((range) => over(forged, range)),
            }),
          )
      }),
      { numRuns: 150 },
    )
  })
})

describe('growing by some leaves at a time', () => {
  it('comes to the same root as the whole tree at once, at every length', () => {
    const all = leaves(1_100)
    const growing = growingTree()
    assert.ok(same(growing.root(), emptyRoot()))
    for (const [i, hash] of all.entries()) {
      growing.add(hash)
      if (i % 37 === 0 || i % 256 > 253 || i % 256 < 2)
        assert.ok(same(growing.root(), rootOf(all.slice(0, i + 1))), `${i + 1}`)
    }
  })

  it('finds the full subtrees that a tree consists of', () => {
    fc.assert(
      fc.property(size, (count) => {
        const all = leaves(count)
        assert.ok(same(foldPeaks(peaksOf({ start: 0, end: count }).map((range) => over(all, range))), rootOf(all)))
      }),
      { numRuns: 60 },
    )
  })
})

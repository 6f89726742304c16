import { createHash } from 'node:crypto'

/**
 * RFC 6962, section 2.1: a tree over hashes of leaves, its root, and the two proofs. Pure: whoever asks brings the
 * hashes. Ranges are `[start, end)` over leaves counted from 0.
 */
export type Hash = Uint8Array

export interface Range {
  readonly start: number
  readonly end: number
}

export const emptyRoot = (): Hash => createHash('sha256').digest()

/** A one before two children, a zero before a leaf: neither can be taken for the other. */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest()

/** MTH of these hashes of leaves. */
export function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length < 2) return leaves[0] ?? emptyRoot()
  const half = splitOf(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

/** The largest power of two smaller than this. Beyond 32 bits, so no bitwise operators. */
export function splitOf(length: number): number {
  let half = 1
  while (half * 2 < length) half *= 2
  return half
}

/** The full subtrees that a range from an aligned start falls into, from left to right. */
export function peaksOf({ start, end }: Range): readonly Range[] {
  if (end <= start) return []
  const length = end - start
  const half = splitOf(length)
  if (half * 2 === length || length === 1) return [{ start, end }]
  return [{ start, end: start + half }, ...peaksOf({ start: start + half, end })]
}

/** Hashes of `peaksOf` become the hash of the whole. */
export const foldPeaks = (peaks: readonly Hash[]): Hash => {
  const last = peaks.at(-1)
  return last === undefined ? emptyRoot() : peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** RFC 6962, 2.1.1: what one needs beside leaf `index` to come to the root of `size`, from the leaf upwards. */
export function inclusionRanges(index: number, { start, end }: Range): readonly Range[] {
  if (index < start || index >= end) throw new Error('a leaf that is proved lies in its tree')
  if (end - start === 1) return []
  const middle = start + splitOf(end - start)
  return index < middle
    ? [...inclusionRanges(index, { start, end: middle }), { start: middle, end }]
    : [...inclusionRanges(index, { start: middle, end }), { start, end: middle }]
}

/** RFC 6962, 2.1.2: what proves that the tree of `old` is the beginning of this one. */
export const consistencyRanges = (old: number, size: number): readonly Range[] => {
  if (old > size) throw new Error('a tree never shrinks')
  return old === 0 || old === size ? [] : subProof(old, { start: 0, end: size }, true)
}

/** `whole`: the verifier knows the hash of the old part of this subtree, since it is the old root. */
function subProof(old: number, range: Range, whole: boolean): readonly Range[] {
  const length = range.end - range.start
  if (old === length) return whole ? [] : [range]
  const half = splitOf(length)
  const left = { start: range.start, end: range.start + half }
  const right = { start: range.start + half, end: range.end }
  return old <= half ? [...subProof(old, left, whole), right] : [...subProof(old - half, right, false), left]
}

/** Whether this leaf is in the tree that has this root (RFC 9162, 2.1.3.2, which says how; the trees are the same). */
export function isIncluded(of: {
  readonly leaf: Hash
  readonly index: number
  readonly size: number
  readonly proof: readonly Hash[]
  readonly root: Hash
}): boolean {
  if (of.index < 0 || of.index >= of.size) return false
  let [fn, sn, so] = [of.index, of.size - 1, of.leaf]
  for (const step of of.proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      so = nodeHash(step, so)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else so = nodeHash(so, step)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(so, of.root)
}

/** Whether the old tree is the beginning of the new one (RFC 9162, 2.1.4.2). */
export function isConsistent(of: {
  readonly old: number
  readonly size: number
  readonly oldRoot: Hash
  readonly root: Hash
  readonly proof: readonly Hash[]
}): boolean {
  const { old, size } = of
  if (old < 0 || old > size) return false
  if (old === size || old === 0) return of.proof.length === 0 && same(of.oldRoot, old === size ? of.root : emptyRoot())
  const proof = isPowerOfTwo(old) ? [of.oldRoot, ...of.proof] : [...of.proof]
  const first = proof.shift()
  if (first === undefined) return false
  let [fn, sn] = [old - 1, size - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  let [fr, sr] = [first, first]
  for (const step of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [nodeHash(step, fr), nodeHash(step, sr)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else sr = nodeHash(sr, step)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(fr, of.oldRoot) && same(sr, of.root)
}

const isPowerOfTwo = (n: number): boolean => n === 1 || splitOf(n) * 2 === n

export const same = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0

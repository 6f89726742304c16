import type { Terms } from './terms.ts'

/**
 * A text as numbers: 28 bits of a term's hash and 4 bits of how often it stands there. A hundred thousand reports take
 * some fifty megabytes this way, no word of them is kept, and all of them are looked through in the time of a page.
 */
export type Packed = Uint32Array

export const mostOften = 15

export function packed(terms: Terms): Packed {
  const counts = new Map<number, number>()
  for (const [term, { count }] of terms) {
    const number = numberOf(term)
    counts.set(number, Math.min(mostOften, (counts.get(number) ?? 0) + count))
  }
  return Uint32Array.from(counts, ([term, count]) => ((term << 4) | count) >>> 0)
}

/** FNV-1a, folded to 28 bits, and never 0, which stands for an empty place. */
export function numberOf(term: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193)
  return ((hash >>> 4) ^ (hash & 15)) >>> 0 || 1
}

export const termOf = (entry: number): number => entry >>> 4
export const countOf = (entry: number): number => entry & 15

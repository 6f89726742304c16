import { countOf, termOf } from './packed.ts'
import type { Page } from './shelf.ts'

/**
 * A full page the other way round: for each term the texts of the page that hold it, and how often. A question then
 * looks only at what it asks for, and not at every term of every text.
 */
export interface Turned {
  /** Adds to the sum of each text of the page what it answers to this term. */
  add(term: number, weight: number, weightOfCount: Float64Array, sums: Float64Array): void
}

export function turned(page: Page): Turned {
  const order = byTerm(page)
  const held = new Uint16Array(order.length)
  const terms: number[] = []
  const begins: number[] = []
  let text = 0
  const textAt = new Uint16Array(page.used)
  for (let at = 0; at < page.used; at++) {
    while (at >= (page.ends[text] ?? 0)) text += 1
    textAt[at] = text
  }
  order.forEach((key, i) => {
    const at = key % positions
    const term = Math.floor(key / positions)
    if (terms.at(-1) !== term) {
      terms.push(term)
      begins.push(i)
    }
    held[i] = ((textAt[at] ?? 0) << 4) | countOf(page.entries[at] ?? 0)
  })
  begins.push(order.length)
  return lookingIn(Uint32Array.from(terms), Uint32Array.from(begins), held)
}

function lookingIn(terms: Uint32Array, begins: Uint32Array, held: Uint16Array): Turned {
  return {
    add(term, weight, weightOfCount, sums) {
      const row = rowOf(terms, term)
      if (row === -1) return
      const end = begins[row + 1] ?? 0
      for (let i = begins[row] ?? 0; i < end; i++) {
        const entry = held[i] ?? 0
        const text = entry >>> 4
        sums[text] = (sums[text] ?? 0) + weight * (weightOfCount[entry & 15] ?? 0)
      }
    },
  }
}

/** More than a page has, so that a term and its place fit together into one exact number, which sorts in one go. */
const positions = 2 ** 20

function byTerm(page: Page): Float64Array {
  const keys = new Float64Array(page.used)
  for (let at = 0; at < page.used; at++) keys[at] = termOf(page.entries[at] ?? 0) * positions + at
  return keys.sort()
}

function rowOf(terms: Uint32Array, term: number): number {
  let low = 0
  let high = terms.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = terms[middle] ?? 0
    if (found === term) return middle
    if (found < term) low = middle + 1
    else high = middle - 1
  }
  return -1
}

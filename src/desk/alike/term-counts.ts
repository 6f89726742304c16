/**
 * In how many texts each term stands: a table of numbers alone, since a million entries of a Map would weigh ten times
 * as much. Terms are numbers of 28 bits; which words they were, nobody here knows.
 */
export interface TermCounts {
  of(term: number): number
  add(term: number): void
  remove(term: number): void
}

export function termCounts(): TermCounts {
  let terms = new Uint32Array(1 << 12)
  let counts = new Uint32Array(1 << 12)
  let taken = 0

  /** Where the term is, or the free place where it would be. */
  function placeOf(term: number): number {
    const mask = terms.length - 1
    let place = Math.imul(term, 0x9e3779b1) >>> (32 - Math.log2(terms.length))
    while (terms[place] !== 0 && terms[place] !== term) place = (place + 1) & mask
    return place
  }

  function grow(): void {
    const [oldTerms, oldCounts] = [terms, counts]
    const live = oldCounts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
    const size = 2 ** Math.ceil(Math.log2(Math.max(1 << 12, live * 3)))
    terms = new Uint32Array(size)
    counts = new Uint32Array(size)
    taken = 0
    oldTerms.forEach((term, i) => {
      const count = oldCounts[i] ?? 0
      if (count > 0) set(term, count)
    })
  }

  function set(term: number, count: number): void {
    const place = placeOf(term)
    if (terms[place] === 0) taken += 1
    terms[place] = term
    counts[place] = count
  }

  return {
    of: (term) => counts[placeOf(term)] ?? 0,
    add(term) {
      set(term, (counts[placeOf(term)] ?? 0) + 1)
      if (taken * 3 > terms.length * 2) grow()
    },
    remove(term) {
      const place = placeOf(term)
      if (terms[place] === term) counts[place] = Math.max(0, (counts[place] ?? 0) - 1)
    },
  }
}

import { countOf, termOf } from './packed.ts'

export interface Weighed {
  readonly term: number
  readonly weight: number
}

/** Several questions asked of a text in one go: which of its terms is asked by whom, and how much it weighs there. */
export interface Lookup {
  readonly questions: number
  /** Adds to each question's sum what this text answers. Says whether it answers anything. */
  add(page: Uint32Array, from: number, to: number, weightOfCount: Float64Array, sums: Float64Array): boolean
}

/** Small enough to stay near the processor, large enough that most terms of most texts lead nowhere at once. */
const drawers = 1 << 14

export function lookup(questions: readonly (readonly Weighed[])[]): Lookup {
  const askedBy = new Map<number, { question: number; weight: number }[]>()
  questions.forEach((terms, question) => {
    for (const { term, weight } of terms) {
      const asked = askedBy.get(term)
      if (asked === undefined) askedBy.set(term, [{ question, weight }])
      else asked.push({ question, weight })
    }
  })
  // Rows run from 1; a drawer names its first row, a row the next one of the same drawer, and 0 is none.
  const firstRow = new Uint16Array(drawers)
  const nextRow = new Uint16Array(askedBy.size + 1)
  const terms = new Uint32Array(askedBy.size + 1)
  const begins = new Uint32Array(askedBy.size + 2)
  const who = Uint16Array.from([...askedBy.values()].flatMap((asked) => asked.map(({ question }) => question)))
  const much = Float64Array.from([...askedBy.values()].flatMap((asked) => asked.map(({ weight }) => weight)))
  let row = 0
  for (const [term, asked] of askedBy) {
    row += 1
    terms[row] = term
    nextRow[row] = firstRow[term % drawers] ?? 0
    firstRow[term % drawers] = row
    begins[row + 1] = (begins[row] ?? 0) + asked.length
  }

  return {
    questions: questions.length,
    add(page, from, to, weightOfCount, sums) {
      let any = false
      for (let i = from; i < to; i++) {
        const entry = page[i] ?? 0
        const term = termOf(entry)
        let row = firstRow[term & (drawers - 1)] ?? 0
        while (row !== 0 && terms[row] !== term) row = nextRow[row] ?? 0
        if (row === 0) continue
        any = true
        const often = weightOfCount[countOf(entry)] ?? 0
        const end = begins[row + 1] ?? 0
        for (let at = begins[row] ?? 0; at < end; at++) {
          const question = who[at] ?? 0
          sums[question] = (sums[question] ?? 0) + (much[at] ?? 0) * often
        }
      }
      return any
    },
  }
}

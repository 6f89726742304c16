import type { Report } from '../case/event.ts'
import type { Alike, AlikeCase } from './beside.ts'
import type { InboxRow } from './desk.ts'
import type { Search } from './search.ts'

/** Alike cases by the search that is there anyway: what a report names, and the rarer words of its title. */
export const alikeBySearch = (search: Search, streamOf: (number: string) => Promise<string | undefined>): Alike => ({
  async of({ case: of }) {
    const found = await Promise.all(
      termsOf(of.report).map(async (term) => ({ term, items: (await search.find(term.words)).items })),
    )
    const scored = new Map<string, { row: InboxRow; score: number; why: string[] }>()
    for (const { term, items } of found)
      for (const row of items.filter(({ number }) => number !== of.number)) {
        const entry = scored.get(row.number) ?? { row, score: 0, why: [] }
        entry.score += term.weight / Math.sqrt(items.length)
        entry.why.push(term.why)
        scored.set(row.number, entry)
      }
    const best = [...scored.values()]
      .filter(({ why, score }) => why.length > 1 || score >= 1)
      .toSorted((a, b) => b.score - a.score || a.row.receivedAt - b.row.receivedAt)
      .slice(0, 6)
    const cases = await Promise.all(
      best.map(async ({ row, why }): Promise<AlikeCase | undefined> => {
        const stream = await streamOf(row.number)
        return stream === undefined ? undefined : { stream, number: row.number, title: row.title, why: why.slice(0, 4) }
      }),
    )
    return cases.filter((one) => one !== undefined)
  },
})

interface Term {
  readonly words: string
  readonly why: string
  readonly weight: number
}

const most = 8

function termsOf({ title, description, cwe }: Report): readonly Term[] {
  const text = `${title}\n${description}`.slice(0, 20_000)
  const files = matches(
    text,
    /[\w-]+(?:\/[\w.-]+)*\.(?:go|c|h|cc|cpp|ts|tsx|js|py|rs|java|kt|php|rb|cs|vue|html|yml|yaml)\b/g,
  )
  const functions = matches(text, /\b[A-Za-z_]\w{3,}(?=\(\))/g)
  const weaknesses = matches(`${cwe ?? ''} ${text}`, /\bCWE-\d{1,5}\b/gi)
  const words = matches(title, /[\p{L}\p{N}]{4,}/gu).filter((word) => !common.has(word.toLowerCase()))
  return [
    ...files.map((words) => ({ words, why: `same file: ${words}`, weight: 3 })),
    ...functions.map((words) => ({ words, why: `same function: ${words}`, weight: 3 })),
    ...words.map((words) => ({ words, why: `“${words.toLowerCase()}”`, weight: 1 })),
    ...weaknesses.map((words) => ({ words, why: words.toUpperCase(), weight: 0.7 })),
  ].slice(0, most)
}

const matches = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern) ?? [])].slice(0, 6)

const common = new Set(
  'this that with from when into your have which where there their about allows allow leads using possible issue vulnerability vulnerable security attack attacker could does without after before'.split(
    ' ',
  ),
)

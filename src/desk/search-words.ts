import type { Limits } from '../limits.ts'

/** Words that the index takes: letters and digits, in any script, none longer than the limit. */
export const wordsOf = (text: string, limits: Pick<Limits, 'searchWord'>): string[] =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  ).filter((word) => word.length <= limits.searchWord)

export interface TypedQuery {
  /** The very words. */
  readonly words: string
  /** The same, and what begins with the longer of them; `null` where all are too short for that. */
  readonly beginnings: string | null
}

/**
 * What somebody typed as FTS5 queries: every word must be there. Each is quoted, so nothing typed is ever read as the
 * query language.
 */
export function queryOf(typed: string, limits: Pick<Limits, 'searchWord' | 'searchPrefix'>): TypedQuery | null {
  const words = [...new Set(wordsOf(typed.slice(0, 1_000), limits))].slice(0, 16)
  if (words.length === 0) return null
  const quoted = words.map((word) => `"${word}"`)
  const begun = words.map((word, n) => ([...word].length >= limits.searchPrefix ? `${quoted[n]}*` : quoted[n]))
  const [exact, beginnings] = [quoted.join(' '), begun.join(' ')]
  return { words: exact, beginnings: beginnings === exact ? null : beginnings }
}

import type { Limits } from '../limits.ts'

/** Words that the index takes: letters and digits, in any script, none longer than the limit. */
export const wordsOf = (text: string, limits: Pick<Limits, 'searchWord'>): string[] =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  ).filter((word) => word.length <= limits.searchWord)

/**
 * What somebody typed as an FTS5 query: every word must be there, and a word of some length also finds what begins
 * with it. Each word is quoted, so nothing typed is ever read as the query language.
 */
export function queryOf(typed: string, limits: Pick<Limits, 'searchWord' | 'searchPrefix'>): string | null {
  const words = [...new Set(wordsOf(typed.slice(0, 1_000), limits))].slice(0, 16)
  if (words.length === 0) return null
  return words.map((word) => ([...word].length >= limits.searchPrefix ? `"${word}"*` : `"${word}"`)).join(' ')
}

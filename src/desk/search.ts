import type { SearchPage } from './desk.ts'

/** Full text over cases, in memory alone: no word index lies at rest (design section 4, point 6). */
export interface Search {
  find(words: string): Promise<SearchPage>
  /** Some case has something new; the index looks for it in the background. */
  changed(): void
  /** Fills the index in the background. */
  start(): void
  close(): Promise<void>
}

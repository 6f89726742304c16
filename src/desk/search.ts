import type { CaseId } from '../case/ids.ts'
import type { SearchPage } from './desk.ts'

/** Full text over cases, in memory alone: no word index lies at rest (design section 4, point 6). */
export interface Search {
  find(words: string): Promise<SearchPage>
  /** A case has something new; the index reads it again in the background. */
  changed(stream: CaseId): void
  /** Fills the index in the background. */
  start(): void
  close(): Promise<void>
}

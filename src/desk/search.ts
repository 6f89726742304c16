import type { CaseId } from '../case/ids.ts'
import type { AlikeFound } from './alike/alike-index.ts'
import type { Told } from './alike/terms.ts'
import type { MemberActor, SearchPage } from './desk.ts'

/** Full text over cases, in memory alone: no word index lies at rest (design section 4, point 6). */
export interface Search {
  /** `kept` names the cases that whoever asks may not see: the index itself leaves them out. */
  find(words: string, kept: ReadonlySet<CaseId>, viewer: Pick<MemberActor, 'member'>): Promise<SearchPage>
  /** The cases whose report or advisory tells most nearly the same, for members' eyes only. */
  alike(told: Told, ask: { readonly most: number; readonly except: Iterable<CaseId> }): Promise<AlikePage>
  /** Some case has something new; the index looks for it in the background. */
  changed(): void
  /** Fills the index in the background. */
  start(): void
  close(): Promise<void>
}

export interface AlikePage extends AlikeFound {
  /** How much of the desk was compared so far, 0 to 1. */
  readonly ready: number
}

import type { CaseId, CaseNumber } from '../case/ids.ts'
import type { CaseFile } from './case-file.ts'

/** What helps to judge a report quickly and stands beside it. All of it is for people to look at; nothing acts by itself. */

/** The cases most like this one, most alike first. */
export interface Alike {
  of(file: CaseFile): Promise<readonly AlikeCase[]>
}

export interface AlikeCase {
  readonly stream: CaseId
  readonly number: CaseNumber
  readonly title: string
  /** What both have: a file, a function, a weakness, words of the title. */
  readonly why: readonly string[]
}

/** What the report names, looked up in the project's own repository. */
export interface Claims {
  of(file: CaseFile): Promise<readonly Claim[]>
}

export interface Claim {
  /** As the report names it. */
  readonly what: string
  readonly found: 'there' | 'changed' | 'missing'
  /** A sentence: where it is, which commit changed it. */
  readonly note: string
}

/** Where a message that came in might belong. */
export interface Lanes {
  of(file: CaseFile): Promise<{ readonly lane: string; readonly why: readonly string[] } | null>
}

export interface Beside {
  readonly alike: Alike
  readonly claims?: Claims | undefined
  readonly lanes?: Lanes | undefined
}

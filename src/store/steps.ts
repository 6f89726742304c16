import type { Appended, Leaf, Statement, Write } from './store.ts'

/** An append as a driver runs it, one step after the other inside one savepoint. Plain data, so that it can cross threads. */
export type Step =
  /** Where it exists already, the answer is `duplicate`: first of all, since a repeat must get its first answer. */
  | { readonly run: 'unique'; readonly scope: string; readonly insert: Write; readonly owner: Statement }
  /** Another head than this is a conflict. */
  | { readonly run: 'head'; readonly head: Statement; readonly expected: number }
  /** A broken unique key or another number of changed rows is a conflict. */
  | { readonly run: 'write'; readonly write: Write }
  | { readonly run: 'leaf'; readonly leaf: Leaf; readonly head: Statement }

export interface Request {
  readonly steps: readonly Step[]
  /** What a commit is answered with. */
  readonly seq: number
}

/** Why a savepoint is undone although nothing failed: a value for whoever appended. */
export class Refused extends Error {
  readonly answer: Appended
  constructor(answer: Appended) {
    super(answer.result)
    this.answer = answer
  }
}

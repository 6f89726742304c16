import type { Case } from './case.ts'
import type { Handlers } from './handler.ts'
import type { CaseId } from './ids.ts'
import { refuse } from './refusal.ts'

/** What the case that others follow knows of them. The desk keeps it in step with the declines of the others. */
export const duplicateActs: Handlers<'LinkDuplicate' | 'UnlinkDuplicate'> = {
  LinkDuplicate: ({ case: of, person, receivedAt }, { state }) =>
    isLinked(state, of) ? refuse('already-done') : [{ type: 'DuplicateLinked', case: of, person, receivedAt }],

  UnlinkDuplicate: ({ case: of }, { state }) =>
    isLinked(state, of) ? [{ type: 'DuplicateUnlinked', case: of }] : refuse('already-done'),
}

const isLinked = (state: Case, of: CaseId): boolean => state.duplicates.some((duplicate) => duplicate.case === of)

import type { Case } from './case.ts'
import type { Handlers } from './handler.ts'
import type { CaseId } from './ids.ts'
import { refuse } from './refusal.ts'

/** What the case that others follow knows of them. The desk keeps it in step with the declines of the others. */
export const duplicateActs: Handlers<'LinkDuplicate' | 'UnlinkDuplicate' | 'NoteDuplicateCredit'> = {
  LinkDuplicate: ({ case: of, person, receivedAt, wish }, { state }) =>
    isLinked(state, of)
      ? refuse('already-done')
      : [
          { type: 'DuplicateLinked', case: of, person, receivedAt },
          ...(wish === undefined || state.published.length === 0
            ? []
            : [{ type: 'DuplicateCreditChosen' as const, case: of, ...wish }]),
        ],

  UnlinkDuplicate: ({ case: of }, { state }) =>
    isLinked(state, of) ? [{ type: 'DuplicateUnlinked', case: of }] : refuse('already-done'),

  NoteDuplicateCredit: ({ case: of, as, naming }, { state }) =>
    isLinked(state, of) ? [{ type: 'DuplicateCreditChosen', case: of, as, naming }] : refuse('already-done'),
}

const isLinked = (state: Case, of: CaseId): boolean => state.duplicates.some((duplicate) => duplicate.case === of)

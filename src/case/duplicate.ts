import type { Case } from './case.ts'
import type { Handlers } from './handler.ts'
import type { CaseId } from './ids.ts'
import { refuse } from './refusal.ts'

/** What the case that others follow knows of them. The desk keeps it in step with the declines of the others. */
export const duplicateActs: Handlers<'LinkDuplicate' | 'UnlinkDuplicate' | 'NoteDuplicateCredit'> = {
  LinkDuplicate: ({ case: of, person, receivedAt, leads, wish }, { state }) =>
    isLinked(state, of)
      ? refuse('already-done')
      : [
          { type: 'DuplicateLinked', case: of, person, receivedAt, ...(leads === undefined ? {} : { leads }) },
          ...(wish === undefined || person === null || state.published.length === 0
            ? []
            : [{ type: 'DuplicateCreditChosen' as const, case: of, person, receivedAt, ...wish }]),
        ],

  UnlinkDuplicate: ({ case: of }, { state }) =>
    isLinked(state, of) ? [{ type: 'DuplicateUnlinked', case: of }] : refuse('already-done'),

  NoteDuplicateCredit: ({ case: of, person, receivedAt, as, naming }) => [
    { type: 'DuplicateCreditChosen', case: of, person, receivedAt, as, naming },
  ],
}

/** Clusters that were merged into one another so often are hard to follow, for people and for the desk. */
export const mostLevels = 4

/** How many levels of others follow this case. */
export const levelsBelow = ({ duplicates }: Case): number =>
  duplicates.reduce((most, { leads }) => Math.max(most, leads + 1), 0)

const isLinked = (state: Case, of: CaseId): boolean => state.duplicates.some((duplicate) => duplicate.case === of)

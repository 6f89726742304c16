import type { Case } from './case.ts'
import type { Affected } from './event.ts'

/** The products of the advisory: as written for it, else as the case knows them. */
export const affectedIn = (state: Case): readonly Affected[] =>
  state.draft.affected?.length ? state.draft.affected : state.affected

/** ISO/IEC 29147, 7.8: users learn what they can do. A stated "none" counts, silence does not. */
export const usersCanAct = (state: Case): boolean =>
  state.draft.nothingToDo === true ||
  [state.draft.mitigation, state.draft.workaround].some((text) => text !== undefined && text.trim() !== '') ||
  affectedIn(state).some(({ fixed }) => fixed !== undefined && fixed.trim() !== '')

import type { Case } from './case.ts'
import type { Affected } from './event.ts'
import { type Refusal, refuse } from './refusal.ts'
import { rangeProblem } from './version-range.ts'

/** The products of the advisory: as written for it, else as the case knows them. */
export const affectedIn = (state: Case): readonly Affected[] =>
  state.draft.affected?.length ? state.draft.affected : state.affected

/** ISO/IEC 29147, 7.8: users learn what they can do. A stated "none" counts, silence does not. */
export const usersCanAct = (state: Case): boolean =>
  state.draft.nothingToDo === true ||
  [state.draft.mitigation, state.draft.workaround].some((text) => text !== undefined && text.trim() !== '') ||
  affectedIn(state).some(({ fixed }) => fixed !== undefined && fixed.trim() !== '')

/** Affected versions that cannot be right. What was taken before stands. */
export const affectedRefused = (rows: readonly Affected[], taken: readonly Affected[] = []): Refusal | null => {
  const wrong = rangeProblem(rows, taken)
  if (wrong === null) return null
  return refuse('versions-unclear', `${rows[wrong.row]?.product || `Row ${wrong.row + 1}`}: ${wrong.text}`)
}

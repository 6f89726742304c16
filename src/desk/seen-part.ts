import type { Case } from '../case/case.ts'
import type { Recorded } from '../case/event.ts'
import type { CaseId } from '../case/ids.ts'

/**
 * What a member may know of a case that they see, where others of its cluster are kept from them: as if those had never
 * been linked with it. What the rules decide is decided upon the whole case.
 */
export const seenPart = (of: Case, kept: ReadonlySet<CaseId>): Case => {
  if (!of.duplicates.some((one) => kept.has(one.case)) && !isKept(of.declined?.duplicateOf, kept)) return of
  const shown = of.duplicates.filter((one) => !kept.has(one.case))
  const persons = new Set([of.reporter, ...shown.map(({ person }) => person)])
  return {
    ...of,
    duplicates: shown,
    lateCredit: new Map([...of.lateCredit].filter(([person]) => persons.has(person))),
    declined:
      of.declined && isKept(of.declined.duplicateOf, kept) ? { ...of.declined, duplicateOf: null } : of.declined,
  }
}

export const seenFacts = (facts: readonly Recorded[], kept: ReadonlySet<CaseId>): readonly Recorded[] =>
  kept.size === 0 ? facts : facts.filter(({ event }) => !('case' in event && kept.has(event.case)))

const isKept = (stream: CaseId | null | undefined, kept: ReadonlySet<CaseId>): boolean =>
  stream !== null && stream !== undefined && kept.has(stream)

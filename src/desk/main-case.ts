import type { Case } from '../case/case.ts'
import { mostLevels } from '../case/duplicate.ts'
import type { CaseId } from '../case/ids.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Means } from './means.ts'

/** The case at the head of a cluster. A main case with its followers may follow another one, and so on for some steps. */
export async function mainOf(means: Means, stream: CaseId): Promise<CaseId> {
  const file = await readCase(means.store, means.keys, stream)
  return (file === undefined ? undefined : await aboveOf(means, file))?.head.stream ?? stream
}

export interface Above {
  readonly head: CaseFile
  /** The cases between this one and the head, the nearest first. */
  readonly between: readonly CaseFile[]
}

/** What this case follows; nothing where it follows none. */
export async function aboveOf(means: Means, { case: of }: { readonly case: Case }): Promise<Above | undefined> {
  const line: CaseFile[] = []
  for (let next = followed(of); next !== null && line.length <= mostLevels; ) {
    const file = await readCase(means.store, means.keys, next)
    if (file === undefined) break
    line.push(file)
    next = followed(file.case)
  }
  const head = line.pop()
  return head === undefined ? undefined : { head, between: line }
}

const followed = (of: Case): CaseId | null => (of.declined?.reason === 'duplicate' ? of.declined.duplicateOf : null)

/** Everybody who follows this case, also by way of another one. Only what others follow is read. */
export async function followersOf(
  means: Means,
  { duplicates }: Pick<Case, 'duplicates'>,
  levels = mostLevels,
): Promise<Case['duplicates']> {
  const below = duplicates.filter(({ leads }) => leads > 0 && levels > 0)
  const further = await Promise.all(
    below.map(async ({ case: stream }) => {
      const file = await readCase(means.store, means.keys, stream)
      return file === undefined ? [] : followersOf(means, file.case, levels - 1)
    }),
  )
  return further.length === 0 ? duplicates : [...duplicates, ...further.flat()]
}

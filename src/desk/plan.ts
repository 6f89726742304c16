import type { Policy } from '../case/policy.ts'
import { planProblems } from '../case/publish.ts'
import type { Refusal } from '../case/refusal.ts'
import type { CaseFile } from './case-file.ts'
import type { Means } from './means.ts'
import { previewOf } from './preview.ts'
import { advisoryId } from './write-path.ts'

/** Why the planned publication would be held if everything stays as it is. Without a plan there is nothing to say. */
export async function planned(means: Means, file: CaseFile, policy: Policy): Promise<readonly Refusal[]> {
  if (file.case.schedule === null) return []
  const { id } = await advisoryId(means, file.case)
  const { next } = await previewOf(means, file, policy, undefined, id)
  return planProblems(file.case, { now: means.clock.now(), policy, preview: next })
}

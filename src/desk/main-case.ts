import type { CaseId } from '../case/ids.ts'
import { readCase } from './case-file.ts'
import type { Means } from './means.ts'

/** The case at the head of a cluster. The rules allow one step; a few more are walked in case of old data. */
export async function mainOf(means: Means, stream: CaseId): Promise<CaseId> {
  let head = stream
  for (let step = 0; step < 3; step++) {
    const file = await readCase(means.store, means.keys, head)
    const next = file?.case.declined?.reason === 'duplicate' ? file.case.declined.duplicateOf : null
    if (next === null || next === undefined) return head
    head = next
  }
  return head
}

import { makeLeaf } from '../store/audit.ts'
import type { DataKey } from '../store/keys.ts'
import { ANY, StoreFailure } from '../store/store.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'

/**
 * Reads change nothing, and each leaves a leaf in the audit log all the same: who looked at what, and when. On a full
 * disk people read on, since the cases are what they need then; the operator's log says that nobody wrote it down.
 */
export async function noteRead(
  means: Means,
  of: { readonly stream: string; readonly key: DataKey },
  actor: string,
  act:
    | 'case-read'
    | 'triage-read'
    | 'file-read'
    | 'list-read'
    | 'search'
    | 'thread-read'
    | 'audit-read'
    | 'audit-exported',
): Promise<void> {
  const leaf = { id: freshId(means.random), at: means.clock.now(), actor, act, stream: of.stream }
  const audit = [makeLeaf(of.key, leaf, act)]
  const append = { stream: of.stream, expected: ANY, events: [], rows: [], jobs: [], audit, uniques: [] }
  await means.store.append(append).catch((failure: unknown) => {
    if (!(failure instanceof StoreFailure && failure.code === 'full')) throw failure
    means.note('read-not-recorded', { act })
  })
}

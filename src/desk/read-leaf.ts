import { makeLeaf } from '../store/audit.ts'
import type { DataKey } from '../store/keys.ts'
import { StoreFailure } from '../store/store.ts'
import { withoutFacts } from '../store/without-facts.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'

export type ReadAct =
  | 'case-read'
  | 'glass-read'
  | 'triage-read'
  | 'file-read'
  | 'list-read'
  | 'search'
  | 'thread-read'
  | 'audit-read'
  | 'audit-exported'

/**
 * Reads change nothing, and each leaves a leaf in the audit log all the same: who looked at what, and when. What cannot
 * be written down is not shown to the team or to guests (ASVS 5.0, 16.5.3): throws `ReadNotRecorded`. Reporters read on:
 * their thread is their own, and nobody watches over them.
 */
export async function noteRead(
  means: Means,
  of: { readonly stream: string; readonly key: DataKey },
  actor: string,
  act: ReadAct,
  /** What is committed to beside the act, such as the words of a search: kept nowhere, and provable to whoever says them. */
  details: string = act,
): Promise<void> {
  const own = act === 'thread-read' && actor.startsWith('reporter:')
  if (!own && means.auditStands?.() === false) throw new ReadNotRecorded()
  const leaf = { id: freshId(means.random), at: means.clock.now(), actor, act, stream: of.stream }
  const audit = [makeLeaf(of.key, leaf, details)]
  await means.store.append(withoutFacts(of.stream, { audit })).catch((failure: unknown) => {
    if (!(failure instanceof StoreFailure && failure.code === 'full')) throw failure
    means.note('read-not-recorded', { act })
    if (!own) throw new ReadNotRecorded({ cause: failure })
  })
}

/** People from outside look at their page again and again: one leaf for each hour in which they did. */
export function hourlyReads(
  means: Means,
): (of: { readonly stream: string; readonly key: DataKey }, actor: string, what: string) => Promise<void> {
  const known = new Map<string, number>()
  return async (of, actor, what) => {
    const hour = Math.floor(means.clock.now() / 3_600_000)
    if (known.get(what) === hour) return
    if (known.size > 10_000) known.clear()
    await noteRead(means, of, actor, 'thread-read')
    known.set(what, hour)
  }
}

/** Nobody could be held to have seen this, so nobody sees it. The same call may go through later. */
export class ReadNotRecorded extends Error {
  readonly code = 'read-not-recorded'
  readonly retry = true
  constructor(options?: { cause?: unknown }) {
    super('the audit log cannot be written', options)
    this.name = 'ReadNotRecorded'
  }
}

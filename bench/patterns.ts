import type { Recorded } from '../src/case/event.ts'
import { replay } from '../src/case/evolve.ts'
import { type Policy, policy } from '../src/case/policy.ts'
import { groupOf } from '../src/case/process.ts'
import { openEvent } from '../src/desk/case-file.ts'
import { type AdvisoryRecord, advisoryPage, advisoryRevisions } from '../src/store/advisory-rows.ts'
import { inboxByUpdate } from '../src/store/inbox-rows.ts'
import type { Kept } from '../src/store/kept.ts'
import { findPolicy } from '../src/store/policy-rows.ts'

/** A case of the cast's story, to be told again with another report. */
export interface Pattern {
  readonly history: readonly Recorded[]
  readonly policy: Policy
  readonly kind: 'open' | 'done' | 'published'
  /** What readers see of it, every revision. */
  readonly advisories: readonly AdvisoryRecord[]
}

/** Cases that stand for themselves: neither linked to another case, nor half published. */
export async function patternsIn(kept: Kept, now: number): Promise<readonly Pattern[]> {
  const { store, keys } = kept
  const advisories = await advisoriesIn(kept)
  const found = await Promise.all(
    (await store.read(inboxByUpdate({ viewer: null, limit: 1_000 }))).map(async ({ stream }): Promise<Pattern[]> => {
      const key = await keys.find('case', stream)
      const history = key === undefined ? [] : (await store.events(stream)).map((stored) => openEvent(key, stored))
      const state = replay(history)
      if (state === null || state.duplicates.length > 0 || state.declined?.duplicateOf) return []
      const [row] = await store.read(findPolicy(state.policy))
      const of = { history, policy: policy.parse(JSON.parse(row?.body ?? '{}')), advisories: [] }
      const published = advisories.filter((one) => one.stream === stream)
      if (groupOf(state, of.policy, now) === 'done') {
        if (published.length > 0) return [{ ...of, kind: 'published', advisories: published }]
        // What was declined at once makes most of a large desk: five or six facts each.
        return history.length <= 6 ? [{ ...of, kind: 'done' }] : []
      }
      return published.length > 0 ? [] : [{ ...of, kind: 'open' }]
    }),
  )
  return found.flat()
}

const advisoriesIn = async ({ store }: Kept): Promise<readonly AdvisoryRecord[]> => {
  const newest = await store.read(advisoryPage(100))
  return (await Promise.all(newest.map(({ id }) => store.read(advisoryRevisions(id))))).flat()
}

import type { Group } from '../case/case.ts'
import type { InboxRecord } from '../store/inbox-rows.ts'
import type { Means } from './means.ts'
import { openHidden } from './projection.ts'
import { rowWatch } from './row-watch.ts'

/**
 * Which open cases are exploited now. That must not be read off a stolen disk, so the list lives in memory alone.
 */
export interface Attacked {
  streams(): Promise<ReadonlySet<string>>
  /** The group each of them is counted in on disk. */
  groups(): Promise<readonly Group[]>
}

export function attackedCases(means: Means): Attacked {
  const known = new Map<string, Group>()
  const watch = rowWatch(means, async (record: InboxRecord) => {
    if (record.grp === 'done') return void known.delete(record.stream)
    const key = await means.keys.find('case', record.stream)
    if (key !== undefined && openHidden(key, record).exploited) known.set(record.stream, record.grp as Group)
    else known.delete(record.stream)
  })
  return {
    streams: async () => {
      await watch.catchUp()
      return new Set(known.keys())
    },
    groups: async () => {
      await watch.catchUp()
      return [...known.values()]
    },
  }
}

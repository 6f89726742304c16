import type { Group } from '../case/case.ts'
import type { InboxRecord } from '../store/inbox-rows.ts'
import { hiddenOf } from './hidden.ts'
import type { Means } from './means.ts'
import { rowWatch } from './row-watch.ts'

/**
 * What is known of open cases in memory alone, because it must not be read off a stolen disk or would be slow to add up:
 * which ones are exploited now, and how many bytes of files from outside nobody has looked at yet.
 */
export interface OpenCases {
  /** The cases under attack, each with the row it had when it changed last, but for what is sealed in there. */
  attacked(): Promise<ReadonlyMap<string, Attacked>>
  /** How many of them stand in each other group on disk. */
  attackedCounts(): Promise<ReadonlyMap<Group, number>>
  unreadBytes(): Promise<number>
}

export type Attacked = Omit<InboxRecord, 'body'>

/** Under attack stands in memory alone, and what is done needs no look. */
const openGroups: readonly Group[] = ['new', 'waiting-for-us', 'waiting-for-reporter', 'waiting-to-publish']

export function openCases(means: Means): OpenCases {
  const attacked = new Map<string, Attacked>()
  const counts = new Map<Group, number>()
  const unread = new Map<string, number>()
  let sum = 0
  const watch = rowWatch(means, take, { groups: openGroups })

  async function take(record: InboxRecord): Promise<void> {
    const hidden = record.grp === 'done' ? undefined : await hiddenOf(means, record)
    count(attacked.get(record.stream), -1)
    if (hidden?.exploited === true) attacked.set(record.stream, outside(record))
    else attacked.delete(record.stream)
    count(attacked.get(record.stream), 1)
    sum -= unread.get(record.stream) ?? 0
    unread.delete(record.stream)
    if (hidden === undefined || record.grp !== 'new' || hidden.bytes === 0) return
    unread.set(record.stream, hidden.bytes)
    sum += hidden.bytes
  }

  function count(row: Attacked | undefined, by: number): void {
    if (row === undefined) return
    const group = row.grp as Group
    counts.set(group, (counts.get(group) ?? 0) + by)
  }

  return {
    attacked: async () => {
      await watch.catchUp()
      return attacked
    },
    attackedCounts: async () => {
      await watch.catchUp()
      return counts
    },
    unreadBytes: async () => {
      await watch.catchUp()
      return sum
    },
  }
}

const outside = ({ body: _, ...row }: InboxRecord): Attacked => row

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
  unreadBytes(): Promise<number>
}

export type Attacked = Omit<InboxRecord, 'body'>

/** Under attack stands in memory alone, and what is done needs no look. */
const openGroups: readonly Group[] = ['new', 'waiting-for-us', 'waiting-for-reporter', 'waiting-to-publish']

export function openCases(means: Means): OpenCases {
  const attacked = new Map<string, Attacked>()
  const unread = new Map<string, number>()
  let sum = 0
  const watch = rowWatch(means, take, { groups: openGroups })

  async function take(record: InboxRecord): Promise<void> {
    const hidden = record.grp === 'done' ? undefined : await hiddenOf(means, record)
    if (hidden?.exploited === true) attacked.set(record.stream, outside(record))
    else attacked.delete(record.stream)
    sum -= unread.get(record.stream) ?? 0
    unread.delete(record.stream)
    if (hidden === undefined || record.grp !== 'new' || hidden.bytes === 0) return
    unread.set(record.stream, hidden.bytes)
    sum += hidden.bytes
  }

  return {
    attacked: async () => {
      await watch.catchUp()
      return attacked
    },
    unreadBytes: async () => {
      await watch.catchUp()
      return sum
    },
  }
}

const outside = ({ body: _, ...row }: InboxRecord): Attacked => row

import type { InboxRecord } from '../store/inbox-rows.ts'
import { Unreadable } from '../store/seal.ts'
import type { Means } from './means.ts'
import { type Hidden, openHidden } from './projection.ts'

/**
 * What a row of the inbox keeps sealed; `undefined` where its key was destroyed. One row that was damaged, or changed
 * behind our back, must not take the whole inbox away: it stands there as what it is, and the operator is told.
 */
export async function hiddenOf(means: Pick<Means, 'keys' | 'note'>, record: InboxRecord): Promise<Hidden | undefined> {
  try {
    const key = await means.keys.find('case', record.stream)
    return key === undefined ? undefined : openHidden(key, record)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    means.note('row-unreadable', { number: record.number })
    return damaged
  }
}

const damaged: Hidden = {
  title: 'This case cannot be opened: its row was damaged or changed',
  what: 'ask whoever runs this desk',
  command: null,
  who: 'team',
  due: null,
  tags: [],
  exploited: false,
  bytes: 0,
  access: null,
}

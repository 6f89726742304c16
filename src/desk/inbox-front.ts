import type { Group } from '../case/case.ts'
import type { InboxAsk, InboxFront, MemberActor } from './desk.ts'
import { attackedFor, inboxPage } from './inbox.ts'
import type { Means } from './means.ts'
import type { OpenCases } from './open-cases.ts'

/** Groups with something to do or to wait for, in the order they are shown. */
const openGroups: readonly Group[] = [
  'exploited',
  'new',
  'waiting-for-us',
  'waiting-for-reporter',
  'waiting-to-publish',
]

/** Every group shows its beginning; what one leaves free of the page goes to the others, first group first. */
export async function inboxFront(
  means: Means,
  open: OpenCases,
  viewer: MemberActor,
  ask: Pick<InboxAsk, 'stage' | 'assignee'>,
): Promise<InboxFront> {
  const { pageSize } = means.limits
  const attacked = await attackedFor(means, open, viewer)
  const share = Math.ceil(pageSize / openGroups.length)
  const found = await Promise.all(
    openGroups.map(async (group) => ({
      group,
      ...(await inboxPage(means, attacked, viewer, { ...ask, group, limit: share * 2 })),
    })),
  )
  let left = pageSize - found.reduce((sum, { items }) => sum + Math.min(items.length, share), 0)
  return found.map(({ group, items, next }) => {
    const extra = Math.max(0, Math.min(items.length - share, left))
    left -= extra
    const shown = items.slice(0, share + extra)
    return { group, items: shown, more: next !== null || shown.length < items.length }
  })
}

import { seenBy } from '../case/allowed.ts'
import { type Group, groups, type Stage } from '../case/case.ts'
import type { Door } from '../case/event.ts'
import type { Millis } from '../case/ids.ts'
import { keptCounts } from '../store/case-member-rows.ts'
import { caseByStream, type InboxRecord, inboxByDue, inboxCounts } from '../store/inbox-rows.ts'
import type { InboxAsk, InboxPage, InboxRow, MemberActor } from './desk.ts'
import { hiddenOf } from './hidden.ts'
import type { Means } from './means.ts'
import type { Attacked, OpenCases } from './open-cases.ts'
import { type Hidden, nextOf } from './projection.ts'
import { sightOf } from './sight.ts'

/**
 * One page of the inbox, soonest due first. Cases under attack stand in no group on disk; their list lives in memory,
 * and they are taken out of the groups they stand in otherwise. `attacked` are those that this viewer may see.
 */
export async function inboxPage(
  means: Means,
  attacked: ReadonlyMap<string, Attacked>,
  viewer: MemberActor,
  ask: InboxAsk,
): Promise<InboxPage> {
  const limit = Math.min(ask.limit ?? means.limits.pageSize, means.limits.apiPageSize)
  const after = readCursor(ask.after)
  if (ask.group === 'exploited') return attackedPage(means, attacked, viewer, ask, limit, after)
  const filter = {
    grp: ask.group,
    stage: ask.stage,
    assignee: ask.assignee === null ? '' : ask.assignee,
    viewer: viewer.member,
    limit: limit + 1,
  }
  const records = await means.store.read(inboxByDue(filter, after))
  const page = records.slice(0, limit)
  const shown = ask.group === undefined ? page : page.filter((record) => !attacked.has(record.stream))
  return { items: await rowsOf(means, viewer, shown), next: records.length > limit ? cursorAt(page.at(-1)) : null }
}

const cursorAt = (last: Attacked | undefined): string | null =>
  last === undefined ? null : `${last.due_at}.${last.number}`

/** Sorted and cut in memory: on disk nothing says which rows these are. */
async function attackedPage(
  means: Means,
  attacked: ReadonlyMap<string, Attacked>,
  viewer: MemberActor,
  ask: InboxAsk,
  limit: number,
  after: { readonly at: number; readonly number: string } | undefined,
): Promise<InboxPage> {
  const wanted = [...attacked.values()]
    .filter((row) => ask.assignee === undefined || row.assignee === (ask.assignee ?? ''))
    .filter((row) => ask.stage === undefined || row.stage === ask.stage)
    .filter((row) => after === undefined || bySoonest(row, { due_at: after.at, number: after.number }) > 0)
    .sort(bySoonest)
  const page = wanted.slice(0, limit)
  const found = await Promise.all(page.map(({ stream }) => means.store.read(caseByStream(stream))))
  return {
    items: await rowsOf(means, viewer, found.flat()),
    next: wanted.length > limit ? cursorAt(page.at(-1)) : null,
  }
}

type Place = Pick<Attacked, 'due_at' | 'number'>
const bySoonest = (a: Place, b: Place): number =>
  a.due_at - b.due_at || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0)

/** The cases under attack that this member may see. */
export async function attackedFor(
  means: Means,
  open: OpenCases,
  viewer: MemberActor,
): Promise<ReadonlyMap<string, Attacked>> {
  const [attacked, kept] = await Promise.all([open.attacked(), sightOf(means).keptFrom(viewer)])
  return kept.size === 0 ? attacked : new Map([...attacked].filter(([stream]) => !kept.has(stream)))
}

export async function groupCounts(means: Means, open: OpenCases, viewer: MemberActor): Promise<Record<Group, number>> {
  const [counted, kept] = await Promise.all([
    means.store.read(inboxCounts('grp')),
    means.store.read(keptCounts(viewer.member)),
  ])
  const countOf = (rows: readonly { value: string; n: number }[], group: Group) =>
    rows.find((row) => row.value === group)?.n ?? 0
  const counts = Object.fromEntries(
    groups.map((group) => [group, countOf(counted, group) - countOf(kept, group)]),
  ) as Record<Group, number>
  // One by one they are counted only for whom something is kept from.
  const elsewhere = kept.length === 0 ? await open.attackedCounts() : countedBy(await attackedFor(means, open, viewer))
  for (const [group, n] of elsewhere) counts[group] -= n
  return { ...counts, exploited: [...elsewhere.values()].reduce((sum, n) => sum + n, 0) }
}

function countedBy(attacked: ReadonlyMap<string, Attacked>): ReadonlyMap<Group, number> {
  const counts = new Map<Group, number>()
  for (const { grp } of attacked.values()) counts.set(grp as Group, (counts.get(grp as Group) ?? 0) + 1)
  return counts
}

export const rowsOf = async (
  means: Means,
  viewer: Pick<MemberActor, 'member'>,
  records: readonly InboxRecord[],
): Promise<InboxRow[]> => {
  const opened = await Promise.all(
    records.map(async (record) => {
      const hidden = await hiddenOf(means, record)
      // The database leaves out what is kept from somebody. It is sealed here as well, for the day that it does not.
      const shown = hidden !== undefined && seenBy(hidden, viewer.member)
      return shown ? [rowOf(record, hidden, means.clock.now())] : []
    }),
  )
  return opened.flat()
}

function rowOf(record: InboxRecord, hidden: Hidden, now: Millis): InboxRow {
  return {
    number: record.number,
    seq: record.head_seq,
    title: hidden.title,
    group: hidden.exploited ? 'exploited' : (record.grp as Group),
    stage: record.stage as Stage,
    receivedAt: record.created_at,
    updatedAt: record.updated_at,
    next: nextOf(hidden, now),
    assignee: record.assignee === '' ? null : record.assignee,
    door: record.door as Door,
    waitingSince: record.waiting_since === 0 ? null : record.waiting_since,
    tags: hidden.tags,
  }
}

/** Row values of the last row of the page before: due time and number. A cursor that makes no sense is the first page. */
export function readCursor(typed: string | undefined): { at: number; number: string } | undefined {
  const match = /^([0-9]{1,16})\.(P-[0-9A-Z]{6})$/.exec(typed ?? '')
  return match === null ? undefined : { at: Number(match[1]), number: match[2] ?? '' }
}

import { z } from 'zod'
import { seenBy } from './case-member-rows.ts'
import { bytes, insertRows, int, NEVER, text } from './rows.ts'
import type { Param, Query, Write } from './store.ts'

/** The inbox: a projection, one row a case, with counters that the same append keeps. */
const inboxRow = z.object({
  stream: text,
  number: text,
  /** How far the facts are folded in. */
  head_seq: int,
  stage: text,
  grp: text,
  embargo: text,
  /** Empty: nobody. */
  assignee: text,
  door: text,
  /** `NEVER` for none. */
  due_at: int,
  publish_at: int,
  waiting_since: int,
  created_at: int,
  updated_at: int,
  body: bytes,
})
export type InboxRecord = z.infer<typeof inboxRow>

/** The group of a practice case. It is found by its number alone: no list shows it, and no counter knows it. */
export const PRACTICE = 'practice'

const countRow = z.object({ value: text, n: int })
const NAMES = Object.keys(inboxRow.shape) as (keyof InboxRecord)[]
const COLUMNS = NAMES.join(', ')
const COUNTED = ['grp', 'stage', 'assignee'] as const
export type Counted = (typeof COUNTED)[number]
const GUARDED = ['head_seq', ...COUNTED] as const

export const insertInboxRow = (row: InboxRecord): Write[] => [
  {
    sql: `insert into case_inbox (${COLUMNS}) values (${NAMES.map((_, i) => `?${i + 1}`).join(', ')})`,
    params: NAMES.map((name) => row[name]),
    changes: 1,
  },
  ...counted(undefined, row),
]

/**
 * Moves a row from what it was to what it is; somebody else's move in between undoes the append. What is counted is
 * compared as well: with time alone a row changes its group, and would be counted away from one that it left before.
 */
export const moveInboxRow = (was: InboxRecord, is: InboxRecord): Write[] => [
  {
    sql: `update case_inbox set ${NAMES.map((name, i) => `${name} = ?${i + 1}`).join(', ')} where stream = ?1 and ${GUARDED.map((name, i) => `${name} = ?${NAMES.length + i + 1}`).join(' and ')}`,
    params: [...NAMES.map((name) => is[name]), ...GUARDED.map((name) => was[name])],
    changes: 1,
  },
  ...counted(was, is),
]

export const caseByNumber = (number: string): Query<InboxRecord> => ({
  sql: `select ${COLUMNS} from case_inbox where number = ?1`,
  params: [number],
  row: inboxRow,
})

export const caseByStream = (stream: string): Query<InboxRecord> => ({
  sql: `select ${COLUMNS} from case_inbox where stream = ?1`,
  params: [stream],
  row: inboxRow,
})

export interface InboxFilter {
  readonly grp?: string | undefined
  readonly stage?: string | undefined
  /** Empty text: nobody's. */
  readonly assignee?: string | undefined
  /** Whose list it is: what is kept from this member is not in it. `null`: the desk itself, which works on every case. */
  readonly viewer: string | null
  readonly limit: number
}

export interface InboxKey {
  readonly at: number
  readonly number: string
}

/** Soonest due first. `after` is due_at and number of the last row of the page before. */
export const inboxByDue = (filter: InboxFilter, after?: InboxKey): Query<InboxRecord> =>
  page(filter, 'due_at', soonest, after)

/** Newest change first. `after` is updated_at and number of the last row of the page before. */
export const inboxByUpdate = (
  filter: Pick<InboxFilter, 'grp' | 'viewer' | 'limit'>,
  after?: InboxKey,
): Query<InboxRecord> => page(filter, 'updated_at', newest, after)

const headRow = inboxRow.pick({ stream: true, number: true, head_seq: true, updated_at: true })
export type InboxHead = z.infer<typeof headRow>
const HEAD_COLUMNS = Object.keys(headRow.shape).join(', ')

/** What changed at this time or later, newest first, without what is sealed: most of it was seen before. */
export const headsSince = (since: number, limit: number, after?: InboxKey): Query<InboxHead> => ({
  sql: `select ${HEAD_COLUMNS} from case_inbox where updated_at >= ?1 and (updated_at, number) < (?2, ?3) and grp <> '${PRACTICE}' order by updated_at desc, number desc limit ?4`,
  params: [since, after?.at ?? NEVER, after?.number ?? '', limit],
  row: headRow,
})

const overRow = inboxRow.pick({ stream: true, number: true, stage: true, updated_at: true })
export type OverRecord = z.infer<typeof overRow>

/** Cases that are over and that nobody touched since, oldest first, behind this one. */
export const overBefore = (after: InboxKey, before: number, limit: number): Query<OverRecord> => ({
  sql: "select stream, number, stage, updated_at from case_inbox where grp = 'done' and (updated_at, number) > (?1, ?2) and updated_at < ?3 order by updated_at, number limit ?4",
  params: [after.at, after.number, before, limit],
  row: overRow,
})

const changeRow = inboxRow.pick({ number: true, created_at: true })

/** What came or changed after this time, of what this member may see, newest first, without what is sealed. */
export const changedSince = (viewer: string, since: number, limit: number): Query<z.infer<typeof changeRow>> => ({
  sql: `select number, created_at from case_inbox where updated_at > ?2 and grp <> '${PRACTICE}' and ${seenBy('?1')} order by updated_at desc, number desc limit ?3`,
  params: [viewer, since, limit],
  row: changeRow,
})

/** What changed after one time and until another, of what this member may see, newest change first. */
export const changedBetween = (
  viewer: string,
  span: { readonly after: number; readonly until: number },
  limit: number,
  behind: InboxKey = { at: NEVER, number: '' },
): Query<InboxRecord> => ({
  sql: `select ${COLUMNS} from case_inbox where updated_at > ?2 and updated_at <= ?3 and (updated_at, number) < (?4, ?5) and grp <> '${PRACTICE}' and ${seenBy('?1')} order by updated_at desc, number desc limit ?6`,
  params: [viewer, span.after, span.until, behind.at, behind.number, limit],
  row: inboxRow,
})

const soonest = { beyond: '>', within: '<=', order: '', first: { at: -1, number: '' } } as const
const newest = { beyond: '<', within: '>=', order: ' desc', first: { at: NEVER, number: '' } } as const

/**
 * What the rows have in common stands in the order, and between two row values. Asked for as "equal", PostgreSQL may
 * read the index of all due times instead, past every case of the other groups.
 */
function page(filter: InboxFilter, key: string, way: typeof soonest | typeof newest, after: InboxKey = way.first) {
  const params: Param[] = []
  const put = (value: Param) => `?${params.push(value)}`
  // Of what one person has there is little, of a stage there may be a lot: the former index is the one to be read by.
  const [lead, other] = filter.stage === undefined || filter.assignee ? ASSIGNEE_FIRST : STAGE_FIRST
  const common = [lead, 'grp' as const].flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [{ name, value: put(value) }]
  })
  const names = common.map(({ name }) => name)
  const values = common.map(({ value }) => value)
  const sorted = [...names, key, 'number']
  const where = [`(${sorted.join(', ')}) ${way.beyond} (${[...values, put(after.at), put(after.number)].join(', ')})`]
  if (names.length > 0) where.push(`(${names.join(', ')}) ${way.within} (${values.join(', ')})`)
  const sought = filter[other]
  if (sought !== undefined) where.push(`(${other} || '') = ${put(sought)}`)
  if (filter.grp === undefined) where.push(`grp <> '${PRACTICE}'`)
  if (filter.viewer !== null) where.push(seenBy(put(filter.viewer)))
  const order = sorted.map((name) => `${name}${way.order}`).join(', ')
  const sql = `select ${COLUMNS} from case_inbox where ${where.join(' and ')} order by ${order} limit ${put(filter.limit)}`
  return { sql, params, row: inboxRow } satisfies Query<InboxRecord>
}

const ASSIGNEE_FIRST = ['assignee', 'stage'] as const
const STAGE_FIRST = ['stage', 'assignee'] as const

/** How many cases each group, stage or assignee has. */
export const inboxCounts = (kind: Counted): Query<{ value: string; n: number }> => ({
  sql: 'select value, cast(sum(n) as bigint) as n from inbox_count where kind = ?1 group by value order by value',
  params: [kind],
  row: countRow,
})

/** A practice case goes without a trace; no other ever does. */
export const deletePracticeRow = (stream: string): Write => ({
  sql: `delete from case_inbox where stream = ?1 and grp = '${PRACTICE}'`,
  params: [stream],
  changes: 1,
})

/** For a rebuild: rows of no case. What they were counted as, the recount puts right. */
export const dropStrayRows = (): Write => ({
  sql: 'delete from case_inbox where not exists (select 1 from event where event.stream = case_inbox.stream)',
  params: [],
})

/** For a rebuild: a number that stands at another case takes that row away, since the facts say whose it is. */
export const freeNumber = (number: string, stream: string): Write => ({
  sql: 'delete from case_inbox where number = ?1 and stream <> ?2',
  params: [number, stream],
})

/**
 * Adds what is missing between the rows and their counters. One statement sees both as they are at one moment, so that
 * nothing is counted twice or left out, whoever moves a row meanwhile.
 */
export const recount = (): Write => ({
  sql: `insert into inbox_count (kind, value, shard, n)
    select kind, value, 0, cast(sum(n) as bigint) from (
      ${COUNTED.map((kind) => `select '${kind}' as kind, ${kind} as value, count(*) as n from case_inbox where grp <> '${PRACTICE}' group by ${kind}`).join(' union all ')}
      union all select kind, value, -n from inbox_count
    ) as missing where true group by kind, value having sum(n) <> 0
    on conflict (kind, value, shard) do update set n = inbox_count.n + excluded.n`,
  params: [],
})

function counted(was: InboxRecord | undefined, is: InboxRecord): Write[] {
  if (is.grp === PRACTICE) return []
  const shard = shardOf(is.stream)
  const moved = COUNTED.filter((kind) => was?.[kind] !== is[kind]).flatMap((kind) => [
    ...(was ? [[kind, was[kind], shard, -1]] : []),
    [kind, is[kind], shard, 1],
  ])
  // In one order, so that two cases that change places do not wait for each other's counters.
  moved.sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1))
  return insertRows('inbox_count (kind, value, shard, n)', moved).map((write) => ({
    ...write,
    sql: `${write.sql} on conflict (kind, value, shard) do update set n = inbox_count.n + excluded.n`,
  }))
}

const shardOf = (stream: string): number =>
  [...stream].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7) % 16

import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
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

export const insertInboxRow = (row: InboxRecord): Write[] => [
  {
    sql: `insert into case_inbox (${COLUMNS}) values (${NAMES.map((_, i) => `?${i + 1}`).join(', ')})`,
    params: NAMES.map((name) => row[name]),
    changes: 1,
  },
  ...counted(undefined, row),
]

/** Moves a row from what it was to what it is; somebody else's move in between undoes the append. */
export const moveInboxRow = (was: InboxRecord, is: InboxRecord): Write[] => [
  {
    sql: `update case_inbox set ${NAMES.map((name, i) => `${name} = ?${i + 1}`).join(', ')} where stream = ?1 and head_seq = ?${NAMES.length + 1}`,
    params: [...NAMES.map((name) => is[name]), was.head_seq],
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
  readonly limit: number
}

export interface InboxKey {
  readonly at: number
  readonly number: string
}

/** Soonest due first. `after` is due_at and number of the last row of the page before. */
export const inboxByDue = (filter: InboxFilter, after?: InboxKey): Query<InboxRecord> =>
  page(filter, 'due_at', '>', '', after)

/** Newest change first. `after` is updated_at and number of the last row of the page before. */
export const inboxByUpdate = (filter: Pick<InboxFilter, 'grp' | 'limit'>, after?: InboxKey): Query<InboxRecord> =>
  page(filter, 'updated_at', '<', ' desc', after)

function page(filter: InboxFilter, key: string, beyond: string, order: string, after?: InboxKey): Query<InboxRecord> {
  const params: Param[] = []
  const put = (value: Param) => `?${params.push(value)}`
  const where = (['assignee', 'grp', 'stage'] as const).flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [`${name} = ${put(value)}`]
  })
  if (filter.grp === undefined) where.push(`grp <> '${PRACTICE}'`)
  if (after) where.push(`(${key}, number) ${beyond} (${put(after.at)}, ${put(after.number)})`)
  const sql = `select ${COLUMNS} from case_inbox${where.length ? ` where ${where.join(' and ')}` : ''} order by ${key}${order}, number${order} limit ${put(filter.limit)}`
  return { sql, params, row: inboxRow }
}

const COUNTED = ['grp', 'stage', 'assignee'] as const
export type Counted = (typeof COUNTED)[number]

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

/** Before a rebuild. */
export const clearInbox = (): Write[] => [
  { sql: 'delete from case_inbox', params: [] },
  { sql: 'delete from inbox_count', params: [] },
]

function counted(was: InboxRecord | undefined, is: InboxRecord): Write[] {
  if (is.grp === PRACTICE) return []
  const shard = shardOf(is.stream)
  return COUNTED.filter((kind) => was?.[kind] !== is[kind]).flatMap((kind) => [
    ...(was ? [count(kind, was[kind], shard, -1)] : []),
    count(kind, is[kind], shard, 1),
  ])
}

const count = (kind: Counted, value: string, shard: number, by: number): Write => ({
  sql: 'insert into inbox_count (kind, value, shard, n) values (?1, ?2, ?3, ?4) on conflict (kind, value, shard) do update set n = inbox_count.n + excluded.n',
  params: [kind, value, shard, by],
  changes: 1,
})

const shardOf = (stream: string): number =>
  [...stream].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7) % 16

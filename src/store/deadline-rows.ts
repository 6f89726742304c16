import { z } from 'zod'
import { insertRows, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What the clockwork looks at: a projection of the deadlines that the facts of each case set. */
const deadlineRow = z.object({ stream: text, name: text, at: int })
export type DeadlineRecord = z.infer<typeof deadlineRow>

/** All deadlines of a case as they are now. */
export const putDeadlines = (stream: string, deadlines: Iterable<readonly [name: string, at: number]>): Write[] => [
  { sql: 'delete from deadline where stream = ?1', params: [stream] },
  ...insertRows(
    'deadline (stream, name, at)',
    [...deadlines].map(([name, at]) => [stream, name, at]),
  ),
]

/** What is due, longest due first; `after` is the last row of the page before. */
export const dueDeadlines = (
  now: number,
  limit: number,
  after: DeadlineRecord = { at: -1, stream: '', name: '' },
): Query<DeadlineRecord> => ({
  sql: 'select stream, name, at from deadline where at <= ?1 and (at, stream, name) > (?2, ?3, ?4) order by at, stream, name limit ?5',
  params: [now, after.at, after.stream, after.name, limit],
  row: deadlineRow,
})

/** Publications that the clock will carry out, soonest first. */
export const plannedPublications = (limit: number): Query<DeadlineRecord> => ({
  sql: "select stream, name, at from deadline where name = 'publication' order by at, stream limit ?1",
  params: [limit],
  row: deadlineRow,
})

/** For a rebuild: deadlines of no case. */
export const dropStrayDeadlines = (): Write => ({
  sql: 'delete from deadline where not exists (select 1 from event where event.stream = deadline.stream)',
  params: [],
})

import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Who may do what only one may do at a time: the clockwork. */
const leaseRow = z.object({ name: text, holder: text, fence: int, until: int })
export type LeaseRecord = z.infer<typeof leaseRow>

/**
 * Takes a lease that is free or over, or prolongs one's own; a conflict means that another holds it. One that ends
 * later than twice this time from now was taken by a clock that was wrong, and would otherwise be held until then.
 */
export const takeLease = (name: string, holder: string, now: number, until: number): Write => ({
  sql: `insert into lease (name, holder, fence, until) values (?1, ?2, 1, ?4)
    on conflict (name) do update set holder = excluded.holder, until = excluded.until,
      fence = case when lease.holder = excluded.holder then lease.fence else lease.fence + 1 end
    where lease.holder = excluded.holder or lease.until < ?3 or lease.until > ?5`,
  params: [name, holder, now, until, now + 2 * (until - now)],
  changes: 1,
})

/** Guards an append: it goes through only while this holder still has this fence. */
export const holdsLease = (name: string, holder: string, fence: number): Write => ({
  sql: 'update lease set until = until where name = ?1 and holder = ?2 and fence = ?3',
  params: [name, holder, fence],
  changes: 1,
})

/** Given back at the end, so that the next one need not wait until it is over. */
export const releaseLease = (name: string, holder: string): Write => ({
  sql: 'update lease set until = 0 where name = ?1 and holder = ?2',
  params: [name, holder],
})

export const findLease = (name: string): Query<LeaseRecord> => ({
  sql: 'select name, holder, fence, until from lease where name = ?1',
  params: [name],
  row: leaseRow,
})

import { z } from 'zod'
import { bytes, insertRows, int, text } from './rows.ts'
import type { Query, StoredEvent, Unique, Write } from './store.ts'

/** Facts. They are inserted and read; nothing here changes or deletes one. */
const eventRow = z.object({
  stream: text,
  seq: int,
  id: text,
  code: text,
  v: int,
  actor: text,
  cause: text,
  at: int,
  body: bytes,
}) satisfies { parse(value: unknown): StoredEvent }
// Made once: a shape that is put together anew for each statement takes longer than the statement.
const headRow = z.object({ seq: int })
const ownerRow = z.object({ owner: text })
const COLUMNS = 'stream, seq, id, code, v, actor, cause, at, body'

export const insertEvents = (events: readonly StoredEvent[]): Write[] =>
  insertRows(
    `event (${COLUMNS})`,
    events.map((e) => [e.stream, e.seq, e.id, e.code, e.v, e.actor, e.cause, e.at, e.body]),
  )

export const streamEvents = (stream: string, after = 0): Query<StoredEvent> => ({
  sql: `select ${COLUMNS} from event where stream = ?1 and seq > ?2 order by seq`,
  params: [stream, after],
  row: eventRow,
})

/** The newest sequence number of a stream, 0 for none. */
export const streamHead = (stream: string): Query<{ seq: number }> => ({
  sql: 'select coalesce(max(seq), 0) as seq from event where stream = ?1',
  params: [stream],
  row: headRow,
})

/** The streams after this one in order, each with its head: for rebuilding, page by page. */
export const streamsAfter = (stream: string, limit: number): Query<{ stream: string; seq: number }> => ({
  sql: 'select stream, max(seq) as seq from event where stream > ?1 group by stream order by stream limit ?2',
  params: [stream, limit],
  row: z.object({ stream: text, seq: int }),
})

/** When the newest fact happened, 0 on an empty desk: a wall clock behind it is wrong (design section 4, point 10). */
export const newestEventAt = (): Query<{ at: number }> => ({
  sql: `select coalesce(max(at), 0) as at from (
    select max(updated_at) as at from case_inbox
    union all select max(at) as at from event where stream = 'desk') as newest`,
  params: [],
  row: z.object({ at: int }),
})

/** Changes no row where the value exists; the store then answers `duplicate` with its owner. */
export const insertUnique = (u: Unique): Write => ({
  sql: 'insert into unique_value (scope, tag, owner) values (?1, ?2, ?3) on conflict (scope, tag) do nothing',
  params: [u.scope, u.tag, u.owner],
})

export const findOwner = (scope: string, tag: string): Query<{ owner: string }> => ({
  sql: 'select owner from unique_value where scope = ?1 and tag = ?2',
  params: [scope, tag],
  row: ownerRow,
})

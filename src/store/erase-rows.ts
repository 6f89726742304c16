import { z } from 'zod'
import type { InboxRecord } from './inbox-rows.ts'
import { NEVER, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What stands beside the facts of one case, for whoever erases it. The facts stay, and open no more. */

/**
 * Every row that belongs to the case alone: ways in, texts that somebody keeps, work to be done, wanted files. From whom
 * it was kept stays: its number and its entries in the log are not for the others to see now either.
 */
export const dropTraces = (stream: string): Write[] => [
  ...dropWaysIn(stream),
  ...besideFacts.map((table) => ({ sql: `delete from ${table} where stream = ?1`, params: [stream] })),
]

const besideFacts = 'outbox deadline kept_text mention blob_ref case_figure reporter_chain told_together'.split(' ')

/** Receipt codes of everybody outside, and whoever came in by one. */
export const dropWaysIn = (stream: string): Write[] =>
  [
    "delete from session where kind = 'reporter' and subject in (select tag from receipt where stream = ?1)",
    'delete from receipt where stream = ?1',
  ].map((sql) => ({ sql, params: [stream] }))

/** What is left of the row: its number, which is never given again, and that it changed, for every node that reads on. */
export const erasedRow = (was: InboxRecord, at: number): InboxRecord => ({
  ...was,
  head_seq: was.head_seq + 1,
  stage: ERASED,
  grp: ERASED,
  embargo: ERASED,
  assignee: '',
  door: ERASED,
  due_at: NEVER,
  publish_at: NEVER,
  waiting_since: 0,
  updated_at: at,
  body: new Uint8Array(),
})
export const ERASED = 'erased'

/** The outside people who had a way into it. */
export const personsOf = (stream: string): Query<{ person: string }> => ({
  sql: 'select distinct person from receipt where stream = ?1 order by person',
  params: [stream],
  row: z.object({ person: text }),
})

export const filesOf = (stream: string): Query<{ blob: string }> => ({
  sql: 'select blob from blob_ref where stream = ?1 order by blob',
  params: [stream],
  row: z.object({ blob: text }),
})

/** The advisories that were made of it, which stay. */
export const publishedOf = (stream: string): Query<{ id: string }> => ({
  sql: 'select distinct id from advisory where stream = ?1 order by id',
  params: [stream],
  row: z.object({ id: text }),
})

import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Published advisories: public documents in clear, one row a revision, with persons as ids. */
const advisoryRow = z.object({
  id: text,
  revision: int,
  newest: int,
  stream: text,
  published_at: int,
  updated_at: int,
  body: text,
})
export type AdvisoryRecord = z.infer<typeof advisoryRow>
const COLUMNS = 'id, revision, newest, stream, published_at, updated_at, body'

export interface NewRevision {
  readonly id: string
  readonly revision: number
  readonly stream: string
  /** When revision 1 came out. */
  readonly publishedAt: number
  /** When this one did. */
  readonly updatedAt: number
  /** The public document as JSON. */
  readonly body: string
}

/** A revision that exists already is a conflict. */
export const publishRevision = (r: NewRevision): Write[] => [
  {
    sql: 'update advisory set newest = 0 where id = ?1 and revision = ?2 and newest = 1',
    params: [r.id, r.revision - 1],
    changes: r.revision === 1 ? 0 : 1,
  },
  {
    sql: `insert into advisory (${COLUMNS}) values (?1, ?2, 1, ?3, ?4, ?5, ?6)`,
    params: [r.id, r.revision, r.stream, r.publishedAt, r.updatedAt, r.body],
    changes: 1,
  },
]

/** What is shown of a revision changes where it promised more and nothing more is to come. */
export const setRevisionBody = (id: string, revision: number, body: string): Write => ({
  sql: 'update advisory set body = ?3 where id = ?1 and revision = ?2',
  params: [id, revision, body],
  changes: 1,
})

/** Every revision, the oldest first. */
export const advisoryRevisions = (id: string): Query<AdvisoryRecord> => ({
  sql: `select ${COLUMNS} from advisory where id = ?1 order by revision`,
  params: [id],
  row: advisoryRow,
})

/** Newest revisions, latest publication first; `after` is published_at and id of the last row of the page before. */
export const advisoryPage = (
  limit: number,
  after?: { readonly at: number; readonly id: string },
): Query<AdvisoryRecord> => ({
  sql: `select ${COLUMNS} from advisory where newest = 1${after ? ' and (published_at, id) < (?2, ?3)' : ''} order by published_at desc, id desc limit ?1`,
  params: after ? [limit, after.at, after.id] : [limit],
  row: advisoryRow,
})

/** Public ids count up within their year. */
export const readCounter = (name: string): Query<{ n: number }> => ({
  sql: 'select n from counter where name = ?1',
  params: [name],
  row: z.object({ n: int }),
})

/** Takes the number after `n` (0 where there is none yet); somebody who took it first is a conflict. */
export const takeNumber = (name: string, n: number): Write => ({
  sql: 'insert into counter (name, n) values (?1, ?2) on conflict (name) do update set n = excluded.n where counter.n = ?3',
  params: [name, n + 1, n],
  changes: 1,
})

/** For a rebuild: advisories of no case. */
export const dropStrayAdvisories = (): Write => ({
  sql: 'delete from advisory where not exists (select 1 from event where event.stream = advisory.stream)',
  params: [],
})

/** For a rebuild: readers see what is put in its place in the same append, or what was there. */
export const dropAdvisoriesOf = (stream: string): Write => ({
  sql: 'delete from advisory where stream = ?1',
  params: [stream],
})

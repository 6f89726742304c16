import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** What the figures page counts: a projection of the times of each case, and of how it ended. */
const figureRow = z.object({
  stream: text,
  received_at: int,
  /** `NEVER` while somebody waits, 0 where nobody does. */
  answered_at: int,
  fixed_at: int,
  ended_at: int,
  /** Sealed; empty while the case is open. */
  body: bytes,
})
export type FigureRecord = z.infer<typeof figureRow>
const NAMES = Object.keys(figureRow.shape) as (keyof FigureRecord)[]
const COLUMNS = NAMES.join(', ')

export const putFigure = (row: FigureRecord): Write => ({
  sql: `insert into case_figure (${COLUMNS}) values (${NAMES.map((_, i) => `?${i + 1}`).join(', ')})
    on conflict (stream) do update set ${NAMES.slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}`,
  params: NAMES.map((name) => row[name]),
  changes: 1,
})

/** What is open, and what ended at this time or later; `after` is the last row of the page before. */
export const figuresSince = (
  since: number,
  limit: number,
  after: Pick<FigureRecord, 'ended_at' | 'stream'> = { ended_at: since, stream: '' },
): Query<FigureRecord> => ({
  sql: `select ${COLUMNS} from case_figure where (ended_at, stream) > (?1, ?2) order by ended_at, stream limit ?3`,
  params: [after.ended_at, after.stream, limit],
  row: figureRow,
})

export const figureOf = (stream: string): Query<FigureRecord> => ({
  sql: `select ${COLUMNS} from case_figure where stream = ?1`,
  params: [stream],
  row: figureRow,
})

/** For a rebuild: figures of no case. */
export const dropStrayFigures = (): Write => ({
  sql: 'delete from case_figure where not exists (select 1 from event where event.stream = case_figure.stream)',
  params: [],
})

import { z } from 'zod'
import type { Case } from '../../case/case.ts'
import { type DeclineReason, declineReason } from '../../case/event.ts'
import type { CaseId } from '../../case/ids.ts'
import { type FigureRecord, putFigure } from '../../store/figure-rows.ts'
import type { DataKey, Keys } from '../../store/keys.ts'
import { NEVER } from '../../store/rows.ts'
import { openJson, type Place, sealJson } from '../../store/seal.ts'
import type { Write } from '../../store/store.ts'

/** How a case ended. What was published counts as that, whatever came after. */
export const outcomes = ['published', ...declineReason.options, 'withdrawn', 'closed'] as const
export type Outcome = 'published' | DeclineReason | 'withdrawn' | 'closed'

/** The times of one case that the figures are made of, and how it ended. */
export interface Figure {
  readonly receivedAt: number
  readonly answeredAt: number
  readonly fixedAt: number
  readonly endedAt: number
  readonly outcome: Outcome | null
}

export function figureOfCase(of: Case): Figure {
  const ended = endOf(of)
  return {
    receivedAt: of.receivedAt,
    answeredAt: of.reporter === null ? 0 : (of.openedAt ?? NEVER),
    fixedAt: of.released?.at ?? NEVER,
    endedAt: ended?.at ?? NEVER,
    outcome: ended?.outcome ?? null,
  }
}

function endOf(of: Case): { readonly at: number; readonly outcome: Outcome } | null {
  const published = of.published[0]
  if (published !== undefined) return { at: published.at, outcome: 'published' }
  if (of.withdrawnAt !== null) return { at: of.withdrawnAt, outcome: 'withdrawn' }
  if (of.declined !== null) return { at: of.declined.at, outcome: declineReason.parse(of.declined.reason) }
  return of.closedAt === null ? null : { at: of.closedAt, outcome: 'closed' }
}

/** The row of a case that just arrived. Practice is never counted. */
export const firstFigure = (stream: CaseId, of: Case): Write[] =>
  of.practice ? [] : [putFigure({ ...timesOf(stream, figureOfCase(of)), body: new Uint8Array() })]

/** The row of a case as it is now, where it is another than before. */
export async function figureRows(keys: Keys, stream: CaseId, after: Case, before?: Case): Promise<Write[]> {
  if (after.practice) return []
  const is = figureOfCase(after)
  if (before !== undefined && same(figureOfCase(before), is)) return []
  return is.outcome === null ? firstFigure(stream, after) : figureWith(await keys.desk(), stream, after)
}

/** The same with the desk's key in hand. */
export function figureWith(key: DataKey, stream: CaseId, of: Case): Write[] {
  const is = figureOfCase(of)
  const body = is.outcome === null ? new Uint8Array() : sealJson(key, place(stream), { outcome: is.outcome })
  return of.practice ? [] : [putFigure({ ...timesOf(stream, is), body })]
}

const same = (a: Figure, b: Figure): boolean =>
  a.answeredAt === b.answeredAt && a.fixedAt === b.fixedAt && a.endedAt === b.endedAt && a.outcome === b.outcome

const timesOf = (stream: CaseId, of: Figure): Omit<FigureRecord, 'body'> => ({
  stream,
  received_at: of.receivedAt,
  answered_at: of.answeredAt,
  fixed_at: of.fixedAt,
  ended_at: of.endedAt,
})

/** The desk's own key opens all of them: a key for each case would be as many looks into the store as there are cases. */
export const figureIn = (key: DataKey, row: FigureRecord): Figure => ({
  receivedAt: row.received_at,
  answeredAt: row.answered_at,
  fixedAt: row.fixed_at,
  endedAt: row.ended_at,
  outcome: row.body.length === 0 ? null : openJson(key, place(row.stream), row.body, body).outcome,
})

const body = z.strictObject({ outcome: z.enum(outcomes) })
const place = (stream: CaseId): Place => ({ at: 'case_figure.body', row: stream, stream: 'desk', v: 1 })

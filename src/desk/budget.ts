import type { CaseId, Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { chainOf, putChain, waitingInChain } from '../store/chain-rows.ts'
import { figureOf } from '../store/figure-rows.ts'
import { NEVER } from '../store/rows.ts'
import type { Write } from '../store/store.ts'
import type { ReporterAccess } from './desk.ts'
import { isGuestId } from './guests.ts'
import type { Means } from './means.ts'

/**
 * How many reports of one reporter may wait for a first answer before further ones go into the slower line. A name or a
 * mail address proves nobody, and counting by it would let one person slow down another; whoever has a thread open is
 * known to be the one who sent it. The team is not shown which reports belong together.
 */
export interface Budget {
  readonly waiting: number
  readonly most: number
}

export async function budgetOf(means: Means, access: ReporterAccess): Promise<Budget> {
  if (isGuestId(access.person)) return { waiting: 0, most: means.limits.waitingReports }
  const { chain, alone } = await chainFor(means, access)
  const [counted] = await means.store.read(waitingInChain(chain))
  // A thread that no other report hangs on yet is in no chain and counts for itself.
  const own = alone && (await waits(means, access.stream)) ? 1 : 0
  return { waiting: (counted?.n ?? 0) + own, most: means.limits.waitingReports }
}

/** Whether a report sent beside this open thread comes above the budget, and what is kept of that. */
export async function lineFor(means: Means, access: ReporterAccess | null, exploited: boolean): Promise<Line> {
  // What a guest sends is no report of whoever reported that case, and tells nothing of how many those are.
  if (access === null || isGuestId(access.person)) return usual
  const [{ chain }, { waiting, most }] = await Promise.all([chainFor(means, access), budgetOf(means, access)])
  const slower = !exploited && waiting >= most
  return {
    slower,
    rows: (stream) => [
      putChain({ stream: access.stream, chain, slower: 0 }),
      putChain({ stream, chain, slower: slower ? 1 : 0 }),
    ],
  }
}

export interface Line {
  readonly slower: boolean
  readonly rows: (stream: CaseId) => readonly Write[]
}
const usual: Line = { slower: false, rows: () => [] }

/** In the slower line the promise is twice as long, and nobody is told by a notice. */
export const slowerFrom = (means: Means, now: Millis): Millis => now + means.policy.policy.deadlines.firstAnswer * day

export const isSlower = async (means: Means, stream: CaseId): Promise<boolean> =>
  (await means.store.read(chainOf(stream)))[0]?.slower === 1

async function chainFor(means: Means, { stream }: ReporterAccess): Promise<{ chain: string; alone: boolean }> {
  const [known] = await means.store.read(chainOf(stream))
  return { chain: known?.chain ?? means.keys.tag('chain', stream), alone: known === undefined }
}

async function waits(means: Means, stream: CaseId): Promise<boolean> {
  const [figure] = await means.store.read(figureOf(stream))
  return figure?.answered_at === NEVER && figure.ended_at === NEVER
}

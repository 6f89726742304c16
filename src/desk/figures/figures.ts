import { setTimeout as sleep } from 'node:timers/promises'
import type { Millis } from '../../case/ids.ts'
import { day } from '../../case/policy.ts'
import { type FigureRecord, figuresSince } from '../../store/figure-rows.ts'
import { inboxCounts } from '../../store/inbox-rows.ts'
import type { Means } from '../means.ts'
import { pace } from '../pace.ts'
import { countFigures, type Figures, monthStart, neededSince } from './count.ts'
import { type Figure, figureIn } from './figure-row.ts'
import { type PublicFigures, publishedFigures } from './published-figures.ts'

/**
 * The figures of the desk. A small desk is counted while somebody waits, which takes milliseconds; a large one in the
 * background, in slices that nobody feels, and pages show the last count.
 */
export interface DeskFigures {
  /** For the team: as new as can be had at once; null while a large desk is counted for the first time. */
  team(): Promise<Figures | null>
  /** As of the last midnight (UTC), for what is said to reporters: nobody outside sees the team at work hour by hour. */
  lately(): Promise<Figures | null>
  /** What may be published; the same for a whole month. */
  published(): Promise<PublicFigures | null>
}

interface Counted {
  readonly at: Millis
  readonly team: Figures
  readonly lately: Figures
  readonly published: PublicFigures
}

/** So many cases are counted in less time than a page takes to write. */
const small = 2_000
const page = 500
/** A large desk is counted no more often than this. */
const stays = 10 * 60_000
/** How long a page waits for the first count of a large desk. */
const patience = 40

export function deskFigures(means: Means): DeskFigures {
  let last: Counted | null = null
  let running: Promise<Counted> | null = null

  const count = (inBackground: boolean): Promise<Counted> => {
    running ??= counted(means, inBackground).finally(() => {
      running = null
    })
    return running
  }

  async function newest(goodFor: 'now' | 'today'): Promise<Counted | null> {
    const now = means.clock.now()
    if (goodFor === 'today' && last !== null && dayStart(last.at) === dayStart(now)) return last
    const isSmall = (await cases(means)) <= small
    if (last !== null && !isSmall && Math.abs(now - last.at) < stays) return last
    const coming = count(!isSmall).then((made) => {
      last = made
      return made
    })
    if (isSmall) return coming
    coming.catch((error: unknown) => means.note('figures-failed', { error: String((error as Error).name) }))
    return last ?? (await Promise.race([coming, sleep(patience, null)]).catch(() => null))
  }

  return {
    team: async () => (await newest('now'))?.team ?? null,
    lately: async () => (await newest('today'))?.lately ?? null,
    published: async () => (await newest('today'))?.published ?? null,
  }
}

const dayStart = (at: Millis): Millis => Math.floor(at / day) * day

const cases = async (means: Means): Promise<number> =>
  (await means.store.read(inboxCounts('grp'))).reduce((sum, { n }) => sum + n, 0)

async function counted(means: Means, inBackground: boolean): Promise<Counted> {
  const now = means.clock.now()
  const key = await means.keys.desk()
  const slices = pace()
  const all: Figure[] = []
  for (let after: FigureRecord | undefined; ; ) {
    const rows: readonly FigureRecord[] = await means.store.read(figuresSince(neededSince(now), page, after))
    for (const row of rows) {
      if (inBackground) await slices.turn()
      all.push(figureIn(key, row))
    }
    after = rows.at(-1)
    if (after === undefined || rows.length < page) break
  }
  // Of a large desk each count takes a moment of its own.
  const asOf = async (at: Millis): Promise<Figures> => {
    if (inBackground) await slices.turn()
    return countFigures(all, at)
  }
  const [team, lately] = [await asOf(now), await asOf(dayStart(now))]
  return { at: now, team, lately, published: publishedFigures(await asOf(monthStart(now, 0))) }
}

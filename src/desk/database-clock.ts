import type { Millis } from '../case/ids.ts'
import type { Clock } from './means.ts'

/**
 * Where several nodes write into one database, its hour counts: each node reads what is newer than the newest row it
 * knows, and a row that was written by a clock behind the others would never be read (design section 4, point 2).
 */
export interface DatabaseClock extends Clock {
  /** Compares with the database once more. */
  look(): Promise<void>
  /** How far the machine's own clock is from it, at the least, as was found at the last look. */
  apart(): Millis
}

/** A difference below this is the time that a question takes. */
const noticed = 250

export async function databaseClock(machine: Clock, ask: () => Promise<Millis>): Promise<DatabaseClock> {
  let ahead = 0
  let apart = 0
  const clock: DatabaseClock = {
    now: () => machine.now() + ahead,
    steady: () => machine.steady(),
    every: (milliseconds, work) => machine.every(milliseconds, work),
    async look() {
      const { gap, unsure } = await gapTo(machine, ask)
      apart = Math.max(0, Math.abs(gap) - unsure)
      if (Math.abs(gap - ahead) > Math.max(noticed, unsure)) ahead = Math.round(gap)
    },
    apart: () => apart,
  }
  await clock.look()
  return clock
}

/** How far the database is ahead, measured against the middle of the question; it may be off by half its time. */
async function gapTo(
  clock: Pick<Clock, 'now'>,
  ask: () => Promise<Millis>,
): Promise<{ readonly gap: Millis; readonly unsure: Millis }> {
  const [asked, there, answered] = [clock.now(), await ask(), clock.now()]
  return { gap: there - (asked + answered) / 2, unsure: Math.max(0, (answered - asked) / 2) }
}

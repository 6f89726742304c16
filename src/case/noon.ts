import type { Millis } from './ids.ts'
import { day } from './policy.ts'

/**
 * A day and, where there is one, its time, both in UTC. A day alone means noon: neither side of the world reads it as
 * the day before. Undefined where that is no moment: the 31st of a month of 30 days is a slip, not the 1st of the next.
 */
export function momentOf(day: string, time = '12:00'): Millis | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T${time}Z`) : Number.NaN
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? undefined : at
}

/** Noon in UTC on the day after this moment. */
export const nextNoon = (from: Millis): Millis => Math.floor(from / day) * day + day + day / 2

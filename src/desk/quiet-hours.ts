import { z } from 'zod'
import type { Millis } from '../case/ids.ts'

/** A time of the day, `22:00`, in a zone of the IANA database. Night may lie between two days. */
const clockTime = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)
export const quietHours = z.strictObject({
  from: clockTime,
  to: clockTime,
  zone: z.string().max(60).refine(isZone),
})
export type QuietHours = Readonly<z.infer<typeof quietHours>>

export function isQuiet(hours: QuietHours | null, now: Millis): boolean {
  if (hours === null || hours.from === hours.to) return false
  const time = timeIn(hours.zone, now)
  return hours.from < hours.to ? time >= hours.from && time < hours.to : time >= hours.from || time < hours.to
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** `07:30`, as clocks show it there, summer time included. */
function timeIn(zone: string, now: Millis): string {
  const form = zones.get(zone) ?? new Intl.DateTimeFormat('en-GB', { ...form24, timeZone: zone })
  zones.set(zone, form)
  return form.format(now)
}

const form24 = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const zones = new Map<string, Intl.DateTimeFormat>()

import type { Millis } from '../../../case/ids.ts'
import { momentOf } from '../../../case/noon.ts'

/** Times as members type them: always UTC, and said so beside the field. A day alone means noon. */
export function readMoment(typed: string): Millis | undefined {
  const [, day = '', time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?)?Z?$/.exec(typed.trim()) ?? []
  return momentOf(day, time)
}

/** As a field for day and time takes it. */
export const momentValue = (at: Millis): string => new Date(at).toISOString().slice(0, 16)

export const momentHelp = 'Give day and time as in 2027-03-31 12:00, in UTC.'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const week = 6 * 86_400_000

/** "Thu" within the week, "Thu 26 Nov" beyond it, with the year where it is another one. UTC, as everything here. */
export function shortDay(at: Millis, now: Millis): string {
  const date = new Date(at)
  const name = weekdays[date.getUTCDay()] ?? ''
  if (at >= now && at - now < week) return name
  const year = date.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${date.getUTCFullYear()}`
  return `${name} ${date.getUTCDate()} ${months[date.getUTCMonth()]}${year}`
}

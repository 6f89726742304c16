import type { CaseNumber, Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { caseByNumber, declinedBefore, type InboxKey } from '../store/inbox-rows.ts'
import { isRefusal } from '../team/refusal.ts'
import { readCase } from './case-file.ts'
import { eraseCase } from './erase.ts'
import type { Means } from './means.ts'

/**
 * What goes by itself because the operator said so. Without a rule a case is kept for ever; with one, only what was
 * declined as junk goes, the team is told a week before, and whoever touches such a case begins its time anew.
 */
export interface Retention {
  /** One look at what comes up; erases what is due. */
  look(): Promise<void>
  /** What the team should know before it happens. */
  warning(): string | null
}

/** So long before, it is said above the inbox. */
const ahead = 7 * day
const page = 200

export function retention(means: Means, junkDays: number | undefined, quiet: () => boolean): Retention {
  /** Declined cases are looked at once, in the order in which they were touched last. */
  let seen: InboxKey = { at: 0, number: '' }
  const coming = new Map<CaseNumber, Millis>()

  async function find(days: number): Promise<void> {
    const before = means.clock.now() - days * day + ahead
    for (;;) {
      const rows = await means.store.read(declinedBefore(seen, before, page))
      for (const { stream, number, updated_at } of rows) {
        const file = await readCase(means.store, means.keys, stream).catch(() => undefined)
        if (file?.case.declined?.reason === 'junk') coming.set(number, updated_at)
        seen = { at: updated_at, number }
      }
      if (rows.length < page) return
    }
  }

  async function eraseDue(days: number): Promise<void> {
    const before = means.clock.now() - days * day
    for (const [number, touched] of coming) {
      const [row] = await means.store.read(caseByNumber(number))
      // Touched since: it is looked at again once it is old again.
      if (row?.updated_at !== touched) coming.delete(number)
      else if (touched < before) {
        coming.delete(number)
        const done = await eraseCase(means, { number, by: null, request: null })
        means.note('retention', { erased: !isRefusal(done) })
      }
    }
  }

  return {
    async look() {
      if (junkDays === undefined || quiet()) return
      await find(junkDays)
      await eraseDue(junkDays)
    },
    warning() {
      if (junkDays === undefined || coming.size === 0) return null
      const first = new Date(Math.min(...coming.values()) + junkDays * day).toISOString().slice(0, 10)
      return `${coming.size === 1 ? 'One case that was' : `${coming.size} cases that were`} declined as junk will be erased from ${first} on, as retention.junk in postern.yaml says. To keep one, write a note in it.`
    },
  }
}

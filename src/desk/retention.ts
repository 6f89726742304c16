import type { CaseNumber, Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { caseByNumber, type InboxKey, type OverRecord, overBefore } from '../store/inbox-rows.ts'
import { dropMeta, findMeta, setMeta } from '../store/meta-rows.ts'
import type { Means } from './means.ts'
import { type Keeping, type Rule, type RuleName, ruleNames, rulesOf } from './retention-rules.ts'

/**
 * What goes by itself because the operator said so. Without a rule everything is kept for ever. What comes up is said a
 * week before, also on the day on which a rule is new, and whoever touches such a case begins its time anew.
 */
export interface Retention {
  /** One look at what comes up; takes what is due. */
  look(): Promise<void>
  /** What the team should know before it happens. */
  warnings(): readonly string[]
}

/** So long before, it is said above the inbox. */
const ahead = 7 * day
const page = 200
/** In one look; the next one is an hour away. A rule that is new finds the cases of years. */
const most = { read: 5_000, taken: 200 } as const

export function retention(means: Means, keeping: Keeping, quiet: () => boolean): Retention {
  const all = rulesOf(means, keeping).map((rule) => ruled(means, rule))
  return {
    async look() {
      if (quiet()) return
      await forgetOthers(means, keeping)
      for (const rule of all) await rule.look()
    },
    warnings: () => all.flatMap((rule) => rule.warning() ?? []),
  }
}

function ruled(means: Means, rule: Rule) {
  /** Each case is looked at once, in the order in which they were touched last. */
  let seen: InboxKey = { at: 0, number: '' }
  const coming = new Map<CaseNumber, OverRecord>()
  let since: Millis | undefined

  const dueAt = ({ updated_at }: OverRecord): Millis => Math.max(updated_at + rule.days * day, (since ?? 0) + ahead)

  async function find(): Promise<void> {
    const before = means.clock.now() - rule.days * day + ahead
    for (let read = 0; read < most.read; read += page) {
      const rows = await means.store.read(overBefore(seen, before, page))
      for (const row of rows) {
        if (await rule.concerns(row)) coming.set(row.number, row)
        seen = { at: row.updated_at, number: row.number }
      }
      if (rows.length < page) return
    }
  }

  async function takeDue(): Promise<void> {
    let taken = 0
    for (const [number, found] of coming) {
      if (taken === most.taken) return
      const [row] = await means.store.read(caseByNumber(number))
      // Touched since: it is looked at again once it is old again.
      if (row?.updated_at !== found.updated_at || row.grp !== 'done') coming.delete(number)
      else if (dueAt(found) < means.clock.now()) {
        coming.delete(number)
        await rule.take(found)
        taken += 1
      }
    }
  }

  return {
    async look() {
      since ??= await inForceSince(means, rule)
      await find()
      await takeDue()
    },
    warning(): string | null {
      if (coming.size === 0) return null
      const first = new Date(Math.min(...coming.values().map(dueAt))).toISOString().slice(0, 10)
      return `${rule.says(coming.size)} from ${first} on, as retention.${rule.name} in postern.yaml says. To keep one, write a note in it.`
    },
  }
}

/** A rule that is new, or was changed, takes nothing that nobody could read of before. */
async function inForceSince({ store, clock }: Means, { name, days }: Rule): Promise<Millis> {
  const [row] = await store.read(findMeta(metaOf(name)))
  const [known, at] = (row?.value ?? '').split(' ').map(Number)
  if (known === days && at !== undefined) return at
  await store.write([setMeta(metaOf(name), `${days} ${clock.now()}`)])
  return clock.now()
}

/** A rule that was taken away and comes back is a new one. */
async function forgetOthers({ store }: Means, keeping: Keeping): Promise<void> {
  for (const name of ruleNames.filter((one) => keeping[one] === undefined)) {
    const [row] = await store.read(findMeta(metaOf(name)))
    if (row !== undefined) await store.write([dropMeta(row.name, row.value)])
  }
}

const metaOf = (name: RuleName): string => `retention-${name}`

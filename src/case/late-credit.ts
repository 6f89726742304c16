import { z } from 'zod'
import type { Case } from './case.ts'
import { creditsOf } from './credit.ts'
import { type CreditAs, creditAs } from './event.ts'
import type { PersonId } from './ids.ts'
import type { Policy } from './policy.ts'

/** A wish for credit as one person gave it: the form of the name is in their own record, under `naming`. */
export interface Wish {
  readonly as: CreditAs
  readonly naming: number
}

/**
 * Whether somebody wished for another credit since the newest revision than that revision gives, so that only a further
 * one can bring it. Compared as readers see it: whoever changed their mind twice waits for nothing. Who dropped their
 * name is out of every revision at once.
 */
export const creditIsBehind = (state: Case, policy: Policy): boolean => {
  const newest = state.published.at(-1)
  if (newest === undefined || state.lateCredit.size === 0) return false
  const shown = new Map(creditsIn(newest.document).map((credit) => [credit.person, credit]))
  const credited = new Set(creditsOf(state, policy, state.duplicates.map(asReported)).map(({ person }) => person))
  return [...state.lateCredit].some(
    ([person, wish]) => !isSame(credited.has(person) ? wish : nobody, shown.get(person) ?? nobody),
  )
}

/** A further wish, or one that needs nothing any more. */
export const withWish = (late: Case['lateCredit'], person: PersonId | null, wish: Wish | null): Case['lateCredit'] => {
  if (person === null) return late
  const next = new Map(late)
  if (wish === null) next.delete(person)
  else next.set(person, wish)
  return next
}

export const nobody: Wish = { as: 'none', naming: 0 }
export const noWishes: Case['lateCredit'] = new Map()

const isSame = (one: Wish, other: Wish): boolean =>
  one.as === other.as && (one.as !== 'named' || one.naming === other.naming)

/** Only who they are and when they told us decides whether they are credited at all. */
const asReported = ({ person, receivedAt }: Case['duplicates'][number]) => ({
  reporter: person,
  receivedAt,
  credit: { askedAt: null, as: null, naming: 0, confirmed: null },
})

const credits = z.array(z.object({ person: z.string(), as: creditAs, naming: z.number() })).catch([])
const creditsIn = ({ credits: listed }: Readonly<Record<string, unknown>>) => credits.parse(listed)

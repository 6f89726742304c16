import { z } from 'zod'
import type { Case, LateWish } from './case.ts'
import { creditsOf, type Reported } from './credit.ts'
import { creditAs } from './event.ts'
import type { PersonId } from './ids.ts'
import type { Policy } from './policy.ts'

/**
 * Whether somebody wished for another credit since the newest revision than that revision gives, so that only a further
 * one can bring it. Compared as readers see it: whoever changed their mind twice waits for nothing. Who dropped their
 * name is out of every revision at once.
 */
export const creditIsBehind = (state: Case, policy: Policy): boolean => {
  const newest = state.published.at(-1)
  if (newest === undefined || state.lateCredit.size === 0) return false
  const shown = new Map(creditsIn(newest.document).map((credit) => [credit.person, credit]))
  const credited = new Set(creditsOf(state, policy, reportsOf(state)).map(({ person }) => person))
  return [...state.lateCredit].some(
    ([person, wish]) => !isSame(credited.has(person) ? wish : nobody, shown.get(person) ?? nobody),
  )
}

/** A further wish, or one that needs nothing any more. */
export const withWish = (
  late: Case['lateCredit'],
  person: PersonId | null,
  wish: LateWish | null,
): Case['lateCredit'] => {
  if (person === null) return late
  const next = new Map(late)
  if (wish === null) next.delete(person)
  else next.set(person, { as: wish.as, naming: wish.naming, receivedAt: wish.receivedAt })
  return next
}

type Wish = Pick<LateWish, 'as' | 'naming'>
export const nobody: Wish = { as: 'none', naming: 0 }
export const noWishes: Case['lateCredit'] = new Map()

const isSame = (one: Wish, other: Wish): boolean =>
  one.as === other.as && (one.as !== 'named' || one.naming === other.naming)

/** Only who they are and when they told us decides whether they are credited. Some follow by way of another case. */
const reportsOf = ({ duplicates, lateCredit, reporter }: Case): readonly Reported[] => {
  const known = new Set([reporter, ...duplicates.map(({ person }) => person)])
  const further = [...lateCredit].filter(([person]) => !known.has(person))
  return [
    ...duplicates.map(({ person, receivedAt }) => reported(person, receivedAt)),
    ...further.map(([person, { receivedAt }]) => reported(person, receivedAt)),
  ]
}

const reported = (reporter: PersonId | null, receivedAt: number): Reported => ({
  reporter,
  receivedAt,
  credit: { askedAt: null, as: null, naming: 0, confirmed: null, waits: false },
})

const credits = z.array(z.object({ person: z.string(), as: creditAs, naming: z.number() })).catch([])
const creditsIn = ({ credits: listed }: Readonly<Record<string, unknown>>) => credits.parse(listed)

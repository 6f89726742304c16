import type { Unique, Write } from './store.ts'

const SCOPE = 'passkey-challenge'

/** A challenge that was answered. The end of its life stands beside it, so that it can be swept afterwards. */
export const usedChallenge = (tag: string, until: number): Unique => ({ scope: SCOPE, tag, owner: sortable(until) })

/** Whoever brings such a challenge later is refused because of its age. */
export const sweepChallenges = (now: number): Write => ({
  sql: 'delete from unique_value where scope = ?1 and owner < ?2',
  params: [SCOPE, sortable(now)],
})

/** Digits of one length sort as text in the order of their numbers. */
const sortable = (at: number): string => String(at).padStart(16, '0')

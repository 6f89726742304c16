import type { Millis } from '../case/ids.ts'
import { MINUTE } from './context.ts'
import type { SignedIn } from './team.ts'

/** How long a fresh passkey counts for the act it was asked for (NIST SP 800-63B-4; ASVS 5.0, 7.5.3). */
export const STRONG_FOR = 5 * MINUTE

/** The act of the page that adds a passkey: its path. */
export const ADD_PASSKEY = '/desk/account/passkeys'

/** When this member confirmed this very act, or null where they did not or it is too long ago. */
export function strongFor(session: Pick<SignedIn, 'strong'>, act: string, now: Millis): Millis | null {
  const { strong } = session
  if (strong === null || strong.act !== act) return null
  return now >= strong.at && now - strong.at <= STRONG_FOR ? strong.at : null
}

/**
 * Whoever came by a link or a code on paper, and so perhaps has no passkey to confirm with, may add one for half an hour;
 * so may who came by the provider and has none at all. Everybody else confirms with the one they have. What a proxy says
 * never suffices.
 */
export function mayAddPasskey(
  session: Pick<SignedIn, 'strong' | 'began' | 'createdAt' | 'passkeys'>,
  now: Millis,
): boolean {
  if (strongFor(session, ADD_PASSKEY, now) !== null) return true
  const byItself = fresh.has(session.began) || (session.began === 'provider' && session.passkeys === 0)
  return byItself && now - session.createdAt <= 30 * MINUTE
}

const fresh: ReadonlySet<SignedIn['began']> = new Set<SignedIn['began']>(['enrolment', 'console', 'recovery'])

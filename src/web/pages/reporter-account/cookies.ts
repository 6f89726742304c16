import type { Token } from '../../../desk/accounts/accounts.ts'
import type { AccountSession } from '../../../team/account-session.ts'
import { LONGEST } from '../../../team/session.ts'
import { clearCookie, readCookie, setCookie } from '../../cookie.ts'
import { accountCookie } from '../../guard.ts'
import type { Visit } from '../../route.ts'

const codeCookie = 'postern-account-code'

export const signedInCookie = (visit: Visit, { token }: Token): string =>
  setCookie(visit, accountCookie, token, { maxAge: LONGEST / 1_000 })
export const signedOutCookie = (visit: Visit): string => clearCookie(visit, accountCookie)

/** Binds a code to the browser that asked for it, for as long as the code works. */
export const askedCookie = (visit: Visit, secret: string): string =>
  setCookie(visit, codeCookie, secret, { maxAge: 600 })
export const askedBefore = (visit: Visit): string | undefined => readCookie(visit.request, visit, codeCookie)
export const notAskedCookie = (visit: Visit): string => clearCookie(visit, codeCookie)

/** Who is signed in to an account in this browser, on a page that asks nobody to be. */
export async function signedInHere(visit: Visit): Promise<AccountSession | null> {
  const token = visit.house.accounts === null ? undefined : readCookie(visit.request, visit, accountCookie)
  return token === undefined ? null : ((await visit.house.accounts?.session(token)) ?? null)
}

/** Whoever comes in again in the same browser leaves no second way in behind (ASVS 5.0, 7.2.4). */
export async function endFormer(visit: Visit): Promise<void> {
  const before = readCookie(visit.request, visit, accountCookie)
  if (before !== undefined) await visit.house.accounts?.signOut(before)
}

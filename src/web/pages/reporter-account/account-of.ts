import type { Accounts } from '../../../desk/accounts/accounts.ts'
import type { AccountSession } from '../../../team/account-session.ts'
import type { Visit } from '../../route.ts'

/** The rows of these pages are there only where there are accounts. */
export function accountsOf({ house }: Visit): Accounts {
  if (house.accounts === null) throw new Error('a page of an account is there where accounts are')
  return house.accounts
}

export function whoOf({ account }: Visit): AccountSession {
  if (account === null) throw new Error('whoever is let in here has an account')
  return account
}

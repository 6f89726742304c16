import { passkeysOfReporter } from '../../store/reporter-account-rows.ts'
import { deleteSessionsOf } from '../../store/session-rows.ts'
import type { Write } from '../../store/store.ts'
import type { AccountSession } from '../../team/account-session.ts'
import type { TeamContext } from '../../team/context.ts'
import type { Means } from '../means.ts'

/** What all of the accounts' room works with. */
export interface Around {
  readonly means: Means
  /** The same for the team's room, which knows about sessions and passkeys. */
  readonly context: TeamContext
  /** This desk can send mail. */
  readonly mail: boolean
}

/** A mailbox changes how somebody comes in only where nothing better is there to protect. */
export const mayChange = async ({ means }: Around, who: AccountSession): Promise<boolean> =>
  who.began === 'passkey' || (await means.store.read(passkeysOfReporter(who.account))).length === 0

/** A passkey or an address that came or went ends whatever was open elsewhere (ASVS 5.0, 7.4.3). */
export const endsOthers = ({ account, session }: AccountSession): Write =>
  deleteSessionsOf('reporter', account, session)

/** Shared by the reports that their reporter told the team to be of one person. */
export const togetherTag = ({ keys }: Pick<Means, 'keys'>, account: string): string =>
  keys.tag('told-together', account)

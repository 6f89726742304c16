import {
  deleteAccount,
  deleteReporterPasskey,
  passkeysOfReporter,
  tellAllApart,
} from '../../store/reporter-account-rows.ts'
import { deleteSession, deleteSessionsOf } from '../../store/session-rows.ts'
import type { Write } from '../../store/store.ts'
import { type AccountSession, accountSessions } from '../../team/account-session.ts'
import { heldChallenge, newChallenge, usedUp } from '../../team/ceremony.ts'
import { optionsForNew } from '../../team/webauthn.ts'
import { forgetSoon, forgottenNow } from '../forgetting.ts'
import type { Means } from '../means.ts'
import { type AccountFile, readAccount, writeAccount } from './account.ts'
import type { Accounts } from './accounts.ts'
import { type Around, endsOthers, mayChange, togetherTag } from './around.ts'
import { keptOfAccount, newPasskeyRow } from './passkeys.ts'

type LookingAfter =
  | 'overview'
  | 'passkeyChallenge'
  | 'addPasskey'
  | 'removePasskey'
  | 'removeAddress'
  | 'endSession'
  | 'delete'

/** Ways in, sessions, and the end of an account. */
export function lookingAfter(around: Around): Pick<Accounts, LookingAfter> {
  const { means, context } = around
  const { store, keys } = means
  return {
    async overview(who) {
      const file = await readAccount(means, who.account)
      if (file === undefined) return undefined
      const passkeys = (await store.read(passkeysOfReporter(who.account))).map(({ id, created_at, used_at }) => ({
        id,
        createdAt: created_at,
        usedAt: used_at,
      }))
      return {
        address: file.account.address,
        passkeys,
        sessions: await accountSessions(context, who.account),
        reports: file.account.reports.length,
        mayChange: who.began === 'passkey' || passkeys.length === 0,
      }
    },
    async passkeyChallenge(who, called) {
      const file = await readAccount(means, who.account)
      if (file === undefined || !(await mayChange(around, who))) return undefined
      const { challenge, cookie } = newChallenge(context, addingBy(who))
      const known = await keptOfAccount(context, file.key, who.account)
      return { options: await optionsForNew(context, challenge, { owner: who.account, name: called, known }), cookie }
    },
    async addPasskey(who, { response, cookie }) {
      const held = heldChallenge(context, cookie, addingBy(who))
      const file = await readAccount(means, who.account)
      if (held === undefined || file === undefined || !(await mayChange(around, who))) return false
      const passkey = await newPasskeyRow(context, held, response, { account: who.account, key: file.key })
      if (passkey === undefined) return false
      const written = await store.write([passkey, endsOthers(who)], [usedUp(context, held)])
      return written.result === 'committed'
    },
    async removePasskey(who, passkey) {
      const file = await readAccount(means, who.account)
      const mine = await store.read(passkeysOfReporter(who.account))
      const last = mine.length < 2 && file?.account.address === null
      if (who.began !== 'passkey' || last || !mine.some(({ id }) => id === passkey)) return false
      await store.write([deleteReporterPasskey(passkey, who.account), endsOthers(who)])
      return true
    },
    async removeAddress(who) {
      const file = await readAccount(means, who.account)
      const passkeys = await store.read(passkeysOfReporter(who.account))
      if (file === undefined || who.began !== 'passkey' || passkeys.length === 0) return false
      const written = await store.write([
        writeAccount(file, { ...file.account, address: null }, who.account),
        endsOthers(who),
      ])
      return written.result === 'committed'
    },
    async endSession(who, session) {
      const mine = await accountSessions(context, who.account)
      if (mine.some(({ id }) => id === session)) await store.write([deleteSession(session)])
    },
    async delete(who) {
      const file = await readAccount(means, who.account)
      if (file === undefined || !(await mayChange(around, who))) return false
      const written = await store.write(everythingOf(means, file))
      if (written.result !== 'committed') return false
      keys.forget('person', who.account)
      await forgottenNow(means)
      return true
    },
  }
}

const addingBy = ({ session }: AccountSession): string => `account-passkey ${session}`

/** Their key goes, and with it what it sealed; whoever is in by it is out, also of the threads they opened from it. */
const everythingOf = (means: Means, { row }: AccountFile): readonly Write[] => [
  means.keys.destroy('person', row.id),
  ...deleteAccount(row),
  tellAllApart(togetherTag(means, row.id)),
  deleteSessionsOf('reporter', row.id),
  ...forgetSoon(`account:${row.id}`),
]

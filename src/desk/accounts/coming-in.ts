import { accountOfMailbox, insertAccount } from '../../store/reporter-account-rows.ts'
import type { Unique, Write } from '../../store/store.ts'
import {
  type AccountSession,
  accountSession,
  endAccountSession,
  newAccountSession,
} from '../../team/account-session.ts'
import { type AnswerToChallenge, heldChallenge, heldFor, newChallenge, usedUp } from '../../team/ceremony.ts'
import { optionsForNew, optionsForOne } from '../../team/webauthn.ts'
import { freshId } from '../fresh.ts'
import type { Means } from '../means.ts'
import { noReports, readAccount, sealAccount, writeAccount } from './account.ts'
import type { Accounts, Token } from './accounts.ts'
import { type Around, mayChange } from './around.ts'
import { askCode, enterCode } from './codes.ts'
import { answeredBy, newPasskeyRow } from './passkeys.ts'

type ComingIn =
  | 'mail'
  | 'session'
  | 'newChallenge'
  | 'make'
  | 'signInChallenge'
  | 'signIn'
  | 'askCode'
  | 'enterCode'
  | 'signOut'

const SIGN_IN = 'account-sign-in'
/** With the id of the account that is to be: the passkey is made for it. */
const MAKE = 'account-new '

/** By a passkey, or by a code in a mail; the first time, that makes the account. */
export function comingIn(around: Around): Pick<Accounts, ComingIn> {
  const { means, context, mail } = around
  const { store } = means
  return {
    mail,
    session: (token) => accountSession(context, token),
    async newChallenge(called) {
      const id = `account-${freshId(means.random)}`
      const { challenge, cookie } = newChallenge(context, `${MAKE}${id}`)
      return { options: await optionsForNew(context, challenge, { owner: id, name: called, known: [] }), cookie }
    },
    async make({ response, cookie }: AnswerToChallenge) {
      const held = heldFor(context, cookie, (purpose) => purpose.startsWith(MAKE))
      if (held === undefined) return undefined
      const id = held.purpose.slice(MAKE.length)
      const { key, rows } = begun(means, id, null, id)
      const passkey = await newPasskeyRow(context, held, response, { account: id, key })
      return passkey && letIn(around, id, 'passkey', [...rows, passkey], [usedUp(context, held)])
    },
    async signInChallenge() {
      const { challenge, cookie } = newChallenge(context, SIGN_IN)
      return { options: await optionsForOne(context, challenge, undefined), cookie }
    },
    async signIn({ response, cookie }) {
      const held = heldChallenge(context, cookie, SIGN_IN)
      const found = held && (await answeredBy(context, held, response))
      return held && found && letIn(around, found.account, 'passkey', [found.write], [usedUp(context, held)])
    },

    askCode: async (address, by) =>
      mail ? askCode(means, address, by !== null && (await mayChange(around, by)) ? by.account : null) : null,
    async enterCode(secret, code) {
      const entered = await enterCode(means, secret, code)
      if (entered === undefined) return undefined
      const { asked, mailbox, write } = entered
      const [known] = await store.read(accountOfMailbox(mailbox))
      if (known !== undefined) return letIn(around, known.id, 'mail', [write])
      const own = asked.account === null ? undefined : await readAccount(means, asked.account)
      if (own !== undefined)
        return letIn(around, own.row.id, 'mail', [
          write,
          writeAccount(own, { ...own.account, address: asked.address }, mailbox),
        ])
      const id = `account-${freshId(means.random)}`
      return letIn(around, id, 'mail', [write, ...begun(means, id, asked.address, mailbox).rows])
    },
    async signOut(token) {
      await store.write([endAccountSession(context, token)])
    },
  }
}

/** Rows and session in one commit, or nobody is in. */
async function letIn(
  { means, context }: Around,
  account: string,
  began: AccountSession['began'],
  rows: readonly Write[],
  uniques: readonly Unique[] = [],
): Promise<Token | undefined> {
  const { token, write } = await newAccountSession(context, account, began)
  const written = await means.store.write([...rows, write], uniques)
  return written.result === 'committed' ? { token } : undefined
}

/** A new account, to be written together with what lets somebody into it. */
function begun({ keys, clock }: Means, id: string, address: string | null, mailbox: string) {
  const { key, write } = keys.create('person', id)
  const body = sealAccount(key, id, noReports(address))
  return { key, rows: [write, insertAccount({ id, mailbox, created_at: clock.now(), body })] }
}

import { z } from 'zod'
import type { Millis } from '../../case/ids.ts'
import type { DataKey } from '../../store/keys.ts'
import { type AccountRecord, findAccount, updateAccount } from '../../store/reporter-account-rows.ts'
import { openJson, type Place, sealJson } from '../../store/seal.ts'
import type { Write } from '../../store/store.ts'
import type { Means } from '../means.ts'

/**
 * What an account of a reporter holds, under a key of its own: where a code may be sent, and which reports it gathers.
 * The team never reads it, and nobody can read it once that key is destroyed.
 */
const record = z.strictObject({
  address: z.string().nullable(),
  /** Oldest first. Each is held by the receipt it came in with: replaced elsewhere, it is out of the account. */
  reports: z.array(
    z.strictObject({
      stream: z.string(),
      person: z.string(),
      receipt: z.string(),
      at: z.number(),
      together: z.boolean(),
    }),
  ),
})
export type Account = Readonly<z.infer<typeof record>>
export type Held = Account['reports'][number]

export interface AccountFile {
  readonly row: AccountRecord
  readonly key: DataKey
  readonly account: Account
}

export async function readAccount(means: Pick<Means, 'store' | 'keys'>, id: string): Promise<AccountFile | undefined> {
  const [row] = await means.store.read(findAccount(id))
  const key = row === undefined ? undefined : await means.keys.find('person', id)
  if (row === undefined || key === undefined) return undefined
  return { row, key, account: openJson(key, placeOf(id), row.body, record) }
}

export const sealAccount = (key: DataKey, id: string, account: Account): Uint8Array =>
  sealJson(key, placeOf(id), account)

/** Reads, changes and writes; whoever was overtaken looks again. `null` for no change. */
export async function changeAccount(
  means: Pick<Means, 'store' | 'keys'>,
  id: string,
  change: (account: Account) => { readonly account: Account; readonly rows?: readonly Write[] } | null,
): Promise<boolean> {
  for (let tries = 0; tries < 8; tries++) {
    const file = await readAccount(means, id)
    const changed = file === undefined ? null : change(file.account)
    if (file === undefined || changed === null) return false
    const written = await means.store.write([writeAccount(file, changed.account), ...(changed.rows ?? [])])
    if (written.result === 'committed') return true
  }
  return false
}

/** Compare-and-set on what was read. */
export const writeAccount = ({ row, key }: AccountFile, account: Account, mailbox = row.mailbox): Write =>
  updateAccount(row, mailbox, sealAccount(key, row.id, account))

export const noReports = (address: string | null): Account => ({ address, reports: [] })

/** The rows where somebody who opened the thread from their account replaced its receipt code: the account goes along. */
export async function movedAlong(
  means: Pick<Means, 'store' | 'keys'>,
  id: string,
  from: string,
  to: string,
): Promise<readonly Write[]> {
  const file = await readAccount(means, id)
  if (file === undefined) return []
  const reports = file.account.reports.map((held) => (held.receipt === from ? { ...held, receipt: to } : held))
  return [writeAccount(file, { ...file.account, reports })]
}

export interface Claim extends Pick<Held, 'stream' | 'person' | 'receipt'> {
  readonly at: Millis
}

/** With this report in it: once, however often it is claimed, and by the newest code. */
export const withReport = (account: Account, { stream, person, receipt, at }: Claim): Account => {
  const before = account.reports.find((held) => held.stream === stream)
  const others = account.reports.filter((held) => held.stream !== stream)
  return { ...account, reports: [...others, { stream, person, receipt, at, together: before?.together ?? false }] }
}

const placeOf = (row: string): Place => ({ at: 'reporter_account.body', row, stream: 'account', v: 1 })

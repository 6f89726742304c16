import type { DataKey } from '../../store/keys.ts'
import {
  findReporterPasskey,
  insertReporterPasskey,
  passkeysOfReporter,
  type ReporterPasskeyRecord,
  useReporterPasskey,
} from '../../store/reporter-account-rows.ts'
import { openJson, type Place, sealJson } from '../../store/seal.ts'
import type { Write } from '../../store/store.ts'
import type { Challenge } from '../../team/ceremony.ts'
import type { TeamContext } from '../../team/context.ts'
import {
  type Kept,
  keptOf,
  keptShape,
  looksCopied,
  newCounter,
  newOne,
  readAnswer,
  saysAnother,
} from '../../team/webauthn.ts'

/** Passkeys of reporters: the same checks as for members, in a table of their own and under the account's key. */

export async function keptOfAccount({ store }: TeamContext, key: DataKey, account: string): Promise<readonly Kept[]> {
  return (await store.read(passkeysOfReporter(account))).map((row) => openKept(key, row))
}

/** The row of a new one, or nothing where the answer is not accepted. */
export async function newPasskeyRow(
  context: TeamContext,
  held: Challenge,
  response: unknown,
  { account, key }: { readonly account: string; readonly key: DataKey },
): Promise<Write | undefined> {
  const verified = await newOne(context, held, response)
  if (verified === undefined) return undefined
  const id = idOf(context, verified.credential.id)
  if ((await context.store.read(findReporterPasskey(id))).length > 0) return undefined
  const body = sealJson(key, placeOf(id), keptOf(context, verified))
  const times = { created_at: context.clock.now(), used_at: 0 }
  return insertReporterPasskey({ id, account, counter: verified.credential.counter, ...times, body })
}

/** Whose passkey answered, with the row's change. One that seems to exist twice lets nobody in. */
export async function answeredBy(
  context: TeamContext,
  held: Challenge,
  response: unknown,
): Promise<{ readonly account: string; readonly write: Write } | undefined> {
  const answer = readAnswer(response)
  const [row] = answer === undefined ? [] : await context.store.read(findReporterPasskey(idOf(context, answer.id)))
  const key = row === undefined ? undefined : await context.keys.find('person', row.account)
  if (answer === undefined || row === undefined || key === undefined) return undefined
  const counter = await newCounter(context, held, answer, openKept(key, row))
  if (counter === undefined || saysAnother(answer, row.account) || looksCopied(counter, row.counter)) return undefined
  return { account: row.account, write: useReporterPasskey(row.id, row.counter, counter, context.clock.now()) }
}

const openKept = (key: DataKey, row: ReporterPasskeyRecord): Kept => openJson(key, placeOf(row.id), row.body, keptShape)
const idOf = ({ keys }: TeamContext, credential: string): string => keys.tag('reporter-passkey', credential)
const placeOf = (row: string): Place => ({ at: 'reporter_passkey.body', row, stream: 'account', v: 1 })

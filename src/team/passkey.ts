import type { MemberId } from '../case/ids.ts'
import {
  findPasskey,
  insertPasskey,
  type PasskeyRecord,
  passkeysOf,
  renamePasskey,
  usePasskey,
} from '../store/member-rows.ts'
import { openJson, sealJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { type Challenge, type Challenged, newChallenge } from './ceremony.ts'
import { rpIdOf, type TeamContext } from './context.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import type { Passkey } from './team.ts'
import {
  type Kept,
  keptOf,
  keptShape,
  looksCopied,
  newCounter,
  newOne,
  optionsForNew,
  optionsForOne,
  readAnswer,
  saysAnother,
} from './webauthn.ts'

/** Asks for a new passkey that can be found without a name and checks who uses it (WebAuthn Level 3, 5.4). */
export async function askForNew(
  context: TeamContext,
  ask: { purpose: string; member: MemberId; name: string; typed?: string },
): Promise<Challenged> {
  const { challenge, cookie } = newChallenge(context, ask.purpose, ask.typed)
  const known = (await keptHere(context, ask.member)).map(({ kept }) => kept)
  const options = await optionsForNew(context, challenge, { owner: ask.member, name: ask.name, known })
  return { options, cookie }
}

/** Asks for a passkey: any of this desk, or one of this member. */
export async function askForOne(context: TeamContext, purpose: string, member?: MemberId): Promise<Challenged> {
  const { challenge, cookie } = newChallenge(context, purpose)
  const allowed = member === undefined ? undefined : (await keptHere(context, member)).map(({ kept }) => kept)
  const options = await optionsForOne(context, challenge, allowed)
  return { options, cookie }
}

/** The row for a new passkey, or why it is not accepted. */
export async function checkNew(
  context: TeamContext,
  held: Challenge,
  response: unknown,
  member: MemberId,
): Promise<{ readonly id: string; readonly write: Write } | TeamRefusal> {
  const verified = await newOne(context, held, response)
  if (verified === undefined) return refuse('passkey-refused')
  const { credential } = verified
  const id = idOf(context, credential.id)
  if ((await context.store.read(findPasskey(id))).length > 0) return refuse('passkey-there-already')
  const body = keptOf(context, verified)
  const at = context.clock.now()
  const sealed = sealJson(await context.keys.desk(), placeOf({ id, member }), body)
  const row = { id, member, counter: credential.counter, created_at: at, used_at: 0, body: sealed }
  return { id, write: insertPasskey(row) }
}

/** Whose passkey answered, with the row's change; `copied` where its counter did not go forward. */
export async function checkAnswer(
  context: TeamContext,
  held: Challenge,
  response: unknown,
): Promise<{ readonly passkey: PasskeyRecord; readonly copied: boolean; readonly write: Write } | TeamRefusal> {
  const answer = readAnswer(response)
  if (answer === undefined) return refuse('passkey-refused')
  const [passkey] = await context.store.read(findPasskey(idOf(context, answer.id)))
  if (passkey === undefined) return refuse('passkey-unknown')
  const kept = openJson(await context.keys.desk(), placeOf(passkey), passkey.body, keptShape)
  const counter = await newCounter(context, held, answer, kept)
  if (counter === undefined) return refuse('passkey-refused')
  if (saysAnother(answer, passkey.member)) return refuse('passkey-refused')
  const copied = looksCopied(counter, passkey.counter)
  return { passkey, copied, write: usePasskey(passkey.id, passkey.counter, counter, context.clock.now()) }
}

export async function passkeys(context: TeamContext, member: MemberId): Promise<readonly Passkey[]> {
  return (await keptBy(context, member)).map(({ row, kept }) => ({
    id: row.id,
    label: kept.name || labelOf(kept),
    createdAt: row.created_at,
    usedAt: row.used_at,
    synced: kept.synced,
    elsewhere: isHere(context, kept) ? null : kept.host,
  }))
}

/** Ids of those that work at the present address: a desk that moved asks everybody to enrol again. */
export const passkeysHere = async (context: TeamContext, member: MemberId): Promise<readonly string[]> =>
  (await keptHere(context, member)).map(({ row }) => row.id)

/** The row's change for a new name, or nothing where this member has no such passkey. */
export async function named(
  context: TeamContext,
  member: MemberId,
  passkey: string,
  name: string,
): Promise<Write | undefined> {
  const found = (await keptBy(context, member)).find(({ row }) => row.id === passkey)
  if (found === undefined) return undefined
  const body = sealJson(await context.keys.desk(), placeOf({ id: passkey, member }), { ...found.kept, name })
  return renamePasskey(passkey, member, body)
}

const labelOf = ({ synced, transports }: Kept): string => {
  if (synced) return 'Passkey kept by a provider on several devices'
  return transports.includes('internal') ? 'Passkey of one device' : 'Security key'
}

async function keptBy(
  { store, keys }: TeamContext,
  member: MemberId,
): Promise<readonly { row: PasskeyRecord; kept: Kept }[]> {
  const key = await keys.desk()
  return (await store.read(passkeysOf(member))).map((row) => ({
    row,
    kept: openJson(key, placeOf(row), row.body, keptShape),
  }))
}

const isHere = (context: TeamContext, { host }: Kept): boolean => host === '' || host === rpIdOf(context)

const keptHere = async (context: TeamContext, member: MemberId) =>
  (await keptBy(context, member)).filter(({ kept }) => isHere(context, kept))

const placeOf = ({ id, member }: Pick<PasskeyRecord, 'id' | 'member'>) =>
  ({ at: 'passkey.body', row: id, stream: 'desk', v: 1, beside: [member] }) as const

const idOf = ({ keys }: TeamContext, credential: string): string => keys.tag('passkey', credential)

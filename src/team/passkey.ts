import { z } from 'zod'
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
import { CHALLENGE_FOR, type Challenge, type Challenged, newChallenge } from './ceremony.ts'
import { rpIdOf, type TeamContext } from './context.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import type { Passkey } from './team.ts'

/** 25 MB and the longest part of a start, and only needed where somebody signs in: it comes with the first who does. */
const webauthn = () => import('@simplewebauthn/server')

/** Asks for a new passkey that can be found without a name and checks who uses it (WebAuthn Level 3, 5.4). */
export async function askForNew(
  context: TeamContext,
  ask: { purpose: string; member: MemberId; name: string; typed?: string },
): Promise<Challenged> {
  const { challenge, cookie } = newChallenge(context, ask.purpose, ask.typed)
  const { generateRegistrationOptions } = await webauthn()
  const options = await generateRegistrationOptions({
    rpName: context.project,
    rpID: rpIdOf(context),
    userID: new Uint8Array(Buffer.from(ask.member)),
    userName: ask.name,
    userDisplayName: ask.name,
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_FOR,
    // Which make of authenticator it is does not matter here, and would tell more about a member than we need.
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: (await keptHere(context, ask.member)).map(({ kept }) => described(kept)),
  })
  return { options, cookie }
}

/** Asks for a passkey: any of this desk, or one of this member. */
export async function askForOne(context: TeamContext, purpose: string, member?: MemberId): Promise<Challenged> {
  const { challenge, cookie } = newChallenge(context, purpose)
  const allowed =
    member === undefined ? undefined : (await keptHere(context, member)).map(({ kept }) => described(kept))
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(context),
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_FOR,
    userVerification: 'required',
    ...(allowed && { allowCredentials: allowed }),
  })
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
  const { credential, credentialDeviceType } = verified
  const id = idOf(context, credential.id)
  if ((await context.store.read(findPasskey(id))).length > 0) return refuse('passkey-there-already')
  const body: Kept = {
    credential: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    transports: credential.transports ?? [],
    synced: credentialDeviceType === 'multiDevice',
    host: rpIdOf(context),
    name: '',
  }
  const at = context.clock.now()
  const sealed = sealJson(await context.keys.desk(), placeOf(id), body)
  const row = { id, member, counter: credential.counter, created_at: at, used_at: 0, body: sealed }
  return { id, write: insertPasskey(row) }
}

/** Whose passkey answered, with the row's change; `copied` where its counter did not go forward. */
export async function checkAnswer(
  context: TeamContext,
  held: Challenge,
  response: unknown,
): Promise<{ readonly passkey: PasskeyRecord; readonly copied: boolean; readonly write: Write } | TeamRefusal> {
  const answer = assertion.safeParse(response)
  if (!answer.success) return refuse('passkey-refused')
  const [passkey] = await context.store.read(findPasskey(idOf(context, answer.data.id)))
  if (passkey === undefined) return refuse('passkey-unknown')
  const kept = openJson(await context.keys.desk(), placeOf(passkey.id), passkey.body, shape)
  const counter = await newCounter(context, held, answer.data, kept)
  if (counter === undefined) return refuse('passkey-refused')
  // The authenticator says whose passkey it is; a server that ignores it can be led to the wrong account (7.2, step 6).
  const { userHandle } = answer.data.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== passkey.member)
    return refuse('passkey-refused')
  const copied = (counter > 0 || passkey.counter > 0) && counter <= passkey.counter
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
  const body = sealJson(await context.keys.desk(), placeOf(passkey), { ...found.kept, name })
  return renamePasskey(passkey, member, body)
}

const labelOf = ({ synced, transports }: Kept): string => {
  if (synced) return 'Passkey kept by a provider on several devices'
  return transports.includes('internal') ? 'Passkey of one device' : 'Security key'
}

const shape = z.strictObject({
  credential: z.string(),
  publicKey: z.string(),
  transports: z.array(z.string()),
  synced: z.boolean(),
  /** The host name it belongs to (WebAuthn Level 3, 4: relying party identifier). */
  host: z.string().default(''),
  /** What its owner calls it. */
  name: z.string().default(''),
})
type Kept = z.infer<typeof shape>

async function keptBy(
  { store, keys }: TeamContext,
  member: MemberId,
): Promise<readonly { row: PasskeyRecord; kept: Kept }[]> {
  const key = await keys.desk()
  return (await store.read(passkeysOf(member))).map((row) => ({
    row,
    kept: openJson(key, placeOf(row.id), row.body, shape),
  }))
}

const isHere = (context: TeamContext, { host }: Kept): boolean => host === '' || host === rpIdOf(context)

const keptHere = async (context: TeamContext, member: MemberId) =>
  (await keptBy(context, member)).filter(({ kept }) => isHere(context, kept))

const described = ({ credential, transports }: Kept) => ({ id: credential, transports: [...transports] })

const placeOf = (row: string) => ({ at: 'passkey.body', row, stream: 'desk', v: 1 }) as const

const idOf = ({ keys }: TeamContext, credential: string): string => keys.tag('passkey', credential)

const bytesOf = ({ challenge }: Challenge) => new Uint8Array(Buffer.from(challenge, 'base64url'))

async function newOne(context: TeamContext, { challenge }: Challenge, response: unknown) {
  const answer = attestation.safeParse(response)
  if (!answer.success) return undefined
  const { verifyRegistrationResponse } = await webauthn()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer.data,
      expectedChallenge: challenge,
      expectedOrigin: context.origin,
      expectedRPID: rpIdOf(context),
      requireUserVerification: true,
    })
    return verified ? registrationInfo : undefined
  } catch {
    // The library throws for every answer that is not as it must be; the person can only try again.
    return undefined
  }
}

async function newCounter(
  context: TeamContext,
  { challenge }: Challenge,
  response: Assertion,
  kept: Kept,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await webauthn()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: context.origin,
      expectedRPID: rpIdOf(context),
      requireUserVerification: true,
      // The counter is judged by us afterwards, because a copied passkey is told apart from a mere failure.
      credential: {
        id: kept.credential,
        publicKey: new Uint8Array(Buffer.from(kept.publicKey, 'base64url')),
        counter: 0,
      },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch {
    return undefined
  }
}

const encoded = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/)
const outer = {
  id: encoded.max(2_048),
  rawId: encoded.max(2_048),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.object({}),
}

const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])

const attestation = z.object({
  ...outer,
  response: z.object({
    clientDataJSON: encoded,
    attestationObject: encoded,
    transports: z.array(transport).max(10).optional().catch(undefined),
  }),
})

const assertion = z.object({
  ...outer,
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
    userHandle: encoded.max(128).optional(),
  }),
})
type Assertion = z.infer<typeof assertion>

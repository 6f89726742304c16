import { z } from 'zod'
import { CHALLENGE_FOR, type Challenge } from './ceremony.ts'
import { rpIdOf, type TeamContext } from './context.ts'

/** 25 MB and the longest part of a start, and only needed where somebody signs in: it comes with the first who does. */
const webauthn = () => import('@simplewebauthn/server')

type Here = Pick<TeamContext, 'origin' | 'project'>

/** Asks for a new passkey that can be found without a name and checks who uses it (WebAuthn Level 3, 5.4). */
export async function optionsForNew(
  context: Here,
  challenge: Challenge,
  ask: { readonly owner: string; readonly name: string; readonly known: readonly Kept[] },
): Promise<object> {
  const { generateRegistrationOptions } = await webauthn()
  return generateRegistrationOptions({
    rpName: context.project,
    rpID: rpIdOf(context),
    userID: new Uint8Array(Buffer.from(ask.owner)),
    userName: ask.name,
    userDisplayName: ask.name,
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_FOR,
    // Which make of authenticator it is does not matter here, and would tell more about its owner than we need.
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: ask.known.map(described),
  })
}

/** Asks for one of these, or for any that this desk may know. */
export async function optionsForOne(
  context: Here,
  challenge: Challenge,
  allowed: readonly Kept[] | undefined,
): Promise<object> {
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions({
    rpID: rpIdOf(context),
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_FOR,
    userVerification: 'required',
    ...(allowed && { allowCredentials: allowed.map(described) }),
  })
}

/** What is kept of a passkey, sealed. */
export const keptShape = z.strictObject({
  credential: z.string(),
  publicKey: z.string(),
  transports: z.array(z.string()),
  synced: z.boolean(),
  /** The host name it belongs to (WebAuthn Level 3, 4: relying party identifier). */
  host: z.string().default(''),
  /** What its owner calls it. */
  name: z.string().default(''),
})
export type Kept = z.infer<typeof keptShape>

type Verified = NonNullable<Awaited<ReturnType<typeof newOne>>>

export const keptOf = (context: Here, { credential, credentialDeviceType }: Verified): Kept => ({
  credential: credential.id,
  publicKey: Buffer.from(credential.publicKey).toString('base64url'),
  transports: credential.transports ?? [],
  synced: credentialDeviceType === 'multiDevice',
  host: rpIdOf(context),
  name: '',
})

/** The authenticator's answer to a challenge, where it has the form of one. */
export const readAnswer = (response: unknown): Answer | undefined => assertion.safeParse(response).data

/** The authenticator says whose passkey it is; a server that ignores it can be led to the wrong account (7.2, step 6). */
export const saysAnother = ({ response: { userHandle } }: Answer, owner: string): boolean =>
  userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== owner

/** Whether this answer of a passkey with this counter may come from a copy of it (WebAuthn Level 3, 6.1.1). */
export const looksCopied = (counter: number, was: number): boolean => (counter > 0 || was > 0) && counter <= was

const bytesOf = ({ challenge }: Challenge) => new Uint8Array(Buffer.from(challenge, 'base64url'))
const described = ({ credential, transports }: Kept) => ({ id: credential, transports: [...transports] })

export async function newOne(context: Here, { challenge }: Challenge, response: unknown) {
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

export async function newCounter(
  context: Here,
  { challenge }: Challenge,
  response: Answer,
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
export type Answer = z.infer<typeof assertion>

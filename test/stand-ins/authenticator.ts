import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/**
 * A browser with an authenticator, as far as WebAuthn's bytes go (Level 3, 6 and 5.8.1): makes passkeys and answers
 * challenges, honestly or with exactly one thing wrong.
 */
export interface Authenticator {
  /** Answers `navigator.credentials.create`. */
  create(options: object, wrong?: Wrong): object
  /** Answers `navigator.credentials.get` with its newest passkey. */
  get(options: object, wrong?: Wrong): object
  /** The same passkeys in another hand, with the counter as it is now. */
  copy(): Authenticator
}

export interface Wrong {
  readonly origin?: string
  readonly rpId?: string
  /** The user was there, but did not unlock it. */
  readonly unverified?: boolean
  readonly challenge?: string
  readonly userHandle?: string
  readonly type?: string
  readonly signature?: 'broken'
}

interface Credential {
  readonly id: Buffer
  readonly key: KeyObject
  readonly userHandle: string
}

interface State {
  readonly credentials: readonly Credential[]
  readonly counter: number
}

/** `counts: false` as passkeys do that are kept on several devices: their counter stays 0. */
export function authenticator(
  ask: { origin: string; counts?: boolean },
  from: State = { credentials: [], counter: 0 },
): Authenticator {
  let state = from
  const rpId = new URL(ask.origin).hostname
  const count = () => {
    state = { ...state, counter: state.counter + 1 }
    return ask.counts === false ? 0 : state.counter
  }

  return {
    create(options, wrong = {}) {
      const { challenge, user } = options as { challenge: string; user: { id: string } }
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const credential = { id: randomBytes(32), key: privateKey, userHandle: user.id }
      state = { ...state, credentials: [...state.credentials, credential] }
      const attested = Buffer.concat([Buffer.alloc(16), u16(32), credential.id, cose(publicKey)])
      const authData = Buffer.concat([head(wrong.rpId ?? rpId, flags(wrong, ATTESTED), count()), attested])
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', bytes(authData)],
      ])
      return {
        ...named(credential),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, ask.origin, wrong),
          attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
          transports: ['internal'],
        },
      }
    },

    get(options, wrong = {}) {
      const { challenge } = options as { challenge: string }
      const credential = state.credentials.at(-1)
      if (credential === undefined) throw new Error('this authenticator holds a passkey')
      const data = clientData('webauthn.get', challenge, ask.origin, wrong)
      const authData = head(wrong.rpId ?? rpId, flags(wrong, 0), count())
      const signed = sign('sha256', Buffer.concat([authData, sha256(Buffer.from(data, 'base64url'))]), credential.key)
      if (wrong.signature === 'broken') signed.writeUInt8((signed.at(-1) ?? 0) ^ 1, signed.length - 1)
      return {
        ...named(credential),
        response: {
          clientDataJSON: data,
          authenticatorData: authData.toString('base64url'),
          signature: signed.toString('base64url'),
          userHandle: wrong.userHandle ?? credential.userHandle,
        },
      }
    },

    copy: () => authenticator(ask, state),
  }
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

const flags = (wrong: Wrong, more: number): number => PRESENT | (wrong.unverified ? 0 : VERIFIED) | more

const head = (rpId: string, bits: number, counter: number): Buffer =>
  Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(bits), u32(counter)])

function clientData(type: string, challenge: string, origin: string, wrong: Wrong): string {
  const data = {
    type: wrong.type ?? type,
    challenge: wrong.challenge ?? challenge,
    origin: wrong.origin ?? origin,
    crossOrigin: false,
  }
  return Buffer.from(JSON.stringify(data)).toString('base64url')
}

const named = ({ id }: Credential) => {
  const text = id.toString('base64url')
  return { id: text, rawId: text, type: 'public-key', clientExtensionResults: {}, authenticatorAttachment: 'platform' }
}

/** RFC 9053, 7.1: an EC2 key on P-256 for ES256. */
function cose(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const coordinates: [number, unknown][] = [
    [-2, bytes(Buffer.from(x, 'base64url'))],
    [-3, bytes(Buffer.from(y, 'base64url'))],
  ]
  return Buffer.from(isoCBOR.encode(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], ...coordinates]) as never))
}

/** The encoder takes plain arrays of bytes and no Buffers. */
const bytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)

const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest()

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16BE(value)
  return buffer
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value)
  return buffer
}

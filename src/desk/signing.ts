import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Keys } from '../store/keys.ts'

/** The desk's Ed25519 keys. Each signs one kind of statement, whose text begins with what it is. */
export type Signing = 'proof' | 'checkpoint'

export const signed = (keys: Keys, purpose: Signing, text: string): Buffer =>
  sign(null, Buffer.from(text), signingKey(keys, purpose))

/** base64url of the SubjectPublicKeyInfo, as `/.well-known/postern-keys.json` shows it. */
export const publicKey = (keys: Keys, purpose: Signing): string =>
  createPublicKey(signingKey(keys, purpose)).export({ format: 'der', type: 'spki' }).toString('base64url')

/** RFC 8410, section 7: the fixed prefix of an Ed25519 private key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function signingKey(keys: Keys, purpose: Signing): KeyObject {
  const { bytes } = keys.purpose(purpose)
  const known =
    signing.get(bytes) ?? createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: 'der', type: 'pkcs8' })
  signing.set(bytes, known)
  return known
}

/** Making the key from its seed takes longer than signing with it. */
const signing = new WeakMap<Uint8Array, KeyObject>()

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { canonicalReport, hashedText, signedLines } from '../advisory/proof.ts'
import type { FileRef, Report } from '../case/event.ts'
import type { Millis } from '../case/ids.ts'
import type { Keys } from '../store/keys.ts'
import type { Proof } from './desk.ts'

/** RFC 8410, section 7: the fixed prefix of an Ed25519 private key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function signingKey(keys: Keys): KeyObject {
  const { bytes } = keys.purpose('proof')
  const known =
    signing.get(bytes) ?? createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: 'der', type: 'pkcs8' })
  signing.set(bytes, known)
  return known
}

/** Making the key from its seed takes longer than signing with it. */
const signing = new WeakMap<Uint8Array, KeyObject>()

/** base64url of the SubjectPublicKeyInfo, as `/.well-known/postern-keys.json` shows it. */
export const proofPublicKey = (keys: Keys): string =>
  createPublicKey(signingKey(keys)).export({ format: 'der', type: 'spki' }).toString('base64url')

/** Says that this desk received this very report at this time, without title or number. */
export function proveReceipt(
  keys: Keys,
  origin: string,
  at: Millis,
  salt: string,
  report: Report,
  files: readonly FileRef[],
): Proof {
  const sha256 = createHash('sha256')
    .update(hashedText(salt, canonicalReport(report, files)))
    .digest('hex')
  const said = {
    context: 'proof/v1' as const,
    origin,
    keyId: keys.purpose('proof').id,
    time: new Date(at).toISOString(),
    salt,
    sha256,
  }
  return { ...said, signature: sign(null, Buffer.from(signedLines(said)), signingKey(keys)).toString('base64url') }
}

import { createHash } from 'node:crypto'
import { canonicalReport, hashedText, signedLines } from '../advisory/proof.ts'
import type { FileRef, Report } from '../case/event.ts'
import type { Millis } from '../case/ids.ts'
import type { Keys } from '../store/keys.ts'
import type { Proof } from './desk.ts'
import { signed } from './signing.ts'

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
  return { ...said, signature: signed(keys, 'proof', signedLines(said)).toString('base64url') }
}

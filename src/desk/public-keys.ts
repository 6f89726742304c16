import { ROSTER } from '../advisory/roster.ts'
import type { Millis } from '../case/ids.ts'
import type { Keys } from '../store/keys.ts'
import { checkpointContext, dayContext } from './audit/checkpoint.ts'
import { publicKey, type Signing } from './signing.ts'

/** What each key signs, by the contexts that those texts begin with. */
const uses: Readonly<Record<Signing, readonly string[]>> = {
  proof: ['proof/v1', ROSTER],
  checkpoint: [checkpointContext, dayContext],
}

/** The keys that `/.well-known/postern-keys.json` shows. None was ever exchanged: all hold since the desk began. */
export const publicKeys = (keys: Keys, begunAt: Millis) =>
  (['proof', 'checkpoint'] as const).map((purpose) => ({
    id: keys.purpose(purpose).id,
    use: uses[purpose],
    spki: publicKey(keys, purpose),
    from: begunAt,
    until: null,
  }))

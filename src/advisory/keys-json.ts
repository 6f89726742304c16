import { z } from 'zod'
import { type Millis, millis } from '../case/ids.ts'
import { isEd25519Spki } from './proof.ts'

/** `/.well-known/postern-keys.json`: the public keys this desk signs with, also those it used before. */
export const keysJson = z.object({
  version: z.literal(1),
  origin: z.string().max(300),
  keys: z
    .array(
      z.object({
        id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
        /** What it signs, the context of its signatures. */
        use: z.array(z.string().max(64)).max(20),
        algorithm: z.literal('Ed25519'),
        /** base64 of the SubjectPublicKeyInfo (RFC 8410). */
        spki: z.string().refine(isEd25519Spki),
        validFrom: z.iso.datetime({ offset: false }),
        /** `null`: still in use. */
        validUntil: z.iso.datetime({ offset: false }).nullable(),
      }),
    )
    .max(1_000),
})
export type KeysJson = z.infer<typeof keysJson>

export interface SigningKey {
  readonly id: string
  readonly use: readonly string[]
  readonly spki: string
  readonly from: Millis
  readonly until: Millis | null
}

export const writeKeysJson = (origin: string, keys: readonly SigningKey[]): KeysJson => ({
  version: 1,
  origin,
  keys: keys
    .toSorted((a, b) => b.from - a.from)
    .map(({ id, use, spki, from, until }) => ({
      id,
      use: [...use],
      algorithm: 'Ed25519',
      spki,
      validFrom: new Date(from).toISOString(),
      validUntil: until === null ? null : new Date(until).toISOString(),
    })),
})

/** The key that was to sign with this id, for this purpose, at that time. */
export function keyFor(keys: KeysJson, ask: { readonly id: string; readonly use: string; readonly time: string }) {
  const at = millis.parse(Date.parse(ask.time))
  return keys.keys.find(
    ({ id, use, validFrom, validUntil }) =>
      id === ask.id &&
      use.includes(ask.use) &&
      Date.parse(validFrom) <= at &&
      (validUntil === null || at <= Date.parse(validUntil)),
  )
}

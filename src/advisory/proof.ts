import { z } from 'zod'
import type { Report } from '../case/event.ts'
import { sortedJson } from './advisory.ts'

/**
 * Proof of submission: that this desk held this very report at that time. It carries no title and no number, so that
 * showing it to somebody gives nothing away. Hashing and signing happen outside; here is what is hashed and signed.
 */
export const proof = z.strictObject({
  context: z.literal('proof/v1'),
  /** The public address of the desk. */
  origin: z
    .string()
    .regex(/^https?:\/\/[a-z0-9.[\]:-]+$/)
    .max(300),
  keyId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** RFC 3339, UTC. */
  time: z.iso.datetime({ offset: false }),
  /** base64url of 16 random bytes or more: without it a short report could be guessed from its hash. */
  salt: z.string().regex(/^[A-Za-z0-9_-]{22,86}$/),
  /** Hex SHA-256 of `hashedText`. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** base64url Ed25519 signature over `signedLines`, 64 bytes. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})
export type Proof = z.infer<typeof proof>

/**
 * The report as one text: every answer, and the SHA-256 of every file; keys sorted, absent answers left out. Equal
 * reports give equal text, however they were sent.
 */
export const canonicalReport = (report: Report, files: readonly { readonly sha256: string }[]): string =>
  sortedJson({ report, files: files.map(({ sha256 }) => sha256) })

/** What `sha256` is the hash of. */
export const hashedText = (salt: string, canonical: string): string => `${salt}\n${canonical}`

/** The lines that are signed. They begin with the context, so that a signature fits nothing else this desk signs. */
export const signedLines = (proof: Omit<Proof, 'signature'>): string =>
  [proof.context, proof.origin, proof.keyId, proof.time, proof.salt, proof.sha256].map((line) => `${line}\n`).join('')

export type Checked = { readonly proof: Proof } | { readonly wrong: string }

/**
 * Whether this has the shape of a proof, and the key, as base64 of its SPKI, that of an Ed25519 public key. Whether
 * the signature is good is asked of `node:crypto` after that.
 */
export function checkProof(value: unknown, publicKeySpki?: string): Checked {
  const read = proof.safeParse(value)
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.')
    return {
      wrong: field
        ? `This is no proof of submission: "${field}" is not as it should be.`
        : 'This is no proof of submission.',
    }
  }
  if (publicKeySpki !== undefined && !isEd25519Spki(publicKeySpki))
    return { wrong: 'The key is no Ed25519 public key.' }
  return { proof: read.data }
}

/** RFC 8410, section 4: twelve fixed bytes and the 32 bytes of the key, as base64 or base64url. */
export const isEd25519Spki = (text: string): boolean => /^MCowBQYDK2VwAyEA[A-Za-z0-9+/_-]{43}=?$/.test(text)

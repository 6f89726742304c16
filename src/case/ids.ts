import { z } from 'zod'

/** UTC milliseconds since 1970. ISO text only at the edge. */
export type Millis = number
export const millis = z.int().min(0).max(8_640_000_000_000_000)

/** The number people use: `P-` and six Crockford base-32 characters, random. */
export const caseNumber = z.string().regex(/^P-[0-9ABCDEFGHJKMNPQRSTVWXYZ]{6}$/)
export type CaseNumber = string

/** The stream of one case: `case-` and 26 Crockford characters, 130 random bits. */
export type CaseId = string
export type PersonId = string
export type MemberId = string
export const id = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** Hex SHA-256 of the canonical text of a policy. */
export type PolicyDigest = string
export const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const cveId = z.string().regex(/^CVE-[0-9]{4}-[0-9]{4,19}$/, 'a CVE id looks like CVE-2026-12345')

export const role = z.enum(['lead', 'member', 'observer'])
export type Role = z.infer<typeof role>

/** Who acts. Names never stand here: persons and members are ids, their names lie under their own keys. */
export type Actor =
  | { readonly as: 'reporter'; readonly person: PersonId }
  | { readonly as: 'member'; readonly member: MemberId; readonly role: Role }
  | { readonly as: 'guest'; readonly person: PersonId }
  | { readonly as: 'desk' }

export const actorText = (actor: Actor): string =>
  actor.as === 'member' ? `member:${actor.member}` : actor.as === 'desk' ? 'desk' : `${actor.as}:${actor.person}`

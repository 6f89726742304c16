import { z } from 'zod'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** OpenID Connect Discovery 1.0, 4: https, without query or fragment. Plain http only on this machine. */
const issuer = z
  .string()
  .max(500)
  .refine(
    (given) => {
      const url = URL.canParse(given) ? new URL(given) : undefined
      if (url === undefined || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
        return false
      return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
    },
    { error: 'expected the https address of the issuer, as its own discovery document says it' },
  )
  .describe('the https address of the issuer, as its own discovery document says it')

/** A lead is made by a lead: no group of another system can do it. */
const roles = z
  .record(z.string().min(1).max(200), z.enum(['member', 'observer']))
  .describe('groups, each with "member" or "observer"; a lead is only ever made by a lead')

const words = z.array(z.string().min(1).max(200)).min(1).max(20)

const provider = z.strictObject({
  /** As it stands on the button. */
  name: z.string().min(1).max(60),
  issuer,
  clientId: z.string().min(1).max(200),
  /** How the secret from POSTERN_OIDC_SECRET is shown to the token endpoint. Without a secret it is a public client. */
  secretAs: z.enum(['basic', 'post']).default('basic'),
  scopes: words.default(['openid']),
  /** Where it is set, only members of one of these groups come in, with the role that it says. */
  groups: z.strictObject({ claim: z.string().min(1).max(200).default('groups'), roles }).optional(),
  /** The ID token's `acr` has to be one of these. */
  acr: words.optional(),
  /** The ID token's `amr` has to name one of these, such as `hwk` or `mfa` (RFC 8176). */
  amr: words.optional(),
  /** How long ago somebody may have shown at the provider who they are (`auth_time`). */
  maxAgeMinutes: z.int().min(1).max(10_080).describe('a whole number of minutes').optional(),
  /** Who is asked again before publishing, exporting and changes to the team. */
  stepUp: z.enum(['passkey', 'provider']).default('passkey'),
})
export type ProviderSettings = Readonly<z.infer<typeof provider>>

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'expected the name of a header, of letters, digits and hyphens')
  .describe('the name of a header')

/** For a forward-auth proxy in front of the desk. Its secret comes as POSTERN_HEADER_SECRET. */
const header = z.strictObject({
  /** The proxy's own addresses, as the desk sees them; `socket` for whoever comes over POSTERN_SOCKET. */
  peers: z.array(z.string().min(1).max(100)).min(1).max(20),
  user: headerName.default('Remote-User'),
  groups: headerName.default('Remote-Groups'),
  secret: headerName.default('X-Postern-Secret'),
  roles: roles.optional(),
})

/** Further ways in for members, beside passkeys. Both are off where nothing is said. */
export const signIn = z.strictObject({ provider: provider.optional(), header: header.optional() })

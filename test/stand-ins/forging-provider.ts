import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An OpenID provider that says whatever a test wants, under whatever signature. */
export interface ForgingProvider {
  readonly issuer: string
  /** How often its token endpoint was asked. */
  asked(): number
  /** What the next answers say; what is not named is right. */
  says(forged: Forged): void
  close(): Promise<void>
}

export interface Forged {
  /** Its own name in its metadata. */
  readonly issuer?: string
  /** Over what is right: `{ aud: 'another' }`. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signature?: 'right' | 'of-another-key' | 'none' | 'of-other-words'
  /** The nonce of the errand. */
  readonly nonce?: string
}

export async function forgingProvider(clientId: string): Promise<ForgingProvider> {
  const [own, other] = [newKey(), newKey()]
  let forged: Forged = {}
  let asked = 0
  const server = createServer((request, response) => {
    const say = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') return say(metadata(issuer, forged))
    if (request.url === '/jwks')
      return say({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'ES256', use: 'sig' }] })
    asked += 1
    const claims = idToken(issuer, clientId, forged)
    return say({
      access_token: 'access',
      token_type: 'Bearer',
      expires_in: 60,
      id_token: signedAs(forged.signature ?? 'right', claims, own.privateKey, other.privateKey),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    asked: () => asked,
    says(next) {
      forged = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const metadata = (issuer: string, { issuer: named }: Forged) => ({
  issuer: named ?? issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  authorization_response_iss_parameter_supported: true,
  code_challenge_methods_supported: ['S256'],
})

function idToken(issuer: string, clientId: string, { claims, nonce }: Forged): object {
  const now = Math.floor(Date.now() / 1_000)
  return { iss: issuer, sub: 'sub-of-ada', aud: clientId, exp: now + 60, iat: now, auth_time: now, nonce, ...claims }
}

function signedAs(how: NonNullable<Forged['signature']>, claims: object, own: KeyObject, other: KeyObject): string {
  const text = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url')
  if (how === 'none') return `${text({ alg: 'none' })}.${text(claims)}.`
  const head = text({ alg: 'ES256', kid: 'own' })
  const words = `${head}.${text(how === 'of-other-words' ? { sub: 'another' } : claims)}`
  const key = how === 'of-another-key' ? other : own
  const signature = sign('sha256', Buffer.from(words), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return `${head}.${text(claims)}.${signature}`
}

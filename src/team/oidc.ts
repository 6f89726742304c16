import type { Configuration, CustomFetch, IDToken } from 'openid-client'
import type { ProviderSettings } from '../config/sign-in.ts'
import { MINUTE } from './context.ts'
import { type Identified, type Provider, type ProviderAsk, ProviderFailure } from './provider.ts'
import { roleFor } from './role-by-groups.ts'

/** Only needed where somebody signs in this way. */
const openid = () => import('openid-client')

/** How long the discovery document of the provider is good for: keys and addresses in it change now and then. */
const KNOWN_FOR = 10 * MINUTE

/** OpenID Connect with the authorization code and PKCE (RFC 7636, RFC 9700), through the provider's discovery document. */
export function oidcProvider(settings: ProviderSettings, secret: string | null): Provider {
  let last: { readonly at: number; readonly configuration: Promise<Configuration> } | null = null

  function configuration(): Promise<Configuration> {
    const at = performance.now()
    if (last !== null && at - last.at < KNOWN_FOR) return last.configuration
    const found = discovered(settings, secret).catch((cause: unknown) => {
      last = null
      throw new ProviderFailure('down', { cause })
    })
    last = { at, configuration: found }
    return found
  }

  return {
    name: settings.name,
    issuer: settings.issuer,
    confirms: settings.stepUp === 'provider',

    async address(ask) {
      const [client, provider] = [await openid(), await configuration()]
      const challenge = await client.calculatePKCECodeChallenge(ask.verifier)
      return client.buildAuthorizationUrl(provider, {
        redirect_uri: ask.back,
        scope: settings.scopes.join(' '),
        state: ask.state,
        nonce: ask.nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...(ask.fresh && { prompt: 'login', max_age: '0' }),
        ...(!ask.fresh && settings.maxAgeMinutes !== undefined && { max_age: String(settings.maxAgeMinutes * 60) }),
        ...(settings.acr !== undefined && { acr_values: settings.acr.join(' ') }),
      }).href
    },

    async identify(ask) {
      const [client, provider] = [await openid(), await configuration()]
      try {
        const tokens = await client.authorizationCodeGrant(provider, new URL(ask.back + ask.search), {
          expectedState: ask.state,
          expectedNonce: ask.nonce,
          pkceCodeVerifier: ask.verifier,
          idTokenExpected: true,
          ...maxAge(settings, ask),
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new ProviderFailure('refused')
        refuseTooWeak(settings, claims)
        const groups = await groupsOf(client, provider, settings, claims, tokens.access_token)
        return {
          issuer: claims.iss,
          subject: claims.sub,
          authTime: claims.auth_time === undefined ? null : claims.auth_time * 1_000,
          groups,
        } satisfies Identified
      } catch (cause) {
        if (cause instanceof ProviderFailure) throw cause
        throw new ProviderFailure(isUnreachable(cause) ? 'down' : 'refused', { cause })
      }
    },

    roleFor: (groups) => roleFor(settings.groups?.roles, groups),
  }
}

async function discovered(settings: ProviderSettings, secret: string | null): Promise<Configuration> {
  const client = await openid()
  const issuer = new URL(settings.issuer)
  const auth =
    secret === null
      ? client.None()
      : settings.secretAs === 'basic'
        ? client.ClientSecretBasic(secret)
        : client.ClientSecretPost(secret)
  const plain = issuer.protocol === 'http:'
  const configuration = await client.discovery(issuer, settings.clientId, undefined, auth, {
    [client.customFetch]: carefulFetch(plain),
    timeout: PATIENCE_SECONDS,
    // The settings let plain http through for this machine alone.
    ...(plain && { execute: [client.allowInsecureRequests] }),
  })
  // What is encrypted to nobody can be read by nobody else; a signature over the claims is asked for all the same.
  client.enableNonRepudiationChecks(configuration)
  return configuration
}

const PATIENCE_SECONDS = 10
const MOST_BYTES = 256 * 1_024

/** Follows no redirect, waits ten seconds and reads 256 KiB: a provider that is broken into gets no further than that. */
function carefulFetch(plain: boolean): CustomFetch {
  return async (address, options) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && !(plain && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)))
      throw new ProviderFailure('refused')
    const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1_000)
    const body = options.body as string | URLSearchParams | undefined
    const answer = await fetch(url, { ...options, body: body ?? null, redirect: 'manual', signal })
    return new Response(await atMost(answer), { status: answer.status, headers: answer.headers })
  }
}

async function atMost(answer: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (answer.body === null) return null
  const pieces: Uint8Array[] = []
  let left = MOST_BYTES
  for await (const piece of answer.body) {
    left -= piece.byteLength
    if (left < 0) throw new ProviderFailure('refused')
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

/**
 * How long ago they may have shown who they are, in seconds. `max_age=0` in the address would be missed by everybody
 * who takes a moment to type, so the answer to it may be five minutes old.
 */
const maxAge = (settings: ProviderSettings, ask: ProviderAsk): { maxAge?: number } =>
  ask.fresh ? { maxAge: 300 } : settings.maxAgeMinutes === undefined ? {} : { maxAge: settings.maxAgeMinutes * 60 }

/** How they showed who they are is what the operator asked for (ASVS 5.0, 6.8.4). */
function refuseTooWeak(settings: ProviderSettings, claims: IDToken): void {
  if (settings.acr !== undefined && !settings.acr.some((acr) => acr === claims.acr))
    throw new ProviderFailure('refused')
  const amr = Array.isArray(claims.amr) ? claims.amr : []
  if (settings.amr !== undefined && !settings.amr.some((one) => amr.includes(one))) throw new ProviderFailure('refused')
}

/** In the ID token, or where it says none, in what the provider tells of this very person. */
async function groupsOf(
  client: Awaited<ReturnType<typeof openid>>,
  configuration: Configuration,
  settings: ProviderSettings,
  claims: IDToken,
  accessToken: string,
): Promise<readonly string[]> {
  if (settings.groups === undefined) return []
  const { claim } = settings.groups
  const inToken = claims[claim]
  if (inToken !== undefined) return texts(inToken)
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return []
  return texts((await client.fetchUserInfo(configuration, accessToken, claims.sub))[claim])
}

/** Nobody is in more groups; a claim of another form names none. */
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, 1_000) : []

const isUnreachable = (cause: unknown): boolean =>
  cause instanceof TypeError ||
  (cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError'))

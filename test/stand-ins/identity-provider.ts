import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A real OpenID provider on this machine, whose people need no password: whoever is at the browser is chosen here. */
export interface IdentityProvider {
  readonly issuer: string
  /** Who signs in next, with what groups. */
  is(login: {
    readonly sub: string
    readonly groups?: readonly string[]
    readonly acr?: string
    readonly amr?: string[]
  }): void
  /** Lets somebody through its pages, and resolves to the address it sends them back to. */
  through(address: string): Promise<string>
  /** Forgets the browser: the next one is asked who they are. */
  forget(): void
  close(): Promise<void>
}

export interface IdentityProviderAsk {
  readonly back: string
  readonly clientId?: string
  readonly secret?: string
}

export async function identityProvider(ask: IdentityProviderAsk): Promise<IdentityProvider> {
  const handlers: { now: (request: IncomingMessage, response: ServerResponse) => void } = {
    now: (_, response) => void response.writeHead(503).end(),
  }
  const server = createServer((request, response) => handlers.now(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let login: Parameters<IdentityProvider['is']>[0] = { sub: 'nobody' }
  let jar = new Map<string, string>()

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: ask.clientId ?? 'postern',
        client_secret: ask.secret ?? 'a-secret-of-the-client',
        redirect_uris: [ask.back],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub', 'groups', 'acr', 'amr', 'auth_time'] },
    conformIdTokenClaims: false,
    acrValues: ['phr', 'basic'],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...(login.groups && { groups: login.groups }) }),
    }),
    cookies: { keys: ['only for this test'] },
    pkce: { required: () => true },
    ttl: { AuthorizationCode: 60 },
  })
  handlers.now = (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(request, response)
    else provider.callback()(request, response)
  }

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      const { sub, acr, amr } = login
      const result = { login: { accountId: sub, ...(acr && { acr }), ...(amr && { amr }) } }
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    }
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid')
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  }

  async function go(address: string): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(address, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    await answer.arrayBuffer()
    return answer
  }

  return {
    issuer,
    is(next) {
      login = next
    },
    async through(address) {
      let at = address
      for (let steps = 0; steps < 12; steps += 1) {
        if (at.startsWith(ask.back)) return at
        const answer = await go(at)
        const on = answer.headers.get('location')
        if (on === null) throw new Error(`the provider leads on from ${at}: ${answer.status}`)
        at = new URL(on, at).href
      }
      throw new Error('the provider leads back within a few steps')
    },
    forget() {
      jar = new Map()
    },
    close: () => closed(server),
  }
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type Config, listeningOn } from '../config.ts'
import type { Desk } from '../desk/desk.ts'
import { SOCKET } from '../peers.ts'
import type { Team } from '../team/team.ts'
import { notFound, problem, sorry, sorryThat } from './answer.tsx'
import { type Assets, assetsPath } from './assets.ts'
import { bodyCameAs } from './body.ts'
import { formTokens } from './form-token.ts'
import { type Admitted, admit, confirmed, nobody } from './guard.ts'
import { headersFor, type Origin, type PageKind } from './headers.ts'
import { languageOf } from './language.ts'
import { addressLimits } from './limit.ts'
import type { WebLog } from './log.ts'
import { plainAddress, visitedAt, visitors } from './origin.ts'
import { STATE } from './pages/desk/state-page.tsx'
import { askStepUp } from './pages/step-up.tsx'
import type { HouseFacts, Route, Visit } from './route.ts'
import { proxyReader } from './said-by-proxy.ts'
import { isOwnersAlone, listenAt } from './socket.ts'

export interface WebServerMeans {
  readonly config: Config
  readonly desk: Desk
  readonly team: Team
  readonly routes: readonly Route[]
  readonly assets: Assets
  readonly house: HouseFacts
  readonly log: WebLog
  /** The desk's session key: every node makes and knows the same form tokens. */
  readonly secret: Uint8Array
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

export interface WebServer {
  /** Answers one request without a socket. `peer` is the address it is said to come from. */
  fetch(request: Request, peer?: string): Promise<Response>
  /** Resolves to the address once it listens, itself or in the place of what did. Rejects where the port is taken. */
  listen(instead?: Server): Promise<{ readonly host: string; readonly port: number; readonly url: string }>
  /** Takes no new requests, lets the open ones end for a moment, then closes. */
  close(): Promise<void>
  /** What the desk's status shows to the team. */
  warnings(): readonly string[]
}

interface Bindings {
  readonly peer?: string | undefined
  readonly incoming?: IncomingMessage
}

type Handler = (context: Context<{ Bindings: Bindings }>) => Promise<Response>

export function webServer(means: WebServerMeans): WebServer {
  const door = newDoor(means)
  const app = new Hono<{ Bindings: Bindings }>()
  for (const route of means.routes) app.on(route.method, route.path, door.answer(route))
  for (const [path, allow] of publicPaths(means.routes)) app.all(path, door.wrongMethod(allow))
  app.notFound(door.nothing)
  const fetch = async (request: Request, bindings: Bindings) =>
    door.methodRefused(request) ?? app.fetch(request, bindings)

  const listener = (peer?: () => string) =>
    getRequestListener(
      (request, env) =>
        fetch(asItCame(request, env as Bindings), { ...(env as Bindings), ...(peer && { peer: peer() }) }),
      { overrideGlobalObjects: false },
    )
  const server = listensTo(listener(), means.config)
  const { socket } = means.config
  const local =
    socket === null
      ? null
      : listensTo(
          listener(() => (isOwnersAlone(socket) ? SOCKET : 'nobody')),
          means.config,
        )

  return {
    fetch: (request, peer) => fetch(request, { peer }),
    listen: (instead) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        const opened = (): void => {
          const { address, port } = server.address() as AddressInfo
          const at = { host: address, port, url: door.listensOn(port) }
          const beside = local === null || socket === null ? Promise.resolve() : listenAt(local, socket)
          beside.then(() => resolve(at), reject)
        }
        if (instead === undefined) server.listen(means.config.port, means.config.host, opened)
        // The same socket, so that nobody who comes in between is turned away.
        else server.listen(instead, opened)
      }),
    close: async () => {
      await Promise.all([server, ...(local === null ? [] : [local])].map(closeGently))
    },
    warnings: door.warnings,
  }
}

function listensTo(listener: RequestListener, { limits }: Config): Server {
  const server = createServer(
    {
      headersTimeout: limits.headerSeconds * 1_000,
      requestTimeout: limits.requestSeconds * 1_000,
      // Longer than a proxy in front of us keeps a connection (Caddy: two minutes): who closes first loses somebody's report.
      keepAliveTimeout: 125_000,
      maxHeaderSize: limits.headerBytes,
      // A request that could be read in two ways is read in none (ASVS 5.0, 4.2.1).
      insecureHTTPParser: false,
      connectionsCheckingInterval: 1_000,
    },
    listener,
  )
  server.maxConnections = limits.connections
  server.maxRequestsPerSocket = 1_000
  // A connection on which nothing moves is closed, whatever stage it is in.
  server.timeout = limits.idleSeconds * 1_000
  return server
}

function asItCame(request: Request, { incoming }: Bindings): Request {
  if (incoming !== undefined && request.method === 'POST') bodyCameAs(request, incoming)
  return request
}

/** Everything between a request and its row of the table, and back. */
function newDoor(means: WebServerMeans) {
  const { assets, log } = means
  let { config } = means
  const known = visitors(config.proxies)
  const saidBy = proxyReader(config)
  const limits = addressLimits({ limits: config.limits, now: means.now, random: means.random })
  const tokens = formTokens(means.secret, means.now)

  const warnings = (): readonly string[] => [
    ...config.warnings,
    ...(known.ignoredForwarding() ? [forwardingIgnored] : []),
    ...means.house.warnings(),
  ]

  const visitOf = (request: Request, params: Readonly<Record<string, string>>, bindings: Bindings): Visit => {
    const connection = bindings.peer ?? bindings.incoming?.socket.remoteAddress
    const address = known.addressOf(connection, request)
    const visit: Visit = {
      request,
      params,
      query: new URL(request.url).searchParams,
      ...visitedAt(config, request.headers.get('host')),
      language: languageOf(request, visitedAt(config, request.headers.get('host'))),
      desk: means.desk,
      team: means.team,
      config,
      assets,
      house: means.house,
      member: null,
      signedIn: null,
      own: null,
      reporter: null,
      account: null,
      guest: null,
      formToken: tokens.make(null),
      openToken: tokens.make(null),
      tokenFor: (session) => tokens.make(session),
      saidByProxy: () => saidBy(plainAddress(connection ?? ''), request.headers, bindings.incoming?.rawHeaders ?? []),
      tokenHolds: (token) => tokens.holds(token, null),
      tokenOutlived: tokens.outlived,
      tokenMadeAt: tokens.madeAt,
      tokenIsOf: tokens.isOf,
      inside: (reporter, session) => withSession(visit, { ...nobody, reporter, session }),
      within: (limit, by, points) => limits.within(limit, by ?? address, points),
      warnings,
    }
    return visit
  }

  const withSession = (visit: Visit, { session, ...who }: Admitted): Visit => ({
    ...visit,
    ...who,
    ...(session !== null && {
      formToken: tokens.make(session, who.reporter?.stream),
      tokenHolds: (token: string) => tokens.holds(token, session),
    }),
  })

  async function enter(route: Route, visit: Visit): Promise<Response> {
    const admitted = await admit(route, visit)
    if (admitted instanceof Response) return admitted
    const inside = withSession(visit, admitted)
    const sure = await confirmed(route, inside)
    return sure instanceof Response ? sure : route.handle(sure)
  }

  const answer =
    (route: Route): Handler =>
    async (context) => {
      const visit = visitOf(context.req.raw, context.req.param(), context.env)
      const began = performance.now()
      const response = await enter(route, visit).catch((error: unknown) => failed(route, visit, error))
      log.request({
        route: route.path,
        method: route.method,
        status: response.status,
        ms: Math.round(performance.now() - began),
      })
      return tellOnion(route, dressed(response, pageKind(route, response), visit), visit)
    }

  async function failed(route: Route, visit: Visit, error: unknown): Promise<Response> {
    const known = await answerTo(route, visit, error)
    if (known !== undefined) return known
    const id = Buffer.from(means.random(8)).toString('hex')
    log.failure(id, route.path, error)
    const busy = isPassing(error)
    const status = busy ? 503 : 500
    if (route.kind === 'api')
      return problem(status, busy ? 'busy' : 'failure', busy ? 'Not right now' : 'This did not work', undefined, { id })
    return sorryThat(visit, status, (words) => (busy ? words.busy : words.failed), { id })
  }

  const nothing: Handler = async (context) => {
    const request = context.req.raw
    const visit = visitOf(request, {}, context.env)
    const { pathname } = new URL(request.url)
    if (pathname.startsWith(assetsPath) && request.method !== 'POST') {
      const asset = assets.answer(pathname, request.headers.get('accept-encoding'), originFor(visit))
      if (asset !== undefined) return asset
    }
    if (isApi(request)) return dressed(problem(404, 'not-found', 'There is nothing here'), 'api', visit)
    return dressed(notFound(visit), 'receipt', visit)
  }

  const wrongMethod =
    (allow: string): Handler =>
    async (context) =>
      refusedMethod(
        visitOf(context.req.raw, {}, context.env),
        allow,
        'This address does not take that kind of request.',
      )

  /** RFC 9110, 15.5.6: says what would be taken instead. */
  function refusedMethod(visit: Visit, allow: string, sentence: string): Response {
    const api = isApi(visit.request)
    const response = api
      ? problem(405, 'method', 'This address does not take that', sentence)
      : sorry(visit, 405, 'This address does not take that', sentence)
    response.headers.set('Allow', allow)
    return dressed(response, api ? 'api' : 'receipt', visit)
  }

  const originFor = (visit: Visit): Origin => {
    const { pathname } = new URL(visit.request.url)
    const onion = config.onionUrl === null || visit.onion ? {} : { onion: new URL(config.onionUrl).origin + pathname }
    return { https: visit.origin.startsWith('https:'), ...onion }
  }

  function dressed(response: Response, kind: PageKind, visit: Visit): Response {
    for (const [name, value] of Object.entries(headersFor(kind, originFor(visit)))) response.headers.set(name, value)
    return response
  }

  /** The form and the receipt page carry nothing secret either, and their visitors may want Tor most of all. */
  function tellOnion(route: Route, response: Response, visit: Visit): Response {
    const { https, onion } = originFor(visit)
    if (https && onion !== undefined && route.who === 'everyone' && route.kind === 'receipt' && route.method === 'GET')
      response.headers.set('Onion-Location', onion)
    return response
  }

  return {
    answer,
    nothing,
    wrongMethod,
    /** Only these three exist here; for every other method all addresses are alike. */
    methodRefused: (request: Request): Response | undefined => {
      if (['GET', 'HEAD', 'POST'].includes(request.method)) return undefined
      const visit = visitOf(new Request(request.url, { headers: request.headers }), {}, {})
      return refusedMethod(visit, 'GET, HEAD, POST', 'This desk takes GET, HEAD and POST only.')
    },
    listensOn: (port: number): string => {
      config = listeningOn(config, port)
      return config.url
    },
    warnings,
  }
}

/** What is no failure of ours, and has a sentence of its own. */
async function answerTo(route: Route, visit: Visit, error: unknown): Promise<Response | undefined> {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code === 'many-cases')
    return route.kind === 'api'
      ? problem(403, 'many-cases', manyCases.title, manyCases.api)
      : askStepUp(visit, undefined, manyCases)
  if (error.code === 'read-not-recorded')
    return route.kind === 'api'
      ? problem(503, 'not-recorded', notRecorded.title, notRecorded.sentence)
      : sorry(visit, 503, notRecorded.title, notRecorded.sentence, {
          first: { href: STATE, label: 'How the desk is doing' },
        })
  return undefined
}

const manyCases = {
  title: 'You opened many cases within an hour',
  lead: 'Confirm with your passkey that it is you. The other members were told. If it was not you, end your other sessions on your account page and tell a lead.',
  api: 'This account opened many different cases within an hour. Sign in at the desk and open one more case there: it asks for your passkey, and the token works again.',
} as const

const notRecorded = {
  title: 'Nobody can read cases right now',
  sentence:
    'Who reads a case is written down, and that does not work at the moment: the disk is full, or the audit log stands still. Whoever runs this desk finds the reason with "postern status". Reporters can still read their threads.',
} as const

const forwardingIgnored =
  'A proxy sent forwarded headers, but POSTERN_PROXY does not name it. They were ignored, so all its visitors share one limit.'

/** Pages of errors are never kept, by nobody; everything else as its row says. */
function pageKind(route: Route, response: Response): PageKind {
  // A file of a case, also by the API: saved and never shown.
  if (route.kind === 'api') return response.headers.has('Content-Disposition') ? 'download' : 'api'
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) return 'stream'
  if (response.status >= 400 && route.kind !== 'member') return 'receipt'
  if (response.status === 404) return 'receipt'
  return route.kind === 'feed' ? 'public' : route.kind
}

/**
 * What any visitor may know to exist: what is open, and what the description of the API lists. Other methods than the
 * right ones get 405 there, and 404 anywhere else.
 */
function publicPaths(routes: readonly Route[]): ReadonlyMap<string, string> {
  const open = routes.filter(
    ({ who, kind }) => who === 'everyone' || who === 'receipt' || who === 'account' || kind === 'api',
  )
  const paths = Map.groupBy(open, (route) => route.path)
  const allow = (rows: readonly Route[]) =>
    rows.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ')
  return new Map([...paths].map(([path, rows]) => [path, allow(rows)]))
}

/** Programs are answered in their own way, also about what is not there. */
const isApi = (request: Request): boolean => new URL(request.url).pathname.startsWith('/api/')

/** The world is full or busy, and the same call may go through later. */
const isPassing = (error: unknown): boolean => error instanceof Error && 'retry' in error && error.retry === true

function closeGently(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve()
    const hurry = setTimeout(() => server.closeAllConnections(), 5_000)
    server.close(() => {
      clearTimeout(hurry)
      resolve()
    })
    server.closeIdleConnections()
  })
}

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import type { Role } from '../../src/case/ids.ts'
import type { Route } from '../../src/web/route.ts'
import { routes } from '../../src/web/routes.ts'
import { addReport, comeIn, makeAccount } from '../stand-ins/account.ts'
import type { Visitor } from '../stand-ins/visitor.ts'
import { aReport, type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted, toRelease } from './through-the-steps.ts'

/**
 * Every row of the route table, visited by everybody, for what is theirs, for what is another's, and for what is not
 * there. Who may not see a thing must not learn either that it exists: from a status, a header, a length or a method.
 */
describe('every route', () => {
  let desk: Staffed
  let viewers: readonly Viewer[]
  let things: Things
  let events: () => number
  before(async () => {
    desk = await staffedHouse({ yaml: 'project: { name: Lantern }\nfigures: public\nreporterAccounts: true\n' })
    things = await furnished(desk)
    viewers = await everybody(desk, things)
    // The audit log has its first checkpoint.
    await desk.house.audit.numbering.run()
    const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    events = () => (database.prepare('select count(*) as n from event').get() as { n: number }).n
  })
  after(() => desk.close())

  it('case 42: lets in whom its row names, and nobody else', async () => {
    const began = events()
    let combinations = 0
    for (const route of routes) {
      for (const viewer of viewers) {
        for (const [kind, path] of addresses(route, things, viewer)) {
          const seen = await visit(desk, viewer, route.method, path)
          combinations += 1
          const where = `${route.method} ${path} (${kind}) as ${viewer.name}: ${seen.status}`
          judge(route, viewer, kind, seen, where)
          assert.notEqual(seen.status, 500, where)
          assertDressed(route, seen, where)
        }
      }
    }
    // No POST of this walk carried a form token or a whole body, so nothing may have come of any of them.
    assert.equal(events(), began, 'nothing was changed')
    console.log(`${combinations} combinations of ${routes.length} routes, ${viewers.length} viewers and their objects`)
  })

  it('case 16: what exists and what does not look alike to whoever may see neither', async () => {
    let compared = 0
    for (const route of routes.filter(({ who, path }) => who !== 'everyone' && path.includes('/:'))) {
      // Whoever may read at an address knows what is there, whether or not they may also change it.
      const rows = routes.filter(({ path }) => path === route.path)
      for (const viewer of viewers.filter((one) => rows.every((row) => !may(row, one)))) {
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'QUERY']) {
          const found = new Map<string, string>()
          for (const [kind, path] of addresses(route, things, viewer)) {
            found.set(kind, fingerprint(await visit(desk, viewer, method, path)))
            compared += 1
          }
          assert.equal(
            new Set(found.values()).size,
            1,
            `${method} ${route.path} as ${viewer.name}: ${[...found].map(([kind, print]) => `${kind} ${print.slice(0, 60)}`).join('; ')}`,
          )
        }
      }
    }
    console.log(`${compared} looks at what exists and what does not`)
  })

  it('case 16: for a stranger a page of the desk is no different from an address that nobody has', async () => {
    const nowhere = ['/nothing/here', '/desk/nothing', '/desk/cases/P-000000/nothing']
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const expected = new Set(
        await Promise.all(nowhere.map(async (path) => fingerprint(await visit(desk, stranger, method, path)))),
      )
      assert.equal(expected.size, 1)
      for (const route of routes.filter(
        ({ who, kind, path }) => ['observer', 'member', 'lead'].includes(who) && kind !== 'api' && path !== '/desk',
      )) {
        for (const [, path] of addresses(route, things, stranger))
          assert.ok(expected.has(fingerprint(await visit(desk, stranger, method, path))), `${method} ${path}`)
      }
    }
  })

  it('case 9: no route takes a form of another site', async () => {
    const began = events()
    for (const route of routes.filter(({ method }) => method === 'POST')) {
      for (const viewer of viewers.filter((one) => may(route, one))) {
        for (const headers of [
          { 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'same-site' },
          { origin: 'https://evil.example' },
          { origin: 'null' },
        ] as Record<string, string>[]) {
          const [first] = addresses(route, things, viewer)
          const seen = await visit(desk, viewer, 'POST', first?.[1] ?? '/', headers)
          assert.equal(seen.status, 403, `POST ${route.path} as ${viewer.name} from ${JSON.stringify(headers)}`)
        }
      }
    }
    assert.equal(events(), began)
  })

  it('case 42: is open to everyone only where it is listed here, and asks again before what cannot be taken back', () => {
    for (const { method, path, who, kind, scope, stepUp } of routes) {
      const row = `${method} ${path}`
      assert.equal(who === 'everyone', openToEveryone.includes(row), row)
      if (path.startsWith('/desk/members') || path === '/desk/release') assert.equal(who, 'lead', row)
      if (path.startsWith('/guest')) assert.equal(who, 'guest', row)
      if (path.startsWith('/account')) assert.ok(who === 'account' || openToEveryone.includes(row), row)
      if (path.startsWith('/thread') || path.startsWith('/api/v1/thread')) assert.equal(who, 'receipt', row)
      // Observers look: on a case they change nothing.
      if (method === 'POST' && path.includes('/cases')) assert.ok(who === 'member' || who === 'lead', row)
      if (kind === 'api' && who !== 'everyone' && who !== 'receipt')
        assert.equal(scope, method === 'GET' ? 'read' : 'act', row)
      assert.equal(
        stepUp === true,
        askedAgain.some((pattern) => pattern.test(row)),
        row,
      )
    }
  })

  it('fails for a row of a kind that it does not know', () => {
    for (const { who, kind, path } of routes) {
      assert.ok(who in least, `${path}: who is ${who}`)
      assert.ok(kinds.has(kind), `${path}: of kind ${kind}`)
      for (const [, name = ''] of path.matchAll(/:([a-zA-Z]+)/g))
        assert.ok(objectsOf(path, name, things) !== undefined, `${path}: what is ${name}?`)
    }
    assert.equal(
      new Set(routes.map(({ method, path }) => `${method} ${path}`)).size,
      routes.length,
      'no row is hidden behind another',
    )
  })
})

/** Written by hand: whoever opens another row to everyone has to say so here as well. */
const openToEveryone: readonly string[] = [
  ...[
    '/',
    '/policy/:digest',
    '/team',
    '/team/roster.txt',
    '/credits',
    '/figures',
    '/advisories',
    '/advisories/feed.atom',
    '/advisories/feed.json',
    '/advisories/:id',
  ],
  ...[
    '/.well-known/security.txt',
    '/.well-known/postern-keys.json',
    '/.well-known/postern-checkpoint',
    '/healthz',
    '/readyz',
    '/report',
    '/receipt',
    '/take-over',
    '/confirm',
    '/news/:code',
  ],
  ...[
    '/enrol/:code',
    '/sign-in',
    '/sign-in/recovery',
    '/sign-in/provider/back',
    '/sign-in/:code',
    '/api/v1/openapi.json',
  ],
]
  .map((path) => `GET ${path}`)
  .concat(
    [
      '/report',
      '/report/proof',
      '/receipt',
      '/receipt/file',
      '/receipt/resume',
      '/take-over',
      '/confirm',
      '/enrol/:code/options',
      '/enrol/:code/verify',
    ].map((path) => `POST ${path}`),
    ['/sign-in/options', '/sign-in/verify', '/sign-in/without-scripts', '/sign-in/recovery', '/sign-in/:code'].map(
      (path) => `POST ${path}`,
    ),
    ['/sign-in/provider', '/sign-in/header', '/enrol/:code/provider', '/api/v1/reports'].map((path) => `POST ${path}`),
    ['/account/sign-in', '/account/code', '/account/passkey', '/account/new'].map((path) => `GET ${path}`),
    [
      '/account/code',
      '/account/code/enter',
      '/account/passkey/options',
      '/account/passkey/verify',
      '/account/new/options',
      '/account/new/verify',
      '/account/without-scripts',
    ].map((path) => `POST ${path}`),
  )

const askedAgain = [
  /^POST \/desk\/members\//,
  /^POST \/desk\/(release|quiet)$/,
  /^POST \/desk\/cases\/:number\/guests$/,
  /^POST \/desk\/account\/(tokens|passkeys\/remove|recovery-code|named|provider|provider\/unlink)$/,
  /^POST \/desk\/two-person\/(recovery|break-glass|agree|link|erase)$/,
  /^POST \/desk\/cases\/:number\/erase$/,
  /\/acts\/(ApproveAdvisory|PublishAdvisory|ReleaseAndPublish|ScheduleAdvisory)$/,
]

// ── who ────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Viewer {
  readonly name: string
  readonly role: Role | null
  /** The thread that this one may read. */
  readonly thread: 'own' | 'foreign' | null
  /** Whose report the account gathers in which this one is signed in. */
  readonly account?: 'own' | 'foreign'
  /** Let into the own case from outside. */
  readonly guest?: boolean
  /** The glass was broken for them, for the case that is kept from them. */
  readonly glass?: boolean
  /** By the token, whatever the role. */
  readonly reads?: boolean
  /** Sent along with each request: cookie for pages, authorization for the API. */
  readonly cookie: string
  readonly authorization: string
}

const stranger: Viewer = { name: 'stranger', role: null, thread: null, cookie: '', authorization: '' }

async function everybody(desk: Staffed, { own, foreign, kept }: Things): Promise<readonly Viewer[]> {
  const reading = async (name: string, receipt: string, thread: Viewer['thread']): Promise<Viewer> => ({
    name,
    role: null,
    thread,
    cookie: cookieOf(await desk.reading(receipt), 'postern-thread'),
    authorization: `Receipt ${receipt}`,
  })
  const member = (name: string, role: Role | null, { browser, token }: Member): Viewer => ({
    name,
    role,
    thread: null,
    cookie: cookieOf(browser, 'postern'),
    authorization: `Bearer ${token}`,
  })
  const guest = await letIn(desk, own, 'guest')
  const formerGuest = await letIn(desk, own, 'former guest')
  const [late, gone] = [await desk.member('lead'), await desk.member('lead')]
  const lateReader = await reading('reporter whose half hour is over', own.receipt, null)
  const [keeper, other, leaver] = [
    await keepsReport(desk, own.receipt),
    await keepsReport(desk, foreign.receipt),
    await keepsReport(desk, own.receipt),
  ]
  // Thirteen hours: longer than any session lasts.
  desk.clock.to(desk.clock.now() + 13 * 3_600_000)
  await desk.house.team.removeMember({ member: gone.id, by: null })
  const expired = member('member with an expired session', null, late)
  return [
    stranger,
    await reading('reporter', own.receipt, 'own'),
    await reading('other reporter', foreign.receipt, 'foreign'),
    {
      ...lateReader,
      authorization: 'Receipt abacus-abdomen-abide-ability-ablaze-able-abnormal-abrasion-abrasive-abreast',
    },
    await keeper({ name: 'reporter with an account', account: 'own' }),
    await keeper({ name: 'reporter who came by an account', account: 'own', thread: 'own' }),
    await other({ name: 'other account', account: 'foreign' }),
    await leaver({ name: 'account that was deleted' }),
    await guest(true),
    await formerGuest(false),
    member('observer', 'observer', await desk.member('observer')),
    { ...member('member with a token that reads', 'member', await readingToken(desk)), reads: true },
    member('member', 'member', await desk.member('member')),
    member('lead', 'lead', await desk.member('lead')),
    { ...member('lead who broke the glass', 'lead', await brokeTheGlass(desk, kept.number)), glass: true },
    { ...expired, authorization: 'Bearer pst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    member('removed member', null, gone),
  ]
}

/** Somebody from outside who agreed to the terms. They come in late, when the sessions of everybody else were renewed. */
async function letIn(desk: Staffed, of: Reported, name: string): Promise<(stays: boolean) => Promise<Viewer>> {
  const { guests } = desk.house.desk
  const { actor } = await desk.member('lead')
  const invited = await guests.invite(actor, of.number, { id: name, name, kind: 'vendor', shows: ['files'] })
  const taken = 'handOver' in invited ? await desk.house.desk.takeOver(invited.handOver) : undefined
  const receipt = taken?.receipt ?? ''
  return async (stays) => {
    const browser = desk.browser()
    await browser.get('/receipt')
    assert.equal((await browser.submit('/receipt', { code: receipt })).to, '/guest')
    await browser.get('/guest')
    await browser.submit('/guest/agree')
    const person = await desk.house.desk.openReceipt(receipt)
    assert.ok(person !== undefined && 'person' in person)
    const off = { type: 'RemoveGuest', id: `off ${name}`, person: person.person } as const
    if (!stays) assert.ok('done' in (await desk.house.desk.handle(actor, of.number, off)))
    const cookie = cookieOf(browser, 'postern-thread')
    return { name, role: null, thread: null, guest: stays, cookie, authorization: `Receipt ${receipt}` }
  }
}

/** Somebody who gathers this report in an account. They come in late, like the guests. */
async function keepsReport(desk: Staffed, receipt: string) {
  const first = desk.browser()
  const key = await makeAccount(first, desk.origin)
  assert.equal((await addReport(first, receipt)).to, '/account?done=added')
  return async (as: Pick<Viewer, 'name' | 'account'> & { thread?: Viewer['thread'] }): Promise<Viewer> => {
    const browser = desk.browser()
    assert.equal((await comeIn(browser, key)).status, 200)
    const cookies = [cookieOf(browser, 'postern-account')]
    if (as.thread === 'own') {
      await browser.get('/account')
      const [open = ''] = /\/account\/reports\/[^/"]+\/open/.exec(browser.page()) ?? []
      assert.equal((await browser.submit(open)).to, '/thread')
      cookies.push(cookieOf(browser, 'postern-thread'))
    }
    if (as.account === undefined) {
      await browser.get('/account/settings')
      assert.equal((await browser.submit('/account/delete')).status, 200)
    }
    return { role: null, thread: null, ...as, cookie: cookies.join('; '), authorization: '' }
  }
}

/** A lead whom two agreed to let look at this case. */
async function brokeTheGlass(desk: Staffed, subject: string): Promise<Member> {
  const [one, another] = [await desk.member('lead'), await desk.member('member')]
  const ask = { kind: 'break-glass', subject, reason: 'It cannot wait.', by: one.id } as const
  const asked = await desk.house.team.askTwoPerson(ask)
  assert.ok('request' in asked)
  assert.ok('readyAt' in (await desk.house.team.agreeTwoPerson({ request: asked.request, by: another.id })))
  return one
}

/** Whose token may do less than they may. */
async function readingToken(desk: Staffed): Promise<Member> {
  const one = await desk.member('member')
  const made = await desk.house.team.createToken({
    member: one.id,
    label: 'reads',
    scopes: ['read'],
    days: 1,
    by: null,
  })
  return { ...one, token: 'token' in made ? made.token : '' }
}

const cookieOf = (browser: Visitor, name: string): string => `__Host-${name}=${browser.cookie(`__Host-${name}`)}`

const least = { everyone: -1, receipt: -1, account: -1, guest: -1, observer: 0, member: 1, lead: 2 } satisfies Record<
  Route['who'],
  number
>
const rank = (role: Role | null): number => (role === null ? -1 : least[role])

/** Whether this row is open to this one, as far as rows go. */
function may(route: Route, { role, thread, account, guest, reads, authorization }: Viewer): boolean {
  if (route.who === 'everyone') return true
  if (route.who === 'account') return account !== undefined
  // A program shows the code itself; an account is for people at a browser.
  if (route.who === 'receipt') return thread !== null && (route.kind !== 'api' || authorization !== '')
  if (route.who === 'guest') return guest === true
  if (rank(role) < least[route.who]) return false
  return route.kind !== 'api' || route.scope === 'read' || (role !== 'observer' && reads !== true)
}

// ── what ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Reported {
  readonly receipt: string
  readonly number: string
  readonly file: string
}

interface Things {
  readonly own: Reported
  readonly foreign: Reported
  /** Only a lead who is none of the viewers sees it. */
  readonly kept: Reported
  readonly advisory: string
  readonly digest: string
  readonly member: string
}

async function furnished(desk: Staffed): Promise<Things> {
  const lead = await desk.member('lead')
  const [own, foreign, published] = [await reported(desk, lead), await reported(desk, lead), await desk.report()]
  await toRelease(desk, lead, published.number)
  await accepted(desk, lead, published.number, {
    type: 'RecordExposure',
    exposure: 'exploit',
    reason: 'It was posted.',
  })
  await accepted(desk, lead, published.number, { type: 'PublishAdvisory' })
  const { items } = await desk.house.desk.advisories()
  const kept = await reported(desk, lead)
  await accepted(desk, lead, kept.number, { type: 'SetAccess', members: [lead.id] })
  return { own, foreign, kept, advisory: items[0]?.id ?? '', digest: desk.house.desk.policy().digest, member: lead.id }
}

async function reported(desk: Staffed, lead: Member): Promise<Reported> {
  const body = new FormData()
  body.set('report', JSON.stringify(aReport))
  body.set('files', new Blob(['x']), 'x.txt')
  const { json } = await desk.api('POST', '/api/v1/reports', { raw: body })
  const { receipt, case: number } = json as { receipt: string; case: string }
  const read = await desk.api('GET', `/api/v1/cases/${number}`, { headers: { authorization: `Bearer ${lead.token}` } })
  return { receipt, number, file: (read.json.files as { id: string }[])[0]?.id ?? '' }
}

type Whose = 'own' | 'foreign' | 'kept' | 'missing'

/** The values that a name in a path may take, by whose they are. */
function objectsOf(
  path: string,
  name: string,
  { own, foreign, kept, advisory, digest, member }: Things,
): Readonly<Record<Whose, string>> | undefined {
  if (name === 'number') return { own: own.number, foreign: foreign.number, kept: kept.number, missing: 'P-000000' }
  if (name === 'file' || (name === 'id' && /^\/(thread|guest)\//.test(path)))
    return { own: own.file, foreign: foreign.file, kept: kept.file, missing: 'zzzzzzzzzzzzzzzzzzzzzzzzzz' }
  if (name === 'digest') return { own: digest, foreign: digest, kept: digest, missing: '0'.repeat(64) }
  if (name === 'id' && path.startsWith('/advisories/'))
    return { own: advisory, foreign: advisory, kept: advisory, missing: 'LANTERN-1999-0001' }
  if (name === 'id' && path.startsWith('/desk/members/'))
    return { own: member, foreign: member, kept: member, missing: 'member-zzzzzzzz' }
  // A code that works is itself the right to come in; what is looked at here are codes that do not.
  if (name === 'code') return { own: '0'.repeat(26), foreign: 'x', kept: 'y', missing: 'z'.repeat(26) }
  return undefined
}

/** The row's address for each kind of object, seen from this viewer. */
function addresses(
  { path }: Route,
  things: Things,
  { thread, account }: Viewer,
): readonly (readonly [Whose, string])[] {
  const named = [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name = '']) => name)
  if (named.length === 0) return [['own', path]]
  const address = (whose: Whose) =>
    path.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => objectsOf(path, name, things)?.[whose] ?? 'x')
  // For the other reporter, own and foreign change places.
  const seenAs = (whose: Whose): Whose =>
    (thread ?? account) !== 'foreign' || whose === 'missing' || whose === 'kept'
      ? whose
      : whose === 'own'
        ? 'foreign'
        : 'own'
  return (['own', 'foreign', 'kept', 'missing'] as const).map((whose) => [seenAs(whose), address(whose)] as const)
}

// ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Seen {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

async function visit(
  desk: Staffed,
  { cookie, authorization }: Viewer,
  method: string,
  path: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const api = path.startsWith('/api/')
  const headers = {
    ...(api
      ? { 'content-type': 'application/json' }
      : { origin: desk.origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }),
    ...(!api && cookie !== '' && { cookie }),
    ...(api && authorization !== '' && { authorization }),
    ...more,
  } as Record<string, string>
  if ('sec-fetch-site' in more) delete headers.origin
  if ('origin' in more) delete headers['sec-fetch-site']
  const {
    status,
    headers: said,
    text,
  } = await desk.api(method, path, {
    headers,
    peer: '198.51.100.20',
    ...(method === 'POST' && { raw: api ? '{}' : 'x=1' }),
  })
  return { status, headers: said, body: text }
}

/** Everything an answer tells: status, headers, length and what it says. */
const fingerprint = ({ status, headers, body }: Seen): string =>
  `${status} ${body.length} ${createHash('sha256')
    .update(JSON.stringify([[...headers].sort(), body]))
    .digest('hex')}`

const kinds: ReadonlySet<Route['kind']> = new Set([
  'public',
  'receipt',
  'member',
  'api',
  'download',
  'static',
  'feed',
] as const)

function judge(route: Route, viewer: Viewer, whose: Whose, seen: Seen, where: string): void {
  const allowed =
    route.who === 'everyone'
      ? expectedOfOpen(route, whose)
      : may(route, viewer)
        ? expectedInside(route, whose, viewer)
        : expectedOutside(route, viewer)
  if (may(route, viewer) && route.who !== 'everyone') assertAdmitted(seen, where)
  const said = `${seen.status}${seen.headers.has('location') ? ` to ${seen.headers.get('location')}` : ''}`
  assert.ok(allowed(said), `${where} (${said})`)
}

/** Pages that have nothing to show here: no act was taken back. */
const leadsOn: ReadonlyMap<string, string> = new Map([['/desk/triage/undo', '/desk/triage']])

type Expected = (said: string) => boolean
const exactly =
  (...answers: string[]): Expected =>
  (said) =>
    answers.includes(said)
/** A form without its token does nothing; a challenge for a passkey is nothing yet. */
const nothingDone =
  ({ path }: Route): Expected =>
  (said) =>
    Number(said.slice(0, 3)) >= 400 || path.endsWith('/options')

function expectedOfOpen(route: Route, whose: Whose): Expected {
  if (route.method === 'POST') return nothingDone(route)
  if (route.path.includes(':code')) return exactly('404')
  // This desk has no provider that anybody could come back from.
  if (route.path === '/sign-in/provider/back') return exactly('404')
  // A desk that nobody signs in to lets it run out.
  if (route.path === '/.well-known/security.txt') return exactly('200', '404')
  return exactly(whose === 'missing' ? '404' : '200')
}

/** A member sees every case; a reporter sees one. */
function expectedInside(route: Route, whose: Whose, { glass }: Viewer): Expected {
  if (route.method === 'POST') return nothingDone(route)
  const on = leadsOn.get(route.path)
  if (on !== undefined) return exactly(`303 to ${on}`)
  const hasCase = /:(number|file)/.test(route.path) || /^\/(thread|guest)\//.test(route.path)
  // By broken glass a case is looked at on its pages: no program comes through, and nobody who wants to act.
  const looksIn = glass === true && route.kind !== 'api' && !/\/(erase|news)$/.test(route.path)
  // What is kept from a member is as little there as what never was.
  const there =
    route.who === 'receipt' || route.who === 'guest'
      ? whose === 'own'
      : whose !== 'missing' && !(hasCase && whose === 'kept' && !looksIn)
  return exactly(there ? '200' : '404')
}

function expectedOutside(route: Route, viewer: Viewer): Expected {
  const onTeam = viewer.role !== null
  // A guest’s code is a real one, and is told where it opens something; of whoever is off again it is none any more.
  if (route.kind === 'api' && route.who === 'receipt' && viewer.guest === true) return exactly('403')
  if (route.kind === 'api') return exactly(onTeam && route.who !== 'receipt' ? '403' : '401')
  // A form of a thread is read before anybody asks whose it is; one without its fields and token is no such form.
  if (route.who === 'account') return exactly('303 to /account/sign-in')
  // Each is led to the pages of their own.
  if (route.who === 'guest') return exactly(viewer.thread === null ? '303 to /receipt' : '303 to /thread')
  if (route.who === 'receipt' && viewer.guest === true) return exactly('303 to /guest')
  if (route.who === 'receipt') return exactly(route.lapsed === true ? '400' : '303 to /receipt')
  if (onTeam) return exactly('403')
  return exactly(route.path === '/desk' ? '303 to /sign-in' : '404')
}

function assertAdmitted({ status, headers, body }: Seen, where: string): void {
  const guard = /Not for your role|Not for this role|Not within this token|No valid token|No thread opens/
  assert.ok(!guard.test(body) && status !== 401 && headers.get('location') !== '/receipt', `${where}: may come in`)
}

/** What every answer wears, whoever asked. */
function assertDressed(route: Route, { status, headers, body }: Seen, where: string): void {
  assert.equal(headers.get('x-content-type-options'), 'nosniff', where)
  if (route.kind === 'api' && status >= 400)
    assert.equal(headers.get('content-type'), 'application/problem+json', where)
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, where)
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, where)
  assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|\*|http:/, where)
  assert.equal(headers.get('referrer-policy'), 'same-origin', where)
  assert.equal(headers.get('strict-transport-security'), 'max-age=63072000', where)
  assert.equal(headers.get('access-control-allow-origin'), null, where)
  assert.equal(headers.get('server'), null, where)
  assert.match(headers.get('content-security-policy') ?? '', /sandbox|base-uri 'none'/, where)
  if (body !== '')
    assert.match(
      headers.get('content-type') ?? '',
      /^(?:text\/[a-z-]+; charset=utf-8|application\/(?:feed\+json|atom\+xml); charset=utf-8|application\/(?:(?:problem\+|schema\+)?json|octet-stream))$/,
      where,
    )
  // Who is in sees on every working page how to leave (ASVS 5.0, 7.4.4).
  if (status === 200 && body.includes('<body class="desk"')) assert.match(body, /action="\/sign-out"/, where)
  const kept = route.kind === 'public' || route.kind === 'feed'
  if (!kept || status >= 400) assert.match(headers.get('cache-control') ?? '', /no-store/, where)
  for (const cookie of headers.getSetCookie())
    assert.match(cookie, /^__Host-[^;]*; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/, where)
}

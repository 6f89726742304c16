import type { Role } from '../case/ids.ts'
import type { ReporterAccess } from '../desk/desk.ts'
import { isGuestId } from '../desk/guests.ts'
import { strongFor } from '../team/strong.ts'
import type { Bearer, SignedIn } from '../team/team.ts'
import { notFound, problem, seeOther, sorry, sorryThat } from './answer.tsx'
import { askedAct } from './asked-act.ts'
import { readCookie } from './cookie.ts'
import { fromAnotherSite } from './origin.ts'
import { readTwoWays } from './pages/header-sign-in.tsx'
import { askStepUp, notRepeatable, secondPasskeyFirst } from './pages/step-up.tsx'
import { openReceiptFor } from './receipts.ts'
import type { Route, Visit } from './route.ts'

export { type PageForm, readPageForm } from './page-form.ts'

export const memberCookie = 'postern'
export const threadCookie = 'postern-thread'
export const accountCookie = 'postern-account'

/** Who is here, or the answer for whom may not come in. Asked of the store on every request; nothing is remembered. */
export type Admitted = Pick<Visit, 'member' | 'signedIn' | 'own' | 'reporter' | 'account' | 'guest'> & {
  readonly session: string | null
}

export const nobody: Admitted = {
  member: null,
  signedIn: null,
  own: null,
  reporter: null,
  account: null,
  guest: null,
  session: null,
}

/** Lets a visit in or says no. The default is no: a row of the table has to name who may come. */
export async function admit(route: Route, visit: Visit): Promise<Admitted | Response> {
  const admitted = await identify(route, visit)
  // First who, then from where: to a stranger, a page of the desk is no different from one that does not exist.
  if (admitted instanceof Response) return admitted
  if (comesFromElsewhere(route, visit)) return refusedElsewhere(route, visit)
  return admitted
}

/**
 * After the visit knows its member: acts that publish or change who may come in ask for the passkey again, for this
 * very act with everything in it, and for a second passkey before the first of them.
 */
export async function confirmed(route: Route, visit: Visit): Promise<Visit | Response> {
  if (route.stepUp !== true || visit.signedIn === null) return visit
  const { onlyOnePasskey, confirmsByProvider } = visit.signedIn
  if (onlyOnePasskey && !confirmsByProvider && route.ownKeys !== true) return secondPasskeyFirst(visit)
  const asked = await askedAct(visit)
  if (asked === undefined) return notRepeatable(visit)
  const fresh = strongFor(visit.signedIn, asked.act, visit.desk.now()) !== null
  return fresh ? { ...visit, request: asked.request } : askStepUp(visit, asked)
}

function identify(route: Route, visit: Visit): Promise<Admitted | Response> | Admitted {
  switch (route.who) {
    case 'everyone':
      return nobody
    case 'receipt':
      return route.kind === 'api' ? byReceipt(route, visit) : byThreadCookie(route, visit)
    case 'guest':
      return byThreadCookie(route, visit)
    case 'account':
      return byAccountCookie(visit)
    case 'observer':
    case 'member':
    case 'lead':
      return route.kind === 'api' ? byBearer(route, route.who, visit) : bySession(route, route.who, visit)
  }
}

async function byThreadCookie(route: Route, visit: Visit): Promise<Admitted | Response> {
  const token = readCookie(visit.request, visit, threadCookie)
  const reporter = token === undefined ? undefined : await visit.team.reporterSession(token)
  if (token !== undefined && reporter !== undefined) return asGuestOrReporter(route, visit, reporter, token)
  // Whether there ever was a session, and whose, makes no difference to what is answered.
  return route.lapsed === true ? nobody : seeOther('/receipt')
}

async function byAccountCookie(visit: Visit): Promise<Admitted | Response> {
  const token = readCookie(visit.request, visit, accountCookie)
  const account = token === undefined ? undefined : await visit.house.accounts?.session(token)
  if (token === undefined || account === undefined) return seeOther('/account/sign-in')
  return { ...nobody, account, session: token }
}

/** One cookie for both; each has pages of their own, and is led to them. */
async function asGuestOrReporter(
  route: Route,
  visit: Visit,
  access: ReporterAccess,
  session: string,
): Promise<Admitted | Response> {
  if (!isGuestId(access.person))
    return route.who === 'guest' ? seeOther('/thread') : { ...nobody, reporter: access, session }
  if (route.who !== 'guest') return seeOther('/guest')
  return (await visit.desk.guests.letsIn(access)) ? { ...nobody, guest: access, session } : seeOther('/receipt')
}

async function byReceipt(route: Route, visit: Visit): Promise<Admitted | Response> {
  const code = /^Receipt\s+(.+)$/i.exec(visit.request.headers.get('authorization') ?? '')?.[1]
  const opened = await openReceiptFor(visit, code ?? '')
  if (opened.result === 'open' && isGuestId(opened.access.person))
    return problem(403, 'guest', 'Not for a guest', 'This code opens a case in the browser, at /receipt.')
  if (opened.result === 'open') return { ...nobody, reporter: opened.access }
  if (opened.result === 'replaced')
    return (
      (comesFromElsewhere(route, visit) ? undefined : await route.replaced?.(visit, opened.receipt)) ??
      unauthorized(401, 'receipt-replaced', 'This receipt code was replaced', 'Use the new code.', {
        replacedAt: new Date(opened.at).toISOString(),
      })
    )
  return unauthorized(
    opened.tooMany ? 429 : 401,
    'receipt',
    'No thread opens with this',
    'Send "Authorization: Receipt" with a receipt code.',
  )
}

async function bySession(route: Route, least: Role, visit: Visit): Promise<Admitted | Response> {
  const token = readCookie(visit.request, visit, memberCookie)
  const found = token === undefined ? undefined : await visit.team.session(token)
  if (token === undefined || found === undefined) return stranger(route, visit)
  const signedIn = found.began === 'header' ? asTheProxySays(visit, found) : found
  if (signedIn === 'malformed') return readTwoWays(visit)
  if (signedIn === null) return stranger(route, visit)
  if (!reaches(signedIn.role, least))
    return sorry(visit, 403, 'Not for your role', `This needs the role of a ${least}.`)
  const own = route.kind === 'member' ? await visit.desk.own.of(signedIn.member) : null
  return { ...nobody, member: actorOf(signedIn, route, visit), signedIn, own, session: token }
}

/**
 * Whom the proxy lets go is out here as well, with the very next request; so is who was taken out of every group, and
 * whom their groups let do less does no more. That they may do more is written down when they next sign in.
 */
function asTheProxySays(visit: Visit, found: SignedIn): SignedIn | 'malformed' | null {
  const said = visit.saidByProxy()
  if (said === 'malformed') return said
  if (said?.user !== found.name || said.role === null) return null
  const less = said.role !== undefined && found.role !== 'lead' && !reaches(said.role, found.role)
  return less && said.role !== undefined ? { ...found, role: said.role } : found
}

const stranger = (route: Route, visit: Visit): Response =>
  route.method === 'GET' && route.path === '/desk' ? seeOther('/sign-in') : notFound(visit)

const actorOf = (by: SignedIn, route: Route, visit: Visit): NonNullable<Visit['member']> => ({
  as: 'member',
  member: by.member,
  role: by.role,
  name: by.name,
  session: by.session,
  strongAt: strongFor(by, new URL(visit.request.url).pathname, visit.desk.now()),
  onlyLooks: route.method === 'GET',
  scopes: null,
})

async function byBearer(route: Route, least: Role, visit: Visit): Promise<Admitted | Response> {
  const token = /^Bearer\s+([A-Za-z0-9_-]{1,200})$/i.exec(visit.request.headers.get('authorization') ?? '')?.[1]
  const bearer = token === undefined ? undefined : await visit.team.bearer(token)
  if (bearer === undefined) {
    if (token !== undefined) visit.house.audit.failed('tokens')
    return unauthorized(401, 'token', 'No valid token', 'Send "Authorization: Bearer" with a token that is valid.')
  }
  if (!reaches(bearer.role, least))
    return problem(403, 'role', 'Not for this role', `This needs the role of a ${least}.`)
  // A row without a scope is for people at a browser: members, keys and tokens are never changed by a token.
  if (route.scope === undefined || !bearer.scopes.includes(route.scope))
    return problem(
      403,
      'scope',
      'Not within this token',
      route.scope && `This needs a token with the scope "${route.scope}".`,
    )
  return { ...nobody, member: actorOfBearer(bearer) }
}

const actorOfBearer = (by: Bearer): NonNullable<Visit['member']> => ({
  as: 'member',
  member: by.member,
  role: by.role,
  name: by.name,
  session: null,
  strongAt: null,
  onlyLooks: false,
  scopes: by.scopes,
})

function unauthorized(status: number, type: string, title: string, detail: string, more = {}): Response {
  const answer = problem(status, type, title, detail, more)
  if (status === 429) answer.headers.set('Retry-After', '3600')
  if (status === 401) answer.headers.set('WWW-Authenticate', type === 'token' ? 'Bearer' : 'Receipt')
  return answer
}

const ranks: Readonly<Record<Role, number>> = { observer: 0, member: 1, lead: 2 }
const reaches = (role: Role, least: Role): boolean => ranks[role] >= ranks[least]

/** Anything that changes something, and every file by others, is only asked for from our own pages. */
const comesFromElsewhere = (route: Route, visit: Visit): boolean =>
  (route.method === 'POST' || route.kind === 'download') && fromAnotherSite(visit.request, visit.config)

/** The API has no cookie that another site could use; yet its visitors must not be made to send reports unawares. */
const refusedElsewhere = (route: Route, visit: Visit): Response =>
  route.kind === 'api' ? problem(403, 'elsewhere', 'This came from another site') : elsewherePage(visit)

const elsewherePage = (visit: Visit): Response => sorryThat(visit, 403, ({ elsewhere }) => elsewhere)

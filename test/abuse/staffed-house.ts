import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StoryClock, storyClock } from '../../seed/clock.ts'
import type { Role } from '../../src/case/ids.ts'
import type { MemberActor } from '../../src/desk/desk.ts'
import { type House, house } from '../../src/main.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import { webLog } from '../../src/web/log.ts'
import { type Visitor, visitor } from '../stand-ins/visitor.ts'

/** A whole house in a folder of its own, with people in it and a clock that only moves when told to. */
export interface Staffed {
  readonly house: House
  readonly clock: StoryClock
  /** Where everything lies but the key. */
  readonly folder: string
  readonly origin: string
  /** What the log said, line by line. */
  readonly lines: string[]
  readonly env: Readonly<Record<string, string>>
  /** A browser at this address. */
  browser(peer?: string): Visitor
  member(role: Role): Promise<Member>
  /** Asks as a program does. */
  api(method: string, path: string, ask?: ApiAsk): Promise<ApiAnswer>
  /** A report over the API. */
  report(body?: Readonly<Record<string, unknown>>): Promise<{ readonly receipt: string; readonly number: string }>
  /** A browser that opened the thread of this receipt. */
  reading(receipt: string, peer?: string): Promise<Visitor>
  /** The same desk after a restart, perhaps with another configuration. Nobody in it is the same object. */
  again(yaml?: string): Promise<Staffed>
  close(): Promise<void>
}

export interface Member {
  readonly id: string
  readonly name: string
  readonly actor: MemberActor
  readonly token: string
  readonly browser: Visitor
}

export interface ApiAsk {
  readonly body?: unknown
  readonly raw?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
  readonly peer?: string
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; empty where it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface StaffedAsk {
  /** `null`: this machine, at a port of its own, for whoever has to come over a socket. */
  readonly url?: string | null
  readonly limits?: Readonly<Record<string, string | number>>
  readonly yaml?: string
  readonly env?: Readonly<Record<string, string>>
  readonly failpoints?: Failpoints
  readonly random?: (bytes: number) => Uint8Array
  readonly onFatal?: (error: Error) => void
  readonly diskUse?: () => number
}

export const today = Date.UTC(2026, 10, 21, 9, 30)
export const aReport = { title: 'A title', description: 'What was found.' }

export async function staffedHouse(ask: StaffedAsk = {}): Promise<Staffed> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-abuse-'))
  const url = ask.url === undefined ? 'https://security.example' : ask.url
  const yaml = ask.yaml ?? `project:\n  name: Lantern\n${limitsText(ask.limits)}`
  writeFileSync(join(folder, 'postern.yaml'), yaml)
  const env = {
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'keys', 'root.key'),
    POSTERN_CONFIG: join(folder, 'postern.yaml'),
    ...(url !== null && { POSTERN_URL: url }),
    PORT: '0',
    ...ask.env,
  }
  return opened(ask, env, folder, storyClock(today))
}

async function opened(ask: StaffedAsk, env: Staffed['env'], folder: string, clock: StoryClock): Promise<Staffed> {
  const lines: string[] = []
  const built = await house({
    env,
    clock,
    log: webLog({ write: (line) => void lines.push(line) }, 'debug'),
    failpoints: ask.failpoints,
    random: ask.random,
    diskUse: ask.diskUse,
    onFatal: ask.onFatal ?? rethrow,
  })
  return {
    ...people(built, built.config.url),
    clock,
    folder: built.config.data,
    lines,
    env,
    async again(yaml) {
      await built.close()
      if (yaml !== undefined) writeFileSync(env.POSTERN_CONFIG ?? '', yaml)
      return opened(ask, env, folder, clock)
    },
    async close() {
      await built.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const limitsText = (limits: StaffedAsk['limits']): string =>
  limits === undefined
    ? ''
    : `limits:\n${Object.entries(limits)
        .map(([name, value]) => `  ${name}: ${value}\n`)
        .join('')}`

const rethrow = (error: Error): void => {
  throw error
}

/** The people around any house, also one that was opened again over the same data. */
export function people(
  built: House,
  origin: string,
): Pick<Staffed, 'house' | 'origin' | 'browser' | 'member' | 'api' | 'report' | 'reading'> {
  const fetch = (request: Request, peer = '192.0.2.7') => built.fetch(request, peer)
  const browser = (peer?: string) => visitor({ fetch: (request) => fetch(request, peer) }, origin)
  const api = async (
    method: string,
    path: string,
    { body, raw, headers = {}, peer }: ApiAsk = {},
  ): Promise<ApiAnswer> => {
    const said = body === undefined ? raw : JSON.stringify(body)
    const sent = new Headers({ host: new URL(origin).host, ...headers })
    if (body !== undefined) sent.set('content-type', 'application/json')
    const request = new Request(new URL(path, origin), {
      method,
      headers: sent,
      ...(said !== undefined && { body: said, duplex: 'half' }),
    })
    const response = await fetch(request, peer)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      // Only when somebody asks: most of thousands of answers are pages, and each of them is an error that costs.
      get json() {
        return maybeJson(text)
      },
    }
  }
  return {
    house: built,
    origin,
    browser,
    api,
    member: (role) => hire(built, role, browser()),
    async report(body = aReport) {
      const sent = await api('POST', '/api/v1/reports', { body })
      if (sent.status !== 201) throw new Error(`a report is taken: ${sent.text}`)
      return { ...sent.json, number: sent.json.case } as never
    },
    async reading(receipt, peer) {
      const at = browser(peer)
      await at.get('/receipt')
      const opened = await at.submit('/receipt', { code: receipt })
      if (opened.to !== '/thread') throw new Error(`the receipt opens its thread: ${opened.status}`)
      return at
    },
  }
}

function maybeJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

let hired = 0

async function hire({ team }: House, role: Role, browser: Visitor): Promise<Member> {
  hired += 1
  const name = `${role} ${hired}`
  const added = await team.addMember({ name, role, by: null })
  if (isRefusal(added)) throw new Error(added.text)
  const scopes = role === 'observer' ? (['read'] as const) : (['read', 'act', 'publish'] as const)
  const token = await team.createToken({ member: added.member, label: 'test', scopes, days: 90, by: null })
  if (isRefusal(token)) throw new Error(token.text)
  await signIn({ team }, name, browser)
  return { id: added.member, name, actor: { as: 'member', member: added.member, role }, token: token.token, browser }
}

/** By a link of the console: what a browser does with it, a passkey aside. */
export async function signIn({ team }: Pick<House, 'team'>, name: string, browser: Visitor): Promise<void> {
  const link = await team.memberSignIn(name)
  if (isRefusal(link)) throw new Error(link.text)
  const { pathname } = new URL(link.link)
  await browser.get(pathname)
  const signedIn = await browser.submit(pathname)
  if (signedIn.to !== '/desk') throw new Error(`the link signs in: ${signedIn.status}`)
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../../src/case/ids.ts'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import type { Scope } from '../../src/team/team.ts'
import { root } from '../machine.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { yes } from '../stand-ins/team.ts'
import { type Description, describedBy } from './description.ts'

/** A whole house in this process: its own folder, a clock that only moves when told to, and people who use its API. */
export interface TestHouse {
  readonly house: House
  readonly origin: string
  /** What another process has to be given to open the same desk. */
  readonly env: Readonly<Record<string, string>>
  now(): number
  /** Moves the clock; nothing that is due happens before `tick`. */
  later(milliseconds: number): void
  /** Moves the clock by days and lets the clockwork do what is due. */
  days(count: number): Promise<void>
  /** A request without a socket. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** The page or document at this path; throws where there is none. */
  read(path: string): Promise<string>
  report(body?: Readonly<Record<string, unknown>>, init?: Sending): Promise<Reporter>
  /** Whoever holds this receipt code. */
  reporter(receipt: string): Reporter
  member(name: string, role?: Role, scopes?: readonly Scope[]): Promise<Member>
  close(): Promise<void>
}

export interface Sending {
  readonly files?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

type Fields = Readonly<Record<string, unknown>>

/** Outside, with nothing but a receipt. */
export interface Reporter {
  readonly receipt: string
  /** What the API answered to the report. */
  readonly sent: Answered
  readonly number: string
  thread(): Promise<Json>
  /** Gives a command that has to go through. */
  give(type: string, fields?: Fields, more?: Sending): Promise<Json>
  /** Gives a command that the rules refuse; resolves to the reason. */
  refused(type: string, fields?: Fields): Promise<string>
  answer(type: string, fields?: Fields, more?: Sending): Promise<Answered>
}

/** On the team, with a token. */
export interface Member {
  readonly id: string
  readonly token: string
  case(number: string): Promise<Json>
  give(number: string, type: string, fields?: Fields, more?: Sending): Promise<Json>
  refused(number: string, type: string, fields?: Fields): Promise<string>
  answer(number: string, type: string, fields?: Fields, more?: Sending): Promise<Answered>
  preview(number: string): Promise<Json>
  get(path: string): Promise<Answered>
  post(path: string, body: unknown, more?: Sending): Promise<Answered>
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

/** JSON that a test looks into. Whatever is not there is `undefined`, and the assertion says so. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as a stranger's program does
export type Json = any

export const day = 86_400_000
/** A Saturday. */
export const beginning = Date.UTC(2026, 10, 21, 9, 30)

export interface HouseSetting {
  /** One of examples/, such as `authelia-1`, or the text of a postern.yaml. */
  readonly policy?: string
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly at?: number
  readonly steadyAt?: number
  readonly diskUse?: () => number
  readonly failpoints?: Failpoints
}

export async function openHouse(setting: HouseSetting = {}): Promise<TestHouse> {
  const folder = setting.folder ?? mkdtempSync(join(tmpdir(), 'postern-house-'))
  let now = setting.at ?? beginning
  const clock = { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) }
  const env = {
    POSTERN_URL: 'https://security.example',
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'postern.key'),
    POSTERN_CONFIG: configIn(folder, setting.policy ?? 'small-project'),
    ...setting.env,
  }
  const complete = engine === 'embedded' ? env : await onPostgres(folder, env)
  const open = await house({
    env: complete,
    clock,
    log: { request: () => undefined, failure: (_, route, error) => console.error(route, error), note: () => undefined },
    onFatal: (error) => {
      throw error
    },
    diskUse: setting.diskUse,
    failpoints: setting.failpoints,
  })
  const origin = open.config.url
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('host', new URL(origin).host)
    return open.fetch(new Request(new URL(path, origin), { ...init, headers }), '192.0.2.7')
  }
  const later = (milliseconds: number) => {
    now += milliseconds
  }

  const reporterOf = (receipt: string, sent: Answered): Reporter => {
    const authorization = `Receipt ${receipt}`
    const answer: Reporter['answer'] = (type, fields, more) =>
      post(ask, '/api/v1/thread/commands', 'command', { type, ...fields }, authorization, more)
    return {
      receipt,
      sent,
      number: sent.body.case,
      thread: async () => {
        const answer = await answered(await ask('/api/v1/thread', { headers: { authorization } }))
        return right(await held(ask, 'GET', '/api/v1/thread', answer))
      },
      give: async (type, fields, more) => carriedOut(type, await answer(type, fields, more)),
      refused: async (type, fields) => reasonOf(type, await answer(type, fields)),
      answer,
    }
  }

  return {
    house: open,
    origin,
    env: complete,
    now: () => now,
    later,
    days: async (count) => {
      later(count * day)
      await open.tick()
    },
    ask,
    read: async (path) => {
      const response = await ask(path)
      assert.equal(response.status, 200, path)
      return response.text()
    },
    report: async (body = {}, init = {}) => {
      const sent = await post(ask, '/api/v1/reports', 'report', { ...aReport, ...body }, undefined, init)
      assert.equal(sent.status, 201, JSON.stringify(sent.body))
      return reporterOf(sent.body.receipt, sent)
    },
    reporter: (receipt) => reporterOf(receipt, { status: 0, headers: new Headers(), body: {} }),
    member: async (name, role = 'member', scopes = ['read', 'act', 'publish']) => {
      const known = (await open.team.members()).find((one) => one.name === name)
      if (known === undefined) yes(await open.team.addMember({ name, role, by: null }))
      const id = (await open.team.members()).find((one) => one.name === name)?.id ?? ''
      const { token } = yes(await open.team.createToken({ member: id, label: 'test', scopes, days: 90, by: null }))
      return memberOf(ask, id, token)
    },
    close: async () => {
      await open.close()
      if (setting.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

let engine: 'embedded' | 'postgres' = 'embedded'
const databases = new Map<string, TestDatabase>()

/** From now on every house of this test file keeps what it knows in a PostgreSQL. */
export function keepInPostgres(): void {
  engine = 'postgres'
}

/** One database for each folder: a house that is opened again finds what it knew. */
async function onPostgres(folder: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const known = databases.get(folder)
  const database = known ?? (await testDatabase())
  databases.set(folder, database)
  if (known === undefined) createKey(readConfig({ env }), env, undefined)
  return { ...env, DATABASE_URL: database.url }
}

export const aReport = {
  title: 'Session cookie accepted after sign-out',
  description: 'After signing out, the old cookie still opens the account page. Marker: heliotrope.',
}

/** What a member writes for readers. Nothing of the report's own words is in it. */
export const advisoryFields = {
  title: 'Signed-out sessions could still be used',
  summary: 'A session that was signed out could still be used for an hour.',
  impact: 'Whoever had copied a cookie stayed signed in.',
  mitigation: 'Update. Until then, restart the server after signing somebody out.',
  details: 'The session table was read before it was written.',
  reproduce: 'Sign in, sign out, send the cookie again.',
  cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
  affected: [{ product: 'Lantern', ecosystem: 'npm', package: 'lantern', introduced: '4.30.0', fixed: '4.39.1' }],
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>

function memberOf(ask: Ask, id: string, token: string): Member {
  const authorization = `Bearer ${token}`
  const get: Member['get'] = async (path) =>
    held(ask, 'GET', path, await answered(await ask(path, { headers: { authorization } })))
  const answer: Member['answer'] = (number, type, fields, more) =>
    post(ask, `/api/v1/cases/${number}/commands`, 'command', { type, ...fields }, authorization, more)
  return {
    id,
    token,
    get,
    answer,
    case: async (number) => right(await get(`/api/v1/cases/${number}`)),
    give: async (number, type, fields, more) => carriedOut(type, await answer(number, type, fields, more)),
    refused: async (number, type, fields) => reasonOf(type, await answer(number, type, fields)),
    preview: async (number) => right(await get(`/api/v1/cases/${number}/advisory`)),
    post: (path, body, more) => post(ask, path, 'case', body, authorization, more),
  }
}

/**
 * JSON, or a multipart body where there are files. Whatever the house accepts is held against its own description, and
 * so is whatever it answers: a program made from the description can do what these journeys do.
 */
async function post(
  ask: Ask,
  path: string,
  part: string,
  body: unknown,
  authorization: string | undefined,
  more: Sending = {},
): Promise<Answered> {
  const headers = { ...(authorization !== undefined && { authorization }), ...more.headers }
  const sent = (): RequestInit => {
    if (more.files === undefined)
      return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
    const form = new FormData()
    form.set(part, JSON.stringify(body))
    for (const [name, content] of Object.entries(more.files)) form.append('files', new Blob([content]), name)
    return { body: form, headers }
  }
  const answer = await answered(await ask(path, { method: 'POST', ...sent() }))
  if (answer.status < 400) (await description(ask)).accepted('POST', path, body)
  return held(ask, 'POST', path, answer)
}

async function held(ask: Ask, method: string, path: string, answer: Answered): Promise<Answered> {
  const known = await description(ask)
  const [bare = ''] = path.split('?')
  const type = answer.headers.get('content-type') ?? ''
  known.answered(method, bare, answer.status, type, answer.body)
  return answer
}

let read: Promise<Description> | undefined
/** The same for every house but for its name and address. */
const description = (ask: Ask): Promise<Description> => {
  read ??= ask('/api/v1/openapi.json').then(async (response) => describedBy(await response.json()))
  return read
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, headers: response.headers, body: /json/.test(type) ? JSON.parse(text) : text }
}

function right(answer: Answered): Json {
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}

function carriedOut(type: string, answer: Answered): Json {
  assert.equal(answer.status, 200, `${type}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

function reasonOf(type: string, answer: Answered): string {
  assert.equal(answer.status, 409, `${type} is refused: ${JSON.stringify(answer.body)}`)
  assert.ok(answer.body.hint, `${type}: a refusal says what to do next`)
  return answer.body.refused
}

function configIn(folder: string, policy: string): string {
  if (!policy.includes('\n')) return join(root, 'examples', `${policy}.yaml`)
  const file = join(folder, 'postern.yaml')
  writeFileSync(file, policy)
  return file
}

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { near } from './config/near.ts'
import { readOnion, readUrl } from './config/origin.ts'
import type { Problem } from './config/problem.ts'
import { readS3Place, type S3Place } from './config/s3-place.ts'
import { type Peers, readPeers } from './peers.ts'

/** What the machine says about this desk: where it listens, what it is called, where it keeps things. */
export interface Environment {
  /** The public address without a slash at its end: links, passkeys, cookies, feeds, security.txt. */
  readonly url: string
  /** Nobody named the address; it follows from the port. */
  readonly urlByDefault: boolean
  readonly host: string
  /** 0: any free port. `listeningOn` then says which. */
  readonly port: number
  /** A socket of this machine to listen on beside the port: only who owns it can open it. Absolute path. */
  readonly socket: string | null
  /** Proxies whose forwarded headers count. Nobody else's do. */
  readonly proxies: Peers
  readonly onionUrl: string | null
  /** Absolute folder. */
  readonly data: string
  /** Absolute folder of the files of cases, or the object storage they lie in. */
  readonly blobs: string | S3Place
  /** Absolute path of postern.yaml; it need not exist unless `configNamed`. */
  readonly configPath: string
  readonly configNamed: boolean
  /** POSTERN_KEY_FILE as an absolute path. Otherwise the store knows where the key of this desk lies. */
  readonly keyFile: string | null
  /** Where figures are served: this machine alone. Off where nothing is said. */
  readonly metrics: { readonly host: string; readonly port: number } | null
  /** What the mail server wants to hear beside `mail.smtp.user`. */
  readonly smtpPassword: string | null
  /** What the sign-in provider knows this desk by, beside `signIn.provider.clientId`. */
  readonly oidcSecret: string | null
  /** What a forward-auth proxy shows beside the name it says. */
  readonly headerSecret: string | null
  /** Where the PostgreSQL of this desk is, with its password; without one everything lies in the data folder. */
  readonly databaseUrl: string | null
}

type Env = Readonly<Record<string, string | undefined>>

export interface EnvironmentRead {
  readonly environment: Environment
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** Reads every variable, and says everything that is wrong with them at once. */
export function readEnvironment(env: Env, cwd: string): EnvironmentRead {
  const problems: Problem[] = []
  const wrong = (path: string, text: string): null => {
    problems.push({ file: 'environment', path, text })
    return null
  }
  const path = (given: string | undefined): string | null => (given === undefined ? null : resolve(cwd, given))
  const set = (name: string): string | undefined => (env[name]?.trim() ? env[name]?.trim() : undefined)

  const port = readPort(set('PORT'), wrong)
  const url = readUrl(set('POSTERN_URL'), (text) => wrong('POSTERN_URL', text))
  const data = path(set('POSTERN_DATA')) ?? resolve(cwd, 'data')
  const environment: Environment = {
    url: url ?? `http://localhost:${port}`,
    urlByDefault: url === null,
    host: readHost(set('HOST'), wrong),
    port,
    socket: readSocket(path(set('POSTERN_SOCKET')), wrong),
    proxies: readPeers(set('POSTERN_PROXY') ?? '', (text) => wrong('POSTERN_PROXY', text)),
    onionUrl: readOnion(set('POSTERN_ONION_URL'), (text) => wrong('POSTERN_ONION_URL', text)),
    data,
    blobs: readBlobs(env, cwd, wrong) ?? join(data, 'blobs'),
    configPath: path(set('POSTERN_CONFIG')) ?? resolve(cwd, 'postern.yaml'),
    configNamed: set('POSTERN_CONFIG') !== undefined,
    keyFile: path(set('POSTERN_KEY_FILE')),
    metrics: readMetrics(set('POSTERN_METRICS'), wrong),
    smtpPassword: secret(env, 'POSTERN_SMTP_PASSWORD', wrong) ?? null,
    oidcSecret: secret(env, 'POSTERN_OIDC_SECRET', wrong) ?? null,
    headerSecret: secret(env, 'POSTERN_HEADER_SECRET', wrong) ?? null,
    databaseUrl: readDatabase(secret(env, 'DATABASE_URL', wrong), wrong),
  }
  return { environment, problems, warnings: [...misspelt(env), ...unfitForPasskeys(environment)] }
}

type Wrong = (path: string, text: string) => null

// What it says is somebody's password as often as not, so the value is never repeated.
function readDatabase(given: string | undefined, wrong: Wrong): string | null {
  if (given === undefined) return null
  if (/^postgres(ql)?:\/\//i.test(given)) return given
  return wrong('DATABASE_URL', 'expected the address of a PostgreSQL, such as postgres://postern@db.example/postern')
}

function readPort(given: string | undefined, wrong: Wrong): number {
  if (given === undefined) return 8_080
  const port = /^[0-9]{1,5}$/.test(given) ? Number(given) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  wrong('PORT', `expected a number from 0 to 65535, got ${JSON.stringify(given)}`)
  return 8_080
}

/** `sun_path` of Linux holds 108 bytes with its end, that of other systems 104. */
function readSocket(path: string | null, wrong: Wrong): string | null {
  if (path === null || Buffer.byteLength(path) <= 103) return path
  return wrong('POSTERN_SOCKET', 'is longer than the 103 bytes that the path of a socket may have')
}

function readHost(given: string | undefined, wrong: Wrong): string {
  if (given === undefined) return '127.0.0.1'
  const host = given.startsWith('[') && given.endsWith(']') ? given.slice(1, -1) : given
  if (isIP(host) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(host)) return host
  wrong('HOST', `expected the address to listen on, such as 127.0.0.1, got ${JSON.stringify(given)}`)
  return '127.0.0.1'
}

/** What the figures tell is for whoever runs the machine, and for nobody who merely reaches it. */
function readMetrics(given: string | undefined, wrong: Wrong): Environment['metrics'] {
  if (given === undefined) return null
  const [, host = '127.0.0.1', port] = /^(?:(127\.0\.0\.1|localhost|\[::1\]):)?([0-9]{1,5})$/.exec(given) ?? []
  if (port === undefined || Number(port) > 65_535)
    return wrong(
      'POSTERN_METRICS',
      `expected a port of this machine, such as 127.0.0.1:9464, got ${JSON.stringify(given)}`,
    )
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

function readBlobs(env: Env, cwd: string, wrong: Wrong): string | S3Place | null {
  const given = secret(env, 'POSTERN_BLOBS', wrong)
  if (given === undefined) return null
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) return resolve(cwd, given)
  if (!/^s3:/i.test(given)) return wrong('POSTERN_BLOBS', 'expected a folder, or s3://bucket/prefix')
  const place = readS3Place({
    given,
    accessKeyId: secret(env, 'AWS_ACCESS_KEY_ID', wrong),
    secretAccessKey: secret(env, 'AWS_SECRET_ACCESS_KEY', wrong),
    sessionToken: secret(env, 'AWS_SESSION_TOKEN', wrong),
  })
  return 'wrong' in place ? wrong('POSTERN_BLOBS', place.wrong) : place
}

/** NAME, or the content of the file that NAME_FILE names. */
function secret(env: Env, name: string, wrong: Wrong): string | undefined {
  const [given, file] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()]
  if (!file) return given || undefined
  if (given) {
    wrong(name, `is given twice: as ${name} and as ${name}_FILE. Keep one`)
    return undefined
  }
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (cause) {
    wrong(`${name}_FILE`, `the file cannot be read (${codeOf(cause)})`)
    return undefined
  }
}

export const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown error'

const ours = [
  ...['URL', 'PROXY', 'ONION_URL', 'DATA', 'CONFIG', 'KEY', 'KEY_FILE', 'KEY_COMMAND', 'BLOBS', 'BLOBS_FILE'],
  ...['SMTP_PASSWORD', 'SMTP_PASSWORD_FILE', 'OIDC_SECRET', 'OIDC_SECRET_FILE', 'HEADER_SECRET', 'HEADER_SECRET_FILE'],
  'METRICS',
].map((name) => `POSTERN_${name}`)

/** A misspelt variable would otherwise be silent, and the desk would start with a default that nobody meant. */
function misspelt(env: Env): readonly string[] {
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith('POSTERN_') || ours.includes(name)) return []
    const meant = near(name, ours)
    return meant === undefined ? [] : [`${name} is not a variable of this desk: did you mean ${meant}?`]
  })
}

function unfitForPasskeys({ url }: Environment): readonly string[] {
  const { hostname } = new URL(url)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0
    ? []
    : [
        `POSTERN_URL is the number ${hostname}: passkeys need a name, so members cannot sign in there. Use localhost or a name`,
      ]
}

import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { StartRefused } from './start-refused.ts'

export interface PostgresHost {
  readonly host: string
  readonly port: number
}

/** Where the database is, as DATABASE_URL says. Several hosts are one database that moves between them. */
export interface PostgresTarget {
  readonly hosts: readonly PostgresHost[]
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  readonly ssl: ConnectionOptions | false
  /** Connections of this node at most. */
  readonly pool: number
  /** For sentences: hosts and database, and never who signs in with what. */
  readonly shown: string
}

const usualPool = 10

/** Throws `StartRefused` with a sentence in which nothing of the password can be. */
export function readPostgresUrl(given: string, read = (path: string) => readFileSync(path, 'utf8')): PostgresTarget {
  const [, authority = '', path = '', query = ''] =
    /^postgres(?:ql)?:\/\/([^/?#]*)\/?([^?#]*)\??([^#]*)$/i.exec(given) ?? []
  if (authority.includes(':') && !authority.includes('@') && path.includes('@'))
    throw wrong('its password holds a / that is read as its end; write %2F for it')
  if (path === '') throw wrong('it has the form postgres://USER@HOST:5432/DATABASE')
  const settings = new URLSearchParams(query)
  const unknown = [...settings.keys()].find((name) => !names.has(name))
  if (unknown !== undefined) throw wrong(`"${unknown}" is no setting of it; there are ${[...names].join(', ')}`)
  const at = authority.lastIndexOf('@')
  const [user = '', ...secret] = at < 0 ? [] : authority.slice(0, at).split(':')
  const hosts = hostsOf(settings.get('host') ?? authority.slice(at + 1))
  const name = decoded(user) || settings.get('user') || ''
  if (name === '') throw wrong('it names no user')
  return {
    hosts,
    database: decoded(path),
    user: name,
    password: secret.length > 0 ? decoded(secret.join(':')) : undefined,
    ssl: tlsOf(
      settings,
      hosts.map(({ host }) => host),
      read,
    ),
    pool: poolOf(settings.get('pool')),
    shown: `${hosts.map(({ host, port }) => `${host}:${port}`).join(',')}/${decoded(path)}`,
  }
}

const names = new Set(['host', 'user', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'pool'])

const wrong = (text: string): StartRefused =>
  new StartRefused('database-url', `DATABASE_URL cannot be used: ${text}. Nothing was changed.`)

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong('a % in it stands for no character; write %25 for the sign itself')
  }
}

function hostsOf(list: string): PostgresTarget['hosts'] {
  return list.split(',').map((one) => {
    const [, bracketed, plain = '', port = '5432'] =
      /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::([0-9]{1,5}))?$/i.exec(one) ?? []
    const host = decoded(bracketed ?? plain)
    if (host === '') throw wrong('it names no host; a Unix socket is named as ?host=/run/postgresql')
    return { host, port: Number(port) }
  })
}

function poolOf(given: string | null): number {
  const pool = given === null ? usualPool : Number(given)
  if (!Number.isInteger(pool) || pool < 2 || pool > 500) throw wrong('pool is a number of connections from 2 to 500')
  return pool
}

/**
 * The modes of libpq, but for those that fall back to clear text by themselves. Where another machine is named, the
 * operator says which one is meant: a desk does not guess whether the network between is to be trusted.
 */
function tlsOf(
  settings: URLSearchParams,
  hosts: readonly string[],
  read: (path: string) => string,
): ConnectionOptions | false {
  const mode = settings.get('sslmode') ?? (hosts.every(isHere) ? 'disable' : undefined)
  const file = (name: string) => {
    const path = settings.get(name)
    if (path === null) return undefined
    try {
      return read(path)
    } catch {
      throw wrong(`the file that ${name} names cannot be read`)
    }
  }
  const own = () => ({ ca: file('sslrootcert'), cert: file('sslcert'), key: file('sslkey') })
  switch (mode) {
    case 'disable':
      return false
    case 'require':
      return { ...own(), rejectUnauthorized: false }
    case 'verify-ca':
      return { ...own(), checkServerIdentity: () => undefined }
    case 'verify-full':
      return own()
    case undefined:
      throw wrong(
        'the database is on another machine, so say how it is reached: sslmode=verify-full (its certificate is checked), or sslmode=disable where nobody else is on that network',
      )
    default:
      throw wrong('sslmode is one of disable, require, verify-ca, verify-full')
  }
}

const isHere = (host: string): boolean => host.startsWith('/') || /^(localhost|127\.[0-9.]+|::1)$/.test(host)

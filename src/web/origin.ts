import { isIP } from 'node:net'
import type { Config } from '../config.ts'
import { type Peers, SOCKET } from '../peers.ts'

type Named = Pick<Config, 'url' | 'onionUrl'>

/** Which of its addresses this desk was visited at. Any other Host counts as the public one: links never follow it. */
export function visitedAt(config: Named, host: string | null): { readonly origin: string; readonly onion: boolean } {
  const onion = config.onionUrl === null ? null : new URL(config.onionUrl)
  if (onion !== null && host?.toLowerCase() === onion.host) return { origin: onion.origin, onion: true }
  return { origin: new URL(config.url).origin, onion: false }
}

/**
 * Whether a browser says that another site sent this. Asked in this order: `Sec-Fetch-Site`, which no page can forge,
 * then `Origin`. Where both are missing only the form token speaks (OWASP ASVS 5.0, 3.5.1 and 3.5.3).
 */
export function fromAnotherSite(request: Request, config: Named): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = request.headers.get('origin')
  if (origin === null) return false
  if (origin === 'null') return site !== 'same-origin'
  return !ownOrigins(config).has(origin)
}

/** Our own address, the onion one, and on a developer's machine the other names of that machine. */
function ownOrigins(config: Named): ReadonlySet<string> {
  const url = new URL(config.url)
  const own = new Set([url.origin])
  if (config.onionUrl !== null) own.add(new URL(config.onionUrl).origin)
  if (loopback.includes(url.hostname)) {
    for (const name of loopback)
      own.add(new URL(`${url.protocol}//${name}${url.port === '' ? '' : `:${url.port}`}`).origin)
  }
  return own
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** Finds out who is at the other end. */
export interface Visitors {
  /** The visitor's address, as far as a trusted proxy tells it; else the address of the connection. */
  addressOf(connection: string | undefined, request: Request): string
  /** Whether somebody we do not trust sent forwarded headers; the desk's status says so. */
  ignoredForwarding(): boolean
}

export function visitors(trusted: Peers): Visitors {
  let ignored = false
  return {
    addressOf(connection, request) {
      const direct = plainAddress(connection ?? '')
      const forwarded = request.headers.get('x-forwarded-for')
      // Whoever may open the socket is a proxy, named by the file's mode.
      if (direct !== SOCKET && !trusted.include(direct)) {
        ignored ||= forwardedNames.some((name) => request.headers.has(name))
        return direct
      }
      // Read from the right: what stands left of the first stranger was written by that stranger.
      const hops = (forwarded ?? '').split(',').map((hop) => plainAddress(hop.trim()))
      const stranger = hops.findLast((hop) => isIP(hop) !== 0 && !trusted.include(hop))
      return stranger ?? direct
    },
    ignoredForwarding: () => ignored,
  }
}

const forwardedNames = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded']

/** `::ffff:192.0.2.1` is the IPv4 address it carries; a port or brackets are left out. */
export function plainAddress(text: string): string {
  const inner = /^\[([^\]]+)\]/.exec(text)?.[1] ?? (/^[0-9.]+:\d+$/.test(text) ? text.replace(/:\d+$/, '') : text)
  return /^::ffff:([0-9.]+)$/i.exec(inner)?.[1] ?? inner
}

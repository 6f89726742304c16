import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import { readPeers, SOCKET } from '../peers.ts'
import { type RoleByGroups, roleFor } from '../team/role-by-groups.ts'

/** Whom a forward-auth proxy names. `malformed`: the headers could be read in two ways, so they are read in none. */
export type SaidByProxy = { readonly user: string; readonly role: RoleByGroups | null | undefined } | 'malformed' | null

/**
 * Believes a proxy only where three things hold: the connection comes from one of its named addresses, the secret that
 * operator and proxy share is there, and each header came exactly once and under its exact name. Some servers take
 * `Remote_User` for `Remote-User`, and pass on what a visitor sent beside their own.
 */
export function proxyReader({ signIn: { header }, headerSecret }: Pick<Config, 'signIn' | 'headerSecret'>) {
  const peers = header?.peers ?? []
  const trusted = readPeers(peers.filter((one) => one !== SOCKET).join(' '), () => undefined)
  return (peer: string, headers: Headers, raw: readonly string[]): SaidByProxy => {
    if (header === undefined) return null
    // Whoever could open the socket is the proxy: its file is the secret that they share.
    const bySocket = peer === SOCKET && peers.includes(SOCKET)
    if (!bySocket && (headerSecret === null || !trusted.include(peer))) return null
    const names = [header.user, header.groups, header.secret].map((name) => name.toLowerCase())
    if (twofold(names, headers, raw)) return 'malformed'
    if (!bySocket && !same(headers.get(header.secret) ?? '', headerSecret ?? '')) return null
    const user = headers.get(header.user)?.trim() ?? ''
    if (user === '') return null
    if (user.includes(',')) return 'malformed'
    return { user: asText(user), role: roleFor(header.roles, namesIn(headers.get(header.groups) ?? '')) }
  }
}

function twofold(names: readonly string[], headers: Headers, raw: readonly string[]): boolean {
  const came = raw.length > 0 ? raw.filter((_, index) => index % 2 === 0) : [...headers.keys()]
  const all = came.map((name) => name.toLowerCase())
  return names.some((name) => {
    const alike = all.filter((one) => one.replaceAll('_', '-') === name)
    return alike.length > 1 || alike.some((one) => one !== name)
  })
}

/** Of one length whatever was sent, so that comparing tells nothing. */
const same = (given: string, right: string): boolean => timingSafeEqual(digest(given), digest(right))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Headers come as bytes, one letter each (RFC 9110, 5.5); proxies write names in UTF-8. */
const asText = (value: string): string => Buffer.from(value, 'latin1').toString('utf8')

const namesIn = (groups: string): readonly string[] => groups.split(/[,|;]/).map((group) => asText(group.trim()))

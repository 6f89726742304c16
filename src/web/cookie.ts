import type { Visit } from './route.ts'

/** Where a cookie is set or read: the address this visitor used. */
type At = Pick<Visit, 'origin'>

/**
 * A cookie that no other host or path can set or see. Over plain http, on this machine or an onion service, browsers
 * refuse `Secure` and with it the `__Host-` name, so the cookie has its plain name there.
 */
export function setCookie(at: At, name: string, value: string, { maxAge }: { maxAge: number }): string {
  return `${fullName(at, name)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure(at) ? '; Secure' : ''}`
}

export const clearCookie = (at: At, name: string): string => setCookie(at, name, '', { maxAge: 0 })

/** `undefined` where it is missing, and where it came twice: then one of the two is not ours. */
export function readCookie(request: Request, at: At, name: string): string | undefined {
  const wanted = `${fullName(at, name)}=`
  const found = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(wanted))
  return found.length === 1 ? found[0]?.slice(wanted.length) || undefined : undefined
}

const isSecure = (at: At): boolean => at.origin.startsWith('https:')
const fullName = (at: At, name: string): string => (isSecure(at) ? `__Host-${name}` : name)

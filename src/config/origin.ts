type Wrong = (text: string) => null

/** The public address. Plain http only where nothing crosses a network in clear. */
export function readUrl(given: string | undefined, wrong: Wrong): string | null {
  if (given === undefined) return null
  const url = originOf(given)
  if (typeof url === 'string') return wrong(url)
  if (url.protocol === 'http:' && !staysHere(url.hostname) && !url.hostname.endsWith('.onion')) {
    return wrong(
      `${url.origin} is plain http: reports would cross the network in clear. Use https; http is for localhost and .onion`,
    )
  }
  return url.origin
}

/** The address of the onion service, over http or https. */
export function readOnion(given: string | undefined, wrong: Wrong): string | null {
  if (given === undefined) return null
  const url = originOf(given)
  if (typeof url === 'string') return wrong(url)
  // Version 3 names: 56 characters of base 32 (rend-spec-v3, 6).
  if (!/^([a-z0-9-]+\.)*[a-z2-7]{56}\.onion$/.test(url.hostname)) {
    return wrong(`expected http:// and an onion name of 56 characters, got ${JSON.stringify(url.hostname)}`)
  }
  return url.origin
}

/** An origin and nothing else, or the sentence that says what is wrong. */
function originOf(given: string): URL | string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return `expected an address such as https://security.example.org, got ${JSON.stringify(hideSecret(given))}`
  if (url.username !== '' || url.password !== '') return 'carries a user name or a password: leave them out'
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return `is to end after the host: the desk needs a host of its own, ${url.origin}`
  return url
}

const hideSecret = (given: string): string => (given.includes('@') ? '(hidden)' : given.slice(0, 100))
/** An address of this machine: what goes there crosses no network. */
export const staysHere = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

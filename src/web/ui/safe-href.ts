/**
 * The address as it may stand in a link, or undefined where it may not. `anywhere` allows the web, mail and paths of
 * this desk; `outside` the web and mail only, for text by others. The address is parsed first and written again from
 * what was parsed, so that tabs, line breaks and backslashes cannot mean one thing to us and another to a browser.
 */
export function safeHref(address: string, reach: 'anywhere' | 'outside' = 'anywhere'): Href | undefined {
  return reach === 'anywhere' && address.startsWith('/') ? ownPath(address) : outside(address)
}

export interface Href {
  readonly href: string
  /** The host of a web address; undefined for mail and for this desk. */
  readonly host?: string
  readonly own: boolean
}

const own = 'https://own.invalid'

function ownPath(path: string): Href | undefined {
  // "//evil.example" and "/\evil.example" are other hosts to a browser.
  if (!URL.canParse(path, own)) return undefined
  const url = new URL(path, own)
  if (url.origin !== own || path.startsWith('//') || url.pathname.startsWith('//')) return undefined
  return { href: url.pathname + url.search + url.hash, own: true }
}

function outside(address: string): Href | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol === 'mailto:') return { href: url.href, own: false }
  // A name before the host ("https://bank.example@evil.example") only serves to deceive.
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return undefined
  return { href: url.href, host: url.host, own: false }
}

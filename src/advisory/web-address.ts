/**
 * An address as it may stand in a public document, or undefined. The web only: `javascript:` and its kin are no
 * references. It is parsed first and written again from what was parsed, with every character escaped that RFC 3986
 * does not know, because feeds and OSV demand that and browsers do not.
 */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A name before the host ("https://bank.example@evil.example") only serves to deceive.
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  // An international host is written in Punycode by the parser; one that is not has no place in a URI.
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/.test(url.hostname)) return undefined
  return `${url.origin}${escaped(url.pathname)}${escaped(url.search)}${url.hash && `#${escaped(url.hash.slice(1))}`}`
}

/** The same for a person's own link, which may also be a mail address. */
export function linkAddress(text: string): string | undefined {
  if (!/^mailto:/i.test(text) || !URL.canParse(text)) return webAddress(text)
  const { pathname, search } = new URL(text)
  // RFC 6068, section 2. Header fields after the address could carry a text that nobody wrote.
  return search === '' && /^[^\s@,<>()"]+@[^\s@,<>()"]+$/.test(pathname) ? `mailto:${escaped(pathname)}` : undefined
}

const escaped = (part: string): string =>
  part
    .toWellFormed()
    .replace(/[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/gu, encodeURIComponent)
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')

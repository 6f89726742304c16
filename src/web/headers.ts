/**
 * `public`: anyone may see and keep it. `receipt`: the reporter's own pages. `member`: the desk, with scripts.
 * `api`: JSON. `download`: a file by others, only ever saved. `static`: our own files under a hashed name.
 * `stream`: a line that stays open and says that there is news.
 */
export type PageKind = 'public' | 'receipt' | 'member' | 'api' | 'download' | 'static' | 'stream'

/** What the public address of this desk is served over, and the same page on the onion service if there is one. */
export interface Origin {
  readonly https: boolean
  /** The whole address of this very page on the onion service. Only told where nothing secret is in it. */
  readonly onion?: string
}

/** The headers that keep a page what it is (OWASP ASVS 5.0, 3.2 and 3.4). Nothing in the configuration loosens them. */
export function headersFor(kind: PageKind, origin: Origin): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentPolicy[kind],
    'Cache-Control': caching[kind],
    // With `no-referrer` a form without scripts would send `Origin: null`, and the origin check could not work.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': kind === 'member' ? memberPermissions : permissions,
    'X-Frame-Options': 'DENY',
    // A link in a stranger's text must not be looked up before somebody follows it.
    'X-DNS-Prefetch-Control': 'off',
    ...(origin.https && { 'Strict-Transport-Security': 'max-age=63072000' }),
    // An onion address is worth telling only to those who came by a name (RFC 7686; Tor's Onion-Location).
    ...(kind === 'public' && origin.https && origin.onion !== undefined && { 'Onion-Location': origin.onion }),
  }
}

const page = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
]
const withoutScripts = [...page, "script-src 'none'"].join('; ')
const withScripts = [
  ...page,
  "script-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const contentPolicy = {
  public: withoutScripts,
  receipt: withoutScripts,
  member: withScripts,
  api: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  download: "sandbox; default-src 'none'; frame-ancestors 'none'",
  static: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  stream: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
} satisfies Record<PageKind, string>

const caching = {
  // Kept, but asked about each time: an advisory may have a new revision.
  public: 'no-cache',
  receipt: 'no-store',
  member: 'no-store',
  api: 'no-store',
  download: 'private, no-store',
  static: 'public, max-age=31536000, immutable',
  // A proxy that packs it would hold it back.
  stream: 'no-store, no-transform',
} satisfies Record<PageKind, string>

const off = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
].map((feature) => `${feature}=()`)
const permissions = [...off, 'publickey-credentials-create=()', 'publickey-credentials-get=()'].join(', ')
const memberPermissions = [...off, 'publickey-credentials-create=(self)', 'publickey-credentials-get=(self)'].join(', ')

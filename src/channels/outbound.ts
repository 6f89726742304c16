import { lookup } from 'node:dns/promises'
import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { NotDelivered } from './channel.ts'
import { isPublicAddress } from './public-address.ts'

/**
 * The one way out to an address that somebody wrote down. The name is looked up once, every answer must be public,
 * and the connection goes to the very address that was checked: a name that answers differently a moment later gets
 * nowhere. Redirects are not followed.
 */
export interface Outbound {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The operator named this host as one of the own network. Only then may it be private, or plain http. */
  readonly internal: boolean
  /** How names are looked up; the machine's own way where nothing is said. */
  readonly resolve?: Resolve
}

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

const seconds = 10

/** Resolves to the status of the answer. Its body is not read. */
export async function post(out: Outbound): Promise<number> {
  const url = checkedUrl(out)
  const signal = AbortSignal.timeout(seconds * 1_000)
  const address = await Promise.race([addressOf(url, out), aborted(signal)])
  return answerOf(url, out, address, signal)
}

function checkedUrl({ url: given, internal }: Outbound): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') throw new NotDelivered('url-refused', false)
  if (url.protocol !== 'https:' && !(internal && url.protocol === 'http:')) throw new NotDelivered('url-refused', false)
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port)
  // Below 1024 other services listen, and some of them take a line of HTTP for an order.
  if (port < 1_024 && port !== 443 && !(internal && port === 80)) throw new NotDelivered('port-refused', false)
  return url
}

async function addressOf(url: URL, { internal, resolve = byMachine }: Outbound): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) !== 0 ? [{ address: host }] : await resolve(host).catch(unresolved)
  const [first] = found
  if (first === undefined) throw new NotDelivered('unresolved', true)
  // One private answer among public ones is reason enough: which of them is taken is chance.
  if (!internal && !found.every(({ address }) => isPublicAddress(address)))
    throw new NotDelivered('private-address', false)
  return first.address
}

const byMachine: Resolve = (host) => lookup(host, { all: true, verbatim: true })

function unresolved(cause: unknown): never {
  throw new NotDelivered('unresolved', true, { cause })
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new NotDelivered('timeout', true))))

function answerOf(url: URL, out: Outbound, address: string, signal: AbortSignal): Promise<number> {
  const pinned: LookupFunction = (_, options, callback) =>
    options.all === true ? callback(null, [{ address, family: isIP(address) }]) : callback(null, address, isIP(address))
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...out.headers, 'Content-Length': Buffer.byteLength(out.body) },
    agent: false,
    lookup: pinned,
    signal,
  }
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(new NotDelivered(signal.aborted ? 'timeout' : 'unreachable', true, { cause }))
    const asked = open(url, options, (answer) => {
      resolve(answer.statusCode ?? 0)
      // Nothing of the answer is wanted, and it may have no end.
      answer.destroy()
    })
    asked.on('error', failed)
    asked.end(out.body)
  })
}

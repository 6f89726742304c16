import { createHmac, createSecretKey } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Limits } from '../limits.ts'

/** The limits that count strangers. Their numbers stand in limits.ts. */
export type LimitName =
  | 'reportsPerHour'
  | 'messagesPerHour'
  | 'wrongReceiptsPerHour'
  | 'signInsPerHour'
  | 'confirmationsPerHour'
  | 'confirmationsAtAll'
  | 'uploadBytesPerHour'
  | 'accountsPerHour'

export interface AddressLimits {
  /** Counts one, or so many, and says whether that was within the limit. `by` is an address, or the name of something. */
  within(limit: LimitName, by: string, points?: number): Promise<boolean>
}

const hour = 3_600_000
/** More visitors than this in one hour start a new table: memory counts as well. */
const mostVisitors = 100_000

/**
 * Counts per network, in this node's memory alone. Each hour has a key of its own, made by chance and then thrown
 * away, so that not even a picture of the memory says who was here before.
 */
export function addressLimits(means: {
  limits: Limits
  now: () => number
  random: (bytes: number) => Uint8Array
}): AddressLimits {
  let table = newTable(means)
  return {
    async within(limit, by, points = 1) {
      const current = Math.floor(means.now() / hour)
      if (table.hour !== current || table.visitors >= mostVisitors) table = newTable(means)
      const key = createHmac('sha256', table.key)
        .update(`${limit}:${networkOf(by)}`)
        .digest('base64url')
      const count = await table.counters[limit]
        .consume(key, points)
        .catch((full: { isFirstInDuration: boolean }) => full)
      if (count.isFirstInDuration) table.visitors += 1
      return 'consumedPoints' in count && Number(count.consumedPoints) <= means.limits[limit]
    },
  }
}

function newTable(means: { limits: Limits; now: () => number; random: (bytes: number) => Uint8Array }) {
  const counter = (limit: LimitName) =>
    // A duration of 0 needs no timers: the whole table is thrown away when the hour is over.
    new RateLimiterMemory({ keyPrefix: limit, points: means.limits[limit], duration: 0 })
  return {
    hour: Math.floor(means.now() / hour),
    key: createSecretKey(means.random(32)),
    visitors: 0,
    counters: {
      reportsPerHour: counter('reportsPerHour'),
      messagesPerHour: counter('messagesPerHour'),
      wrongReceiptsPerHour: counter('wrongReceiptsPerHour'),
      signInsPerHour: counter('signInsPerHour'),
      confirmationsPerHour: counter('confirmationsPerHour'),
      confirmationsAtAll: counter('confirmationsAtAll'),
      uploadBytesPerHour: counter('uploadBytesPerHour'),
      accountsPerHour: counter('accountsPerHour'),
    },
  }
}

/** Whoever has one address of a network usually has the others: /24 for IPv4, /48 for IPv6. */
function networkOf(address: string): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) return address.split('.').slice(0, 3).join('.')
  if (!isIPv6(address)) return address
  // The URL parser writes an IPv6 address in its one canonical form.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const all = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest.length).fill('0'), ...rest]
  return all.slice(0, 3).join(':')
}

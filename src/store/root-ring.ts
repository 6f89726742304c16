import { randomBytes } from 'node:crypto'
import type { SealingKey } from './seal.ts'

/**
 * The root key wraps the other keys and does nothing else. Where it comes from may hold several, one a line, newest
 * last: `postern-key v1 <id> <base64>`. The newest wraps what is new, the older ones open what they wrapped.
 */
export interface RootKey {
  /** Where it was read, as a sentence says it: `the key file /etc/postern.key`. */
  readonly from: string
  /** The file it lies in; `null` where it came from the environment or a command. */
  readonly file: string | null
  /** Wraps what is new. */
  readonly current: SealingKey
  /** Opens what is there, also what an older root key wrapped. */
  readonly byId: ReadonlyMap<string, SealingKey>
  /** As it is now: a file may have got a new key since. What is read once, at the start, stays as it was. */
  fresh(): RootKey
}

/** One sentence for the person at the console; the caller exits with 1 and nothing was changed. */
export class KeyRefused extends Error {
  readonly code:
    | 'missing'
    | 'wrong'
    | 'readable-by-others'
    | 'inside-data-folder'
    | 'malformed'
    | 'exists'
    | 'named-twice'
    | 'command'
    | 'not-writable'
    | 'in-use'
  constructor(code: KeyRefused['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'KeyRefused'
    this.code = code
  }
}

export const newRootKey = (): SealingKey => ({
  id: randomBytes(8).toString('hex'),
  bytes: new Uint8Array(randomBytes(32)),
})

export const lineOf = (key: SealingKey): string =>
  `postern-key v1 ${key.id} ${Buffer.from(key.bytes).toString('base64')}\n`

/** The keys of this text, newest last. A variable may hold them in one line, with commas between. */
export function parseRing(from: string, text: string): Pick<RootKey, 'current' | 'byId'> {
  const keys = text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => keyOf(from, line))
  const current = keys.at(-1)
  if (!current) throw new KeyRefused('malformed', `There is no key in ${from}.`)
  const byId = new Map(keys.map((key) => [key.id, key]))
  if (byId.size !== keys.length) throw new KeyRefused('malformed', `Two keys in ${from} have the same id.`)
  return { current, byId }
}

function keyOf(from: string, line: string): SealingKey {
  const [, id, encoded] = /^postern-key v1 ([0-9a-f]{16}) ([A-Za-z0-9+/]{43}=)$/.exec(line) ?? []
  // What the line says is perhaps nearly a key, so it is never repeated.
  if (!id || !encoded) throw new KeyRefused('malformed', `There is a line in ${from} that is not a Postern key.`)
  return { id, bytes: new Uint8Array(Buffer.from(encoded, 'base64')) }
}

import { createSecretKey, type KeyObject } from 'node:crypto'

/**
 * Key bytes as node:crypto wants them. Handed over as plain bytes, Node 24 finds out anew at each use that they are no
 * key object, which takes three times as long as sealing a record does.
 */
export function secretKey(bytes: Uint8Array): KeyObject {
  const known = objects.get(bytes) ?? createSecretKey(bytes)
  objects.set(bytes, known)
  return known
}

/** As long as the bytes themselves are held, and no longer. */
const objects = new WeakMap<Uint8Array, KeyObject>()

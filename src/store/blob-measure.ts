import { createHash, type Hash } from 'node:crypto'
import { BlobTooLarge } from './blobs.ts'

/** What is known of a file's clear text once all of it went by. */
export interface Measure {
  readonly hash: Hash
  size: number
}

export const nothingYet = (): Measure => ({ hash: createHash('sha256'), size: 0 })

/** Passes the clear text on, and stops at the limit. */
export async function* measured(
  source: AsyncIterable<Uint8Array>,
  limit: number,
  clear: Measure,
): AsyncIterable<Uint8Array> {
  for await (const piece of source) {
    clear.size += piece.length
    if (clear.size > limit) throw new BlobTooLarge(`a file may have ${limit} bytes`)
    clear.hash.update(piece)
    yield piece
  }
}

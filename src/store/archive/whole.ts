import { createHash } from 'node:crypto'
import { BlobDamaged } from '../blobs.ts'
import { counting } from './counting.ts'

/** Reads a sealed file to its end: how many bytes it has, or `undefined` where its name is not the hash of them. */
export async function wholeFile(name: string, pieces: AsyncIterable<Uint8Array>): Promise<number | undefined> {
  const hash = createHash('sha256')
  const read = { bytes: 0 }
  try {
    for await (const piece of counting(readable(pieces), read)) hash.update(piece)
  } catch (error) {
    if (error instanceof BlobDamaged) return undefined
    throw error
  }
  return hash.digest('hex') === name ? read.bytes : undefined
}

/** A sector that a disk gives back no more is as damaged as one that it gives back changed. */
export async function* readable(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* pieces
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EIO') throw cause
    throw new BlobDamaged('a file cannot be read any more', { cause })
  }
}

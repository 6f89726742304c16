import { createCipheriv, createDecipheriv } from 'node:crypto'
import { BlobDamaged } from './blobs.ts'
import { paddedLength } from './seal.ts'
import { secretKey } from './secret-key.ts'

/**
 * A file in chunks of 64 KiB, each sealed for its number and for whether it is the last, so that chunks can be neither
 * moved nor cut off (the STREAM construction). The key belongs to this file alone: the chunk number is a safe nonce.
 * The last chunk is padded, one byte at least, so that the size on disk tells no more than its bucket.
 */
const CHUNK = 65_536
export const SEALED_CHUNK = CHUNK + 16

export async function* sealChunks(key: Uint8Array, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let number = 0
  // One chunk of memory for the whole file: a crowd of uploads would otherwise leave hundreds of megabytes to collect.
  const chunk = Buffer.allocUnsafeSlow(CHUNK)
  let filled = 0
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(CHUNK - filled, piece.length - at)
      chunk.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled < CHUNK) break
      yield sealChunk(key, number++, false, chunk)
      filled = 0
    }
  }
  yield sealChunk(key, number, true, padLast(chunk.subarray(0, filled)))
}

/** Takes whole sealed chunks and gives their clear text; `last` says that no further one follows. */
export function openChunk(key: Uint8Array, number: number, last: boolean, sealed: Uint8Array): Uint8Array {
  if (sealed.length < 16) throw new BlobDamaged('a file ends in the middle of a chunk')
  const decipher = createDecipheriv('aes-256-gcm', secretKey(key), nonce(number, last), { authTagLength: 16 })
  decipher.setAAD(boundTo(number, last))
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const clear = decipher.update(sealed.subarray(0, sealed.length - 16))
  try {
    decipher.final()
  } catch (cause) {
    throw new BlobDamaged(`chunk ${number} of a file does not open`, { cause })
  }
  return last ? clear.subarray(0, clear.lastIndexOf(END)) : clear
}

function sealChunk(key: Uint8Array, number: number, last: boolean, clear: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', secretKey(key), nonce(number, last))
  cipher.setAAD(boundTo(number, last))
  const body = cipher.update(clear)
  cipher.final()
  return Buffer.concat([body, cipher.getAuthTag()])
}

const END = 0x80

/** ISO/IEC 7816-4: an end mark, then zeros. */
function padLast(rest: Uint8Array): Uint8Array {
  const padded = Buffer.alloc(paddedLength(rest.length + 1))
  padded.set(rest)
  padded[rest.length] = END
  return padded
}

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(number, 7)
  bytes[11] = last ? 1 : 0
  return bytes
}

const boundTo = (number: number, last: boolean): Buffer =>
  Buffer.from(`postern:v1:blob:chunk:${number}:${last ? 'last' : 'more'}`)

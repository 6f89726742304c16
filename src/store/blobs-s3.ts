import { createHash, randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Place } from '../config/s3-place.ts'
import { line } from '../in-line.ts'
import { measured, nothingYet } from './blob-measure.ts'
import { openChunk, SEALED_CHUNK, sealChunks } from './blob-seal.ts'
import { BlobDamaged, type BlobRef, type Blobs, FilesAway, isBlobName } from './blobs.ts'
import { writeAll } from './durable.ts'
import { type S3Client, type S3Page, s3Client } from './s3-client.ts'
import { StoreFailure } from './store.ts'

export interface BlobsInS3Ask {
  readonly place: S3Place
  /** Where ciphertext waits until it is sent. */
  readonly spool: string
  /** One upload has this long, with every try of it, in milliseconds. */
  readonly patience: number
}

/**
 * Files in object storage. A file is sealed into the spool first, since its name is the hash of its ciphertext, and then
 * sent whole, with that hash as the checksum that the store checks. Nothing refers to it before the store has it: a row
 * never dangles, and an object that nothing refers to is swept.
 */
export function openBlobsInS3({ place, spool, patience }: BlobsInS3Ask): Blobs {
  const client = s3Client(place)
  const uploads = line()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    uploads(UPLOADS, work, { milliseconds: patience / 2, late: () => new FilesAway('timeout') })
  return {
    put: (source, limit) =>
      inTurn(async () => {
        const key = randomBytes(32)
        const clear = nothingYet()
        const blob = await sent(client, spool, patience, sealChunks(key, measured(source, limit, clear)))
        return { blob, key: key.toString('base64url'), size: clear.size, sha256: clear.hash.digest('hex') }
      }),
    open: (ref) => read(client, named(ref.blob), ref),
    sweep: (keep, before) => sweep(client, spool, keep, before),
    sealed: async (blob) => {
      const body = await client.get(named(blob))
      return body === undefined ? undefined : pieces(body)
    },
    shelve: (blob, source, how) =>
      inTurn(async () => {
        if (how === 'anew' || !(await client.has(named(blob)))) await sent(client, spool, patience, source, blob)
        return false
      }),
    remove: (blob) => client.remove(named(blob)),
  }
}

/**
 * Uploads at the same time: they bound the spool, and a slow store gathers no crowd. Whoever waits for a turn for half
 * of the patience is told that files are away: the other half would be too short for the file itself.
 */
const UPLOADS = 16

async function sent(
  client: S3Client,
  spool: string,
  patience: number,
  source: AsyncIterable<Uint8Array>,
  expected?: string,
): Promise<string> {
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const draft = join(spool, randomBytes(16).toString('hex'))
  try {
    const blob = await spooled(draft, source)
    if (expected !== undefined && blob !== expected) throw new BlobDamaged('a file is named by the hash of its bytes')
    await client.put(blob, await openAsBlob(draft), blob, performance.now() + patience)
    return blob
  } finally {
    await rm(draft, { force: true })
  }
}

/** Not synced: what is not in the store was never acknowledged. */
async function spooled(file: string, source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const chunk of source) {
      hash.update(chunk)
      await writeAll(handle, chunk)
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
    throw new StoreFailure('full', 'The disk is full; the file was not stored.', { cause })
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

async function* read(client: S3Client, blob: string, ref: BlobRef): AsyncIterable<Uint8Array> {
  const body = await client.get(blob)
  if (body === undefined) throw new BlobDamaged('a file is missing')
  const key = Buffer.from(ref.key, 'base64url')
  let [number, left] = [0, ref.size]
  for await (const { chunk, last } of chunksOf(pieces(body))) {
    const clear = openChunk(key, number, last, chunk)
    number += 1
    left -= clear.length
    if (left < 0 || (last && left > 0)) throw new BlobDamaged('a file does not have its size')
    if (clear.length > 0) yield clear
  }
}

/** Whole sealed chunks out of pieces of any size; each is held back until it is known whether another follows. */
async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncIterable<{ chunk: Uint8Array; last: boolean }> {
  let held: Uint8Array = new Uint8Array()
  for await (const piece of source) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece])
    while (held.length > SEALED_CHUNK) {
      yield { chunk: held.subarray(0, SEALED_CHUNK), last: false }
      held = held.subarray(SEALED_CHUNK)
    }
  }
  yield { chunk: held, last: true }
}

/** Milliseconds. */
const SILENCE = 15_000

/** What a store that falls silent in the middle of a file is given. Whoever reads slowly costs it nothing. */
async function* pieces(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await within(SILENCE, reader.read())
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new FilesAway('timeout')), milliseconds)
  try {
    return await Promise.race([promise, late])
  } catch (cause) {
    throw cause instanceof FilesAway ? cause : new FilesAway('network', { cause })
  } finally {
    clearTimeout(timer)
  }
}

async function sweep(
  client: S3Client,
  spool: string,
  keep: (blob: string) => Promise<boolean>,
  before: number,
): Promise<number> {
  let swept = await sweepSpool(spool, before)
  for (let after: string | null = ''; after !== null; ) {
    const page: S3Page = await client.list(after)
    for (const { name, at } of page.objects) {
      // Somebody else's object under our prefix is not ours to take away.
      if (at >= before || !isBlobName(name) || (await keep(name))) continue
      await client.remove(name)
      swept++
    }
    after = page.next
  }
  return swept
}

/** What a process that was killed left there: its keys are gone. */
async function sweepSpool(spool: string, before: number): Promise<number> {
  let swept = 0
  for (const name of await readdir(spool).catch(() => [])) {
    const file = join(spool, name)
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || found.mtimeMs >= before) continue
    await rm(file, { force: true })
    swept++
  }
  return swept
}

function named(blob: string): string {
  if (!isBlobName(blob)) throw new BlobDamaged('a file is named by a hash')
  return blob
}

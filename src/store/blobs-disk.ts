import { createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { measured, nothingYet } from './blob-measure.ts'
import { openChunk, SEALED_CHUNK, sealChunks } from './blob-seal.ts'
import { BlobDamaged, type BlobRef, type Blobs, isBlobName } from './blobs.ts'
import { moveDurably, writeAll } from './durable.ts'
import { StoreFailure } from './store.ts'

/** Files beside the database: `ab/abcd…`, half-written ones in `tmp`. Only ciphertext ever touches the disk. */
export function openBlobsOnDisk(folder: string, { onFatal }: { onFatal(error: Error): void }): Blobs {
  makeShelves(folder)
  return {
    put: (source, limit) =>
      put(folder, source, limit).catch((error) => {
        const failure = failureOf(error)
        if (failure instanceof StoreFailure && failure.code === 'io') onFatal(failure)
        throw failure
      }),
    open: (ref) => read(pathOf(folder, ref.blob), ref),
    sweep: (keep, before) => sweep(folder, keep, before),
    sealed: async (blob) => {
      const path = pathOf(folder, blob)
      return existsSync(path) ? piecesOf(path) : undefined
    },
    shelve: (blob, source, how) => shelve(folder, blob, source, how),
    remove: (blob) => rm(pathOf(folder, blob), { force: true }),
  }
}

async function put(folder: string, source: AsyncIterable<Uint8Array>, limit: number): Promise<BlobRef> {
  const key = randomBytes(32)
  const draft = join(folder, 'tmp', randomBytes(16).toString('hex'))
  const clear = nothingYet()
  try {
    const blob = await writeDurably(draft, sealChunks(key, measured(source, limit, clear)))
    await moveDurably(draft, pathOf(folder, blob))
    return { blob, key: key.toString('base64url'), size: clear.size, sha256: clear.hash.digest('hex') }
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function shelve(folder: string, blob: string, source: AsyncIterable<Uint8Array>, how?: 'anew'): Promise<boolean> {
  const path = pathOf(folder, blob)
  if (how !== 'anew' && existsSync(path)) return false
  const draft = join(folder, 'tmp', randomBytes(16).toString('hex'))
  try {
    await writeSynced(draft, source)
    if ((await hashOf(draft)) !== blob) throw new BlobDamaged('a file is named by the hash of its bytes')
    await moveDurably(draft, path)
    return true
  } catch (error) {
    await rm(draft, { force: true })
    throw failureOf(error)
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of piecesOf(file)) hash.update(piece)
  return hash.digest('hex')
}

const PIECE = 1_048_576

/** The bytes as they lie there, through one piece of memory however long the file is. Nothing is open before the first. */
async function* piecesOf(file: string): AsyncIterable<Uint8Array> {
  const handle = await open(file, 'r')
  const piece = Buffer.allocUnsafeSlow(PIECE)
  try {
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, at)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/** Resolves with the hash of what lies on disk after fsync. */
async function writeDurably(file: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  await writeSynced(file, chunks, (chunk) => hash.update(chunk))
  return hash.digest('hex')
}

async function writeSynced(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  seen?: (chunk: Uint8Array) => unknown,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    for await (const chunk of chunks) {
      seen?.(chunk)
      await writeAll(handle, chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** All shelves at once and on disk: made one by one, a file could be acknowledged before its shelf is durable. */
function makeShelves(folder: string): void {
  if (existsSync(join(folder, 'tmp'))) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const shelves = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
  for (const shelf of [...shelves, 'tmp']) mkdirSync(join(folder, shelf), { recursive: true, mode: 0o700 })
  for (const path of [folder, dirname(folder)]) {
    const fd = openSync(path, 'r')
    fsyncSync(fd)
    closeSync(fd)
  }
}

async function* read(path: string, ref: BlobRef): AsyncIterable<Uint8Array> {
  const key = Buffer.from(ref.key, 'base64url')
  const handle = await open(path, 'r').catch((cause) => {
    throw new BlobDamaged('a file is missing', { cause })
  })
  try {
    const { size } = await handle.stat()
    const last = Math.max(0, Math.ceil(size / SEALED_CHUNK) - 1)
    let left = ref.size
    for (let number = 0; number <= last; number++) {
      const clear = openChunk(key, number, number === last, await readChunk(handle, number))
      left -= clear.length
      if (left < 0 || (number === last && left > 0)) throw new BlobDamaged('a file does not have its size')
      if (clear.length > 0) yield clear
    }
  } finally {
    await handle.close()
  }
}

async function readChunk(handle: FileHandle, number: number): Promise<Uint8Array> {
  const chunk = Buffer.alloc(SEALED_CHUNK)
  let filled = 0
  while (filled < SEALED_CHUNK) {
    const { bytesRead } = await handle.read(chunk, filled, SEALED_CHUNK - filled, number * SEALED_CHUNK + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return chunk.subarray(0, filled)
}

async function sweep(folder: string, keep: (blob: string) => Promise<boolean>, before: number): Promise<number> {
  let swept = 0
  for (const shelf of await filesIn(folder)) {
    for (const name of await filesIn(join(folder, shelf))) {
      const file = join(folder, shelf, name)
      const found = await stat(file).catch(() => undefined)
      // What lies in tmp was broken off: its key is gone, and nothing refers to it.
      if (!found || found.mtimeMs >= before || (shelf !== 'tmp' && (await keep(name)))) continue
      await rm(file, { force: true })
      swept++
    }
  }
  return swept
}

const filesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

function pathOf(folder: string, blob: string): string {
  if (!isBlobName(blob)) throw new BlobDamaged('a file is named by a hash')
  return join(folder, blob.slice(0, 2), blob)
}

function failureOf(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StoreFailure('full', 'The disk is full; the file was not stored.', { cause: error })
  if (code === 'EIO' || code === 'EROFS')
    return new StoreFailure('io', 'The disk failed while a file was written.', { cause: error })
  return error
}

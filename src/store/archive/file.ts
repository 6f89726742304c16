import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { openChunk, SEALED_CHUNK, sealChunks } from '../blob-seal.ts'
import { writeWhole } from '../durable.ts'
import type { RootKey } from '../root-ring.ts'
import { type Frame, framesOf } from './frames.ts'
import { archiveKey, FRONT, frontOf, type Header, newHeader, readFront } from './header.ts'
import { ArchiveRefused } from './refused.ts'

/**
 * An archive on disk: its front in clear, the frames sealed in chunks under a key of their own, and last of all the
 * SHA-256 of everything before. The seal proves to whoever has the root key that nothing was changed; the sum tells
 * everybody else whether the copy is whole.
 */
const SUM = 32

/** Never over a file that is there. Resolves to its size. */
export async function writeArchive(
  file: string,
  root: RootKey,
  about: Pick<Header, 'desk' | 'schema' | 'at' | 'files'>,
  frames: AsyncIterable<Uint8Array>,
): Promise<number> {
  if (existsSync(file))
    throw new ArchiveRefused(
      'exists',
      `${file} is there already. Name a file that does not exist; nothing was changed.`,
    )
  const { header, key } = newHeader(root, about)
  return writeWhole(file, summed(frontOf(header), sealChunks(key, frames)))
}

async function* summed(front: Uint8Array, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256').update(front)
  yield front
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  yield hash.digest()
}

/** What anybody may know of it. Throws `ArchiveRefused` where it is none. */
export async function lookAtArchive(file: string): Promise<Header> {
  return withFile(file, async (handle) => (await frontIn(handle, file)).header)
}

/** Whether the copy is whole, without any key. Throws `ArchiveRefused` where it is not. */
export async function archiveIsWhole(file: string): Promise<void> {
  await withFile(file, async (handle) => {
    await frontIn(handle, file)
    const { size } = await handle.stat()
    const hash = createHash('sha256')
    for await (const bytes of range(handle, 0, size - SUM, 1_048_576)) hash.update(bytes)
    const said = await bytesAt(handle, size - SUM, SUM)
    if (!hash.digest().equals(said))
      throw new ArchiveRefused(
        'damaged',
        `${file} is not whole: it was cut off or changed since it was written. Take another copy; nothing was changed.`,
      )
  })
}

/** Its frames in order; every chunk is proved before anything of it is used. Throws `ArchiveRefused`. */
export async function* readArchive(file: string, root: RootKey): AsyncIterable<Frame> {
  const handle = await opened(file)
  try {
    const { header, length } = await frontIn(handle, file)
    const key = archiveKey(header, root, file)
    const { size } = await handle.stat()
    yield* framesOf(clear(key, handle, length, size - SUM))
  } catch (error) {
    if (error instanceof ArchiveRefused) throw error
    throw new ArchiveRefused(
      'damaged',
      `${file} is damaged: a part of it does not open. It was cut off or changed since it was written.`,
      { cause: error },
    )
  } finally {
    await handle.close()
  }
}

async function* clear(key: Uint8Array, handle: FileHandle, from: number, to: number): AsyncIterable<Uint8Array> {
  let number = 0
  let at = from
  for await (const chunk of range(handle, from, to, SEALED_CHUNK)) {
    at += chunk.length
    yield openChunk(key, number++, at === to, chunk)
  }
}

async function* range(handle: FileHandle, from: number, to: number, step: number): AsyncIterable<Buffer> {
  for (let at = from; at < to; at += step) yield bytesAt(handle, at, Math.min(step, to - at))
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, length))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, at + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

async function frontIn(handle: FileHandle, file: string): Promise<ReturnType<typeof readFront>> {
  const { size } = await handle.stat()
  const front = readFront(await bytesAt(handle, 0, Math.min(size, FRONT)), file)
  if (size < front.length + SUM)
    throw new ArchiveRefused('damaged', `${file} is not whole: it was cut off. Take another copy; nothing was changed.`)
  return front
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await opened(file)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

const opened = (file: string): Promise<FileHandle> =>
  open(file, 'r').catch((cause) => {
    throw new ArchiveRefused(
      'not-an-archive',
      `${file} cannot be opened: is the path right, and may this user read it?`,
      {
        cause,
      },
    )
  })

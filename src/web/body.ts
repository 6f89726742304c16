import type { Readable } from 'node:stream'

/** How much of a request may come, and how slowly. */
export interface BodyLimits {
  readonly bytes: number
  /** For the whole body, in milliseconds. */
  readonly wholeMs: number
  /** Between two pieces of it, in milliseconds. */
  readonly pauseMs: number
}

/** Why reading stopped before the end. */
export class BodyRefused extends Error {
  readonly code: 'too-large' | 'timeout' | 'malformed'
  constructor(code: BodyRefused['code'], options?: { cause?: unknown }) {
    super(`the body was not read to its end: ${code}`, options)
    this.name = 'BodyRefused'
    this.code = code
  }
}

/** Says what a request's body came as. A web stream around each would cost more than reading it does. */
export const bodyCameAs = (request: Request, stream: Readable): void => void streams.set(request, stream)
const streams = new WeakMap<Request, Readable>()

/**
 * The body piece by piece, within its limits; throws `BodyRefused` at the limit. What comes after the limit is thrown
 * away for a while instead of being cut off: a browser that is still sending would otherwise never show the page that
 * says what was too large.
 */
export async function* bodyWithin(request: Request, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const reader = readerOf(request)
  if (reader === null) return
  const end = performance.now() + limits.wholeMs
  let left = limits.bytes
  try {
    for (;;) {
      const piece = await next(reader, Math.min(limits.pauseMs, end - performance.now()))
      if (piece === undefined) return
      if (piece.byteLength > left) {
        yield piece.subarray(0, left)
        await letRunDry(reader, end, limits)
        throw new BodyRefused('too-large')
      }
      left -= piece.byteLength
      yield piece
    }
  } finally {
    reader.release()
  }
}

/** The whole body as one piece, for forms and JSON of a bounded size. `whole` is false where the limit cut it. */
export async function bodyUpTo(request: Request, limits: BodyLimits): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of bodyWithin(request, limits)) pieces.push(piece)
    return { bytes: Buffer.concat(pieces), whole: true }
  } catch (failure) {
    if (failure instanceof BodyRefused && failure.code === 'too-large')
      return { bytes: Buffer.concat(pieces), whole: false }
    throw failure
  }
}

/** Only bytes as they are: a small compressed body could grow without end (ASVS 5.0, 5.2.3). */
export function isEncoded(request: Request): boolean {
  const encoding = request.headers.get('content-encoding')
  return encoding !== null && encoding.trim().toLowerCase() !== 'identity'
}

interface Reader {
  read(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>
  release(): void
  cancel(): Promise<void>
}

function readerOf(request: Request): Reader | null {
  const stream = streams.get(request)
  if (stream !== undefined) return readerOfStream(stream)
  const reader = request.body?.getReader()
  return reader === undefined
    ? null
    : { read: () => reader.read(), release: () => reader.releaseLock(), cancel: () => reader.cancel() }
}

function readerOfStream(stream: Readable): Reader {
  const pieces = stream.iterator({ destroyOnReturn: false })
  return {
    read: () => pieces.next() as ReturnType<Reader['read']>,
    release: () => void pieces.return?.(),
    cancel: async () => void stream.destroy(),
  }
}

async function next(reader: Reader, ms: number): Promise<Uint8Array | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new BodyRefused('timeout')), Math.max(0, ms))
  try {
    const { done, value } = await Promise.race([reader.read(), late])
    return done ? undefined : value
  } catch (cause) {
    if (cause instanceof BodyRefused) {
      await stop(reader)
      throw cause
    }
    // The sender went away in the middle.
    throw new BodyRefused('malformed', { cause })
  } finally {
    clearTimeout(timer)
  }
}

async function letRunDry(reader: Reader, end: number, limits: BodyLimits) {
  let patience = Math.max(limits.bytes, 16 * 1024 * 1024)
  while (patience > 0) {
    const piece = await next(reader, Math.min(limits.pauseMs, end - performance.now())).catch(() => undefined)
    if (piece === undefined) return
    patience -= piece.byteLength
  }
  await stop(reader)
}

async function stop(reader: Reader) {
  // Whether the other side still listens makes no difference to us any more.
  await Promise.race([reader.cancel().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 100))])
}

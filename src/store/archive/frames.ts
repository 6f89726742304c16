/**
 * Inside the seal an archive is a row of frames: a byte that says what it is, four bytes of length, then that many
 * bytes. Words are JSON, pieces are bytes of a file that lies sealed anyway.
 */
export type Frame = { readonly word: unknown } | { readonly piece: Uint8Array }

const WORD = 1
const PIECE = 2
const HEAD = 5
/** No honest frame comes near. */
const LARGEST = 256 * 1_024 * 1_024

export function wordFrame(word: unknown): Buffer {
  return framed(WORD, Buffer.from(JSON.stringify(word)))
}

export const pieceFrame = (piece: Uint8Array): Buffer => framed(PIECE, piece)

function framed(kind: number, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD + body.length)
  frame[0] = kind
  frame.writeUInt32BE(body.length, 1)
  frame.set(body, HEAD)
  return frame
}

/** Throws a plain `Error` where the bytes are no frames: whoever reads says which file that was. */
export async function* framesOf(source: AsyncIterable<Uint8Array>): AsyncIterable<Frame> {
  const waiting = new Gathered()
  for await (const bytes of source) {
    waiting.add(bytes)
    for (let frame = waiting.take(); frame !== undefined; frame = waiting.take()) yield frame
  }
  if (waiting.length > 0) throw new Error('an archive ends with a whole frame')
}

/** Bytes that wait for the rest of their frame. */
class Gathered {
  #parts: Uint8Array[] = []
  length = 0

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.length += bytes.length
  }

  take(): Frame | undefined {
    if (this.length < HEAD) return undefined
    const head = this.#first(HEAD)
    const [kind, size] = [head[0], head.readUInt32BE(1)]
    if ((kind !== WORD && kind !== PIECE) || size > LARGEST) throw new Error('a frame is a word or a piece')
    if (this.length < HEAD + size) return undefined
    const body = this.#first(HEAD + size).subarray(HEAD)
    this.#drop(HEAD + size)
    return kind === WORD ? { word: JSON.parse(body.toString('utf8')) as unknown } : { piece: body }
  }

  /** So many bytes in one buffer. They stay. */
  #first(size: number): Buffer {
    const [part] = this.#parts
    if (part === undefined || part.length < size) {
      const joined = Buffer.concat(this.#parts)
      this.#parts = [joined]
      return joined.subarray(0, size)
    }
    return Buffer.from(part.buffer, part.byteOffset, size)
  }

  #drop(size: number): void {
    const [part = new Uint8Array(), ...rest] = this.#parts
    this.#parts = part.length === size ? rest : [part.subarray(size), ...rest]
    this.length -= size
  }
}

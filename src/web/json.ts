import { jsonDepth } from '../limits.ts'
import { type BodyLimits, BodyRefused, bodyUpTo, isEncoded } from './body.ts'

export type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refused: JsonRefusal }

export type JsonRefusal = 'too-large' | 'type' | 'encoding' | 'malformed' | 'too-deep' | 'forbidden-key' | 'timeout'

/**
 * Reads a JSON body. Fields are judged by the caller's schema; here fall the bodies that would hurt on the way to it:
 * too large, nested without end, or naming the prototype of every object.
 */
export async function readJson(request: Request, limits: BodyLimits): Promise<JsonRead> {
  if (isEncoded(request)) return { ok: false, refused: 'encoding' }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { ok: false, refused: 'type' }
  try {
    const body = await bodyUpTo(request, limits)
    return body.whole ? parseJson(body.bytes) : { ok: false, refused: 'too-large' }
  } catch (failure) {
    if (failure instanceof BodyRefused) return { ok: false, refused: failure.code }
    throw failure
  }
}

export function parseJson(bytes: Uint8Array): JsonRead {
  if (deeperThan(bytes, jsonDepth)) return { ok: false, refused: 'too-deep' }
  let forbidden = false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // An escaped spelling of the name is found as well, because the parser has already undone it.
    const value: unknown = JSON.parse(text, (key, inner: unknown) => {
      if (key === '__proto__') forbidden = true
      return inner
    })
    return forbidden ? { ok: false, refused: 'forbidden-key' } : { ok: true, value }
  } catch {
    return { ok: false, refused: 'malformed' }
  }
}

/** Counted before parsing, because a parser may recurse. Brackets inside strings do not count. */
function deeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > limit) return true
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
  return false
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')

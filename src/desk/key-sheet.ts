import { createHash } from 'node:crypto'
import type { SealingKey } from '../store/seal.ts'

/**
 * A root key on paper: eight lines of eight signs and two check signs each, and a ninth over everything. The alphabet is
 * Crockford's base 32, which has no letters that look alike; the check signs of a line belong to its number, so that a
 * typing error, a line left out and two lines in the wrong order are each found in their own line.
 */
export const SHEET_LINES = 9

/** `1  7K3M 0QPA  X4`, ready to be copied by hand. */
export function keySheet(key: SealingKey): readonly string[] {
  const signs = inSigns(Buffer.concat([Buffer.from(key.id, 'hex'), key.bytes]))
  const lines = Array.from({ length: SHEET_LINES - 1 }, (_, at) => signs.slice(at * 8, at * 8 + 8))
  return [...lines, overall(signs)].map(
    (line, at) => `${at + 1}  ${line.slice(0, 4)} ${line.slice(4)}  ${checkSigns(at + 1, line)}`,
  )
}

/** The eight signs of one line as somebody typed it; `undefined` where its check signs do not fit. */
export function typedLine(number: number, typed: string): string | undefined {
  const signs = canonical(typed)
  // The number of the line may be typed or left out.
  const rest = signs.length === 11 && signs.startsWith(String(number)) ? signs.slice(1) : signs
  const line = rest.slice(0, 8)
  return rest.length === 10 && checkSigns(number, line) === rest.slice(8) ? line : undefined
}

/** The key of nine right lines; `undefined` where they are not lines of one sheet. */
export function typedKey(lines: readonly string[]): SealingKey | undefined {
  const signs = lines.slice(0, SHEET_LINES - 1).join('')
  if (lines.length !== SHEET_LINES || signs.length !== 64 || lines.at(-1) !== overall(signs)) return undefined
  const bytes = inBytes(signs)
  return { id: bytes.subarray(0, 8).toString('hex'), bytes: new Uint8Array(bytes.subarray(8)) }
}

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** What people write for one another: O for 0, I and L for 1. Case, spaces and hyphens mean nothing. */
const canonical = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')

const checkSigns = (number: number, line: string): string => hashed(`postern key sheet v1 line ${number} ${line}`, 2)
const overall = (signs: string): string => hashed(`postern key sheet v1 whole ${signs}`, 8)
const hashed = (text: string, length: number): string =>
  inSigns(createHash('sha256').update(text).digest().subarray(0, 5)).slice(0, length)

const inSigns = (bytes: Buffer): string =>
  [...bitsOf(bytes).matchAll(/.{5}/g)].map(([five]) => SIGNS[Number.parseInt(five, 2)]).join('')

const bitsOf = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')

function inBytes(signs: string): Buffer {
  const bits = [...signs].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, '0')).join('')
  return Buffer.from([...bits.matchAll(/.{8}/g)].map(([eight]) => Number.parseInt(eight, 2)))
}

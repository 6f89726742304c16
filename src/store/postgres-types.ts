/** Row shapes are the same on both engines: whole numbers and plain bytes. */
export function getTypeParser(oid: number): (value: string) => unknown {
  if (oid === INT8 || oid === INT4) return wholeNumber
  return oid === BYTEA ? bytesOf : (value) => value
}
const INT8 = 20
const INT4 = 23
const BYTEA = 17

export function wholeNumber(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('a number of the database fits into what we count with')
  return number
}

export function bytesOf(value: string): Uint8Array {
  if (!value.startsWith('\\x')) throw new TypeError('bytes arrive as hexadecimal digits')
  return new Uint8Array(Buffer.from(value.slice(2), 'hex'))
}

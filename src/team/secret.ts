import type { TeamContext } from './context.ts'

type Chance = Pick<TeamContext, 'random'>

/** For links that people may have to type: 128 bits in Crockford's base 32, without letters that look like digits. */
export const linkCode = ({ random }: Chance): string => base32(random(16))

/** For cookies and API tokens: 256 bits. */
export const secretToken = ({ random }: Chance): string => Buffer.from(random(32)).toString('base64url')

/** A name for a record. It opens nothing. */
export const recordId = ({ random }: Chance, prefix: string): string => `${prefix}-${base32(random(16))}`

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

export function base32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  const length = Math.ceil((bytes.length * 8) / 5)
  return Array.from({ length }, (_, at) => letters[Number((bits >> BigInt(5 * (length - 1 - at))) & 31n)]).join('')
}

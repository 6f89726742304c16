/** Names made of chance. */
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

type Random = (bytes: number) => Uint8Array

/** 26 characters, 130 bits. */
export const freshId = (random: Random): string => letters(random, 26).toLowerCase()

/** Six characters after `P-`: people say it on the phone, and drawing again is cheap. */
export const freshNumber = (random: Random): string => `P-${letters(random, 6)}`

/** 128 bits in base64url, for hidden fields. */
export const freshSecret = (random: Random): string => Buffer.from(random(16)).toString('base64url')

/** Eight characters that somebody types from a mail, 40 bits: they confirm an address and open nothing. */
export const freshCode = (random: Random): string => letters(random, 8)

function letters(random: Random, count: number): string {
  let text = ''
  for (const byte of random(count)) text += crockford.charAt(byte % 32)
  return text
}

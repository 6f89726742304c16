import { randomBytes } from 'node:crypto'

/** Asking the system costs more than using what it gives, and one report needs chance two dozen times. */
const DRAWN = 16_384

let drawn = Buffer.alloc(0)
let used = 0

/** Random bytes from the system's generator, drawn in advance. What was handed out is wiped here: nobody gets it twice. */
export function chance(bytes: number): Uint8Array {
  if (bytes > DRAWN) return new Uint8Array(randomBytes(bytes))
  if (used + bytes > drawn.length) {
    drawn = randomBytes(DRAWN)
    used = 0
  }
  const given = new Uint8Array(bytes)
  given.set(drawn.subarray(used, used + bytes))
  drawn.fill(0, used, used + bytes)
  used += bytes
  return given
}

import { crc32, deflateSync } from 'node:zlib'

/**
 * A picture of text on plain ground as a PNG with a palette, a third as large as with all colours. The 256 most frequent
 * colours stay as they are; every other one is the edge of a letter and becomes the nearest of them.
 */
export function palettePng(width: number, height: number, rgba: Uint8Array): Buffer {
  const pixels = new Uint32Array(width * height).map((_, at) => colourAt(rgba, at * 4))
  const palette = mostFrequent(pixels, 256)
  const index = new Map(palette.map((colour, at) => [colour, at]))
  const rows = Buffer.alloc((width + 1) * height)
  pixels.forEach((colour, at) => {
    const nearest = index.get(colour) ?? nearestTo(colour, palette)
    index.set(colour, nearest)
    // Each row begins with its filter: none.
    rows[at + Math.floor(at / width) + 1] = nearest
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits, by palette.
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const colourAt = (rgba: Uint8Array, at: number): number =>
  ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0)
const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255]

function mostFrequent(pixels: Uint32Array, count: number): number[] {
  const times = new Map<number, number>()
  for (const colour of pixels) times.set(colour, (times.get(colour) ?? 0) + 1)
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([colour]) => colour)
}

function nearestTo(colour: number, palette: readonly number[]): number {
  const far = palette.map((other) => distance(channels(colour), channels(other)))
  return far.indexOf(Math.min(...far))
}
const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0)

/** Length, type, data and the sum over type and data (W3C PNG, 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

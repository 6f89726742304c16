import type { Packed } from './packed.ts'

/** Packed texts one after another in a few large pages, so that going through all of them is going through numbers. */
export interface Shelf {
  /** The number of its place, which stays until it is taken out. */
  put(text: Packed): number
  take(place: number): void
  read(place: number): Packed
  /** Where the text lies, without making anything new: for going through all of them. */
  open(place: number, spot: Spot): void
  /** Places run from 0 to here; an empty one reads as an empty text. */
  places(): number
}

export interface Spot {
  page: Uint32Array
  from: number
  to: number
}

const pageSize = 1 << 18

export function shelf(): Shelf {
  let pages: Uint32Array[] = []
  let used = pageSize
  let live = 0
  /** Of each place: where it begins, counted over all pages, and its length. */
  const begins: number[] = []
  const lengths: number[] = []
  const free: number[] = []

  function write(place: number, text: Packed): void {
    if (used + text.length > pageSize) {
      pages.push(new Uint32Array(pageSize))
      used = 0
    }
    pages.at(-1)?.set(text, used)
    begins[place] = (pages.length - 1) * pageSize + used
    lengths[place] = text.length
    used += text.length
  }

  /** What was taken out leaves gaps; once they are as large as the rest, everything moves together. */
  function close(): void {
    if (pages.length * pageSize < 2 * live + 4 * pageSize) return
    const texts = begins.map((_, place) => read(place))
    pages = []
    used = pageSize
    texts.forEach((text, place) => {
      if (text.length > 0) write(place, text)
    })
  }

  function open(place: number, spot: Spot): void {
    const begin = begins[place] ?? 0
    spot.page = pages[Math.floor(begin / pageSize)] ?? nothing
    spot.from = begin % pageSize
    spot.to = spot.from + (lengths[place] ?? 0)
  }

  function read(place: number): Packed {
    const spot = { page: nothing, from: 0, to: 0 }
    open(place, spot)
    return spot.page.subarray(spot.from, spot.to)
  }

  return {
    put(text) {
      if (text.length > pageSize) throw new Error('a text has fewer terms than a page')
      const place = free.pop() ?? begins.length
      write(place, text)
      live += text.length
      return place
    },
    take(place) {
      live -= lengths[place] ?? 0
      lengths[place] = 0
      free.push(place)
      close()
    },
    read,
    open,
    places: () => begins.length,
  }
}

const nothing = new Uint32Array()

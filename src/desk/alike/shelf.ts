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
  pages(): readonly Page[]
  /** The place whose text this is the n-th of its page; none where it was taken out meanwhile. */
  placeAt(page: Page, n: number): number | undefined
  /** Terms of all texts together: what memory they take. */
  size(): number
}

export interface Spot {
  page: Uint32Array
  from: number
  to: number
}

export interface Page {
  readonly number: number
  readonly entries: Uint32Array
  /** Where each of its texts ends; the first begins at 0. */
  readonly ends: Uint32Array
  readonly places: Uint32Array
  texts: number
  used: number
}

export const pageSize = 1 << 18
/** So that the number of a text in its page takes 12 bits. */
export const textsPerPage = 1 << 12

export function shelf(): Shelf {
  let pages: Page[] = []
  let live = 0
  let gone = { terms: 0, texts: 0 }
  /** Of each place: where it begins, counted over all pages, and its length. */
  const begins: number[] = []
  const lengths: number[] = []
  const free: number[] = []

  function write(place: number, text: Packed): void {
    let page = pages.at(-1)
    if (page === undefined || page.used + text.length > pageSize || page.texts === textsPerPage) {
      page = emptyPage(pages.length)
      pages.push(page)
    }
    page.entries.set(text, page.used)
    begins[place] = page.number * pageSize + page.used
    lengths[place] = text.length
    page.used += text.length
    page.places[page.texts] = place
    page.ends[page.texts] = page.used
    page.texts += 1
  }

  /** What was taken out leaves gaps; once they are as large as the rest, everything moves together. */
  function close(): void {
    const texts = begins.length - free.length
    if (gone.terms < live + 4 * pageSize && gone.texts < texts + 4 * textsPerPage) return
    const kept = begins.map((_, place) => read(place))
    pages = []
    gone = { terms: 0, texts: 0 }
    kept.forEach((text, place) => {
      if (text.length > 0) write(place, text)
    })
  }

  function open(place: number, spot: Spot): void {
    const begin = begins[place] ?? 0
    spot.page = pages[Math.floor(begin / pageSize)]?.entries ?? nothing
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
      const length = lengths[place] ?? 0
      live -= length
      gone = { terms: gone.terms + length, texts: gone.texts + 1 }
      lengths[place] = 0
      free.push(place)
      close()
    },
    read,
    open,
    places: () => begins.length,
    pages: () => pages,
    placeAt(page, n) {
      const place = page.places[n] ?? 0
      const begin = page.number * pageSize + (n === 0 ? 0 : (page.ends[n - 1] ?? 0))
      return begins[place] === begin && (lengths[place] ?? 0) > 0 ? place : undefined
    },
    size: () => live + gone.terms,
  }
}

const emptyPage = (number: number): Page => ({
  number,
  entries: new Uint32Array(pageSize),
  ends: new Uint32Array(textsPerPage),
  places: new Uint32Array(textsPerPage),
  texts: 0,
  used: 0,
})

const nothing = new Uint32Array()

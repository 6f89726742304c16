import type { CaseId } from '../../case/ids.ts'
import { type Lookup, lookup, type Weighed } from './lookup.ts'
import { countOf, mostOften, numberOf, type Packed, packed, termOf } from './packed.ts'
import { type Page, shelf, textsPerPage } from './shelf.ts'
import { termCounts } from './term-counts.ts'
import type { Terms } from './terms.ts'
import { type Turned, turned } from './turned.ts'

/**
 * Finds reports that mean the same. Texts are vectors of their terms (TF-IDF) and compared by the angle between them,
 * corrected for texts that are near to everything: what counts is how much nearer two texts are to each other than the
 * candidate is to its own neighbours (cross-domain similarity local scaling, Conneau et al. 2018, 2.3).
 * Lives in the memory of one thread, holds numbers and no words. A page of texts that is full is kept the other way round
 * as well, by its terms, so that a question takes as long as what it asks for and not as long as everything that is there.
 */
export interface AlikeIndex {
  /** Puts a text in, or in the place of what it was before. Where there is no memory left for it, it is not found. */
  put(key: AlikeKey, terms: Terms): void
  remove(key: AlikeKey): void
  find(terms: Terms, ask: AlikeAsk): AlikeFound
  size(): number
}

export interface AlikeKey {
  readonly stream: CaseId
  /** A case is told once by its reporter and once by its advisory; either may be the one that is alike. */
  readonly part: 'report' | 'advisory'
}

export interface AlikeAsk {
  readonly most: number
  /** Streams that are not to be found: the case itself. */
  readonly except: readonly CaseId[]
  readonly milliseconds: number
}

export interface AlikeFound {
  readonly alike: readonly {
    readonly stream: CaseId
    readonly part: AlikeKey['part']
    /** From 0, no word in common, to 1, the same words as often. */
    readonly likeness: number
    /** Words of the asker's that tell most of why, the strongest first. */
    readonly words: readonly string[]
  }[]
  /** The time was over before everything was looked at. */
  readonly cut: boolean
}

const candidates = 12
const neighbours = 5
/** A long report is found by its most telling terms as well as by all of them. */
const termsAsked = { first: 96, again: 32 } as const
/** How near a candidate is to its own neighbours is seen from a part of a large desk. */
const neighboursFrom = 5_000
const shownWords = 6
/** Saying a word often says something, but not each time as much. */
const weightOfCount = Float64Array.from({ length: mostOften + 1 }, (_, count) =>
  count === 0 ? 0 : 1 + 1.5 * Math.log(count),
)

export function alikeIndex(now: () => number, mostTerms = Number.POSITIVE_INFINITY): AlikeIndex {
  const texts = shelf()
  const byTerm = new WeakMap<Page, Turned>()
  const counts = termCounts()
  const places = new Map<string, number>()
  const keys: (AlikeKey | undefined)[] = []
  let lengths = new Float32Array(1_024)
  let measuredAt = 0
  let changed = false

  const rarity = (term: number): number => Math.log(1 + Math.max(1, places.size) / Math.max(1, counts.of(term)))
  const weight = (entry: number): number => (weightOfCount[countOf(entry)] ?? 0) * rarity(termOf(entry))

  function lengthOf(text: Packed): number {
    let sum = 0
    for (const entry of text) sum += weight(entry) ** 2
    return Math.sqrt(sum) || 1
  }

  /** How rare a term is changes with every text, much alike for all: all lengths are measured again now and then. */
  function measure(): void {
    if (lengths.length < texts.places()) {
      const longer = new Float32Array(texts.places() * 2)
      longer.set(lengths)
      lengths = longer
    }
    for (let place = 0; place < texts.places(); place++) lengths[place] = lengthOf(texts.read(place))
    measuredAt = places.size
    changed = false
  }

  function measureOne(place: number): void {
    if (place >= lengths.length || Math.abs(places.size - measuredAt) > measuredAt / 2) measure()
    else lengths[place] = lengthOf(texts.read(place))
  }

  const question = (text: Packed, most: number): readonly Weighed[] => {
    const length = lengthOf(text)
    return Array.from(text, (entry) => ({ term: termOf(entry), weight: weight(entry) / length }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, most)
      .map(({ term, weight }) => ({ term, weight: weight * rarity(term) }))
  }

  /** What a question says to each text of a page: in one go where the page is turned, else text by text. */
  function answersOf(page: Page, asked: readonly Weighed[], oneByOne: Lookup, sums: Float64Array): void {
    const terms = byTerm.get(page)
    if (terms !== undefined) for (const { term, weight } of asked) terms.add(term, weight, weightOfCount, sums)
    else
      for (let n = 0, from = 0; n < page.texts; n++) {
        const to = page.ends[n] ?? from
        oneByOne.add(page.entries, from, to, weightOfCount, sums.subarray(n, n + 1))
        from = to
      }
  }

  /** The nearest texts of all to one question, nearest first, and whether there was time for all of them. */
  function nearestOfAll(
    asked: readonly Weighed[],
    ask: { keep: number; until: number; wanted: (place: number) => boolean },
  ): { near: readonly Near[]; cut: boolean } {
    const near: Near[] = []
    const sums = new Float64Array(textsPerPage)
    const oneByOne = lookup([asked])
    for (const page of texts.pages()) {
      if (now() > ask.until) return { near, cut: true }
      answersOf(page, asked, oneByOne, sums)
      for (let n = 0; n < page.texts; n++) {
        const sum = sums[n] ?? 0
        if (sum === 0) continue
        sums[n] = 0
        const place = texts.placeAt(page, n)
        const score = sum / (lengths[place ?? -1] ?? 1)
        const least = near.length < ask.keep ? 0 : (near.at(-1)?.score ?? 0)
        if (place !== undefined && score > least && ask.wanted(place)) insert(near, { place, score }, ask.keep)
      }
    }
    return { near, cut: false }
  }

  /** One page at a time, in the background: whoever asks does not wait for it. */
  function turnNext(): void {
    const full = texts.pages().slice(0, -1)
    const next = full.find((page) => !byTerm.has(page))
    if (next !== undefined) byTerm.set(next, turned(next))
  }

  /** The nearest texts to each question, nearest first, and whether there was time for all of them. */
  function nearest(
    asked: Lookup,
    ask: { keep: number; step: number; until: number; wanted: (place: number, question: number) => boolean },
  ): { near: readonly (readonly Near[])[]; cut: boolean } {
    const near = Array.from({ length: asked.questions }, (): Near[] => [])
    const sums = new Float64Array(asked.questions)
    const least = new Float64Array(asked.questions)
    const spot = { page: new Uint32Array(), from: 0, to: 0 }
    for (let place = 0; place < texts.places(); place += ask.step) {
      if ((place / ask.step) % 2_048 === 2_047 && now() > ask.until) return { near, cut: true }
      texts.open(place, spot)
      if (!asked.add(spot.page, spot.from, spot.to, weightOfCount, sums)) continue
      const length = lengths[place] ?? 1
      for (let q = 0; q < sums.length; q++) {
        const score = (sums[q] ?? 0) / length
        sums[q] = 0
        if (score <= (least[q] ?? 0) || !ask.wanted(place, q)) continue
        const best = near[q] ?? []
        insert(best, { place, score }, ask.keep)
        if (best.length === ask.keep) least[q] = best.at(-1)?.score ?? 0
      }
    }
    return { near, cut: false }
  }

  function remove(key: AlikeKey): void {
    const place = places.get(nameOf(key))
    if (place === undefined) return
    for (const entry of texts.read(place)) counts.remove(termOf(entry))
    texts.take(place)
    places.delete(nameOf(key))
    keys[place] = undefined
    changed = true
  }

  /** The words of the question that this text holds too, by what they add to the likeness. */
  function wordsShared(terms: Terms, place: number): readonly string[] {
    const held = new Map(Array.from(texts.read(place), (entry) => [termOf(entry), entry]))
    const shared = Array.from(terms, ([term, { count, word }]) => {
      const entry = held.get(numberOf(term))
      const rare = rarity(numberOf(term))
      const asked = weightOfCount[Math.min(count, mostOften)] ?? 0
      return { word, score: entry === undefined ? 0 : asked * rare * rare * (weightOfCount[countOf(entry)] ?? 0) }
    })
    const telling = shared.filter(({ word, score }) => score > 0 && !/^\d{1,3}$/.test(word))
    return telling
      .sort((a, b) => b.score - a.score)
      .slice(0, shownWords)
      .map(({ word }) => word)
  }

  return {
    size: () => places.size,
    remove,
    put(key, terms) {
      const text = packed(terms)
      const old = places.get(nameOf(key))
      if (old !== undefined && same(texts.read(old), text)) return
      remove(key)
      if (text.length === 0 || texts.size() + text.length > mostTerms) return
      const place = texts.put(text)
      places.set(nameOf(key), place)
      keys[place] = key
      for (const entry of text) counts.add(termOf(entry))
      measureOne(place)
      turnNext()
      changed = true
    },
    find(terms, { most, except, milliseconds }) {
      const until = now() + milliseconds
      if (changed && places.size < 2_000) measure()
      const left = new Set(except)
      const wanted = (place: number) => keys[place] !== undefined && !left.has(keys[place].stream)
      const first = nearestOfAll(question(packed(terms), termsAsked.first), { keep: candidates, until, wanted })
      const found = first.near
      const again = lookup(found.map(({ place }) => question(texts.read(place), termsAsked.again)))
      const around = nearest(again, {
        keep: neighbours,
        step: Math.max(1, Math.ceil(places.size / neighboursFrom)),
        until,
        wanted: (place, q) => wanted(place) && keys[place]?.stream !== keys[found[q]?.place ?? -1]?.stream,
      })
      const ranked = found
        .map(({ place, score }, q) => ({ place, likeness: score, score: 2 * score - mean(around.near[q] ?? []) }))
        .sort((a, b) => b.score - a.score)
      return {
        alike: onePerStream(ranked, (each) => keys[each.place]?.stream ?? '')
          .slice(0, most)
          .flatMap(({ place, likeness }) => {
            const key = keys[place]
            return key === undefined
              ? []
              : [{ ...key, likeness: Math.min(1, likeness), words: wordsShared(terms, place) }]
          }),
        cut: first.cut || around.cut,
      }
    },
  }
}

interface Near {
  readonly place: number
  readonly score: number
}

const nameOf = ({ stream, part }: AlikeKey): string => `${part} ${stream}`

const same = (a: Packed, b: Packed): boolean => a.length === b.length && a.every((entry, i) => entry === b[i])

function insert(best: Near[], near: Near, keep: number): void {
  const at = best.findIndex(({ score }) => near.score > score)
  best.splice(at === -1 ? best.length : at, 0, near)
  if (best.length > keep) best.pop()
}

const mean = (near: readonly Near[]): number => near.reduce((sum, { score }) => sum + score, 0) / neighbours

function onePerStream<T>(ranked: readonly T[], streamOf: (each: T) => string): readonly T[] {
  const seen = new Set<string>()
  return ranked.filter((each) => {
    const stream = streamOf(each)
    return !seen.has(stream) && seen.add(stream)
  })
}

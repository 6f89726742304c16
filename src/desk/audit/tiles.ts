import type { TileRecord } from '../../store/audit-rows.ts'
import { foldPeaks, type Hash, peaksOf, type Range, rootOf } from './merkle.ts'

/**
 * The hashes of the tree, 256 to a tile: level 0 holds leaves, level 1 the roots of full tiles of level 0, and so on
 * (as in C2SP tlog-tiles, with height 8). Any root or proof needs a few tiles and no leaf.
 */
export const tileWidth = 256
const hashLength = 32

/** The tiles at the right end, from level 0 upwards: all that growing the tree needs to know. */
export type Edge = readonly (readonly Hash[])[]

export type ReadTile = (level: number, n: number) => Promise<readonly Hash[]>

/** The tiles that a tree of this size ends with. */
export async function edgeOf(size: number, read: ReadTile): Promise<Edge> {
  const edge: (readonly Hash[])[] = []
  for (let [level, left] = [0, size]; left > 0; level++) {
    const width = left % tileWidth
    left = Math.floor(left / tileWidth)
    edge.push(width === 0 ? [] : (await read(level, left)).slice(0, width))
  }
  return edge
}

/** The tree with more leaves, and the tiles that changed. */
export function grown(edge: Edge, size: number, leaves: readonly Hash[]): { edge: Edge; tiles: readonly TileRecord[] } {
  const next = edge.map((tile) => [...tile])
  const changed = new Map<string, Omit<TileRecord, 'hashes'> & { readonly tile: readonly Hash[] }>()
  const put = (level: number, at: number, hash: Hash): void => {
    next[level] ??= []
    const tile = next[level]
    tile.push(hash)
    const n = Math.floor(at / tileWidth)
    changed.set(`${level}/${n}`, { level, n, tile })
    if (tile.length < tileWidth) return
    next[level] = []
    put(level + 1, n, rootOf(tile))
  }
  for (const [i, leaf] of leaves.entries()) put(0, size + i, leaf)
  const tiles = [...changed.values()].map(({ level, n, tile }) => ({ level, n, hashes: Buffer.concat(tile) }))
  return { edge: next, tiles }
}

/** The hash over this range, which is one that the tree of some size knows. */
export async function rangeHash(range: Range, read: ReadTile): Promise<Hash> {
  return foldPeaks(await Promise.all(peaksOf(range).map((peak) => fullSubtree(peak, read))))
}

async function fullSubtree({ start, end }: Range, read: ReadTile): Promise<Hash> {
  let [level, unit] = [0, 1]
  while (unit * tileWidth <= end - start) [level, unit] = [level + 1, unit * tileWidth]
  const [from, count] = [start / unit, (end - start) / unit]
  const tile = await read(level, Math.floor(from / tileWidth))
  const inside = tile.slice(from % tileWidth, (from % tileWidth) + count)
  if (inside.length !== count) throw new MissingHash(start + inside.length * unit)
  return rootOf(inside)
}

/** A hash that should be there is not: somebody took it away. */
export class MissingHash extends Error {
  /** The first leaf it stood for, from 0. */
  readonly index: number
  constructor(index: number) {
    super(`the tree has no hash for entry ${index + 1}`)
    this.name = 'MissingHash'
    this.index = index
  }
}

export const hashesIn = (tile: Pick<TileRecord, 'hashes'> | undefined): readonly Hash[] => {
  const bytes = tile?.hashes ?? new Uint8Array(0)
  return Array.from({ length: Math.floor(bytes.length / hashLength) }, (_, i) =>
    bytes.slice(i * hashLength, (i + 1) * hashLength),
  )
}

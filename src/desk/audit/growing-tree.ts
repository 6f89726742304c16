import { foldPeaks, type Hash, peaksOf, rootOf } from './merkle.ts'
import { type Edge, grown, tileWidth } from './tiles.ts'

/** The tree as it grows, in memory: at most a tile of hashes for each level. */
export interface GrowingTree {
  add(hash: Hash): void
  size(): number
  /** Of all that was added so far. */
  root(): Hash
}

export function growingTree(): GrowingTree {
  let edge: Edge = []
  let size = 0
  let waiting: Hash[] = []
  const take = (): void => {
    edge = grown(edge, size - waiting.length, waiting).edge
    waiting = []
  }
  return {
    add(hash) {
      waiting.push(hash)
      size += 1
      if (waiting.length === tileWidth) take()
    },
    size: () => size,
    root() {
      take()
      const full = (tile: readonly Hash[]) =>
        peaksOf({ start: 0, end: tile.length }).map((of) => rootOf(tile.slice(of.start, of.end)))
      return foldPeaks(edge.toReversed().flatMap(full))
    },
  }
}

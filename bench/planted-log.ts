import type { DatabaseSync } from 'node:sqlite'
import { type Edge, grown, hashesIn, tileWidth } from '../src/desk/audit/tiles.ts'
import { findTile, growLog, logSize, putTile } from '../src/store/audit-rows.ts'
import { bound, statementsOf } from '../src/store/sqlite-file.ts'
import type { Statement } from '../src/store/store.ts'

/** Gives every leaf that waits its number, by the order in which they lie there, and grows the tree over all of them. */
export function numberLeaves(db: DatabaseSync): void {
  const prepared = statementsOf(db)
  const run = ({ sql, params }: Statement): void => void prepared(sql).run(...bound(params))
  const first = ({ sql, params }: Statement): unknown => prepared(sql).get(...bound(params))
  const from = (first(logSize()) as { n: number } | undefined)?.n ?? 0
  const waiting = db.prepare('select rowid as id, hash from leaf where num = 0 order by rowid')
  const numbered = db.prepare('update leaf set num = ? where rowid = ?')
  const hashes: Uint8Array[] = []
  const ids: number[] = []
  for (const row of waiting.iterate() as Iterable<{ id: number; hash: Uint8Array }>) {
    ids.push(row.id)
    hashes.push(row.hash)
  }
  for (const [i, id] of ids.entries()) numbered.run(from + i + 1, id)
  let edge = edgeAt(from)
  for (let at = 0; at < hashes.length; at += tileWidth) {
    const next = grown(edge, from + at, hashes.slice(at, at + tileWidth))
    edge = next.edge
    for (const tile of next.tiles) run(putTile(tile))
  }
  run(growLog(from, from + hashes.length))

  /** The tiles at the right end, as `edgeOf` reads them of an open desk. */
  function edgeAt(size: number): Edge {
    const edge: Edge[number][] = []
    for (let [level, left] = [0, size]; left > 0; level++) {
      const width = left % tileWidth
      left = Math.floor(left / tileWidth)
      const tile = width === 0 ? undefined : (first(findTile(level, left)) as { hashes: Uint8Array } | undefined)
      edge.push(hashesIn(tile).slice(0, width))
    }
    return edge
  }
}

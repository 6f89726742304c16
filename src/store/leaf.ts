import { createHash } from 'node:crypto'
import type { Leaf, Statement, Write } from './store.ts'

/** A leaf as it lies in its stream. The writer makes it inside its transaction, with the head it read there. */
export interface LeafRecord extends Leaf {
  readonly n: number
  /** Hash of the leaf before it in this stream; zeros for the first. */
  readonly prev: Uint8Array
  readonly hash: Uint8Array
}
export const LEAF_COLUMNS = 'stream, n, id, at, actor, act, commitment, prev, hash'

export type LeafHead = Pick<LeafRecord, 'n' | 'hash'>
export const NO_LEAF: LeafHead = { n: 0, hash: new Uint8Array(32) }

/** Selects a `LeafHead`. */
export const leafHead = (stream: string): Statement => ({
  sql: 'select n, hash from leaf where stream = ?1 order by n desc limit 1',
  params: [stream],
})

export function insertLeaf(leaf: Leaf, head: LeafHead): Write {
  const row = { ...leaf, n: head.n + 1, prev: head.hash }
  return {
    sql: `insert into leaf (${LEAF_COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
    params: [row.stream, row.n, row.id, row.at, row.actor, row.act, row.commitment, row.prev, leafHash(row)],
    changes: 1,
  }
}

/** RFC 6962 section 2.1: a leaf is hashed with a zero byte in front, so that it can never be taken for a node. */
export const leafHash = (leaf: Omit<LeafRecord, 'hash'>): Uint8Array => {
  const entry = [leaf.stream, leaf.n, leaf.id, leaf.at, leaf.actor, leaf.act, hex(leaf.commitment), hex(leaf.prev)]
  return createHash('sha256').update(Uint8Array.of(0)).update(JSON.stringify(entry)).digest()
}

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

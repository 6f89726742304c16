import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { LEAF_COLUMNS, type LeafHead, type LeafRecord, leafHash, NO_LEAF } from './leaf.ts'
import { bytes, int, text } from './rows.ts'
import type { SealingKey } from './seal.ts'
import { secretKey } from './secret-key.ts'
import type { Leaf, Query } from './store.ts'

/**
 * The audit log's leaves. A leaf names who did what and when, and commits to the details without telling them; inside
 * its stream each leaf carries the hash of the one before (design section 4, point 7).
 */
export interface LeafInput {
  readonly id: string
  readonly at: number
  readonly actor: string
  /** `case-read`, `list-read`, `command-RequestInformation`: says nothing of exposure or severity. */
  readonly act: string
  readonly stream: string
}

/** The salt comes from a data key: destroy the key, and the commitment stays in the tree but can never be opened. */
export const makeLeaf = (key: SealingKey, leaf: LeafInput, details: string): Leaf => ({
  ...leaf,
  commitment: commit(key, leaf.id, details),
})

/** What `makeLeaf` committed to: with the key and the details anyone can check it. */
export const commit = (key: SealingKey, leafId: string, details: string): Uint8Array => {
  const salt = Buffer.from(hkdfSync('sha256', secretKey(key.bytes), leafId, 'postern/v1/audit-salt', 32))
  return createHmac('sha256', createSecretKey(salt)).update(details).digest()
}

/** One leaf as it lies in the table, its place in the whole log apart. */
export const leafRow = z.object({
  stream: text,
  n: int,
  id: text,
  at: int,
  actor: text,
  act: text,
  commitment: bytes,
  prev: bytes,
  hash: bytes,
}) satisfies { parse(value: unknown): LeafRecord }

export const leavesOf = (stream: string, after: number, limit: number): Query<LeafRecord> => ({
  sql: `select ${LEAF_COLUMNS} from leaf where stream = ?1 and n > ?2 order by n limit ?3`,
  params: [stream, after, limit],
  row: leafRow,
})

/** The first leaf that does not follow from the one before, or `undefined` where all do. */
export function firstBrokenLeaf(leaves: readonly LeafRecord[], before: LeafHead = NO_LEAF): LeafRecord | undefined {
  let head = before
  for (const leaf of leaves) {
    const follows = leaf.n === head.n + 1 && hex(leaf.prev) === hex(head.hash) && hex(leafHash(leaf)) === hex(leaf.hash)
    if (!follows) return leaf
    head = leaf
  }
  return undefined
}

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

import {
  type CheckpointRecord,
  checkpointsAfter,
  findTile,
  leavesByNumber,
  logSize,
  type NumberedLeaf,
} from '../../store/audit-rows.ts'
import type { Means } from '../means.ts'
import { hashesIn, type ReadTile } from './tiles.ts'

/** The log as the store holds it, a page at a time. */
type Stored = Pick<Means, 'store'>

const page = 1_000

/** How many entries have their number. */
export const logLength = async ({ store }: Stored): Promise<number> => (await store.read(logSize()))[0]?.n ?? 0

/** Every numbered entry, in order; `tell` hears how many were read, a page at a time. */
export async function* entriesOf({ store }: Stored, tell?: (read: number) => void): AsyncGenerator<NumberedLeaf> {
  for (let after = 0; ; ) {
    const leaves = await store.read(leavesByNumber(after, page))
    yield* leaves
    after = leaves.at(-1)?.num ?? after
    tell?.(after)
    if (leaves.length < page) return
    // Requests come in between two pages of a large log.
    await new Promise(setImmediate)
  }
}

/** Every checkpoint that was signed, the shortest log first. */
export async function* checkpointsOf({ store }: Stored): AsyncGenerator<CheckpointRecord, undefined> {
  for (let after = 0; ; ) {
    const rows = await store.read(checkpointsAfter(after, page))
    yield* rows
    after = rows.at(-1)?.size ?? after
    if (rows.length < page) return undefined
  }
}

export const tileReader =
  ({ store }: Stored): ReadTile =>
  async (level, n) =>
    hashesIn((await store.read(findTile(level, n)))[0])

import { leavesByStream, type NumberedLeaf } from '../../store/audit-rows.ts'
import { type LeafRecord, leafHash } from '../../store/leaf.ts'
import type { Means } from '../means.ts'
import { publicKey } from '../signing.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { growingTree } from './growing-tree.ts'
import { type Hash, same } from './merkle.ts'
import { checkpointsOf, entriesOf, logLength, tileReader } from './stored-log.ts'
import { tileWidth } from './tiles.ts'

export interface BadEntry {
  /** Its number in the log. */
  readonly entry: number
  readonly what: string
}

export interface LogVerdict {
  readonly size: number
  readonly root: Hash
  /** Checkpoints that fit. */
  readonly checkpoints: number
  /** What is wrong, the first of it; nothing where all fits. */
  readonly bad: readonly BadEntry[]
}

const page = 1_000

/**
 * Reads the whole log: each entry, the tree over all of them, every signed checkpoint, and each stream's own chain. `tell`
 * hears how much of that is done, 0 to 1.
 */
export async function verifyLog(
  means: Means,
  more: readonly Checkpoint[],
  tell: (share: number) => void = () => undefined,
): Promise<LogVerdict> {
  const all = Math.max(1, await logLength(means))
  const reading = (before: 0 | 1 | 2) => (read: number) => tell((before + Math.min(1, read / all)) / 3)
  const bad = await firstBadEntry(means, reading(0))
  const tree = await treeOf(means, more, reading(1))
  const chain = tree.bad.length > 0 || bad !== null ? null : await firstBrokenChain(means, reading(2))
  return { ...tree, bad: [...[bad ?? []].flat(), ...tree.bad, ...[chain ?? []].flat()].slice(0, 10) }
}

/** The first entry that is missing, or is not what was numbered. */
export async function firstBadEntry(
  means: Pick<Means, 'store'>,
  tell?: (read: number) => void,
): Promise<BadEntry | null> {
  const tile = tileReader(means)
  let [expected, held, heldN] = [1, [] as readonly Hash[], -1]
  for await (const leaf of entriesOf(means, tell)) {
    if (leaf.num !== expected)
      return { entry: expected, what: leaf.num > expected ? 'it is missing' : 'its number stands twice' }
    const n = Math.floor((leaf.num - 1) / tileWidth)
    if (n !== heldN) [held, heldN] = [await tile(0, n), n]
    const wrong = whatIsWrongWith(leaf, held[(leaf.num - 1) % tileWidth])
    if (wrong !== null) return { entry: leaf.num, what: wrong }
    expected += 1
  }
  return null
}

export function whatIsWrongWith(leaf: LeafRecord, numberedAs: Hash | undefined): string | null {
  if (!same(leafHash(leaf), leaf.hash)) return 'it was changed after it was written'
  if (numberedAs === undefined) return 'the tree does not know it'
  return same(leaf.hash, numberedAs) ? null : 'another entry was numbered here: it was exchanged or written anew'
}

async function treeOf(means: Means, more: readonly Checkpoint[], tell: (read: number) => void): Promise<LogVerdict> {
  const spki = publicKey(means.keys, 'checkpoint')
  const growing = growingTree()
  const asked = more.toSorted((a, b) => a.size - b.size)
  let fits = 0
  const bad: BadEntry[] = []
  const compare = (checkpoint: Checkpoint): boolean => {
    if (same(growing.root(), checkpoint.root)) fits += 1
    else bad.push({ entry: checkpoint.size, what: differs(checkpoint) })
    return bad.length === 0
  }
  const signed = checkpointsOf(means)
  let next = (await signed.next()).value
  for await (const leaf of entriesOf(means, tell)) {
    growing.add(leaf.hash)
    for (; next !== undefined && next.size === growing.size(); next = (await signed.next()).value) {
      const read = readCheckpoint(next.note, spki)
      if ('wrong' in read || read.checkpoint.size !== next.size)
        bad.push({ entry: next.size, what: 'the checkpoint that is kept there is not one that this desk signed' })
      else if (!compare(read.checkpoint)) break
    }
    while (asked[0]?.size === growing.size()) compare(asked.shift() as Checkpoint)
    if (bad.length > 0) break
  }
  if (bad.length === 0)
    for (const { size } of [...(next === undefined ? [] : [next]), ...asked])
      bad.push({ entry: growing.size() + 1, what: `the log ends before checkpoint ${size}` })
  return { size: growing.size(), root: growing.root(), checkpoints: fits, bad }
}

/** Each stream's own chain, also of what waits for its number. */
async function firstBrokenChain(means: Means, tell: (read: number) => void): Promise<BadEntry | null> {
  let before: NumberedLeaf | undefined
  let read = 0
  for (;;) {
    const leaves = await means.store.read(leavesByStream(before ?? { stream: '', n: 0 }, page))
    for (const leaf of leaves) {
      const first = before?.stream !== leaf.stream
      const prev = first || before === undefined ? new Uint8Array(32) : before.hash
      const broken = leaf.n !== (first || before === undefined ? 1 : before.n + 1) || !same(leaf.prev, prev)
      if (broken || !same(leafHash(leaf), leaf.hash))
        return {
          entry: leaf.num,
          what: `it does not follow from the one before it in ${leaf.stream}, number ${leaf.n}`,
        }
      before = leaf
    }
    read += leaves.length
    tell(read)
    if (leaves.length < page) return null
    await new Promise(setImmediate)
  }
}

const differs = ({ size, at }: Checkpoint): string =>
  `up to here the log is not what was signed as checkpoint ${size} of ${new Date(at).toISOString()}: something before was written anew`

import { leavesByNumber, newestCheckpoint } from '../../store/audit-rows.ts'
import { StartRefused } from '../../store/start-refused.ts'
import type { Means } from '../means.ts'
import { publicKey } from '../signing.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { same } from './merkle.ts'
import { logLength, tileReader } from './stored-log.ts'
import { MissingHash, rangeHash } from './tiles.ts'
import { firstBadEntry } from './verify-log.ts'

/** All that it takes to know one's own log. */
type Log = Pick<Means, 'store' | 'keys'>

/**
 * Before a desk goes to work: is its log the one it signed last? Memory that went backwards, as after an old backup was
 * put back, would give numbers twice, send mails again and publish what was held. Throws `StartRefused`, and has written
 * nothing.
 */
export async function trustedMemory(means: Log, kept: string | undefined): Promise<void> {
  const known = await knownCheckpoint(means, kept)
  const size = await logLength(means)
  const [newest] = await means.store.read(newestCheckpoint())
  const signed = newest === undefined ? undefined : ownCheckpoint(means, newest.note)
  const furthest = [known, signed].flatMap((one) => one ?? []).toSorted((a, b) => b.size - a.size)[0]
  if (furthest !== undefined && size < furthest.size) throw behind(furthest)
  const lost = await lostTail(means, size)
  if (lost !== null)
    throw new StartRefused(
      'log-damaged',
      `The audit log says that it has ${size} entries, but entry ${lost} and what follows are not there: somebody took them away, or the disk lost them. ${restoreInstead}`,
    )
  for (const one of [signed, known]) if (one !== undefined) await follows(means, one)
}

/** What lies beside the key, or `undefined` where there is nothing. Throws `StartRefused` for another desk's. */
export async function knownCheckpoint(means: Log, kept: string | undefined): Promise<Checkpoint | undefined> {
  if (kept === undefined) return undefined
  const read = readCheckpoint(kept, publicKey(means.keys, 'checkpoint'))
  if ('checkpoint' in read) return read.checkpoint
  const other = readCheckpoint(kept)
  throw new StartRefused(
    'other-log',
    'checkpoint' in other
      ? `Beside the root key lies checkpoint ${other.checkpoint.size} of ${dateOf(other.checkpoint)}, and this desk did not sign it: the data folder is another desk's, or a new one. Put the right data back. If a new desk is meant, move the file that ends in ".checkpoint" away.`
      : 'The checkpoint beside the root key, in the file that ends in ".checkpoint", cannot be read. Put it back from a copy; without it an old backup would not be noticed.',
  )
}

/** Whether the log of this size is behind this checkpoint, or another one. `null`: it goes on from it. */
export async function whatIsWrong(means: Log, known: Checkpoint): Promise<StartRefused | null> {
  if ((await logLength(means)) < known.size) return behind(known)
  try {
    await follows(means, known)
    return null
  } catch (error) {
    if (error instanceof StartRefused) return error
    throw error
  }
}

function ownCheckpoint(means: Log, note: string): Checkpoint {
  const read = readCheckpoint(note, publicKey(means.keys, 'checkpoint'))
  if ('checkpoint' in read) return read.checkpoint
  throw new StartRefused(
    'log-rewritten',
    `The newest checkpoint in the database is not one that this desk signed: somebody changed it. ${restoreInstead}`,
  )
}

/** The number of the first entry that should be at the end and is not. */
async function lostTail(means: Log, size: number): Promise<number | null> {
  if (size === 0) return null
  const [last] = await means.store.read(leavesByNumber(size - 1, 1))
  if (last !== undefined) return null
  for (let [there, gone] = [0, size]; ; ) {
    if (gone - there <= 1) return gone
    const middle = Math.floor((there + gone) / 2)
    if ((await means.store.read(leavesByNumber(middle - 1, 1))).length > 0) there = middle
    else gone = middle
  }
}

async function follows(means: Log, known: Checkpoint): Promise<void> {
  if (known.size > 0 && same(await rootAt(means, known.size), known.root)) return
  const bad = await firstBadEntry(means)
  const where =
    bad === null
      ? `every entry fits the next, so the log was written anew, or this is another copy of the desk that went its own way before entry ${known.size}`
      : `entry ${bad.entry} is the first that does not fit: ${bad.what}`
  throw new StartRefused(
    'log-rewritten',
    `The audit log is not the one that was signed as checkpoint ${known.size} of ${dateOf(known)}: ${where}. ${restoreInstead}`,
  )
}

async function rootAt(means: Log, size: number): Promise<Uint8Array> {
  try {
    return await rangeHash({ start: 0, end: size }, tileReader(means))
  } catch (error) {
    if (error instanceof MissingHash) return new Uint8Array(0)
    throw error
  }
}

const behind = (known: Checkpoint): StartRefused =>
  new StartRefused(
    'log-behind',
    `The log is behind checkpoint ${known.size} of ${dateOf(known)}: this data is older than what this desk has seen already, as after an old backup was put back. Put newer data back. If there is none, "postern audit accept-rollback ${known.size}" records that what happened since is lost, and the desk then starts quiet. Nothing was changed.`,
  )

const restoreInstead = 'Put a backup back from before that, or look at "postern audit verify". Nothing was changed.'

const dateOf = ({ at }: Checkpoint): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

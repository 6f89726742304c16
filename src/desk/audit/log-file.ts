import { z } from 'zod'
import { checkpointsAfter, leavesByNumber, newestCheckpoint } from '../../store/audit-rows.ts'
import { leafHash } from '../../store/leaf.ts'
import type { Means } from '../means.ts'
import { publicKey } from '../signing.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { same } from './merkle.ts'
import { type BadEntry, growingTree, type LogVerdict } from './verify-log.ts'

/**
 * The log as a file of JSON lines: what it is, every entry, and every checkpoint where it was signed. It can be checked with no
 * database and no network, by whoever has the public key or a checkpoint of their own.
 */
export const logFileKind = 'postern-audit/v1'

const page = 1_000

export async function* logFile(means: Means, origin: string): AsyncGenerator<string> {
  const [last] = await means.store.read(newestCheckpoint())
  const size = last?.size ?? 0
  yield line({ kind: logFileKind, origin, size, spki: publicKey(means.keys, 'checkpoint') })
  const signed = checkpointsOf(means)
  let next = (await signed.next()).value
  for (let after = 0; after < size; ) {
    const leaves = await means.store.read(leavesByNumber(after, page))
    for (const leaf of leaves.filter(({ num }) => num <= size)) {
      const { num, stream, n, id, at, actor, act } = leaf
      const [commitment, prev, hash] = [hex(leaf.commitment), hex(leaf.prev), hex(leaf.hash)]
      yield line({ num, stream, n, id, at, actor, act, commitment, prev, hash })
      // Each where it was signed: what lies before one that fits was not written anew.
      for (; next !== undefined && next.size <= num; next = (await signed.next()).value)
        yield line({ checkpoint: next.note })
    }
    if (leaves.length === 0) break
    after = leaves.at(-1)?.num ?? size
  }
}

async function* checkpointsOf({ store }: Pick<Means, 'store'>) {
  for (let after = 0; ; ) {
    const rows = await store.read(checkpointsAfter(after, page))
    yield* rows
    after = rows.at(-1)?.size ?? after
    if (rows.length < page) return undefined
  }
}

const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')))
const head = z.object({ kind: z.literal(logFileKind), origin: z.string(), size: z.int(), spki: z.string() })
const entry = z.object({
  num: z.int(),
  stream: z.string(),
  n: z.int(),
  id: z.string(),
  at: z.int(),
  actor: z.string(),
  act: z.string(),
  commitment: bytes,
  prev: bytes,
  hash: bytes,
})
const signed = z.object({ checkpoint: z.string() })

export type FileVerdict =
  | (LogVerdict & {
      /** Whether the key was one that the reader brought, and not only the file's own word. */
      readonly origin: string
      readonly signedBy: 'given key' | 'key in the file'
    })
  | { readonly wrong: string }

/** Checks such a file line by line, against the checkpoints in it and those that the reader kept. */
export async function verifyLogFile(
  lines: AsyncIterable<string>,
  by: { readonly spki?: string | undefined; readonly checkpoints: readonly string[] },
): Promise<FileVerdict> {
  const growing = growingTree()
  const heads = new Map<string, { readonly entry: number; readonly hash: Uint8Array }>()
  const asked: Checkpoint[] = []
  let told: z.infer<typeof head> | undefined
  /** The newest checkpoint in the file that fits: up to there nothing was written anew. */
  let proved = 0
  let fits = 0

  for await (const text of lines) {
    const value = jsonOf(text)
    if (told === undefined) {
      const first = head.safeParse(value)
      if (!first.success) return { wrong: 'This file is no audit log of a Postern desk.' }
      told = first.data
      for (const note of by.checkpoints) {
        const kept = readCheckpoint(note, by.spki ?? told.spki)
        if ('wrong' in kept) return kept
        asked.push(kept.checkpoint)
      }
      asked.sort((a, b) => a.size - b.size)
      continue
    }
    const end = signed.safeParse(value)
    const wrong = end.success ? compared(end.data.checkpoint, told.spki) : added(value)
    if (wrong !== null) return typeof wrong === 'string' ? { wrong } : verdict(wrong)
  }
  if (told === undefined) return { wrong: 'This file is empty.' }
  const end = growing.size() + 1
  if (proved < growing.size() || proved < told.size)
    return verdict({ entry: end, what: 'the file ends here, without its checkpoint' })
  const [missing] = asked
  if (missing !== undefined)
    return verdict({ entry: end, what: `the log ends before checkpoint ${missing.size} of ${dayOf(missing)}` })
  return verdict(null)

  function added(value: unknown): BadEntry | null {
    const one = entry.safeParse(value)
    const number = growing.size() + 1
    if (!one.success) return { entry: number, what: 'its line cannot be read' }
    if (one.data.num !== number) return { entry: number, what: 'it is missing' }
    const hash = leafHash(one.data)
    if (!same(hash, one.data.hash)) return { entry: number, what: 'it was changed after it was written' }
    const before = heads.get(one.data.stream)
    if (!same(one.data.prev, before?.hash ?? new Uint8Array(32)))
      return before === undefined
        ? { entry: number, what: `it is not the first one in ${one.data.stream}` }
        : { entry: before.entry, what: `entry ${number}, the next one in ${one.data.stream}, does not follow from it` }
    heads.set(one.data.stream, { entry: number, hash })
    growing.add(hash)
    for (; asked[0]?.size === number; asked.shift()) {
      const differs = unlike(asked[0])
      if (differs !== null) return differs
      fits += 1
    }
    return null
  }

  function compared(note: string, spki: string): BadEntry | string | null {
    const read = readCheckpoint(note, by.spki ?? spki)
    if ('wrong' in read) return read.wrong
    const { checkpoint } = read
    if (checkpoint.size > growing.size())
      return {
        entry: growing.size() + 1,
        what: `the log ends before checkpoint ${checkpoint.size} of ${dayOf(checkpoint)}`,
      }
    const differs = unlike(checkpoint)
    if (differs === null) {
      proved = checkpoint.size
      fits += 1
    }
    return differs
  }

  /** The first entry that may have been written anew, where the root is not the one that was signed. */
  function unlike({ size, root, at }: Checkpoint): BadEntry | null {
    if (size === growing.size() && same(growing.root(), root)) return null
    const from = proved + 1
    return {
      entry: from,
      what: `from here up to entry ${size} the log is not what was signed as checkpoint ${size} of ${dayOf({ at })}`,
    }
  }

  function verdict(wrong: BadEntry | null): FileVerdict {
    return {
      size: growing.size(),
      root: growing.root(),
      checkpoints: wrong === null ? fits : 0,
      bad: wrong === null ? [] : [wrong],
      origin: told?.origin ?? '',
      signedBy: by.spki === undefined ? 'key in the file' : 'given key',
    }
  }
}

const dayOf = ({ at }: Pick<Checkpoint, 'at'>): string => new Date(at).toISOString()
const line = (value: object): string => `${JSON.stringify(value)}\n`
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { z } from 'zod'
import { leavesByNumber, newestCheckpoint } from '../../store/audit-rows.ts'
import { leafHash } from '../../store/leaf.ts'
import type { Means } from '../means.ts'
import { publicKey } from '../signing.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { same } from './merkle.ts'
import { type BadEntry, growingTree, type LogVerdict } from './verify-log.ts'

/**
 * The log as a file of JSON lines: what it is, every entry, and the newest checkpoint. It can be checked with no
 * database and no network, by whoever has the public key or a checkpoint of their own.
 */
export const logFileKind = 'postern-audit/v1'

const page = 1_000

export async function* logFile(means: Means, origin: string): AsyncGenerator<string> {
  const [last] = await means.store.read(newestCheckpoint())
  const size = last?.size ?? 0
  yield line({ kind: logFileKind, origin, size, spki: publicKey(means.keys, 'checkpoint') })
  for (let after = 0; after < size; ) {
    const leaves = await means.store.read(leavesByNumber(after, page))
    for (const { num, stream, n, id, at, actor, act, commitment, prev } of leaves)
      if (num <= size) yield line({ num, stream, n, id, at, actor, act, commitment: hex(commitment), prev: hex(prev) })
    if (leaves.length === 0) break
    after = leaves.at(-1)?.num ?? size
  }
  yield line({ checkpoint: last?.note ?? '' })
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
})
const tail = z.object({ checkpoint: z.string() })

export type FileVerdict =
  | (LogVerdict & {
      /** Whether the key was one that the reader brought, and not only the file's own word. */
      readonly origin: string
      readonly signedBy: 'given key' | 'key in the file'
    })
  | { readonly wrong: string }

/** Checks such a file line by line, against the checkpoint in it and those that the reader kept. */
export async function verifyLogFile(
  lines: AsyncIterable<string>,
  by: { readonly spki?: string | undefined; readonly checkpoints: readonly string[] },
): Promise<FileVerdict> {
  const growing = growingTree()
  const heads = new Map<string, Uint8Array>()
  let asked: Checkpoint[] = []
  let told: z.infer<typeof head> | undefined
  let signed: string | undefined
  let bad: BadEntry | null = null
  const atSize = new Map<number, Uint8Array>()
  const read = (note: string) => readCheckpoint(note, by.spki ?? told?.spki)

  for await (const text of lines) {
    const value = jsonOf(text)
    if (told === undefined) {
      const first = head.safeParse(value)
      if (!first.success) return { wrong: 'This file is no audit log of a Postern desk.' }
      told = first.data
      for (const note of by.checkpoints) {
        const kept = read(note)
        if ('wrong' in kept) return kept
        asked = [...asked, kept.checkpoint]
      }
      continue
    }
    const end = tail.safeParse(value)
    if (end.success) {
      signed = end.data.checkpoint
      break
    }
    const one = entry.safeParse(value)
    const expected = growing.size() + 1
    if (!one.success) return verdict({ entry: expected, what: 'its line cannot be read' })
    if (one.data.num !== expected) return verdict({ entry: expected, what: 'it is missing' })
    if (!same(one.data.prev, heads.get(one.data.stream) ?? new Uint8Array(32)))
      return verdict({ entry: expected, what: `it does not follow from the one before it in ${one.data.stream}` })
    const hash = leafHash(one.data)
    heads.set(one.data.stream, hash)
    growing.add(hash)
    if (asked.some(({ size }) => size === expected)) atSize.set(expected, growing.root())
  }
  if (told === undefined) return { wrong: 'This file is empty.' }
  if (signed === undefined)
    return verdict({ entry: growing.size() + 1, what: 'the file ends here, without its checkpoint' })
  if (growing.size() > 0) {
    const last = read(signed)
    if ('wrong' in last) return last
    asked = [...asked, last.checkpoint]
    if (last.checkpoint.size === growing.size()) atSize.set(growing.size(), growing.root())
  }
  for (const { size, root, at } of asked.toSorted((a, b) => a.size - b.size)) {
    const found = atSize.get(size)
    const day = new Date(at).toISOString()
    if (found === undefined)
      bad ??= { entry: growing.size() + 1, what: `the log ends before checkpoint ${size} of ${day}` }
    else if (!same(found, root))
      bad ??= { entry: size, what: `up to here it is not what was signed as checkpoint ${size} of ${day}` }
  }
  return verdict(bad)

  function verdict(wrong: BadEntry | null): FileVerdict {
    return {
      size: growing.size(),
      root: growing.root(),
      checkpoints: wrong === null ? asked.length : 0,
      bad: wrong === null ? [] : [wrong],
      origin: told?.origin ?? '',
      signedBy: by.spki === undefined ? 'key in the file' : 'given key',
    }
  }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

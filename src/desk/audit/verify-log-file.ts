import type { z } from 'zod'
import { leafHash } from '../../store/leaf.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { growingTree } from './growing-tree.ts'
import { checkpointLine, entryLine, headLine } from './log-file.ts'
import { same } from './merkle.ts'
import type { BadEntry, LogVerdict } from './verify-log.ts'

export type FileVerdict =
  | (LogVerdict & {
      readonly origin: string
      /** Whether the key was one that the reader brought, and not only the file's own word. */
      readonly signedBy: 'given key' | 'key in the file'
    })
  | { readonly wrong: string }

/** What the reader brought. */
export interface Brought {
  /** base64url of the SubjectPublicKeyInfo; without it the key in the file is believed. */
  readonly spki?: string | undefined
  /** Notes that were kept where nobody at the desk could change them. */
  readonly checkpoints: readonly string[]
}

/** Checks such a file line by line, against the checkpoints in it and those that the reader kept. */
export async function verifyLogFile(lines: AsyncIterable<string>, by: Brought): Promise<FileVerdict> {
  let check: FileCheck | undefined
  for await (const text of lines) {
    const value = jsonOf(text)
    if (check === undefined) {
      const begun = begin(value, by)
      if ('wrong' in begun) return begun
      check = begun
      continue
    }
    const signed = checkpointLine.safeParse(value)
    const wrong = signed.success ? check.checkpoint(signed.data.checkpoint) : check.entry(value)
    if (typeof wrong === 'string') return { wrong }
    if (wrong !== null) return check.verdict(wrong)
  }
  return check === undefined ? { wrong: 'This file is empty.' } : check.verdict(check.end())
}

function begin(value: unknown, by: Brought): FileCheck | { readonly wrong: string } {
  const head = headLine.safeParse(value)
  if (!head.success) return { wrong: 'This file is no audit log of a Postern desk.' }
  const asked: Checkpoint[] = []
  for (const note of by.checkpoints) {
    const kept = readCheckpoint(note, by.spki ?? head.data.spki)
    if ('wrong' in kept) return kept
    asked.push(kept.checkpoint)
  }
  return new FileCheck(head.data, by, asked)
}

/** One file on its way through. What it answers is what is wrong, or null. */
class FileCheck {
  readonly #head: z.infer<typeof headLine>
  readonly #by: Brought
  /** Brought by the reader and not reached yet, the shortest log first. */
  readonly #asked: Checkpoint[]
  readonly #tree = growingTree()
  readonly #heads = new Map<string, { readonly entry: number; readonly hash: Uint8Array }>()
  /** The newest checkpoint in the file that fits: up to there nothing was written anew. */
  #proved = 0
  #fits = 0

  constructor(head: z.infer<typeof headLine>, by: Brought, asked: readonly Checkpoint[]) {
    this.#head = head
    this.#by = by
    this.#asked = asked.toSorted((a, b) => a.size - b.size)
  }

  entry(value: unknown): BadEntry | null {
    const read = entryLine.safeParse(value)
    const entry = this.#tree.size() + 1
    if (!read.success) return { entry, what: 'its line cannot be read' }
    const { num, stream, prev, hash } = read.data
    if (num !== entry) return { entry, what: 'it is missing' }
    if (!same(leafHash(read.data), hash)) return { entry, what: 'it was changed after it was written' }
    const before = this.#heads.get(stream)
    if (!same(prev, before?.hash ?? new Uint8Array(32)))
      return before === undefined
        ? { entry, what: `it is not the first one in ${stream}` }
        : { entry: before.entry, what: `entry ${entry}, the next one in ${stream}, does not follow from it` }
    this.#heads.set(stream, { entry, hash })
    this.#tree.add(hash)
    return this.#askedHere()
  }

  #askedHere(): BadEntry | null {
    for (; this.#asked[0]?.size === this.#tree.size(); this.#asked.shift()) {
      const differs = this.#unlike(this.#asked[0])
      if (differs !== null) return differs
      this.#fits += 1
    }
    return null
  }

  /** A sentence where it is none, or is signed by another key. */
  checkpoint(note: string): BadEntry | string | null {
    const read = readCheckpoint(note, this.#by.spki ?? this.#head.spki)
    if ('wrong' in read) return read.wrong
    const { checkpoint } = read
    if (checkpoint.size > this.#tree.size()) return this.#endsBefore(checkpoint)
    const differs = this.#unlike(checkpoint)
    if (differs !== null) return differs
    this.#proved = checkpoint.size
    this.#fits += 1
    return null
  }

  /** What should have come and did not. */
  end(): BadEntry | null {
    const size = this.#tree.size()
    if (this.#proved < size || this.#proved < this.#head.size)
      return { entry: size + 1, what: 'the file ends here, without its checkpoint' }
    const [missing] = this.#asked
    return missing === undefined ? null : this.#endsBefore(missing)
  }

  verdict(wrong: BadEntry | null): FileVerdict {
    return {
      size: this.#tree.size(),
      root: this.#tree.root(),
      checkpoints: wrong === null ? this.#fits : 0,
      bad: wrong === null ? [] : [wrong],
      origin: this.#head.origin,
      signedBy: this.#by.spki === undefined ? 'key in the file' : 'given key',
    }
  }

  /** The first entry that may have been written anew, where the root is not the one that was signed. */
  #unlike(signed: Checkpoint): BadEntry | null {
    if (signed.size === this.#tree.size() && same(this.#tree.root(), signed.root)) return null
    return {
      entry: this.#proved + 1,
      what: `from here up to entry ${signed.size} the log is not what was signed as ${named(signed)}`,
    }
  }

  #endsBefore(signed: Checkpoint): BadEntry {
    return { entry: this.#tree.size() + 1, what: `the log ends before ${named(signed)}` }
  }
}

const named = ({ size, at }: Checkpoint): string => `checkpoint ${size} of ${new Date(at).toISOString()}`

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

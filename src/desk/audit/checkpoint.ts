import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Millis } from '../../case/ids.ts'
import type { Hash } from './merkle.ts'

/**
 * What this desk signs about its log: a C2SP tlog-checkpoint, which is a C2SP signed note. Origin, size and root are
 * its first three lines; a fourth says what kind of statement it is, and when it was made.
 */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Hash
  readonly at: Millis
}

export const checkpointContext = 'checkpoint/v1'
/** The same key signs what strangers are shown: the root of one moment of a day, and not how long the log is. */
export const dayContext = 'checkpoint-day/v1'

export const checkpointText = ({ origin, size, root, at }: Checkpoint): string =>
  `${origin}\n${size}\n${base64(root)}\n${checkpointContext} ${new Date(at).toISOString()}\n`

/** No size: how much happens at a desk is nobody's business. The second line keeps it from being read as a checkpoint. */
export const dayText = (of: { readonly origin: string; readonly day: string; readonly root: Hash }): string =>
  `${of.origin}\n${dayContext} ${of.day}\n${base64(of.root)}\n`

/** An Ed25519 key as signed notes name it. */
export interface NoteKey {
  /** base64url of the SubjectPublicKeyInfo. */
  readonly spki: string
  sign(text: string): Uint8Array
}

export const signedNote = (text: string, name: string, key: NoteKey): string =>
  `${text}\n— ${name} ${base64(Buffer.concat([noteKeyId(name, key.spki), key.sign(text)]))}\n`

/** `name+id+key`, as tools for signed notes take it. */
export const verifierKey = (name: string, spki: string): string =>
  `${name}+${Buffer.from(noteKeyId(name, spki)).toString('hex')}+${base64(typedKey(spki))}`

/** C2SP signed-note: 01 stands for Ed25519, so the algorithm is part of what names the key. */
const ed25519 = 1
const typedKey = (spki: string): Uint8Array => Buffer.concat([Uint8Array.of(ed25519), rawKey(spki)])
/** RFC 8410, section 4: the last 32 bytes are the key. */
const rawKey = (spki: string): Uint8Array => Buffer.from(spki, 'base64url').subarray(-32)

const noteKeyId = (name: string, spki: string): Uint8Array =>
  createHash('sha256').update(`${name}\n`).update(typedKey(spki)).digest().subarray(0, 4)

export type ReadNote = { readonly checkpoint: Checkpoint; readonly note: string } | { readonly wrong: string }

/** Reads a checkpoint; with a key also whether that key signed it. Signatures of other keys are passed over. */
export function readCheckpoint(note: string, spki?: string): ReadNote {
  const clean = note.replaceAll('\r\n', '\n')
  const parts = /^((?:[^\n]+\n){4,})\n((?:— [^\n]+\n?)+)\s*$/.exec(clean.trimStart())
  const text = parts?.[1] ?? ''
  const [origin = '', size = '', root = '', said = ''] = text.split('\n')
  const at = Date.parse(/^checkpoint\/v1 (\S+)$/.exec(said)?.[1] ?? '')
  const hash = Buffer.from(root, 'base64')
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || hash.length !== 32 || base64(hash) !== root || Number.isNaN(at))
    return { wrong: 'This is no checkpoint of a Postern desk.' }
  const checkpoint = { origin, size: Number(size), root: new Uint8Array(hash), at }
  if (spki !== undefined && !isSigned(text, parts?.[2] ?? '', spki))
    return { wrong: 'The signature of this checkpoint does not fit the key of this desk.' }
  return { checkpoint, note: clean }
}

function isSigned(text: string, signatures: string, spki: string): boolean {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' })
  return signatures.split('\n').some((line) => {
    const [, name = '', encoded = ''] = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
    const bytes = Buffer.from(encoded, 'base64')
    return (
      bytes.length === 4 + 64 &&
      bytes.subarray(0, 4).equals(noteKeyId(name, spki)) &&
      verify(null, Buffer.from(text), key, bytes.subarray(4))
    )
  })
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

import { createCipheriv, createDecipheriv } from 'node:crypto'
import { chance } from './chance.ts'
import { secretKey } from './secret-key.ts'

/**
 * Records at rest: AES-256-GCM with a key of their own owner. The associated data names the place of the record, so
 * that a sealed value which was moved to another table, column, row or stream does not open (docs/security.md).
 *
 * Layout: version (1) | key id (8) | IV (12) | ciphertext | tag (16). The second version is bound to what stands in clear
 * beside it as well; records of the first come from an older release, and nothing but their place is checked.
 */

/** Every column that holds sealed bytes. A new one is added here and nowhere else. */
const PLACES = [
  'event.body',
  'person.body',
  'draft.body',
  'draft.answer',
  'case_inbox.body',
  'case_figure.body',
  'outbox.body',
  'member.body',
  'passkey.body',
  'session.body',
  'token.label',
  'key_store.wrapped',
  'desk_meta.key_check',
  'notice_way.body',
  'notice.body',
  'own_desk.body',
  'kept_text.body',
  'two_person.body',
  'identity.body',
  'reporter_account.body',
  'reporter_passkey.body',
  'reporter_code.body',
  'archive.key',
] as const

export interface Place {
  readonly at: (typeof PLACES)[number]
  /** The primary key of the row. */
  readonly row: string
  /** The stream the row belongs to; the desk's own rows say `desk`. */
  readonly stream: string
  /** Version of the shape of what is inside. */
  readonly v: number
  /**
   * What stands in clear in the same row, decides something, and never changes: whose it is, who did it and when.
   * Whoever changes it there has a record that does not open.
   */
  readonly beside?: readonly (string | number)[]
}

export interface SealingKey {
  /** 16 hex digits. */
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** The record was not sealed with this key for this place, or it was changed since. */
export class Unreadable extends Error {
  readonly code = 'unreadable'
  readonly retry = false
  constructor(place: Place, options?: { cause?: unknown }) {
    super(`the record ${place.at} of row ${place.row} cannot be opened: wrong key, wrong place or damaged`, options)
    this.name = 'Unreadable'
  }
}

/** Of the layout: without, and with what stands beside it in clear. */
const VERSIONS = { alone: 1, beside: 2 } as const
const HEADER = 1 + 8 + 12
const TAG = 16

export function seal(key: SealingKey, place: Place, clear: Uint8Array): Uint8Array {
  const iv = chance(12)
  const cipher = createCipheriv('aes-256-gcm', secretKey(key.bytes), iv)
  const version = place.beside === undefined ? VERSIONS.alone : VERSIONS.beside
  cipher.setAAD(boundTo(place, version))
  const body = cipher.update(pad(clear))
  cipher.final()
  const sealed = Buffer.allocUnsafe(HEADER + body.length + TAG)
  sealed[0] = version
  sealed.write(key.id, 1, 'hex')
  sealed.set(iv, 9)
  sealed.set(body, HEADER)
  sealed.set(cipher.getAuthTag(), HEADER + body.length)
  return sealed
}

export function open(key: SealingKey, place: Place, sealed: Uint8Array): Uint8Array {
  const version = versionOf(place, sealed)
  if (version === undefined || keyIdOf(sealed) !== key.id) throw new Unreadable(place)
  const decipher = createDecipheriv('aes-256-gcm', secretKey(key.bytes), sealed.subarray(9, HEADER), {
    authTagLength: TAG,
  })
  decipher.setAAD(boundTo(place, version))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  const padded = decipher.update(sealed.subarray(HEADER, sealed.length - TAG))
  try {
    decipher.final()
  } catch (cause) {
    throw new Unreadable(place, { cause })
  }
  return padded.subarray(4, 4 + padded.readUInt32BE(0))
}

export const sealJson = (key: SealingKey, place: Place, value: unknown): Uint8Array =>
  seal(key, place, Buffer.from(JSON.stringify(value)))

/** What does not have the shape is as unreadable as what does not open: both mean that the record is not ours. */
export function openJson<T>(key: SealingKey, place: Place, sealed: Uint8Array, shape: { parse(value: unknown): T }): T {
  const clear = open(key, place, sealed)
  try {
    return shape.parse(JSON.parse(Buffer.from(clear).toString('utf8')))
  } catch (cause) {
    throw new Unreadable(place, { cause })
  }
}

/** Which key opens this record: 16 hex digits. */
export const keyIdOf = (sealed: Uint8Array): string => Buffer.from(sealed.subarray(1, 9)).toString('hex')

/** The version stands in what it is bound to as well: nobody turns the second into the first. */
function versionOf(place: Place, sealed: Uint8Array): 1 | 2 | undefined {
  if (sealed.length < HEADER + TAG) return undefined
  if (sealed[0] === VERSIONS.alone) return VERSIONS.alone
  return sealed[0] === VERSIONS.beside && place.beside !== undefined ? VERSIONS.beside : undefined
}

/** Row, stream and what is beside are escaped, so that no two places ever share one text. */
function boundTo({ at, row, stream, v, beside = [] }: Place, version: 1 | 2): Buffer {
  const place = `postern:v${version}:${at.replace('.', ':')}:${escaped(row)}:${escaped(stream)}:${v}`
  return Buffer.from(version === 1 ? place : [place, ...beside.map((one) => escaped(String(one)))].join(':'))
}

const escaped = (id: string): string => (/^[\w-]*$/.test(id) ? id : encodeURIComponent(id))

/** The third leaves a report of some 3 KB with all of its row on one page of the database. */
const BUCKETS = [256, 1024, 3584, 16_384, 65_536]

/** The length of a text tells a lot about it; the length on disk tells only its bucket. */
export const paddedLength = (length: number): number =>
  BUCKETS.find((bucket) => length <= bucket) ?? Math.ceil(length / 65_536) * 65_536

function pad(clear: Uint8Array): Buffer {
  const padded = Buffer.alloc(paddedLength(4 + clear.length))
  padded.writeUInt32BE(clear.length, 0)
  padded.set(clear, 4)
  return padded
}

import { createDecipheriv } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { unwrap } from '../../src/store/keys.ts'
import type { RootKey } from '../../src/store/root-ring.ts'

/**
 * Somebody who holds the root key and every file. They ask no program of ours: each key is unwrapped, and every sealed
 * value is deciphered with it, whatever place it says it belongs to.
 */
export interface InHand {
  /** By name: each file as it lies there, each row as it lies there, and each value as it is when deciphered. */
  readonly texts: ReadonlyMap<string, Buffer>
  readonly keys: number
  readonly opened: number
  /** Sealed with a key that is nowhere any more. */
  readonly shut: number
}

interface KeyRow {
  readonly id: string
  readonly kind: string
  readonly owner: string
  readonly root_id: string
  readonly wrapped: Uint8Array
}

/** `extra`: further files, such as an export or a folder of backups. */
export function everythingInHand(root: RootKey, data: string, extra: readonly string[] = []): InHand {
  const texts = new Map<string, Buffer>()
  for (const file of [data, ...extra].flatMap(filesIn)) texts.set(file, readFileSync(file))
  const database = new DatabaseSync(join(data, 'postern.db'), { readOnly: true })
  try {
    const rows = database
      .prepare('select id, kind, owner, root_id, wrapped from key_store')
      .all() as unknown as KeyRow[]
    const keys = new Map(rows.map((row) => [row.id, unwrap(root, row).bytes]))
    let [opened, shut] = [0, 0]
    for (const [place, value] of valuesIn(database)) {
      if (typeof value === 'string') texts.set(place, Buffer.from(value))
      if (!(value instanceof Uint8Array) || value.length < 38 || (value[0] !== 1 && value[0] !== 2)) continue
      const key = keys.get(Buffer.from(value.subarray(1, 9)).toString('hex'))
      if (key === undefined) shut += 1
      else {
        texts.set(`${place}, deciphered`, deciphered(key, value))
        opened += 1
      }
    }
    return { texts, keys: keys.size, opened, shut }
  } finally {
    database.close()
  }
}

/** Where any of these words lie, in any of the ways in which text is written down. */
export function whereItLies({ texts }: InHand, words: readonly string[]): readonly string[] {
  const forms = words.flatMap(formsOf)
  return [...texts].flatMap(([place, bytes]) => {
    const [exact, folded] = [bytes.toString('latin1'), bytes.toString('latin1').toLowerCase()]
    return forms
      .filter(({ text, anyCase }) => (anyCase ? folded.includes(text.toLowerCase()) : exact.includes(text)))
      .map(({ form }) => `${form} in ${place}`)
  })
}

interface Form {
  readonly form: string
  readonly text: string
  readonly anyCase: boolean
}

function formsOf(word: string): readonly Form[] {
  const utf8 = Buffer.from(word)
  const big = Buffer.from(word, 'utf16le').swap16()
  const percent = [...utf8]
    .map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : `%${hex(byte)}`))
    .join('')
  const printable = percent.replaceAll('%', '=')
  const plain = [
    ['UTF-8', utf8.toString('latin1')],
    ['UTF-16LE', Buffer.from(word, 'utf16le').toString('latin1')],
    ['UTF-16BE', big.toString('latin1')],
    ['percent', percent],
    ['percent of a form', encodeURIComponent(word).replaceAll('%20', '+')],
    ['quoted-printable', printable],
    [
      'JSON',
      JSON.stringify(word)
        .slice(1, -1)
        .replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['hex', utf8.toString('hex')],
  ] as const
  // The letters of base64 depend on where in a group of three the word begins; the outer ones on its neighbours.
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), utf8])
      .toString('base64')
      .replaceAll('=', '')
    return whole.slice(before === 0 ? 0 : before + 1, -2)
  })
  return [
    ...plain.map(([form, text]) => ({ form: `${form} of ${word}`, text, anyCase: true })),
    ...base64.flatMap((text) => [
      { form: `base64 of ${word}`, text, anyCase: false },
      { form: `base64url of ${word}`, text: text.replaceAll('+', '-').replaceAll('/', '_'), anyCase: false },
    ]),
  ]
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0')

function* valuesIn(database: DatabaseSync): Generator<readonly [place: string, value: unknown]> {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all() as { name: string }[]
  for (const { name } of tables) {
    const statement = database.prepare(`select * from "${name}"`)
    statement.setReadBigInts(true)
    let n = 0
    for (const row of statement.iterate()) {
      n += 1
      for (const [column, value] of Object.entries(row)) yield [`${name} ${n} ${column}`, value]
    }
  }
}

/** Layout as in store/seal.ts. The tag is not looked at: whoever only wants to read needs no place that fits. */
function deciphered(key: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(9, 21))
  return decipher.update(sealed.subarray(21, sealed.length - 16))
}

const filesIn = (path: string): readonly string[] =>
  lstatSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path]

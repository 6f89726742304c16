import { createHash } from 'node:crypto'
import { z } from 'zod'
import { chance } from '../chance.ts'
import type { RootKey } from '../root-ring.ts'
import { open, type Place, type SealingKey, seal } from '../seal.ts'
import { ArchiveRefused } from './refused.ts'

/**
 * What stands at the front of an archive in clear: which desk, when, and its own key, wrapped by the root key of that
 * desk. The wrapping is bound to all the rest of the header, so that none of it can be changed.
 */
const header = z.strictObject({
  archive: z.int(),
  desk: z.string().regex(/^[0-9a-f]{16}$/),
  schema: z.int().min(1),
  at: z.int(),
  /** `inside`: all files lie in the archive itself. `beside`: they lie in the folder of the backup. */
  files: z.enum(['inside', 'beside']),
  root: z.string().regex(/^[0-9a-f]{16}$/),
  key: z.string().max(4_096),
})
export type Header = z.infer<typeof header>
type Bound = Omit<Header, 'key'>

export const FORMAT = 1
export const MAGIC = 'postern-archive\n'
/** The first line, and the header's own line, are never longer than this together. */
export const FRONT = 8_192

export function newHeader(
  root: RootKey,
  about: Pick<Header, 'desk' | 'schema' | 'at' | 'files'>,
): { readonly header: Header; readonly key: Uint8Array } {
  const bound: Bound = { archive: FORMAT, ...about, root: root.current.id }
  const key = chance(32)
  return { header: { ...bound, key: Buffer.from(seal(root.current, placeOf(bound), key)).toString('base64url') }, key }
}

export const frontOf = (given: Header): Buffer => Buffer.from(`${MAGIC}${JSON.stringify(given)}\n`)

/** The header and where the sealed part begins. Throws `ArchiveRefused`. */
export function readFront(bytes: Buffer, file: string): { readonly header: Header; readonly length: number } {
  const end = bytes.indexOf(0x0a, MAGIC.length)
  if (!bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC)) || end === -1) throw notOne(file)
  const json = jsonOf(bytes.subarray(MAGIC.length, end).toString('utf8'), file)
  if (Number(json.archive) > FORMAT)
    throw new ArchiveRefused(
      'newer',
      `${file} was written by a newer Postern. Use that version or a newer one; nothing was changed.`,
    )
  const read = header.safeParse(json)
  if (!read.success) throw notOne(file)
  return { header: read.data, length: end + 1 }
}

/** The key of the archive. Throws `ArchiveRefused` where the root key is another desk's, or the header was changed. */
export function archiveKey({ key, ...bound }: Header, root: RootKey, file: string): Uint8Array {
  const found: SealingKey | undefined = root.byId.get(bound.root)
  if (found === undefined)
    throw new ArchiveRefused(
      'foreign-key',
      `${file} is sealed under the root key ${bound.root}, which is not in ${root.from}. Name a key file of that desk from that time in POSTERN_KEY_FILE; nothing was changed.`,
    )
  try {
    return open(found, placeOf(bound), Buffer.from(key, 'base64url'))
  } catch (cause) {
    throw new ArchiveRefused(
      'damaged',
      `The front of ${file} was changed, or its root key has other bytes than ${root.from}. Nothing was changed.`,
      { cause },
    )
  }
}

const placeOf = (bound: Bound): Place => ({
  at: 'archive.key',
  row: createHash('sha256')
    .update(JSON.stringify(Object.entries(bound).sort()))
    .digest('hex'),
  stream: bound.desk,
  v: FORMAT,
})

const notOne = (file: string) =>
  new ArchiveRefused('not-an-archive', `${file} is not an export or a backup of Postern, or its beginning is damaged.`)

function jsonOf(line: string, file: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(line))
  } catch {
    throw notOne(file)
  }
}

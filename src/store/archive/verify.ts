import type { Blobs } from '../blobs.ts'
import { migrations } from '../migrate.ts'
import type { RootKey } from '../root-ring.ts'
import { type Proved, Tally } from './check.ts'
import { lookAtArchive } from './file.ts'
import { itemsOf } from './items.ts'
import { type Lost, NOTHING_LOST } from './lost.ts'
import { ArchiveRefused } from './refused.ts'
import { sideBySide } from './side-by-side.ts'
import { type Schema, schemaAt } from './tables.ts'
import { wholeFile } from './whole.ts'
import type { Contents, Progress } from './write.ts'

/**
 * Reads an archive from front to end and proves all of it: rows, audit log, keys, files. Changes nothing. Files that lie
 * beside a backup may be lost, and then it says which: everything else is proved.
 */
export async function verifyArchive(
  file: string,
  root: RootKey,
  beside: Blobs | undefined,
  tell: (progress: Progress) => void,
): Promise<Proved & { readonly lost: Lost }> {
  const header = await lookAtArchive(file)
  const tally = new Tally(file, root)
  const done = { rows: 0, files: 0, bytes: 0, missing: 0 }
  for await (const item of itemsOf(file, root, schemaOf(header.schema, file))) {
    if ('rows' in item) {
      tally.rows(item.table, item.rows)
      done.rows += item.rows.length
    } else if ('file' in item) {
      await tally.file(item.file, item.pieces)
      done.files++
    } else {
      const lost = header.files === 'beside' ? await filesBeside(tally, beside, item.end, file) : NOTHING_LOST
      return { ...tally.against(item.end, lost.count), lost }
    }
    tell(done)
  }
  throw new ArchiveRefused('damaged', `${file} has no end.`)
}

/** Every file that the rows of a backup name, as it lies in the folder of the backup. */
async function filesBeside(tally: Tally, beside: Blobs | undefined, said: Contents, file: string): Promise<Lost> {
  if (beside === undefined)
    throw new ArchiveRefused('incomplete', `${file} is one of a backup folder, whose files are not beside it.`)
  const missing = new Set(said.missing)
  const [damaged, gone]: [string[], string[]] = [[], []]
  await sideBySide([...tally.wanted].sort(), async (name) => {
    if (missing.has(name)) return
    const pieces = await beside.sealed(name)
    const bytes = pieces === undefined ? undefined : await wholeFile(name, pieces)
    if (bytes !== undefined) tally.proved(name, bytes)
    else if (pieces === undefined) gone.push(name)
    else damaged.push(name)
  })
  return tally.lostOf(said, damaged, gone)
}

/** The schema of that day, which this version knows as well as its own. */
export function schemaOf(n: number, file: string): Schema {
  const known = migrations()
  if (n > known.length)
    throw new ArchiveRefused(
      'newer',
      `${file} was written by a newer Postern (schema ${n}, and this one knows ${known.length}). Use that version or a newer one; nothing was changed.`,
    )
  return schemaAt(n, known)
}

import type { Blobs } from '../blobs.ts'
import { migrations } from '../migrate.ts'
import type { RootKey } from '../root-ring.ts'
import { type Proved, Tally } from './check.ts'
import { lookAtArchive } from './file.ts'
import { itemsOf } from './items.ts'
import { ArchiveRefused } from './refused.ts'
import { sideBySide } from './side-by-side.ts'
import { type Schema, schemaAt } from './tables.ts'
import type { Progress } from './write.ts'

/** Reads an archive from front to end and proves all of it: rows, audit log, keys, files. Changes nothing. */
export async function verifyArchive(
  file: string,
  root: RootKey,
  beside: Blobs | undefined,
  tell: (progress: Progress) => void,
): Promise<Proved> {
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
      const missing = new Set(item.end.missing)
      if (header.files === 'beside') await filesBeside(tally, beside, missing, file)
      return tally.against(item.end)
    }
    tell(done)
  }
  throw new ArchiveRefused('damaged', `${file} has no end.`)
}

/** Every file that the rows of a backup name, as it lies in the folder of the backup. */
export async function filesBeside(
  tally: Tally,
  beside: Blobs | undefined,
  missing: ReadonlySet<string>,
  file: string,
): Promise<void> {
  await sideBySide([...tally.wanted].sort(), async (name) => {
    const pieces = missing.has(name) ? undefined : await beside?.sealed(name)
    if (pieces !== undefined) await tally.file(name, pieces)
  })
  if (beside === undefined)
    throw new ArchiveRefused('incomplete', `${file} is one of a backup folder, whose files are not beside it.`)
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

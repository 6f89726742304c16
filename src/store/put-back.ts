import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backupIn, filesBesideOf } from './archive/backup.ts'
import type { Proved } from './archive/check.ts'
import { archiveIsWhole, lookAtArchive } from './archive/file.ts'
import type { Header } from './archive/header.ts'
import { ArchiveRefused } from './archive/refused.ts'
import { restoreArchive } from './archive/restore.ts'
import { schemaOf, verifyArchive } from './archive/verify.ts'
import type { Progress } from './archive/write.ts'
import { type BlobPlace, openBlobs } from './open-blobs.ts'
import { rootKeyFile } from './root-file.ts'
import { KeyRefused, type RootKey } from './root-ring.ts'
import { type RootKeyAsk, readRootKey } from './rootkey.ts'
import { openSqlite, peekSqlite } from './sqlite.ts'

/** What a command of the console names: an archive, or a folder of backups with the newest or a named one in it. */
export interface CopyAsk {
  readonly path: string
  readonly name?: string | undefined
  readonly keyFile: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder a desk has or will have: the root key must not lie in it. */
  readonly data: string
  readonly tell: (progress: Progress) => void
}

export interface ProvedCopy extends Proved {
  readonly file: string
  readonly at: number
}

/** Throws `ArchiveRefused` or `KeyRefused`; changes nothing. */
export async function proveCopy(ask: CopyAsk): Promise<ProvedCopy> {
  const { file, header, beside } = await copyAt(ask)
  await archiveIsWhole(file)
  const proved = await verifyArchive(file, rootKeyFor(ask, header), beside, ask.tell)
  return { ...proved, file, at: header.at }
}

export interface PutBackAsk extends CopyAsk {
  readonly blobs: BlobPlace
  readonly now: number
  onFatal(error: Error): void
}

/** Proves the whole copy first, then puts it into an empty data folder. */
export async function putBack(ask: PutBackAsk): Promise<ProvedCopy> {
  const { file, header, beside } = await copyAt(ask)
  const root = rootKeyFor(ask, header)
  const schema = schemaOf(header.schema, file)
  const before = peekSqlite(ask.data)
  if (!before.empty && !before.halfRestored)
    throw new ArchiveRefused(
      'not-empty',
      `There is a desk in ${ask.data} already. Name an empty folder in POSTERN_DATA; nothing was changed.`,
    )
  await archiveIsWhole(file)
  await verifyArchive(file, root, beside, ask.tell)
  const store = openSqlite({
    folder: ask.data,
    server: true,
    deskId: header.desk,
    now: ask.now,
    upTo: schema.n,
    onFatal: ask.onFatal,
  })
  try {
    const blobs = openBlobs(ask.blobs, { ...ask, spool: join(ask.data, 'spool') })
    const archive = { file, root, beside, at: header.at }
    const proved = await restoreArchive(archive, { store, blobs, schema }, ask.now, ask.tell)
    return { ...proved, file, at: header.at }
  } finally {
    await store.close()
  }
}

async function copyAt({ path, name }: CopyAsk) {
  const found = statSync(path, { throwIfNoEntry: false })
  const file = found?.isDirectory() ? backupIn(path, name) : path
  const header: Header = await lookAtArchive(file)
  return { file, header, beside: header.files === 'beside' ? filesBesideOf(dirname(file)) : undefined }
}

function rootKeyFor({ keyFile, env, data }: CopyAsk, { desk }: Header): RootKey {
  const ask: RootKeyAsk = { file: keyFile, env, deskId: desk, dataFolder: data }
  const root = readRootKey(ask)
  if (root === undefined)
    throw new KeyRefused(
      'missing',
      `The key file ${rootKeyFile(ask)} is missing. A copy opens with the root key of its desk alone: put it back, or name it in POSTERN_KEY_FILE.`,
    )
  return root
}

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
import { openPostgres } from './postgres.ts'
import { rootKeyFile } from './root-file.ts'
import { KeyRefused, type RootKey } from './root-ring.ts'
import { type RootKeyAsk, readRootKey } from './rootkey.ts'
import { peekShared } from './shared.ts'
import { openSqlite, peekSqlite } from './sqlite.ts'
import type { Store } from './store.ts'

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
  /** DATABASE_URL; without it the data folder is where the desk will be. */
  readonly databaseUrl: string | null
  readonly now: number
  onFatal(error: Error): void
}

/** Proves the whole copy first, then puts it into an empty data folder or database. */
export async function putBack(ask: PutBackAsk): Promise<ProvedCopy> {
  const { file, header, beside } = await copyAt(ask)
  const root = rootKeyFor(ask, header)
  const schema = schemaOf(header.schema, file)
  await refuseNotEmpty(ask)
  await archiveIsWhole(file)
  await verifyArchive(file, root, beside, ask.tell)
  const store = await openEmpty(ask, header.desk, schema.n)
  try {
    const blobs = openBlobs(ask.blobs, { ...ask, spool: join(ask.data, 'spool') })
    const archive = { file, root, beside, at: header.at }
    const proved = await restoreArchive(archive, { store, blobs, schema }, ask.now, ask.tell)
    return { ...proved, file, at: header.at }
  } finally {
    await store.close()
  }
}

async function refuseNotEmpty({ databaseUrl, data }: PutBackAsk): Promise<void> {
  const before = databaseUrl === null ? peekSqlite(data) : await peekShared(databaseUrl)
  if (before.empty || before.halfRestored) return
  throw new ArchiveRefused(
    'not-empty',
    databaseUrl === null
      ? `There is a desk in ${data} already. Name an empty folder in POSTERN_DATA; nothing was changed.`
      : 'There is a desk in the database of DATABASE_URL already. Name an empty one; nothing was changed.',
  )
}

/** With the schema of the copy: the next start of the server brings it up to date. */
function openEmpty(ask: PutBackAsk, deskId: string, upTo: number): Promise<Store> | Store {
  const { databaseUrl, data, now, onFatal } = ask
  return databaseUrl === null
    ? openSqlite({ folder: data, server: true, deskId, now, upTo, onFatal })
    : openPostgres({ url: databaseUrl, server: true, deskId, now, upTo })
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

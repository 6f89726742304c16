import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { backupIn, filesBesideOf } from './archive/backup.ts'
import type { Proved } from './archive/check.ts'
import { archiveIsWhole, lookAtArchive } from './archive/file.ts'
import { archivesIn } from './archive/folder.ts'
import type { Header } from './archive/header.ts'
import { type LostFile, lostFiles, lostRefused, whoseFiles } from './archive/lost.ts'
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
  /** Files that went without, and whose they are: none, unless they were accepted as lost. */
  readonly lost: readonly LostFile[]
}

/** Throws `ArchiveRefused` or `KeyRefused`; changes nothing. */
export async function proveCopy(ask: CopyAsk): Promise<ProvedCopy> {
  const { copy, proved, whose } = await provedAt(ask, 0)
  return { ...proved, file: copy.file, at: copy.header.at, lost: whose }
}

export interface PutBackAsk extends CopyAsk {
  readonly blobs: BlobPlace
  /** DATABASE_URL; without it the data folder is where the desk will be. */
  readonly databaseUrl: string | null
  readonly now: number
  /** So many files that are lost somebody knows of, and wants everything else. */
  readonly acceptLost?: number | undefined
  onFatal(error: Error): void
}

/** Proves the whole copy first, then puts it into an empty data folder or database. */
export async function putBack(ask: PutBackAsk): Promise<ProvedCopy> {
  await refuseNotEmpty(ask)
  const { copy, proved, whose } = await provedAt(ask, ask.acceptLost ?? 0)
  const { file, header, schema } = copy
  const store = await openEmpty(ask, header.desk, schema.n)
  try {
    const blobs = openBlobs(ask.blobs, { ...ask, spool: join(ask.data, 'spool') })
    const archive = { ...copy, at: header.at, lost: proved.lost }
    const restored = await restoreArchive(archive, { store, blobs, schema }, ask.now, ask.tell)
    return { ...restored, file, at: header.at, lost: whose }
  } finally {
    await store.close()
  }
}

/** Everything about a copy that can be proved without changing anything. */
async function provedAt(ask: CopyAsk, accepted: number) {
  const file = fileAt(ask)
  try {
    const copy = await copyAt(ask, file)
    const { root, schema, beside } = copy
    await archiveIsWhole(file)
    const proved = await verifyArchive(file, root, beside, ask.tell)
    const whose = await whoseFiles(file, root, schema, lostFiles(proved.lost))
    if (proved.lost.count > accepted) throw lostRefused(dirname(file), file, proved.lost, whose)
    return { copy, proved, whose }
  } catch (error) {
    throw error instanceof ArchiveRefused && isDamage(error) ? withOthers(file, error) : error
  }
}

/** A front that is damaged cannot say that it is one of an archive. */
const isDamage = ({ code }: ArchiveRefused): boolean => code === 'damaged' || code === 'not-an-archive'

/** One archive that is damaged says nothing of the others in its folder: each has its own. */
function withOthers(file: string, refused: ArchiveRefused): ArchiveRefused {
  const others = archivesIn(dirname(file)).filter((name) => name !== basename(file))
  if (others.length === 0) return refused
  const newest = others.toReversed().slice(0, 3).join(', ')
  return new ArchiveRefused(refused.code, `${refused.message}\nOther backups of this folder (--name): ${newest}`, {
    cause: refused,
  })
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

const fileAt = ({ path, name }: CopyAsk): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? backupIn(path, name) : path

async function copyAt(ask: CopyAsk, file: string) {
  const header: Header = await lookAtArchive(file)
  const beside = header.files === 'beside' ? filesBesideOf(dirname(file)) : undefined
  return { file, header, beside, root: rootKeyFor(ask, header), schema: schemaOf(header.schema, file) }
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

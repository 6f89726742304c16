import { existsSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobDamaged, type Blobs, isBlobName } from '../blobs.ts'
import { openBlobsOnDisk } from '../blobs-disk.ts'
import { writeWhole } from '../durable.ts'
import type { RootKey } from '../root-ring.ts'
import { takeServerLock } from '../server-lock.ts'
import { StartRefused } from '../start-refused.ts'
import { counting } from './counting.ts'
import { writeArchive } from './file.ts'
import { archivesIn, filesNeeded, listOf, nameOf } from './folder.ts'
import { ArchiveRefused } from './refused.ts'
import { readable, wholeFile } from './whole.ts'
import { framesOfDesk, type Progress, type Source } from './write.ts'

/**
 * A folder of backups: each an archive of all rows, and beside them the files of cases, each of them once for as long as
 * a backup names it. They lie there as in the desk itself, sealed and named by the hash of their bytes, so that a backup
 * copies only what is new. What lies there it reads, since many backups rest on one file: one that is damaged is written
 * anew.
 */
export interface Backup {
  readonly file: string
  readonly size: number
  readonly rows: number
  readonly files: number
  /** Of these, copied by this backup. */
  readonly newFiles: number
  readonly newBytes: number
  /** Of these, damaged in the folder until now, and whole again. */
  readonly mended: number
  /** Files that the desk should have and has not, or not whole. */
  readonly missing: number
  /** Backups that went because enough newer ones are there. */
  readonly dropped: number
}

export interface BackupAsk {
  readonly folder: string
  readonly source: Source
  readonly root: RootKey
  readonly deskId: string
  readonly now: number
  /** So many stay, the new one among them. */
  readonly keep: number
  readonly tell: (progress: Progress) => void
}

export async function backupInto(ask: BackupAsk): Promise<Backup> {
  const { folder, source, root, deskId, now } = ask
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = takeLock(folder)
  try {
    const shelf = filesIn(folder)
    const names: string[] = []
    const fresh = { count: 0, bytes: 0, mended: 0 }
    let done: Progress = { rows: 0, files: 0, bytes: 0, missing: 0 }
    const beside = async (blob: string): Promise<number | undefined> => {
      // A row that names no file at all has none, and keeps no other from being copied.
      if (!isBlobName(blob)) return undefined
      names.push(blob)
      const there = await shelf.sealed(blob)
      if (there !== undefined && (await wholeFile(blob, there)) !== undefined) return 0
      const bytes = await copied(source.blobs, shelf, blob)
      if (bytes === undefined) return undefined
      if (there === undefined) fresh.count++
      else fresh.mended++
      fresh.bytes += bytes
      return bytes
    }
    const tell = (progress: Progress): void => {
      done = progress
      ask.tell(progress)
    }
    const file = join(folder, nameOf(deskId, now))
    const about = { desk: deskId, schema: source.schema.n, at: now, files: 'beside' as const }
    const size = await writeArchive(file, root, about, framesOfDesk(source, tell, beside))
    await writeWhole(listOf(file), lines(names.sort()))
    const dropped = await prune(folder, deskId, ask.keep, shelf)
    const counted = { files: done.files, newFiles: fresh.count, newBytes: fresh.bytes, mended: fresh.mended }
    return { file, size, rows: done.rows, ...counted, missing: done.missing, dropped }
  } finally {
    lock.release()
  }
}

/** Resolves to the bytes of it, or `undefined` where the desk has no such file, or not whole. */
async function copied(from: Blobs, shelf: Blobs, blob: string): Promise<number | undefined> {
  const pieces = await from.sealed(blob)
  if (pieces === undefined) return undefined
  const read = { bytes: 0 }
  try {
    await shelf.shelve(blob, counting(readable(pieces), read), 'anew')
    return read.bytes
  } catch (error) {
    if (error instanceof BlobDamaged) return undefined
    throw error
  }
}

/** The newest backup in a folder, or the one of this name. Throws `ArchiveRefused` where there is none. */
export function backupIn(folder: string, name?: string): string {
  const found = name === undefined ? archivesIn(folder).at(-1) : archivesIn(folder).find((one) => one === name)
  if (found === undefined)
    throw new ArchiveRefused(
      'folder',
      name === undefined ? `There is no backup in ${folder}.` : `There is no backup ${name} in ${folder}.`,
    )
  return join(folder, found)
}

/** Only looks where there is nothing to look at yet. */
export const filesBesideOf = (folder: string): Blobs | undefined =>
  existsSync(join(folder, 'files')) ? filesIn(folder) : undefined

const filesIn = (folder: string): Blobs =>
  openBlobsOnDisk(join(folder, 'files'), {
    onFatal: (error) => {
      throw error
    },
  })

/** The archive goes first and its list with it; only then what no list names any more. */
async function prune(folder: string, deskId: string, keep: number, shelf: Blobs): Promise<number> {
  const own = archivesIn(folder).filter((name) => name.includes(deskId))
  const old = own.slice(0, Math.max(0, own.length - keep))
  for (const name of old) for (const path of [name, listOf(name)]) rmSync(join(folder, path), { force: true })
  if (old.length === 0) return 0
  const lists = archivesIn(folder).map((name) => filesNeeded(folder, name))
  // A list that is missing could name anything: then nothing goes.
  if (lists.includes(undefined)) return old.length
  const named = new Set(lists.flatMap((list) => list ?? []))
  await shelf.sweep(async (blob) => named.has(blob), Number.POSITIVE_INFINITY)
  return old.length
}

async function* lines(names: readonly string[]): AsyncIterable<Uint8Array> {
  yield Buffer.from(names.map((name) => `${name}\n`).join(''))
}

function takeLock(folder: string): { release(): void } {
  try {
    return takeServerLock(folder)
  } catch (cause) {
    if (!(cause instanceof StartRefused)) throw cause
    throw new ArchiveRefused('folder', `Another backup into ${folder} is under way.`, { cause })
  }
}

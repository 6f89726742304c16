import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Param } from './store.ts'

/** One connection to the database file, with the settings that its promises rest on. */
export const databaseFile = (folder: string): string => join(folder, 'postern.db')

const BUSY_TIMEOUT = 5_000

/** WAL with synchronous=FULL lost nothing in simulated power cuts; every weaker setting did (design section 4). */
export function openForWriting(file: string): DatabaseSync {
  // SQLite gives -wal and -shm the mode of the database, so that the umask of whoever runs this decides nothing.
  closeSync(openSync(file, 'a', 0o600))
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true })
  db.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma temp_store = memory;
    pragma secure_delete = on;
    pragma journal_size_limit = 67108864;
    -- SQLite ignores a failed fsync of its own checkpoints; the writer makes them itself and sees it.
    pragma wal_autocheckpoint = 0;
  `)
  return db
}

export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT })
  db.exec('pragma temp_store = memory; pragma cache_size = -8192')
  return db
}

/** After a clean end nothing is in the WAL, and `immutable` then leaves not even an empty file behind. */
export function openForLooking(file: string): DatabaseSync {
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return openForReading(file)
  const url = pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true })
}

const CACHED = 500

/** Prepares each text once. The texts are constants of the row modules, so there are a few dozen of them. */
export function statementsOf(db: DatabaseSync): (sql: string) => StatementSync {
  const cache = new Map<string, StatementSync>()
  return (sql) => {
    const known = cache.get(sql)
    if (known) return known
    if (cache.size >= CACHED) cache.clear()
    const statement = db.prepare(sql)
    cache.set(sql, statement)
    return statement
  }
}

/** node:sqlite binds every number as a real; the store holds whole numbers only, so they go in as what they are. */
export const bound = (params: readonly Param[]) =>
  params.map((value) => (typeof value === 'number' ? BigInt(value) : value))

/** SQLite's result codes, with the extended ones folded into their family. */
export type SqliteTrouble = 'full' | 'busy' | 'io' | 'unique' | 'other'

export function troubleOf(error: unknown): SqliteTrouble {
  const code = (error as { errcode?: unknown } | null)?.errcode
  if (typeof code !== 'number') return 'other'
  if (code === SQLITE_CONSTRAINT_PRIMARYKEY || code === SQLITE_CONSTRAINT_UNIQUE) return 'unique'
  // On a full disk the shared index of the WAL cannot grow, and SQLite calls that an I/O error.
  if (code === SQLITE_IOERR_SHMSIZE) return 'full'
  return FAMILIES[code & 0xff] ?? 'other'
}

const SQLITE_CONSTRAINT_PRIMARYKEY = 1555
const SQLITE_CONSTRAINT_UNIQUE = 2067
const SQLITE_IOERR_SHMSIZE = 4874
/** https://sqlite.org/rescode.html: what stands under `io` means that this file cannot be trusted any more. */
const FAMILIES: Readonly<Record<number, SqliteTrouble>> = {
  5: 'busy',
  6: 'busy',
  13: 'full',
  7: 'io',
  8: 'io',
  10: 'io',
  11: 'io',
  14: 'io',
  26: 'io',
}

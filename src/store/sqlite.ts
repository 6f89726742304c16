import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { requestOf, requestOfWrites } from './append.ts'
import { findOwner, streamEvents } from './event-rows.ts'
import type { Failpoints } from './failpoints.ts'
import { forgetInCopies } from './forget-in-copies.ts'
import { type CountingStore, NOTHING_YET, type Peek } from './kept.ts'
import { keyIds } from './key-rows.ts'
import { findMeta, RESTORING } from './meta-rows.ts'
import { migrate, migrations, pendingMigrations } from './migrate.ts'
import { refuseNetworkFs } from './network-fs.ts'
import { takeServerLock } from './server-lock.ts'
import {
  bound,
  databaseFile,
  openForLooking,
  openForReading,
  openForWriting,
  statementsOf,
  troubleOf,
} from './sqlite-file.ts'
import { StartRefused } from './start-refused.ts'
import { type Query, type Snapshot, StoreFailure } from './store.ts'
import { type Upgrading, upgradeBeside } from './upgrade.ts'
import { startWriter } from './writer-queue.ts'

/** The embedded store: one SQLite file in the data folder. */
export type SqliteStore = CountingStore

export interface SqliteAsk {
  readonly folder: string
  /** A server takes the folder's lock and migrates; every other process finds the schema as it is. */
  readonly server: boolean
  /** The id a new desk gets. */
  readonly deskId: string
  readonly now: number
  /** The schema stops here; all of it where nothing is said. */
  readonly upTo?: number | undefined
  readonly allowNetworkFs?: boolean | undefined
  readonly failpoints?: Failpoints | undefined
  /** Called once after the disk failed: the process must end, since a failed fsync cannot be repeated. */
  onFatal(error: Error): void
}

/** Looks at a data folder and changes nothing. */
export function peekSqlite(folder: string): Peek {
  const file = databaseFile(folder)
  if (!existsSync(file)) return NOTHING_YET
  const db = openForLooking(file)
  try {
    // Before the first migration there is no table to ask.
    if (db.prepare("select name from sqlite_master where name = 'desk_meta'").get() === undefined) return NOTHING_YET
    const meta = (name: string) => {
      const query = findMeta(name)
      const row = db.prepare(query.sql).get(...bound(query.params))
      return row && query.row.parse(row).value
    }
    const keyCheck = meta('key_check')
    return {
      empty: keyCheck === undefined,
      deskId: meta('desk_id'),
      keyCheck,
      halfRestored: meta(RESTORING) !== undefined,
    }
  } finally {
    db.close()
  }
}

export function openSqlite(ask: SqliteAsk): SqliteStore {
  const release = begin(ask)
  try {
    prepareSchema(ask)
    return opened(ask, release)
  } catch (error) {
    release()
    throw error
  }
}

/** The same for a start: what an older version left gets its new schema while this process can still answer. */
export async function openSqliteUpgrading(ask: SqliteAsk, upgrading: Upgrading): Promise<SqliteStore> {
  const release = begin(ask)
  try {
    const file = databaseFile(ask.folder)
    if (ask.server && waitsForSchema(file, ask.upTo))
      await upgradeBeside({ file, folder: ask.folder, now: ask.now, upTo: ask.upTo }, upgrading)
    prepareSchema(ask)
    return opened(ask, release)
  } catch (error) {
    release()
    throw error
  }
}

/** Refuses what must not be opened, and takes the lock of a server. */
function begin(ask: SqliteAsk): () => void {
  refuseOldSqlite()
  refuseNetworkFs(ask.folder, ask.allowNetworkFs)
  if (!ask.server && !existsSync(databaseFile(ask.folder))) {
    throw new StartRefused('no-desk', `There is no desk in ${ask.folder} yet. Run "npm start" once first.`)
  }
  makeFolder(ask.folder)
  const lock = ask.server ? takeServerLock(ask.folder) : undefined
  return () => lock?.release()
}

/** Whether this is a desk of an older version. An empty folder gets its whole schema at once. */
function waitsForSchema(file: string, upTo: number | undefined): boolean {
  if (!existsSync(file)) return false
  const db = openForLooking(file)
  try {
    const known = migrations().slice(0, upTo)
    const pending = pendingMigrations(db, known).length
    return pending > 0 && pending < known.length
  } finally {
    db.close()
  }
}

function opened(ask: SqliteAsk, release: () => void): SqliteStore {
  const file = databaseFile(ask.folder)
  const reader = openForReading(file)
  const prepared = statementsOf(reader)
  const writer = startWriter({ file, failpoints: ask.failpoints ?? {}, onFatal: ask.onFatal })
  let open = true

  const read = <Row>(query: Query<Row>): readonly Row[] => {
    if (!open) throw new StoreFailure('closed', 'The store is closed.')
    return parsed(
      query,
      rowsOf(() => prepared(query.sql).all(...bound(query.params))),
    )
  }
  const deskId = read(findMeta('desk_id'))[0]?.value ?? ask.deskId

  return {
    deskId,
    shared: false,
    append: async (append) => writer.append(requestOf([append])),
    appendAll: async (appends) => writer.append(requestOf(appends)),
    write: async (writes, uniques = []) => writer.append(requestOfWrites(writes, uniques)),
    events: async (stream, after) => read(streamEvents(stream, after)),
    read: async (query) => read(query),
    owner: async (scope, tag) => read(findOwner(scope, tag))[0]?.owner,
    snapshot: async () => snapshotOf(file),
    stats: writer.stats,
    forgetDeleted: async () => {
      if (!open) return false
      forgetInCopies(
        ask.folder,
        read(keyIds()).map(({ id }) => id),
      )
      return writer.emptyLog()
    },
    close: async () => {
      if (!open) return
      open = false
      // The writer is the last to leave: only then does SQLite empty and remove the WAL.
      reader.close()
      await writer.close()
      release()
    },
  }
}

/** A connection of its own in one read transaction: in WAL mode neither it nor the writer waits for the other. */
function snapshotOf(file: string): Snapshot {
  const db = openForReading(file)
  try {
    // A transaction begins with its first read.
    db.exec('begin; select count(*) from desk_meta')
  } catch (error) {
    db.close()
    throw error
  }
  const prepared = statementsOf(db)
  return {
    read: async (query) =>
      parsed(
        query,
        rowsOf(() => prepared(query.sql).all(...bound(query.params))),
      ),
    close: async () => db.close(),
  }
}

function prepareSchema(ask: SqliteAsk): void {
  const file = databaseFile(ask.folder)
  const db = openForWriting(file)
  try {
    if (ask.server) {
      migrate(db, ask.folder, ask.now, migrations().slice(0, ask.upTo))
      db.prepare('insert into desk_meta (name, value) values (?1, ?2) on conflict (name) do nothing').run(
        'desk_id',
        ask.deskId,
      )
    } else if (pendingMigrations(db).length > 0) {
      throw new StartRefused(
        'schema-too-old',
        'The database waits for its next schema. Start the server of this version once first.',
      )
    }
  } finally {
    db.close()
  }
}

function rowsOf(all: () => unknown[]): unknown[] {
  try {
    return all()
  } catch (cause) {
    const trouble = troubleOf(cause)
    if (trouble === 'other') throw cause
    throw new StoreFailure(trouble === 'busy' ? 'busy' : 'io', 'The database could not be read.', { cause })
  }
}

function parsed<Row>(query: Query<Row>, rows: readonly unknown[]): readonly Row[] {
  try {
    return rows.map((row) => query.row.parse(row))
  } catch (cause) {
    throw new StoreFailure('unreadable', 'A row of the database does not have its shape.', { cause })
  }
}

function makeFolder(folder: string): void {
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700)
  } catch (cause) {
    throw new StartRefused('folder', `The data folder ${folder} cannot be made or used.`, { cause })
  }
}

/** Before 3.51.3 a checkpoint that met a WAL reset could lose commits. */
function refuseOldSqlite(): void {
  const version = process.versions.sqlite ?? '0'
  if (!isAtLeast(version, [3, 51, 3])) {
    throw new StartRefused(
      'sqlite-too-old',
      `This Node brings SQLite ${version}, which has a fault that loses data. Use a Node with SQLite 3.51.3 or newer.`,
    )
  }
}

export function isAtLeast(version: string, least: readonly [number, number, number]): boolean {
  const parts = version.split('.').map(Number)
  const differs = least.findIndex((want, i) => (parts[i] ?? 0) !== want)
  return differs === -1 || (parts[differs] ?? 0) > (least[differs] ?? 0)
}

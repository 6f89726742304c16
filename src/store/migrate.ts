import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { StartRefused } from './start-refused.ts'

/**
 * The schema grows by numbered SQL files, each with its SHA-256 on record: one that changed after its release is refused.
 * Each file names the oldest schema number whose binary may still open the database afterwards.
 */
export interface Migration {
  readonly n: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
  readonly opensWith: number
}

/** Looks only. Throws `StartRefused` where this binary must not open the database; answers what is still to be run. */
export const pendingMigrations = (db: DatabaseSync, known: readonly Migration[] = migrations()): readonly Migration[] =>
  stillToRun(appliedMigrations(db), known)

/** The same on both engines, from the rows of schema_migration. */
export function stillToRun(applied: readonly Applied[], known: readonly Migration[]): readonly Migration[] {
  const last = applied.at(-1)
  // Each of them counts: a later file that harms nobody does not take back what an earlier one asks for.
  if (last && applied.some(({ opens_with }) => opens_with > known.length)) {
    throw new StartRefused(
      'schema-too-new',
      `The database was written by a newer Postern (schema ${last.n}). Install that version or a newer one.`,
    )
  }
  const changed = applied.find((row) => known[row.n - 1] !== undefined && known[row.n - 1]?.sha256 !== row.sha256)
  if (changed)
    throw new StartRefused(
      'schema-changed',
      `The schema file ${changed.name} is not the one this database was made with.`,
    )
  return known.slice(applied.length)
}

/** Runs what is pending, each file in a transaction of its own, with a copy of an existing database made first. */
export function migrate(
  db: DatabaseSync,
  folder: string,
  now: number,
  known: readonly Migration[] = migrations(),
  tell: (done: number, of: number) => void = () => undefined,
): readonly Migration[] {
  const pending = pendingMigrations(db, known)
  const first = pending[0]
  if (first === undefined) return []
  tell(0, pending.length)
  if (first.n > 1) copyFirst(db, join(folder, `before-schema-${first.n}.db`))
  for (const [done, migration] of pending.entries()) {
    db.exec('begin immediate')
    try {
      db.exec(
        'create table if not exists schema_migration (n bigint not null primary key, name text not null, sha256 text not null, opens_with bigint not null, at bigint not null)',
      )
      db.exec(migration.sql)
      db.prepare('insert into schema_migration (n, name, sha256, opens_with, at) values (?1, ?2, ?3, ?4, ?5)').run(
        BigInt(migration.n),
        migration.name,
        migration.sha256,
        BigInt(migration.opensWith),
        BigInt(now),
      )
      db.exec('commit')
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      throw error
    }
    tell(done + 1, pending.length)
  }
  return pending
}

/** Beside the database, made before an upgrade changed it. */
export const COPY_NAME = /^before-schema-\d+\.db$/

/** A copy holds the keys of its day, so names that were dropped since can be read from it: it goes once it is this old. */
export function dropCopies(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (COPY_NAME.test(name) && statSync(file).mtimeMs < before) rmSync(file)
  }
}

export function migrations(folder = migrationsFolder()): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name, i) => {
      const sql = readFileSync(join(folder, name), 'utf8')
      const opensWith = Number(/^-- opens-with: (\d+)$/m.exec(sql)?.[1])
      if (Number.parseInt(name, 10) !== i + 1 || !opensWith)
        throw new Error(`the migration ${name} has its place in the row and says what opens it`)
      return { n: i + 1, name, sql, sha256: createHash('sha256').update(sql).digest('hex'), opensWith }
    })
}

/** The SQL stays in the source tree: the compiler copies no files, and compiled code lies at several depths. */
function migrationsFolder(from = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return join(from, 'src', 'store', 'migrations')
  if (dirname(from) === from) throw new Error('the migrations lie in the source tree of this installation')
  return migrationsFolder(dirname(from))
}

export const appliedRow = z.object({ n: z.int(), name: z.string(), sha256: z.string(), opens_with: z.int() })
type Applied = z.infer<typeof appliedRow>

function appliedMigrations(db: DatabaseSync): Applied[] {
  const known = db.prepare("select name from sqlite_master where type = 'table' and name = 'schema_migration'").get()
  if (known === undefined) return []
  return db
    .prepare('select n, name, sha256, opens_with from schema_migration order by n')
    .all()
    .map((row) => appliedRow.parse(row))
}

/** A copy that is itself on disk before the first table changes. */
function copyFirst(db: DatabaseSync, copy: string): void {
  rmSync(copy, { force: true })
  closeSync(openSync(copy, 'wx', 0o600))
  db.prepare('vacuum into ?1').run(copy)
  for (const path of [copy, dirname(copy)]) {
    const fd = openSync(path, 'r')
    fsyncSync(fd)
    closeSync(fd)
  }
}

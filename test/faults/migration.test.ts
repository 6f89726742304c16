import assert from 'node:assert/strict'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { schemaAt } from '../../src/store/archive/tables.ts'
import { insertLeaf, leafHash, NO_LEAF } from '../../src/store/leaf.ts'
import { migrate, migrations, pendingMigrations } from '../../src/store/migrate.ts'
import { bound, databaseFile, openForWriting } from '../../src/store/sqlite-file.ts'
import type { Write } from '../../src/store/store.ts'
import { rounds } from './rounds.ts'

const known = migrations()
/** The schema of the first release. */
const OLD = 3
const old = known.slice(0, OLD)

describe('an upgrade that is killed at any step', () => {
  const root = mkdtempSync(join(tmpdir(), 'postern-upgrade-'))
  const released = join(root, 'released')
  let rows: string
  before(() => {
    mkdirSync(released)
    const db = openForWriting(databaseFile(released))
    migrate(db, released, 1, old)
    for (const { sql, params } of someRows()) db.prepare(sql).run(...bound(params))
    rows = oldRows(db)
    db.close()
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  it('leaves a desk that the old or the new version opens, and the next start finishes', () => {
    const folder = join(root, 'upgraded')
    cpSync(released, folder, { recursive: true })
    const cuts: string[] = []
    const db = openForWriting(databaseFile(folder))
    // What lies in the files at this moment is what a process that is killed here leaves behind.
    const cut = (): void => {
      const name = join(root, `cut-${cuts.length}`)
      cpSync(folder, name, { recursive: true })
      cuts.push(name)
    }
    migrate(inSteps(db, cut), folder, 2, known)
    db.close()
    assert.ok(cuts.length > 3 * (known.length - OLD), `${cuts.length} steps`)
    const every = rounds(5, 1)
    for (const [n, name] of cuts.entries()) if (n % every === 0) opensAfterKill(name, rows)
    console.log(`an upgrade was killed at ${Math.ceil(cuts.length / every)} of ${cuts.length} steps: every desk opened`)
  })

  it('keeps a copy of before, with which the old version goes on', () => {
    const folder = join(root, 'back')
    mkdirSync(folder)
    const [copy = ''] = readdirSync(join(root, 'upgraded')).filter((name) => /^before-schema-\d+\.db$/.test(name))
    copyFileSync(join(root, 'upgraded', copy), databaseFile(folder))
    const db = openForWriting(databaseFile(folder))
    assert.deepEqual(pendingMigrations(db, old), [])
    assert.equal(oldRows(db), rows)
    db.close()
  })

  it('is refused by an old version that would not understand it, with a sentence', () => {
    const needs = known.findLast(({ opensWith }) => opensWith > OLD)
    assert.ok(needs, 'some schema file says that older versions may not open what it made')
    const db = openForWriting(databaseFile(join(root, 'upgraded')))
    assert.throws(() => pendingMigrations(db, old), /was written by a newer Postern/)
    db.close()
  })
})

function opensAfterKill(folder: string, rows: string): void {
  const db = openForWriting(databaseFile(folder))
  try {
    const applied = Number(db.prepare('select count(*) as n from schema_migration').get()?.n)
    if (applied === OLD) assert.deepEqual(pendingMigrations(db, old), [], 'the old version opens it')
    assert.equal(pendingMigrations(db, known).length, known.length - applied, 'the new version opens it')
    migrate(db, folder, 3, known)
    assert.equal(oldRows(db), rows)
    assert.equal(db.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
    assert.ok(existsSync(join(folder, `before-schema-${OLD + 1}.db`)) || applied > OLD)
  } finally {
    db.close()
  }
}

/** The same connection, with a look between every two statements. */
function inSteps(db: DatabaseSync, step: () => void): DatabaseSync {
  const exec = (sql: string): void => {
    for (const one of sql.replaceAll(/--.*/g, '').split(/;\s*/)) {
      if (one.trim() === '') continue
      db.exec(one)
      step()
    }
  }
  return new Proxy(db, {
    get(target, name) {
      if (name === 'exec') return exec
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function* someRows(): Iterable<Pick<Write, 'sql' | 'params'>> {
  yield { sql: 'insert into desk_meta (name, value) values (?1, ?2)', params: ['desk_id', '0123456789abcdef'] }
  const bytes = (n: number) => Uint8Array.from({ length: 300 }, (_, i) => (i * 7 + n) % 256)
  for (let n = 1; n <= 40; n++) {
    yield {
      sql: 'insert into event (stream, seq, id, code, v, actor, cause, at, body) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)',
      params: [`case-${n % 8}`, Math.ceil(n / 8), `e${n}`, 'a', 1, 'member:m', 'c', n, bytes(n)],
    }
    yield {
      sql: 'insert into key_store (id, kind, owner, root_id, wrapped) values (?1, ?2, ?3, ?4, ?5)',
      params: [`k${n}`, 'person', `p${n}`, 'fedcba9876543210', bytes(n)],
    }
  }
  let head = NO_LEAF
  for (let n = 1; n <= 20; n++) {
    const leaf = { id: `l${n}`, at: n, actor: 'desk', act: 'case-read', stream: 'case-1', commitment: bytes(n) }
    yield insertLeaf(leaf, head)
    head = { n, hash: leafHash({ ...leaf, n, prev: head.hash }) }
  }
}

/** Everything that the first release kept, in the columns it had. */
const oldRows = (db: DatabaseSync): string =>
  JSON.stringify(
    schemaAt(OLD).tables.map(({ name, columns, key }) =>
      db
        .prepare(`select ${columns.map((column) => column.name).join(', ')} from ${name} order by ${key.join(', ')}`)
        .all()
        // What an upgrade adds to tables that were there.
        .filter((row) => !['counter audit-log', 'desk_meta lists-anew'].includes(`${name} ${row.name}`)),
    ),
  )

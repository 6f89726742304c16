import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { migrate, migrations, pendingMigrations } from './migrate.ts'
import { networkKind, refuseNetworkFs } from './network-fs.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-migrate-'))
after(() => rmSync(root, { recursive: true, force: true }))
let count = 0

/** A folder of migrations and a database on disk. */
function schema(...files: readonly (readonly [opensWith: number, sql: string])[]) {
  const folder = mkdtempSync(join(root, `schema-${++count}-`))
  for (const [i, [opensWith, sql]] of files.entries()) {
    writeFileSync(join(folder, `00${i + 1}-step.sql`), `-- opens-with: ${opensWith}\n${sql}\n`)
  }
  return migrations(folder)
}
const one = [1, "create table note (text text not null); insert into note values ('kept');"] as const
const two = [1, 'alter table note add column at bigint not null default 0;'] as const
const database = () => {
  const folder = mkdtempSync(join(root, 'db-'))
  return { folder, db: new DatabaseSync(join(folder, 'postern.db')) }
}

describe('migrating', () => {
  it('runs what is pending, once, and remembers it', () => {
    const { db, folder } = database()
    assert.equal(migrate(db, folder, 5, schema(one, two)).length, 2)
    assert.equal(migrate(db, folder, 6, schema(one, two)).length, 0)
    assert.deepEqual({ ...db.prepare('select text, at from note').get() }, { text: 'kept', at: 0 })
    db.close()
  })

  it('copies an existing database first, for its owner alone', () => {
    const { db, folder } = database()
    migrate(db, folder, 5, schema(one))
    assert.deepEqual(readdirSync(folder), ['postern.db'])
    migrate(db, folder, 6, schema(one, two))
    const copy = join(folder, 'before-schema-2.db')
    assert.equal(statSync(copy).mode & 0o777, 0o600)
    const before = new DatabaseSync(copy, { readOnly: true })
    assert.deepEqual({ ...before.prepare('select * from note').get() }, { text: 'kept' })
    before.close()
    db.close()
  })

  it('leaves the old schema whole where a step fails', () => {
    const { db, folder } = database()
    migrate(db, folder, 5, schema(one))
    assert.throws(() =>
      migrate(
        db,
        folder,
        6,
        schema(one, [1, 'alter table note add column at bigint; insert into nowhere values (1);']),
      ),
    )
    assert.deepEqual({ ...db.prepare('select * from note').get() }, { text: 'kept' })
    assert.equal(pendingMigrations(db, schema(one, two)).length, 1)
    db.close()
  })

  it('lets an older binary open a newer schema only where that says so', () => {
    const { db, folder } = database()
    migrate(db, folder, 5, schema(one, two))
    assert.deepEqual(pendingMigrations(db, schema(one)), [])
    const newer = database()
    migrate(newer.db, newer.folder, 5, schema(one, [2, two[1]]))
    assert.throws(() => pendingMigrations(newer.db, schema(one)), { name: 'StartRefused', code: 'schema-too-new' })
    db.close()
    newer.db.close()
  })

  it('refuses a step that was changed after it ran', () => {
    const { db, folder } = database()
    migrate(db, folder, 5, schema(one))
    assert.throws(() => pendingMigrations(db, schema([1, 'create table note (other text not null);'])), {
      code: 'schema-changed',
    })
    db.close()
  })

  it("finds the product's own steps", () => {
    assert.ok(migrations().length >= 1)
  })
})

describe('a network file system', () => {
  it("is known by the kernel's number", () => {
    assert.equal(networkKind(0x6969), 'nfs')
    assert.equal(networkKind(0xff534d42), 'cifs')
    assert.equal(networkKind(-11317950), 'cifs') // The same number where it arrives signed.
    assert.equal(networkKind(0xef53), undefined)
    assert.doesNotThrow(() => refuseNetworkFs(join(root, 'not', 'yet', 'there')))
    assert.throws(() => refuseNetworkFs(root, false, 0x6969), /nfs file system.*storage\.allowNetworkFolder/)
    assert.doesNotThrow(() => refuseNetworkFs(root, true, 0x6969))
  })
})

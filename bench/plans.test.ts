import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { databaseFile } from '../src/store/sqlite-file.ts'
import { testDatabase } from '../test/stand-ins/postgres.ts'
import { deskEnv, resultOf } from './child.ts'
import { copyDesk } from './desk-copy.ts'
import { type Plans, plansOnPostgres, plansOnSqlite } from './plans.ts'
import type { PlantedMany } from './planter.ts'

describe('the statements of a desk with two thousand cases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-plans-'))
  before(async () => {
    const { cases } = await resultOf<PlantedMany>('planter.js', [folder, '2000', '100000'])
    assert.equal(cases, 2_000)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  function holds({ checked, large, bad }: Plans): void {
    assert.ok(checked > 200, `${checked} statements`)
    for (const table of ['case_inbox', 'event', 'leaf', 'receipt']) assert.ok(large.includes(table), table)
    assert.deepEqual(bad, [])
  }

  it('read no large table from end to end on SQLite', () => {
    holds(plansOnSqlite(databaseFile(deskEnv(folder).POSTERN_DATA ?? ''), 1_000))
  })

  it('read no large table from end to end on PostgreSQL', async () => {
    const database = await testDatabase()
    try {
      await copyDesk(folder, database.url)
      holds(await plansOnPostgres(database.url, 1_000))
      // And it would be seen.
      await database.sql('drop index receipt_stream')
      assert.ok((await plansOnPostgres(database.url, 1_000)).bad.some(({ table }) => table === 'receipt'))
    } finally {
      await database.drop()
    }
  })
})

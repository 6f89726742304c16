import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { storyClock } from '../../seed/clock.ts'
import { lanternPolicies } from '../../seed/lantern.ts'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import { migrations, pendingMigrations } from '../../src/store/migrate.ts'
import { migratePostgres } from '../../src/store/postgres-migrate.ts'
import { openPool } from '../../src/store/postgres-pool.ts'
import { readPostgresUrl } from '../../src/store/postgres-url.ts'
import { databaseFile, openForWriting } from '../../src/store/sqlite-file.ts'
import { people } from '../abuse/staffed-house.ts'
import { type Released, releasedAt, releasedDesk, releasedOrigin } from '../fixtures/released.ts'
import { testDatabase } from '../stand-ins/postgres.ts'
import { deskEnv, freePort, newFolder, type StartedDesk, startDesk } from './started-desk.ts'

const silent = { request: () => undefined, failure: () => undefined, note: () => undefined }
let folder: string
let released: Released
beforeEach(() => {
  folder = newFolder()
  released = releasedDesk(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a desk that an earlier release wrote', () => {
  let desk: House
  afterEach(() => desk?.close())
  const opened = async (): Promise<House> => {
    const config = join(folder, 'postern.yaml')
    writeFileSync(config, `${readFileSync(lanternPolicies.present, 'utf8')}\nlimits: { casesPerHour: 1000 }\n`)
    const env = deskEnv(folder, { POSTERN_URL: releasedOrigin, POSTERN_CONFIG: config })
    desk = await house({ env, clock: storyClock(releasedAt + 3_600_000), log: silent })
    return desk
  }

  it('has every case, thread, advisory and entry of the log that it had, and goes on', async () => {
    const at = people(await opened(), releasedOrigin)
    const lead = await at.member('lead')
    for (const { number, receipt, stage, title } of released.cases) {
      const seen = await at.api('GET', `/api/v1/cases/${number}`, {
        headers: { authorization: `Bearer ${lead.token}` },
      })
      assert.deepEqual([seen.status, seen.json.stage], [200, stage], number)
      if (receipt === null) continue
      const thread = await at.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
      assert.deepEqual([thread.status, (thread.json.report as { title?: string })?.title], [200, title], number)
    }
    const { items } = await desk.desk.advisories()
    assert.deepEqual(
      items.map(({ id, revision }) => ({ id, revision })),
      released.advisories,
    )
    await desk.tick()
    assert.equal(figures(folder), released.cases.length, 'a list that is newer than the cases was made for them')
    const verdict = await desk.audit.verify([])
    assert.deepEqual(verdict.bad, [])
    assert.equal((await at.report()).number.startsWith('P-'), true)
  })

  it('is left as a copy that the earlier release opens; what was upgraded it refuses, with a sentence', async () => {
    await opened()
    await desk.close()
    const data = join(folder, 'data')
    const old = migrations().slice(0, released.schema)
    const upgraded = openForWriting(databaseFile(data))
    assert.throws(() => pendingMigrations(upgraded, old), /was written by a newer Postern/)
    assert.equal(upgraded.prepare('select max(n) as n from schema_migration').get()?.n, migrations().length)
    upgraded.close()
    const back = join(folder, 'back')
    mkdirSync(back)
    const [copy = ''] = readdirSync(data).filter((name) => name === `before-schema-${released.schema + 1}.db`)
    copyFileSync(join(data, copy), databaseFile(back))
    const before = openForWriting(databaseFile(back))
    assert.deepEqual(pendingMigrations(before, old), [])
    assert.ok(Number(before.prepare('select count(*) as n from event').get()?.n) > 200)
    before.close()
  })
})

const figures = (folder: string): number => {
  const db = new DatabaseSync(databaseFile(join(folder, 'data')), { readOnly: true })
  try {
    return Number(db.prepare('select count(*) as n from case_figure').get()?.n)
  } finally {
    db.close()
  }
}

describe('while the data is brought up to date', () => {
  it('/readyz says "migrating" and how far, nothing else answers, and nobody finds the port closed afterwards', async () => {
    // The upgrade waits for whoever writes: that makes it last as long as this test wants.
    const other = new DatabaseSync(databaseFile(join(folder, 'data')))
    other.exec('pragma journal_mode = wal; begin immediate')
    let desk: StartedDesk | undefined
    const port = await freePort()
    const env = { PORT: String(port), POSTERN_URL: releasedOrigin }
    const starting = startDesk({ folder, env })
    try {
      assert.match(
        await said(port, '/readyz', 'migrating, 0 of '),
        /^503 not ready: migrating, 0 of \d+ schema files done\n$/,
      )
      assert.equal(await asked(port, '/healthz'), '200 ok\n')
      for (const path of ['/', '/report', '/desk', '/advisories', '/.well-known/security.txt', '/api/v1/openapi.json'])
        assert.match(await asked(port, path), /^503 [\s\S]*Back in a moment/, path)
      assert.match(await asked(port, '/', { 'accept-language': 'de' }), /Gleich wieder da/)
      const sent = await fetch(`http://127.0.0.1:${port}/api/v1/reports`, { method: 'POST', body: '{}' })
      assert.deepEqual([sent.status, sent.headers.get('retry-after')], [503, '30'])
      assert.equal(existsSync(join(folder, 'data', `before-schema-${released.schema + 1}.db`)), true)
      other.exec('rollback')
      // From here on either of the two answers, and never nobody.
      while (!(await asked(port, '/readyz')).startsWith('200')) await new Promise(setImmediate)
      desk = await starting
      assert.equal(desk.out.stdout.trimEnd().split('\n').at(-1), `Postern is ready on ${releasedOrigin}`)
      assert.match(await asked(port, '/'), /^200 /)
    } finally {
      if (other.isOpen) other.close()
      await (desk ?? (await starting)).stop()
    }
  })
})

describe('while another node changes the schema of a database that both share', () => {
  it('/readyz says "migrating", and the desk opens once that is done', async () => {
    const database = await testDatabase('empty')
    const port = await freePort()
    const pool = openPool(readPostgresUrl(database.url))
    const known = migrations()
    await migratePostgres(pool, { deskId: 'desk1', now: 1 }, known.slice(0, 5))
    await pool.end()
    await database.sql("update schema_lease set holder = 'another', until = 8640000000000000")
    const env = { PORT: String(port), DATABASE_URL: database.url }
    createKey(readConfig({ env: deskEnv(folder, env) }), deskEnv(folder, env), join(folder, 'keys', 'shared.key'))
    const starting = startDesk({ folder, env: { ...env, POSTERN_KEY_FILE: join(folder, 'keys', 'shared.key') } })
    let desk: StartedDesk | undefined
    try {
      const word = `migrating, 0 of ${known.length - 5} schema files done`
      assert.equal(await said(port, '/readyz', word), `503 not ready: ${word}\n`)
      await database.sql("update schema_lease set until = 0 where holder = 'another'")
      desk = await starting
      assert.match(await asked(port, '/readyz'), /^200 /)
    } finally {
      await (desk ?? (await starting)).stop()
      await database.drop()
    }
  })
})

async function asked(port: number, path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  return `${answer.status} ${await answer.text()}`
}

/** What is said once it listens. */
async function said(port: number, path: string, word: string): Promise<string> {
  for (const until = Date.now() + 20_000; ; ) {
    const answer = await asked(port, path).catch(() => '')
    if (answer.includes(word) || Date.now() > until) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

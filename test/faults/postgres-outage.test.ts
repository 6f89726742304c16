import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import { openPostgres, peekPostgres } from '../../src/store/postgres.ts'
import { openShared } from '../../src/store/shared.ts'
import { inDatabase } from '../stand-ins/postgres.ts'
import { type Cluster, startCluster } from '../stand-ins/postgres-cluster.ts'
import { rounds } from './rounds.ts'

/** A server of its own, which may be stopped and set wrong. */
let cluster: Cluster
const folder = mkdtempSync(join(tmpdir(), 'postern-outage-'))
before(async () => {
  cluster = await startCluster()
})
after(() => {
  cluster?.end()
  rmSync(folder, { recursive: true, force: true })
})

const sql = (text: string) => inDatabase(cluster.url, (client) => client.query(text))
const at = (database: string) => cluster.url.replace('/postgres?', `/${database}?`)

describe('a PostgreSQL that falls over under load (F8)', () => {
  let desk: House
  const env = (): Record<string, string> => {
    const config = join(folder, 'postern.yaml')
    writeFileSync(config, 'limits:\n  reportsPerHour: 1000000\n')
    return {
      ...{ POSTERN_DATA: join(folder, 'data'), POSTERN_KEY_FILE: join(folder, 'root.key'), POSTERN_CONFIG: config },
      ...{ POSTERN_URL: 'https://security.example', HOME: folder, DATABASE_URL: at('outage') },
    }
  }
  before(async () => {
    await sql('create database outage')
    createKey(readConfig({ env: env() }), {}, undefined)
    desk = await house({
      env: env(),
      log: { request: () => undefined, failure: () => undefined, note: () => undefined },
      onFatal: (error) => assert.fail(error),
    })
  })
  after(() => desk?.close())

  const ask = (path: string, init: RequestInit = {}) =>
    desk.fetch(new Request(`https://security.example${path}`, init), '192.0.2.7')

  it('loses nothing that was acknowledged, says so within five seconds, and is back within ten', async () => {
    const receipts: string[] = []
    let slowest = 0
    let ended = false
    let lastSuccess = performance.now()
    const sender = async () => {
      for (let key = randomBytes(16).toString('hex'); !ended; ) {
        const began = performance.now()
        const answer = await ask('/api/v1/reports', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ title: 'Session fixation', description: 'What was found.' }),
        })
        const body = (await answer.json()) as { receipt?: string }
        slowest = Math.max(slowest, performance.now() - began)
        if (answer.status !== 201) {
          assert.equal(answer.status, 503)
          await pause(50)
          continue
        }
        lastSuccess = performance.now()
        receipts.push(body.receipt ?? '')
        key = randomBytes(16).toString('hex')
      }
    }
    const senders = Array.from({ length: 8 }, sender)
    for (let round = 0; round < rounds(2, 50); round++) {
      await pause(400)
      cluster.stop('immediate')
      await pause(round % 2 === 0 ? 0 : 300)
      await cluster.start()
      const up = performance.now()
      while (lastSuccess < up) {
        assert.ok(performance.now() - up < 10_000, 'reports arrive again within ten seconds')
        await pause(20)
      }
    }
    ended = true
    await Promise.all(senders)
    assert.ok(slowest < 5_000, `the slowest answer took ${Math.round(slowest)} ms`)
    assert.equal(new Set(receipts).size, receipts.length)
    assert.ok(receipts.length > 8, `${receipts.length} reports`)
    for (const receipt of receipts)
      assert.equal((await ask('/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })).status, 200)
    const counted = await inDatabase(at('outage'), (client) =>
      client.query('select count(*)::int4 as n from case_inbox'),
    )
    assert.ok(counted.rows[0].n - receipts.length <= 8, 'no more cases than those and what was under way at the end')
  })
})

describe('two nodes that start first, at the same time, on one empty database', () => {
  it('make one schema and one desk', async () => {
    for (let round = 0; round < rounds(3, 50); round++) {
      const name = `first_${round}`
      await sql(`create database ${name}`)
      const key = join(folder, 'first.key')
      if (round === 0) createKey(readConfig({ env: {} }), {}, key)
      const open = () =>
        openShared({
          ...{ folder: join(folder, 'first'), server: true, env: {}, keyFile: key, now: 1, databaseUrl: at(name) },
          onFatal: (error) => assert.fail(error),
        })
      const [one, two] = await Promise.all([open(), open()])
      assert.equal(one.deskId, two.deskId)
      assert.deepEqual(one.keys.purpose('receipt'), two.keys.purpose('receipt'))
      const applied = await inDatabase(at(name), (client) =>
        client.query('select count(*)::int4 as n, max(n)::int4 as last from schema_migration'),
      )
      assert.equal(applied.rows[0].n, applied.rows[0].last)
      await one.close()
      await two.close()
      await sql(`drop database ${name} with (force)`)
    }
  })
})

describe('a database that is not to be trusted with a report', () => {
  const open = (url = at('refused'), server = true) => openPostgres({ url, server, deskId: 'desk1', now: 1 })
  const refused = (code: string, words: RegExp, url?: string) =>
    assert.rejects(open(url), (error: Error & { code?: string }) => {
      assert.equal(error.code, code, error.message)
      assert.match(error.message, words)
      return true
    })
  const set = async (setting: string) => {
    await sql(setting)
    await sql('select pg_reload_conf()')
    await pause(300)
  }
  before(() => sql('create database refused'))

  it('is refused with a sentence where a power cut would cost it what it acknowledged', async () => {
    for (const name of ['fsync', 'full_page_writes']) {
      await set(`alter system set ${name} = off`)
      await refused('database-unfit', new RegExp(`${name} = off`))
      await set(`alter system reset ${name}`)
    }
    await (await open()).close()
  })

  it('waits for the disk even where the operator set that it should not', async () => {
    await set('alter database refused set synchronous_commit = off')
    const store = await open()
    const shown = await store.read({
      sql: "select current_setting('synchronous_commit') as value",
      params: [],
      row: { parse: (row) => row as { value: string } },
    })
    assert.deepEqual(shown, [{ value: 'on' }])
    await store.close()
  })

  it('is refused where it is read-only, old-fashioned in its letters, or not there', async () => {
    await set('alter database refused set default_transaction_read_only = on')
    await refused('database-read-only', /read-only/)
    await set('alter database refused reset default_transaction_read_only')
    await sql(
      "create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' locale_provider libc template template0",
    )
    await refused('database-unfit', /LATIN1/, at('latin'))
    await assert.rejects(peekPostgres(at('nowhere'), 0), { code: 'database-unreachable', message: /createdb/ })
  })

  it('is refused where a newer Postern wrote it', async () => {
    await (await open()).close()
    await inDatabase(at('refused'), (client) =>
      client.query(
        "insert into schema_migration (n, name, sha256, opens_with, at) values (900, '900.sql', '', 900, 1)",
      ),
    )
    await refused('schema-too-new', /newer Postern/)
  })

  it('is refused where it is a standby', async () => {
    cluster.stop('fast')
    writeFileSync(join(cluster.folder, 'data', 'standby.signal'), '')
    await cluster.start()
    await refused('database-read-only', /standby/)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type CutLine, cutLine } from '../../test/stand-ins/cut-line.ts'
import { type TestDatabase, testDatabase } from '../../test/stand-ins/postgres.ts'
import { openPostgres } from './postgres.ts'
import type { Store } from './store.ts'

describe('a server that says nothing', () => {
  let database: TestDatabase
  let line: CutLine
  let store: Store
  before(async () => {
    database = await testDatabase()
    line = await cutLine(database.url)
    store = await openPostgres({ url: line.url, server: true, deskId: 'desk1', now: 1 })
  })
  after(async () => {
    await store?.close()
    await line?.close()
    await database?.drop()
  })

  const row = { parse: (one: Record<string, unknown>) => String(one.pid) }
  const slept = (seconds: number) =>
    store.read({ sql: `select pg_backend_pid()::text as pid, pg_sleep(${seconds})::text as x`, params: [], row })
  const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
    const from = performance.now()
    try {
      return await work
    } finally {
      assert.ok(performance.now() - from < milliseconds, `${Math.round(performance.now() - from)} ms`)
    }
  }

  it('is waited for where it only takes its time', async () => {
    const from = performance.now()
    const [before, during] = await Promise.all([slept(0), slept(4.5)])
    assert.ok(performance.now() - from > 4_400)
    assert.equal(before.length + during.length, 2)
  })

  it('is asked over another connection where only those that were there fell silent', async () => {
    const [before] = await slept(0)
    line.fallSilent()
    const [there] = await within(5_000, slept(0))
    assert.notEqual(there, before)
    await within(1_000, slept(0))
    const left = await database.sql<{ n: number }>(
      "select count(*)::int4 as n from pg_stat_activity where datname = current_database() and application_name = 'postern' and pid <> $1",
      [Number(there)],
    )
    assert.equal(left[0]?.n, 0, 'what nobody speaks with any more was ended there')
  })

  it('costs one wait and no second one, and is used again as soon as it speaks', async () => {
    line.swallowsNew = true
    line.fallSilent()
    await within(5_000, assert.rejects(slept(0), { code: 'busy' }))
    await within(200, assert.rejects(slept(0), { code: 'busy' }))
    line.swallowsNew = false
    line.fallSilent()
    const from = performance.now()
    while ((await slept(0).catch(() => [])).length === 0) {
      assert.ok(performance.now() - from < 10_000)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })
})

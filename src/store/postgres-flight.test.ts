import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type TestDatabase, testDatabase } from '../../test/stand-ins/postgres.ts'
import { fly } from './postgres-flight.ts'
import { readPostgresUrl } from './postgres-url.ts'
import type { Statement } from './store.ts'

const note = (name: string): Statement => ({
  sql: 'insert into desk_meta (name, value) values (?1, ?2)',
  params: [name, 'x'],
})
const kept = (name: string): Statement => ({ sql: 'select name, value from desk_meta where name = ?1', params: [name] })
const plain = (sql: string): Statement => ({ sql, params: [] })
const words = ({ answers }: Awaited<ReturnType<typeof fly>>) => answers.map(({ word }) => word)

describe('a flight of statements', () => {
  let database: TestDatabase
  let client: pg.Client
  before(async () => {
    database = await testDatabase()
    const { hosts, user, password, database: name } = readPostgresUrl(database.url)
    client = new pg.Client({ ...hosts[0], user, password, database: name })
    client.on('error', () => undefined)
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  it('answers each in its order, with the first row of what was read', async () => {
    const flown = await fly(client, [plain('begin'), note('a'), note('b'), kept('b'), kept('none'), plain('commit')])
    assert.equal(flown.error, null)
    assert.deepEqual(words(flown), ['BEGIN', 'INSERT 0 1', 'INSERT 0 1', 'SELECT 1', 'SELECT 0', 'COMMIT'])
    assert.deepEqual(flown.answers[3]?.row, ['b', 'x'])
    assert.equal(flown.answers[4]?.row, undefined)
  })

  it('runs nothing behind the first that fails, also where that was to be the commit', async () => {
    const flown = await fly(client, [plain('begin'), note('c'), note('a'), note('d'), plain('commit')])
    assert.equal((flown.error as { code?: string }).code, '23505')
    assert.deepEqual(words(flown), ['BEGIN', 'INSERT 0 1'])
    await client.query('rollback')
    const after = await fly(client, [kept('c'), kept('d')])
    assert.deepEqual(words(after), ['SELECT 0', 'SELECT 0'])
  })

  it('knows afterwards which statements the connection has read, whether they failed or were passed over', async () => {
    const wrong: Statement = { sql: 'select 1 / (0 * length(?1))', params: ['failed'] }
    const never: Statement = { sql: 'select length(?1) as n', params: ['passed over'] }
    for (let time = 0; time < 2; time++) {
      const flown = await fly(client, [wrong, never])
      assert.equal((flown.error as { code?: string }).code, '22012')
      assert.deepEqual((await fly(client, [never])).answers[0]?.row, ['11'])
    }
  })

  it('ends with the connection', async () => {
    const pid = (await fly(client, [plain('select pg_backend_pid() as pid')])).answers[0]?.row?.[0]
    const flying = fly(client, [plain('begin'), plain('select pg_sleep(20)'), plain('commit')])
    await database.sql(`select pg_terminate_backend(${pid})`)
    const { error, answers } = await flying
    assert.notEqual(error, null)
    assert.ok(answers.every(({ word }) => word !== 'COMMIT'))
    assert.notEqual((await fly(client, [plain('begin')])).error, null)
  })
})

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import { openHouse, type TestHouse } from '../journeys/house-kit.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'

/** Case 61 where the desk keeps what it knows in a PostgreSQL: here its own files are looked into. */
describe('erasing a case on PostgreSQL (case 61)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-erase-'))
  let database: TestDatabase
  let desk: TestHouse
  let older: House
  before(async () => {
    database = await testDatabase()
    const env = { POSTERN_DATA: join(folder, 'data'), POSTERN_KEY_FILE: join(folder, 'postern.key') }
    createKey(readConfig({ env }), env, undefined)
    desk = await openHouse({ folder, env: { DATABASE_URL: database.url } })
    const clock = { now: desk.now, steady: desk.now, every: () => ({ stop: () => undefined }) }
    older = await house({ env: desk.env, clock, as: 'console' })
  })
  after(async () => {
    await older?.close()
    await desk?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const wrappedOf = async (kind: string, owner: string): Promise<Buffer> => {
    const [row] = await database.sql<{ wrapped: Buffer }>(
      'select wrapped from key_store where kind = $1 and owner = $2',
      [kind, owner],
    )
    return Buffer.from(row?.wrapped ?? [])
  }

  /** Files of the server that hold the middle bytes of this wrapped key. */
  async function filesWith(wrapped: Buffer): Promise<{ readonly tables: string[]; readonly log: string[] }> {
    await database.sql('checkpoint')
    const [server] = await database.sql<{ data_directory: string }>('show data_directory')
    const [own] = await database.sql<{ oid: string }>(
      'select oid::text as oid from pg_database where datname = current_database()',
    )
    const data = server?.data_directory ?? ''
    const holding = (part: string) =>
      readdirSync(join(data, part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => contains(path, wrapped.subarray(40, 72)))
        .map((path) => relative(data, path))
    return { tables: [...holding(join('base', own?.oid ?? '')), ...holding('global')], log: holding('pg_wal') }
  }

  it('leaves the bytes of its key in no table of the server, and the audit log whole', async () => {
    const { number, receipt } = await desk.report({ reporter: { name: 'Ada', email: 'ada@example.org' } })
    const bystander = await desk.report()
    const ada = await desk.member('Ada', 'lead')
    const viewer = { as: 'member', member: ada.id, role: 'lead' } as const
    assert.ok(await older.desk.caseFor(viewer, number))
    const [found] = await database.sql<{ stream: string; person: string }>(
      'select receipt.stream, person from receipt join case_inbox on case_inbox.stream = receipt.stream where number = $1',
      [number],
    )
    const keys = [await wrappedOf('case', found?.stream ?? ''), await wrappedOf('person', found?.person ?? '')]
    for (const key of keys) assert.ok((await filesWith(key)).tables.length > 0, 'they are found while they are there')

    const erased = await desk.house.desk.erase({ number, by: null, request: null })
    assert.ok(!isRefusal(erased))
    assert.equal(erased.overwritten, true)

    const left = await Promise.all(keys.map(filesWith))
    for (const { tables } of left) assert.deepEqual(tables, [])
    // What docs/operating.md says of the log of the server is so: there they stand until it is recycled.
    const log = new Set(left.flatMap(({ log }) => log))
    console.log(`after erasing, keys in 0 files of tables; in ${log.size} of the files of the server's log`)
    assert.ok((await filesWith(await wrappedOf('case', await streamOf(bystander.number)))).tables.length > 0)

    for (const from of [desk.house, older]) assert.equal(await from.desk.caseFor(viewer, number), undefined)
    const headers = { authorization: `Receipt ${receipt}` }
    assert.notEqual((await desk.ask('/api/v1/thread', { headers })).status, 200)
    await desk.house.tick()
    await desk.house.audit.numbering.sign()
    const verdict = await desk.house.audit.verify([])
    assert.deepEqual(verdict.bad, [])
    assert.ok(verdict.size > 5)
  })

  const streamOf = async (number: string): Promise<string> =>
    (await database.sql<{ stream: string }>('select stream from case_inbox where number = $1', [number]))[0]?.stream ??
    ''
})

/** A file that goes away meanwhile holds nothing any more. */
function contains(path: string, bytes: Buffer): boolean {
  try {
    return statSync(path).size > 0 && readFileSync(path).includes(bytes)
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false
    throw error
  }
}

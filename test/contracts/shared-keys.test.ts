import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type House, house } from '../../src/main.ts'
import { lineOf, newRootKey } from '../../src/store/root-ring.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'

/** Keys on a PostgreSQL that two processes share. */
describe('keys of a desk on PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-shared-keys-'))
  let database: TestDatabase
  let desk: Staffed
  let other: House
  let lead: Member
  before(async () => {
    database = await testDatabase()
    const file = join(folder, 'root.key')
    writeFileSync(file, lineOf(newRootKey()), { mode: 0o400 })
    desk = await staffedHouse({ env: { DATABASE_URL: database.url, POSTERN_KEY_FILE: file } })
    lead = await desk.member('lead')
    other = await house({ env: desk.env, clock: desk.clock, as: 'console' })
  })
  after(async () => {
    await other?.close()
    await desk?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are re-wrapped by one process under the other, and the old root key goes once nothing needs it', async () => {
    const before = await desk.report()
    const { root, idle } = await other.rootKey.rotate(() => undefined)
    const after = await desk.report()
    for (const { receipt } of [before, after])
      assert.equal(
        (await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })).status,
        200,
      )
    await assert.rejects(other.rootKey.retire(root), { name: 'KeyRefused', code: 'in-use' })
    await other.rootKey.retire(idle[0] ?? '')
    assert.deepEqual(
      (await desk.house.rootKey.use()).map(({ id }) => id),
      [root],
    )
    assert.ok(await desk.house.desk.caseFor(lead.actor, before.number))
  })

  it('are destroyed for both when a case is erased', async () => {
    const [one, two] = [await desk.report(), await desk.report()]
    assert.ok(await other.desk.caseFor(lead.actor, one.number))
    const erased = await desk.house.desk.erase({ number: one.number, by: null, request: null })
    assert.ok('overwritten' in erased && erased.overwritten)
    assert.equal(await other.desk.caseFor(lead.actor, one.number), undefined)
    assert.ok(await other.desk.caseFor(lead.actor, two.number))
  })
})

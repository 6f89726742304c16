import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { inDatabase } from '../../test/stand-ins/postgres.ts'
import { type Cluster, startCluster } from '../../test/stand-ins/postgres-cluster.ts'
import { peekPostgres } from './postgres.ts'
import { unreachable } from './postgres-unreachable.ts'
import { readPostgresUrl } from './postgres-url.ts'
import { StartRefused } from './start-refused.ts'

describe('a database that asks who is there', () => {
  let cluster: Cluster
  before(async () => {
    cluster = await startCluster()
    await inDatabase(cluster.url, (client) => client.query("create role guarded login password 'a/b c'"))
    const rules = join(cluster.folder, 'data', 'pg_hba.conf')
    writeFileSync(rules, `local all guarded scram-sha-256\n${readFileSync(rules, 'utf8')}`)
    await inDatabase(cluster.url, (client) => client.query('select pg_reload_conf()'))
  })
  after(() => cluster.end())

  const as = (who: string, database = 'postgres', more = '') =>
    peekPostgres(`postgres://${who}@/${database}?host=${encodeURIComponent(cluster.folder)}${more}`, 5_000)
  const refused = (peeked: Promise<unknown>, says: RegExp) =>
    assert.rejects(peeked, (error: unknown) => {
      assert.ok(error instanceof StartRefused, String(error))
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /a\/b c|wrong-word/)
      return true
    })

  it('lets the desk in by the password of DATABASE_URL', async () => {
    assert.equal((await as('guarded:a%2Fb%20c')).empty, true)
  })

  it('is named in a sentence where the password is wrong or missing, or the database is not there', async () => {
    await refused(as('guarded:wrong-word'), /does not accept the user and the password/)
    await refused(as('guarded'), /asks for a password, and DATABASE_URL has none/)
    await refused(as('guarded:a%2Fb%20c', 'elsewhere'), /no such database; make it with createdb/)
  })

  it('is not waited for where it speaks no TLS', async () => {
    const from = performance.now()
    await refused(as('guarded:a%2Fb%20c', 'postgres', '&sslmode=require'), /does not speak TLS/)
    assert.ok(performance.now() - from < 4_000)
  })

  it('is waited for where nobody answers yet, and that is said once', async () => {
    let said = 0
    const peeked = peekPostgres('postgres://guarded@127.0.0.1:1/postgres', 1_200, () => (said += 1))
    await refused(peeked, /does not answer \(ECONNREFUSED\)/)
    assert.equal(said, 1)
  })
})

describe('a database that cannot be used for another reason', () => {
  const target = readPostgresUrl('postgres://anna@localhost/desk')
  const said = (error: unknown) => String((unreachable(target, error) as Error).message)

  it('is named with the code that its own log knows, and never with its words', () => {
    assert.match(said(Object.assign(new Error('secret'), { code: '22023' })), /the error 22023; its own log says more/)
    assert.match(
      said(Object.assign(new Error('secret'), { code: 'CERT_REVOKED' })),
      /no connection to it \(CERT_REVOKED/,
    )
  })

  it('is no excuse for a bug of ours', () => {
    const bug = new TypeError('x is undefined')
    assert.equal(unreachable(target, bug), bug)
  })
})

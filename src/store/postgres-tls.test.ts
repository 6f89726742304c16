import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../test/faults/started-desk.ts'
import { needs } from '../../test/machine.ts'
import { inDatabase } from '../../test/stand-ins/postgres.ts'
import { type Cluster, someoneElse, startCluster } from '../../test/stand-ins/postgres-cluster.ts'
import { openPostgres, peekPostgres } from './postgres.ts'
import { StartRefused } from './start-refused.ts'

/** A server with a certificate for `localhost`, signed by an authority of its own, that takes nobody in clear. */
describe('a PostgreSQL behind TLS', { skip: needs('openssl') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-tls-'))
  const at = (name: string) => join(folder, name)
  let port: number
  let cluster: Cluster

  before(async () => {
    chmodSync(folder, 0o755)
    for (const name of ['right', 'other']) authority(name)
    signed('server', '/CN=localhost', 'DNS:localhost')
    signed('desk', '/CN=postern', 'DNS:desk')
    const as = someoneElse()
    if (as !== undefined) chownSync(at('server.key'), as.uid, as.gid)
    port = await freePort()
    cluster = await startCluster({ listen_addresses: '127.0.0.1', port: String(port) })
    const rules = ['local all all trust', 'hostssl guarded all 127.0.0.1/32 cert', 'hostssl all all 127.0.0.1/32 trust']
    writeFileSync(join(cluster.folder, 'data', 'pg_hba.conf'), `${rules.join('\n')}\n`)
    await sql(
      'create database guarded',
      `alter system set ssl_ca_file = '${at('right.crt')}'`,
      `alter system set ssl_cert_file = '${at('server.crt')}'`,
      `alter system set ssl_key_file = '${at('server.key')}'`,
    )
    await speaksTls('on')
  })
  after(() => {
    cluster?.end()
    rmSync(folder, { recursive: true, force: true })
  })

  const url = (settings: string, { host = 'localhost', database = 'postgres' } = {}): string =>
    `postgres://postern@${host}:${port}/${database}?${settings}`
  const full = (ca = 'right') => `sslmode=verify-full&sslrootcert=${at(`${ca}.crt`)}`
  /** Said at once: a certificate does not become another one by waiting. */
  const refused = async (given: string, says: RegExp) => {
    const since = performance.now()
    await assert.rejects(peekPostgres(given, 30_000), (error: unknown) => {
      assert.ok(error instanceof StartRefused, String(error))
      assert.match(error.message, says)
      assert.match(error.message, /Nothing was changed/)
      return true
    })
    assert.ok(performance.now() - since < 10_000)
  }

  it('is used where its certificate is of that name and that authority', async () => {
    const store = await openPostgres({ url: url(full()), server: true, deskId: 'desk1', now: 1 })
    const row = { parse: (value: unknown) => value as { ssl: string } }
    const text = 'select ssl::text as ssl from pg_stat_ssl where pid = pg_backend_pid()'
    assert.deepEqual(await store.read({ sql: text, params: [], row }), [{ ssl: 'true' }])
    await store.close()
  })

  it('is refused under another name, and taken there where the name was not to be checked', async () => {
    await refused(url(full(), { host: '127.0.0.1' }), /its certificate is for another name/)
    const any = `sslmode=verify-ca&sslrootcert=${at('right.crt')}`
    assert.equal((await peekPostgres(url(any, { host: '127.0.0.1' }), 0)).empty, true)
  })

  it('is refused where another authority was named, or none', async () => {
    await refused(url(full('other')), /signed by an authority that this desk does not know.*sslrootcert/)
    await refused(url('sslmode=verify-full'), /signed by an authority that this desk does not know/)
    await refused(url(`sslmode=verify-ca&sslrootcert=${at('other.crt')}`), /an authority that this desk does not know/)
  })

  it('does not let the desk in in clear', async () => {
    await refused(url('sslmode=disable'), /does not let the user of DATABASE_URL in.*some want TLS/)
  })

  it('knows the desk by its own certificate where it asks for one', async () => {
    const own = `${full()}&sslcert=${at('desk.crt')}&sslkey=${at('desk.key')}`
    assert.equal((await peekPostgres(url(own, { database: 'guarded' }), 0)).empty, true)
    await refused(url(full(), { database: 'guarded' }), /a certificate of the desk/)
  })

  it('is refused at once where it has no TLS any more', async () => {
    await speaksTls('off')
    await refused(url(full()), /does not speak TLS/)
  })

  const sql = (...texts: readonly string[]) =>
    inDatabase(cluster.url, async (client) => {
      for (const text of texts) await client.query(text)
    })

  async function speaksTls(is: 'on' | 'off'): Promise<void> {
    await sql(`alter system set ssl = ${is}`, 'select pg_reload_conf()')
    const now = () => inDatabase(cluster.url, async (client) => (await client.query('show ssl')).rows[0]?.ssl)
    for (let tried = 0; tried < 200 && (await now()) !== is; tried++) await pause(20)
  }

  function openssl(...words: string[]): void {
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
  }

  function authority(name: string): void {
    const [key, out] = [`${name}.key`, `${name}.crt`]
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name} authority`, '-keyout', key, '-out', out],
    )
  }

  function signed(name: string, subject: string, altName: string): void {
    openssl(
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject],
      ...['-addext', `subjectAltName=${altName}`, '-keyout', `${name}.key`, '-out', `${name}.csr`],
    )
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'right.crt', '-CAkey', 'right.key', '-CAcreateserial'],
      ...['-days', '2', '-copy_extensions', 'copy', '-out', `${name}.crt`],
    )
  }
})

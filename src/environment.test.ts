import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { problemLine } from './config/problem.ts'
import { readEnvironment } from './environment.ts'

const read = (env: Record<string, string>) => readEnvironment(env, '/srv/desk')
const refused = (env: Record<string, string>): readonly string[] => read(env).problems.map(problemLine)

describe('reading the environment', () => {
  it('needs no variable at all', () => {
    const { environment, problems, warnings } = read({ HOME: '/home/anna' })
    assert.deepEqual([problems, warnings], [[], []])
    const { proxies, ...rest } = environment
    assert.equal(proxies.include('127.0.0.1'), false)
    assert.deepEqual(rest, {
      url: 'http://localhost:8080',
      urlByDefault: true,
      host: '127.0.0.1',
      port: 8_080,
      onionUrl: null,
      data: '/srv/desk/data',
      blobs: '/srv/desk/data/blobs',
      configPath: '/srv/desk/postern.yaml',
      configNamed: false,
      keyFile: null,
      metrics: null,
      smtpPassword: null,
      socket: null,
      oidcSecret: null,
      headerSecret: null,
      databaseUrl: null,
    })
  })

  it('takes an address without the slash at its end', () => {
    for (const given of [
      'https://security.example.org',
      'https://security.example.org/',
      ' HTTPS://Security.Example.org:443/ ',
    ]) {
      assert.equal(read({ POSTERN_URL: given }).environment.url, 'https://security.example.org')
    }
    assert.equal(read({ POSTERN_URL: 'https://bücher.example' }).environment.url, 'https://xn--bcher-kva.example')
  })

  it('allows plain http only where nothing crosses a network', () => {
    for (const fine of [
      'http://localhost:3000',
      'http://127.0.0.1:8080',
      'http://[::1]:8080',
      `http://${'a'.repeat(56)}.onion`,
    ]) {
      assert.deepEqual(refused({ POSTERN_URL: fine }), [], fine)
    }
    for (const clear of [
      'http://security.example.org',
      'http://192.0.2.1',
      'http://localhost.example.org',
      'http://127.0.0.1.example.org',
    ]) {
      assert.match(refused({ POSTERN_URL: clear })[0] ?? '', /^environment POSTERN_URL: .* is plain http/, clear)
    }
  })

  it('refuses an address that is more than a host', () => {
    assert.deepEqual(refused({ POSTERN_URL: 'https://example.org/security' }), [
      'environment POSTERN_URL: is to end after the host: the desk needs a host of its own, https://example.org',
    ])
    for (const wrong of [
      'example.org',
      'ftp://example.org',
      'https://',
      'https://example.org/?a=b',
      'https://example.org/#x',
    ])
      assert.equal(refused({ POSTERN_URL: wrong }).length, 1, wrong)
  })

  it('never repeats a password', () => {
    const said = [
      ...refused({ POSTERN_URL: 'https://anna:hunter2@example.org' }),
      ...refused({ POSTERN_URL: 'anna:hunter2@example.org' }),
      ...refused({ DATABASE_URL: 'anna:hunter2@db/postern' }),
      ...refused({ POSTERN_BLOBS: 's3://anna:hunter2@store/bucket' }),
    ]
    assert.equal(said.length, 4)
    assert.doesNotMatch(said.join('\n'), /hunter2/)
  })

  it('takes the address of a PostgreSQL, also from a file, and nothing that is none', () => {
    assert.equal(
      read({ DATABASE_URL: 'postgres://postern@db/postern' }).environment.databaseUrl,
      'postgres://postern@db/postern',
    )
    assert.equal(read({ DATABASE_URL: '' }).environment.databaseUrl, null)
    assert.match(refused({ DATABASE_URL: 'mysql://db/postern' })[0] ?? '', /^environment DATABASE_URL: .*PostgreSQL/)
    assert.equal(refused({ DATABASE_URL_FILE: '/run/secrets/db' }).length, 1)
  })

  it('refuses a port that is none', () => {
    for (const wrong of ['x', '-1', '65536', '80.5', '0x50', '8080 8081'])
      assert.equal(refused({ PORT: wrong }).length, 1, wrong)
    assert.equal(read({ PORT: '0' }).environment.port, 0)
  })

  it('takes only an onion address for the onion service', () => {
    const onion = `${'a2'.repeat(28)}.onion`
    assert.equal(read({ POSTERN_ONION_URL: `http://${onion}/` }).environment.onionUrl, `http://${onion}`)
    assert.equal(read({ POSTERN_ONION_URL: `https://${onion}` }).environment.onionUrl, `https://${onion}`)
    for (const wrong of ['http://example.org', 'http://short.onion', `http://${onion}/desk`, onion, `ftp://${onion}`])
      assert.equal(refused({ POSTERN_ONION_URL: wrong }).length, 1, wrong)
  })

  it('trusts the named proxies and nobody else', () => {
    const { proxies } = read({ POSTERN_PROXY: '127.0.0.1, 10.0.0.0/8 fd00::/8' }).environment
    for (const peer of ['127.0.0.1', '10.1.2.3', 'fd00::1', '::ffff:10.1.2.3'])
      assert.equal(proxies.include(peer), true, peer)
    for (const peer of ['127.0.0.2', '11.0.0.1', 'fe80::1', '', 'caddy', '10.1.2.3, 1.1.1.1'])
      assert.equal(proxies.include(peer), false, peer)
    for (const wrong of ['caddy', '10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.0/8/8', '*'])
      assert.equal(refused({ POSTERN_PROXY: wrong }).length, 1, wrong)
  })

  it('reads a secret from its file, and refuses two answers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-env-'))
    after(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'blobs'), '/mnt/blobs\n')
    assert.equal(read({ POSTERN_BLOBS_FILE: join(folder, 'blobs') }).environment.blobs, '/mnt/blobs')
    assert.deepEqual(refused({ POSTERN_BLOBS_FILE: join(folder, 'blobs'), POSTERN_BLOBS: '/x' }), [
      'environment POSTERN_BLOBS: is given twice: as POSTERN_BLOBS and as POSTERN_BLOBS_FILE. Keep one',
    ])
    assert.deepEqual(refused({ POSTERN_BLOBS_FILE: join(folder, 'gone') }), [
      'environment POSTERN_BLOBS_FILE: the file cannot be read (ENOENT)',
    ])
  })

  it('warns of a misspelt variable and of an address that no passkey fits', () => {
    assert.deepEqual(read({ POSTERN_ULR: 'https://example.org' }).warnings, [
      'POSTERN_ULR is not a variable of this desk: did you mean POSTERN_URL?',
    ])
    assert.match(read({ POSTERN_URL: 'http://127.0.0.1:8080' }).warnings[0] ?? '', /passkeys need a name/)
    assert.deepEqual(read({ POSTERN_CONFORMANCE_DATA: '/data', OTHER: 'x' }).warnings, [])
  })
})

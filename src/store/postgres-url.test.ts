import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPostgresUrl } from './postgres-url.ts'

const files: Readonly<Record<string, string>> = { '/ca.pem': 'an authority' }
const read = (url: string) =>
  readPostgresUrl(url, (path) => {
    const text = files[path]
    if (text === undefined) throw new Error('no such file')
    return text
  })

const refused = (url: string, words: RegExp) =>
  assert.throws(
    () => read(url),
    (error: Error) => {
      assert.match(error.message, words)
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    },
  )

describe('reading DATABASE_URL', () => {
  it('finds host, database and user, and shows nothing of who signs in', () => {
    const target = read('postgres://anna:hunter2%40home@localhost/desk')
    assert.deepEqual(target.hosts, [{ host: 'localhost', port: 5432 }])
    assert.equal(target.password, 'hunter2@home')
    assert.equal(target.shown, 'localhost:5432/desk')
    assert.equal(target.ssl, false)
  })

  it('takes a socket, several hosts, and an address of six', () => {
    assert.deepEqual(read('postgres://anna@/desk?host=%2Frun%2Fpostgresql').hosts, [
      { host: '/run/postgresql', port: 5432 },
    ])
    assert.deepEqual(read('postgresql://anna@one:5433,two/desk?sslmode=disable').hosts, [
      { host: 'one', port: 5433 },
      { host: 'two', port: 5432 },
    ])
    assert.deepEqual(read('postgres://anna@[::1]:5433/desk').hosts, [{ host: '::1', port: 5433 }])
  })

  it('wants to hear how another machine is reached, and never falls back to clear text', () => {
    refused('postgres://anna:hunter2@db.example/desk', /sslmode=verify-full/)
    refused('postgres://anna:hunter2@localhost,db.example/desk', /sslmode/)
    refused('postgres://anna:hunter2@db.example/desk?sslmode=prefer', /one of disable, require/)
    assert.equal(read('postgres://anna@db.example/desk?sslmode=disable').ssl, false)
  })

  it('checks the certificate as far as it was told to', () => {
    const full = read('postgres://anna@db.example/desk?sslmode=verify-full&sslrootcert=/ca.pem').ssl
    assert.ok(full !== false && full.ca === 'an authority')
    assert.ok(full.rejectUnauthorized === undefined && full.checkServerIdentity === undefined)
    const any = read('postgres://anna@db.example/desk?sslmode=verify-ca').ssl
    assert.ok(any !== false && any.rejectUnauthorized === undefined && any.checkServerIdentity !== undefined)
    const blind = read('postgres://anna@db.example/desk?sslmode=require').ssl
    assert.ok(blind !== false && blind.rejectUnauthorized === false)
    refused('postgres://anna:hunter2@db.example/desk?sslmode=verify-full&sslrootcert=/none.pem', /sslrootcert/)
  })

  it('refuses what it does not know instead of passing it by', () => {
    refused('postgres://anna:hunter2@localhost/desk?ssl=true', /"ssl" is no setting/)
    refused('postgres://anna:hunter2@localhost/', /DATABASE/)
    refused('postgres://localhost/desk', /no user/)
    refused('postgres://anna:hunter2@/desk', /no host/)
    refused('postgres://anna:hunter2@localhost/desk?pool=1', /pool/)
    refused('postgres://anna:hunter2%@localhost/desk', /%25/)
    refused('postgres://anna:hunter2/3@localhost/desk', /%2F/)
  })
})

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { storeContract } from '../../test/contracts/store.ts'
import { findMeta, putMeta, setMeta } from './meta-rows.ts'
import type { SqliteStore } from './sqlite.ts'
import { isAtLeast, openSqlite, peekSqlite, type SqliteAsk } from './sqlite.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-store-'))
after(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const folder = () => join(root, `desk-${++folders}`)

const open = (ask: Partial<SqliteAsk> = {}): SqliteStore =>
  openSqlite({
    folder: folder(),
    server: true,
    deskId: 'desk1',
    now: 1,
    onFatal: (error) => {
      throw error
    },
    ...ask,
  })

storeContract('embedded', async () => {
  const here = folder()
  return { store: open({ folder: here }), again: async () => open({ folder: here, server: false }) }
})

describe('opening the embedded store', () => {
  it('keeps what it holds to its owner', async () => {
    const here = folder()
    const store = open({ folder: here })
    await store.write([putMeta('a', 'b')])
    assert.equal(statSync(here).mode & 0o777, 0o700)
    for (const name of readdirSync(here)) assert.equal(statSync(join(here, name)).mode & 0o077, 0, name)
    await store.close()
  })

  it('refuses a second server on one folder, and takes it once the first is gone', async () => {
    const here = folder()
    const first = open({ folder: here })
    assert.throws(() => open({ folder: here }), { name: 'StartRefused', code: 'second-server' })
    await first.close()
    await open({ folder: here }).close()
  })

  it('keeps its desk id', async () => {
    const here = folder()
    await open({ folder: here, deskId: 'first' }).close()
    const store = open({ folder: here, deskId: 'second' })
    assert.equal(store.deskId, 'first')
    assert.equal(peekSqlite(here).deskId, 'first')
    await store.close()
  })

  it('gives other processes no desk where no server ever started', () => {
    assert.throws(() => open({ server: false }), { name: 'StartRefused', code: 'no-desk' })
  })

  it('changes nothing by looking', () => {
    const here = folder()
    assert.equal(peekSqlite(here).empty, true)
    assert.throws(() => statSync(here))
  })

  it('knows an SQLite that is too old', () => {
    assert.equal(isAtLeast('3.51.2', [3, 51, 3]), false)
    assert.equal(isAtLeast('3.51.3', [3, 51, 3]), true)
    assert.equal(isAtLeast('3.6.20', [3, 51, 3]), false)
    assert.equal(isAtLeast('4.0.0', [3, 51, 3]), true)
  })
})

describe('writing to the embedded store', () => {
  it('lets many senders share a commit', async () => {
    const store = open()
    await Promise.all(Array.from({ length: 64 }, (_, i) => store.write([putMeta(`m${i}`, 'x')])))
    assert.deepEqual(store.stats(), { commits: 1, requests: 64 })
    await store.close()
  })

  it('gathers the next commit while the disk is slow', async () => {
    const store = open({ failpoints: { delayCommit: 50 } })
    const first = store.write([putMeta('first', 'x')])
    await new Promise((resolve) => setTimeout(resolve, 10))
    const rest = []
    for (let i = 0; i < 30; i++) {
      rest.push(store.write([putMeta(`m${i}`, 'x')]))
      await new Promise(setImmediate)
    }
    await Promise.all([first, ...rest])
    assert.ok(store.stats().commits <= 3, `${store.stats().commits} commits`)
    await store.close()
  })

  it('moves its log into the database while it runs, so that neither grows without end', async () => {
    const here = folder()
    const store = open({ folder: here })
    for (let i = 0; i < 450; i++) await store.write([setMeta('same', `${i}|`.repeat(30_000))])
    assert.ok(statSync(join(here, 'postern.db-wal')).size < 24_000_000, 'the log starts again once it was moved')
    await store.close()
    assert.deepEqual(readdirSync(here).sort(), ['postern.db', 'server.lock'])
  })

  it('finishes what was asked before it closes', async () => {
    const here = folder()
    const store = open({ folder: here })
    const writes = Array.from({ length: 10 }, (_, i) => store.write([putMeta(`m${i}`, 'x')]))
    await store.close()
    assert.deepEqual(new Set((await Promise.all(writes)).map((done) => done.result)), new Set(['committed']))
  })
})

describe('a failing disk', () => {
  it('answers the whole batch with a failure, stops for good and says so once', async () => {
    const here = folder()
    const fatal: Error[] = []
    const store = open({
      folder: here,
      failpoints: { beforeCommit: 'eio', nth: 2 },
      onFatal: (error) => fatal.push(error),
    })
    await store.write([putMeta('kept', 'x')])
    const batch = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => store.write([putMeta(`lost${i}`, 'x')])))
    for (const done of batch) assert.equal(done.status === 'rejected' && done.reason.code, 'io')
    assert.equal(fatal.length, 1)
    await assert.rejects(store.write([putMeta('later', 'x')]), { code: 'io', retry: false })
    assert.equal((await store.read(findMeta('kept'))).length, 1)
    await store.close()
    const after = open({ folder: here })
    assert.equal((await after.read(findMeta('lost0'))).length, 0)
    await after.close()
  })

  it('never says that something is stored where the commit went through and its answer did not', async () => {
    const here = folder()
    const store = open({ folder: here, failpoints: { afterCommit: 'eio' }, onFatal: () => {} })
    const unique = { scope: 'command', tag: 'c1', owner: 'first' }
    await assert.rejects(store.write([putMeta('a', 'x')], [unique]), { code: 'io' })
    await store.close()
    const after = open({ folder: here })
    assert.deepEqual(await after.write([putMeta('a', 'x')], [{ ...unique, owner: 'second' }]), {
      result: 'duplicate',
      scope: 'command',
      owner: 'first',
    })
    await after.close()
  })

  it('stays up on a full disk, keeps what it acknowledged, and goes on when there is room', async () => {
    const store = open({ failpoints: { maxPages: 220 } })
    let stored = 0
    const fill = async () => {
      for (; ; stored++) await store.write([putMeta(`m${stored}`, 'x'.repeat(3_000))])
    }
    await assert.rejects(fill(), { name: 'StoreFailure', code: 'full', retry: true })
    assert.ok(stored > 5)
    assert.equal((await store.read(findMeta(`m${stored - 1}`))).length, 1)
    assert.equal((await store.read(findMeta(`m${stored}`))).length, 0)
    await store.write([
      { sql: "delete from desk_meta where name = 'm0'", params: [] },
      { sql: "delete from desk_meta where name = 'm1'", params: [] },
    ])
    assert.equal((await store.write([setMeta('m0', 'y')])).result, 'committed')
    await store.close()
  })
})

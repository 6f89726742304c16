import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import { type CutLine, cutLine } from '../stand-ins/cut-line.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'

/** F8 and F13 of the fault table, where nothing breaks: the machine of the database is gone and says nothing any more. */
describe('a database machine that vanishes without a word', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-silent-'))
  let database: TestDatabase
  let line: CutLine
  let desk: House
  /** Told as received, each of them sent again until it was. */
  const receipts = new Set<string>()
  let slowest = 0

  before(async () => {
    database = await testDatabase()
    line = await cutLine(database.url)
    const config = join(folder, 'postern.yaml')
    writeFileSync(config, 'project:\n  name: Lantern\nlimits:\n  reportsPerHour: 1000000\n')
    const env = {
      ...{ POSTERN_DATA: join(folder, 'data'), POSTERN_KEY_FILE: join(folder, 'root.key'), POSTERN_CONFIG: config },
      ...{ POSTERN_URL: 'https://security.example', HOME: folder, DATABASE_URL: line.url },
    }
    createKey(readConfig({ env }), {}, undefined)
    desk = await house({
      env,
      log: { request: () => undefined, failure: () => undefined, note: () => undefined },
      onFatal: (error) => assert.fail(error),
    })
  })
  after(async () => {
    await desk?.close()
    await line?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = (path: string, init: RequestInit = {}) =>
    desk.fetch(new Request(`https://security.example${path}`, init), '192.0.2.7')

  /** One request: its status and body, and it is noted how long it took. */
  async function timed(path: string, init: RequestInit = {}): Promise<{ status: number; body: { receipt?: string } }> {
    const began = performance.now()
    const answer = await ask(path, init)
    const body = (await answer.json()) as { receipt?: string }
    slowest = Math.max(slowest, performance.now() - began)
    return { status: answer.status, body }
  }

  const report = (key: string) =>
    timed('/api/v1/reports', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ title: 'Session fixation', description: 'What was found.' }),
    })

  /** The same report until somebody says that it is there. */
  async function reportUntilTold(goesOn: () => boolean): Promise<void> {
    const key = randomBytes(16).toString('hex')
    for (;;) {
      const { status, body } = await report(key)
      if (status === 201) return void receipts.add(body.receipt ?? '')
      assert.equal(status, 503, JSON.stringify(body))
      if (!goesOn()) assert.fail('it goes through in the end')
      await pause(50)
    }
  }

  const cases = async () =>
    (await database.sql<{ n: number }>("select count(*)::int4 as n from case_inbox where grp <> 'practice'"))[0]?.n

  const readsBack = async () => {
    for (const receipt of receipts)
      assert.equal((await timed('/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })).status, 200)
  }

  it('gives everybody a receipt or a 503 within five seconds, and takes reports again within ten', async () => {
    await reportUntilTold(() => false)
    const [held = ''] = receipts
    let ended = false
    let sent = 0
    const sender = async () => {
      for (; !ended; sent++) await reportUntilTold(() => true)
    }
    const reader = async () => {
      while (!ended) {
        const { status } = await timed('/api/v1/thread', { headers: { authorization: `Receipt ${held}` } })
        assert.ok(status === 200 || status === 503, String(status))
        await pause(50)
      }
    }
    const all = [...Array.from({ length: 8 }, sender), reader()]
    let longest = 0
    for (let round = 0; round < rounds(2, 30); round++) {
      await pause(400)
      line.swallowsNew = true
      line.fallSilent()
      await pause(round % 2 === 0 ? 6_000 : 2_000 + Math.random() * 2_000)
      if (round === 0) assert.notEqual((await ask('/readyz')).status, 200)
      line.swallowsNew = false
      // As after a new start of that machine: what was connected never speaks again.
      line.fallSilent()
      const [back, before] = [performance.now(), sent]
      while (sent === before) {
        assert.ok(performance.now() - back < 10_000, 'reports arrive again within ten seconds')
        await pause(20)
      }
      longest = Math.max(longest, performance.now() - back)
    }
    ended = true
    await Promise.all(all)
    console.log(
      `${receipts.size} reports, the slowest answer after ${Math.round(slowest)} ms, again after ${Math.round(longest)} ms at most`,
    )
    assert.ok(slowest < 5_000, `the slowest answer took ${Math.round(slowest)} ms`)
    assert.equal(await cases(), receipts.size, 'nothing doubled, nothing lost')
    await readsBack()
  })

  it('gives a report whose commit was swallowed one case and one receipt, and leaves no lock behind', async () => {
    slowest = 0
    const tries = rounds(4, 60)
    const before = line.cuts
    for (let round = 0; round < tries; round++) {
      const said = ['commit', 'insert into'][(round >> 1) % 2] ?? 'commit'
      line.cutAt = { said, heard: round % 2 === 0, silently: true }
      const began = performance.now()
      await reportUntilTold(() => performance.now() - began < 10_000)
      line.cutAt = null
    }
    assert.ok(line.cuts - before >= tries / 2, `${line.cuts - before} lines fell silent`)
    assert.ok(slowest < 5_000, `the slowest answer took ${Math.round(slowest)} ms`)
    assert.equal(await cases(), receipts.size)
    await readsBack()
  })
})

import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { deskJob } from '../../src/desk/notice.ts'
import { claimJob, dueJobs, insertJob } from '../../src/store/outbox-rows.ts'
import { openShared } from '../../src/store/shared.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'
import { deskEnv, newFolder, runCli, startDesk } from './started-desk.ts'

/**
 * F10 of the fault table: two nodes carry out one outbox, and one of them is killed. In the short form the work of the
 * dead one is a lease that is over soon; in the long one it is a process that ends by `kill -9`.
 */
describe('an outbox that two nodes carry out', () => {
  const folder = newFolder()
  /** How often each call arrived, by its id. */
  const calls = new Map<string, number>()
  const program = createServer((request, response) => {
    const id = String(request.headers['webhook-id'])
    calls.set(id, (calls.get(id) ?? 0) + 1)
    request.resume().on('end', () => response.end())
  })
  let database: TestDatabase
  let env: Record<string, string>
  let address: string

  before(async () => {
    database = await testDatabase()
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(program.address() as AddressInfo).port}/`
    const config = join(folder, 'postern.yaml')
    writeFileSync(
      config,
      `project:\n  name: Lantern\nwebhooks: [{ url: "${address}", internal: true, events: [published], secret: { env: HOOK } }]\n`,
    )
    env = {
      DATABASE_URL: database.url,
      POSTERN_URL: 'https://security.example',
      POSTERN_CONFIG: config,
      HOOK: `whsec_${Buffer.alloc(24, 5).toString('base64')}`,
    }
    assert.equal((await runCli(folder, ['key', 'create'], env)).code, 0)
  })
  after(async () => {
    await new Promise((resolve) => program.close(resolve))
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Calls that gathered, the first of them in the hands of a node that died with them. */
  async function queue(count: number, dead: number): Promise<string[]> {
    const kept = await openShared({
      ...{ folder: join(folder, 'data'), server: true, env: {}, keyFile: deskEnv(folder).POSTERN_KEY_FILE },
      ...{ databaseUrl: database.url, now: Date.now(), onFatal: (error: Error) => assert.fail(error) },
    })
    const key = await kept.keys.desk()
    const clock = { now: () => Date.now(), steady: () => 0, every: () => ({ stop: () => undefined }) }
    const ids = Array.from({ length: count }, (_, index) => `call-${index}`)
    const body = { url: address, type: 'published', at: Date.now() }
    for (let done = 0; done < count; done += 500)
      await kept.store.write(
        ids
          .slice(done, done + 500)
          .map((id) => insertJob(deskJob({ clock } as never, key, { id, lane: 'notice', topic: 'webhook', body }))),
      )
    const [now, over] = [Date.now(), Date.now() + 6_000]
    for (const job of await kept.store.read(dueJobs('notice', 'far', now, dead)))
      assert.equal((await kept.store.write([claimJob(job, 'dead', now, over)])).result, 'committed')
    await kept.close()
    return ids
  }

  it('serves everybody, hardly anybody twice, and nobody never', async () => {
    const count = rounds(300, 10_000)
    const ids = await queue(count, rounds(20, 0))
    const one = await startDesk({ folder, env })
    const two = await startDesk({ folder, env })
    try {
      while (calls.size < count / 3) await pause(5)
      // Short of a kill it says goodbye, so that nobody waits for the minute of its leases; the other has to go on alone.
      if (rounds(0, 1) === 1) process.kill(one.pid, 'SIGKILL')
      else await one.stop()
      const until = Date.now() + rounds(60_000, 300_000)
      while (calls.size < count && Date.now() < until) await pause(50)
      // Whoever was served last may still be told so.
      await pause(1_000)
    } finally {
      await one.stop()
      await two.stop()
    }
    assert.equal(ids.filter((id) => !calls.has(id)).length, 0, 'nobody is left out')
    const twice = [...calls.values()].filter((times) => times > 1).length
    assert.ok(twice <= count / 1_000, `${twice} of ${count} were served twice, under the same id`)
  })
})

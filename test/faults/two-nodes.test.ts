import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { deskJob } from '../../src/desk/notice.ts'
import { insertJob } from '../../src/store/outbox-rows.ts'
import { openShared } from '../../src/store/shared.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'
import { deskEnv, newFolder, runCli, startDesk } from './started-desk.ts'

/**
 * F10 of the fault table: two nodes carry out one outbox, and one of them ends by `kill -9`. Its work is free again a
 * minute later; the short form does not wait for that and takes the minute off the leases of the dead.
 */
describe('an outbox that two nodes carry out', () => {
  const folder = newFolder()
  /** How often each call arrived, by its id. */
  const calls = new Map<string, number>()
  const program = createServer((request, response) => {
    const id = String(request.headers['webhook-id'])
    calls.set(id, (calls.get(id) ?? 0) + 1)
    request.resume().on('end', () => setTimeout(() => response.end(), slowly))
  })
  let slowly = 0
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

  /** Calls that gathered. */
  async function queue(name: string, count: number): Promise<string[]> {
    const kept = await openShared({
      ...{ folder: join(folder, 'data'), server: false, env: {}, keyFile: deskEnv(folder).POSTERN_KEY_FILE },
      ...{ databaseUrl: database.url, now: Date.now(), onFatal: (error: Error) => assert.fail(error) },
    })
    const key = await kept.keys.desk()
    const clock = { now: () => Date.now(), steady: () => 0, every: () => ({ stop: () => undefined }) }
    const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`)
    const body = { url: address, type: 'published', at: Date.now() }
    for (let done = 0; done < count; done += 500)
      await kept.store.write(
        ids
          .slice(done, done + 500)
          .map((id) => insertJob(deskJob({ clock } as never, key, { id, lane: 'notice', topic: 'webhook', body }))),
      )
    await kept.close()
    return ids
  }

  it('serves everybody, hardly anybody twice, and nobody never', async () => {
    const count = rounds(300, 10_000)
    // A program that takes its time, so that whoever is killed has some of it in its hands.
    slowly = rounds(50, 0)
    const one = await startDesk({ folder, env })
    await queue('first', 1)
    while (calls.size === 0) await pause(5)
    const [dead] = await database.sql<{ lease_by: string }>("select lease_by from outbox where lease_by <> ''")
    const two = await startDesk({ folder, env })
    const ids = await queue('call', count)
    try {
      while (calls.size < count / 3) await pause(5)
      await one.kill()
      slowly = 0
      if (rounds(1, 0) === 1)
        await database.sql(
          'update outbox set lease_until = lease_until - 60000 where lease_by = $1 and lease_until > 0',
          [dead?.lease_by],
        )
      const until = Date.now() + rounds(60_000, 300_000)
      while (calls.size <= count && Date.now() < until) await pause(50)
      // Whoever was served last may still be told so.
      await pause(1_000)
    } finally {
      await one.stop()
      await two.stop()
    }
    assert.equal(ids.filter((id) => !calls.has(id)).length, 0, 'nobody is left out')
    const twice = [...calls.values()].filter((times) => times > 1).length
    console.log(`${count} calls, one of two nodes killed: none left out, ${twice} served twice under the same id`)
    // What was under way when it died; of ten thousand that is one in a thousand.
    assert.ok(twice <= rounds(50, count / 1_000), `${twice} of ${count} were served twice`)
  })
})

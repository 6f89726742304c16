import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { createKey, type House, house } from '../../src/main.ts'
import { findLease } from '../../src/store/lease-rows.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'

/** Two houses in this process on one database, with clocks that move when they are told to. */
const folder = mkdtempSync(join(tmpdir(), 'postern-nodes-'))
let database: TestDatabase
let now = Date.UTC(2026, 10, 21, 9, 30)
const notes: string[] = []

before(async () => {
  database = await testDatabase()
  createKey(readConfig({ env: envOf('a') }), {}, undefined)
})
after(async () => {
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const envOf = (node: string, yaml = 'project:\n  name: Lantern\n') => {
  const config = join(folder, `${node}.yaml`)
  writeFileSync(config, yaml)
  return {
    POSTERN_URL: 'https://security.example',
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'root.key'),
    POSTERN_CONFIG: config,
    HOME: join(folder, node),
    PORT: '0',
  }
}

/** `every` never calls: what is due is done when the test says so. */
const node = (name: string, yaml?: string, as: 'server' | 'console' = 'server'): Promise<House> =>
  house({
    as,
    env: { ...envOf(name, yaml), DATABASE_URL: database.url },
    clock: { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) },
    log: {
      request: () => undefined,
      failure: (_, route, error) => console.error(route, error),
      note: (event) => notes.push(`${name} ${event}`),
    },
    onFatal: (error) => {
      throw error
    },
  })

const ask = (at: House, path: string, init: RequestInit = {}) =>
  at.fetch(
    new Request(`https://security.example${path}`, { ...init, headers: { ...init.headers, host: 'security.example' } }),
    '192.0.2.7',
  )

const report = (at: House, id: string) =>
  ask(at, '/api/v1/reports', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({
      title: 'Cookie works after sign-out',
      description: 'The old cookie still opens the page. Marker: heliotrope.',
    }),
  })

describe('two nodes of one desk', () => {
  let one: House
  let two: House
  before(async () => {
    one = await node('a')
    two = await node('b')
  })
  after(async () => {
    await one?.close()
    await two?.close()
  })

  it('are both ready', async () => {
    assert.deepEqual([(await ask(one, '/readyz')).status, (await ask(two, '/readyz')).status], [200, 200])
  })

  it('answer a report that was sent to both with one case and one receipt', async () => {
    const key = `${'a'.repeat(31)}1`
    const answers = await Promise.all([report(one, key), report(two, key)])
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { receipt: string; case: string }[]
    assert.deepEqual(bodies[0], bodies[1])
    const cases = await database.sql<{ n: number }>('select count(*)::int4 as n from case_inbox')
    assert.equal(cases[0]?.n, 1)
  })

  it('let a receipt from one open the thread on the other', async () => {
    const sent = (await (await report(one, `${'b'.repeat(31)}2`)).json()) as { receipt: string }
    const thread = await ask(two, '/api/v1/thread', { headers: { authorization: `Receipt ${sent.receipt}` } })
    assert.equal(thread.status, 200)
  })

  it('find on one what came in on the other', async () => {
    await two.open()
    const sent = (await (await report(one, `${'c'.repeat(31)}3`)).json()) as { case: string }
    for (let tried = 0; ; tried++) {
      const found = await two.desk.search({ as: 'member', member: 'm1', role: 'lead' }, 'heliotrope')
      if (found.items.some((item) => item.number === sent.case)) return
      assert.ok(tried < 100, 'it is found within ten seconds')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  it('have one clockwork', async () => {
    await one.tick()
    await two.tick()
    const store = await openPostgres({ url: database.url, server: false, deskId: '', now })
    const [first] = await store.read(findLease('clockwork'))
    now += 5_000
    await two.tick()
    await one.tick()
    const [second] = await store.read(findLease('clockwork'))
    await store.close()
    assert.equal(first?.holder, second?.holder)
    assert.equal(first?.fence, second?.fence)
  })

  it('know who is on the team, and who no longer is', async () => {
    const added = await one.team.addMember({ name: 'Ada', role: 'lead', by: null })
    assert.ok('member' in added)
    assert.ok((await two.team.members()).some(({ name }) => name === 'Ada'))
  })
})

describe('a node with another configuration', () => {
  it('is not ready and puts nothing in force, until nobody is left who has the other one', async () => {
    const one = await node('a')
    const stranger = await node('c', 'project:\n  name: Lantern\n  site: https://lantern.example\n')
    assert.equal((await ask(one, '/readyz')).status, 200)
    assert.equal((await ask(stranger, '/readyz')).status, 503)
    assert.equal(stranger.desk.policy().digest, one.desk.policy().digest)
    assert.ok(notes.includes('c node-stands-aside'))
    await one.close()
    now += 21_000
    await stranger.tick()
    assert.equal((await ask(stranger, '/readyz')).status, 200)
    assert.equal(stranger.desk.policy().policy.project.site, 'https://lantern.example')
    await stranger.close()
  })
})

describe('the console beside nodes of a desk', () => {
  it('knows whether one runs, though a quiet one gives nothing that is due', async () => {
    now += 60_000
    const one = await node('a')
    const beside = await node('d', undefined, 'console')
    assert.equal(await beside.serverRuns(), true)
    await one.close()
    assert.equal(await beside.serverRuns(), false)
    await beside.close()
  })
})

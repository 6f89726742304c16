import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { peekPostgres } from '../../src/store/postgres.ts'
import { inDatabase } from '../stand-ins/postgres.ts'
import { type Cluster, standbyOf, startCluster } from '../stand-ins/postgres-cluster.ts'
import { rounds } from './rounds.ts'
import { type Acknowledged, eightSenders, type Senders } from './senders.ts'
import { configWithoutLimits, freePort, newFolder, runCli, startDesk } from './started-desk.ts'

/**
 * Two servers, of which one follows the other; `DATABASE_URL` names both. The one that writes is killed under load, and
 * the other is promoted.
 */
describe('a PostgreSQL that is lost under load, and whose standby is promoted', () => {
  const folder = newFolder()
  const left: Cluster[] = []
  after(() => {
    for (const cluster of left) cluster.end()
    rmSync(folder, { recursive: true, force: true })
  })

  it('loses nothing that was acknowledged where the standby is synchronous, and the desk finds it by itself', async () => {
    const ports = [String(await freePort()), String(await freePort())] as const
    const settings = (n: number) => ({ listen_addresses: '127.0.0.1', port: ports[n % 2] ?? '' })
    let primary = await startCluster(settings(0))
    left.push(primary)
    let standby = await following(primary, settings(1))
    await inDatabase(primary.url, (client) => client.query('create database desk'))
    const env = {
      DATABASE_URL: `postgres://postern@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/desk`,
      POSTERN_CONFIG: configWithoutLimits(folder),
    }
    assert.equal((await runCli(folder, ['key', 'create'], env)).code, 0)
    const desk = await startDesk({ folder, env })
    const at = `http://127.0.0.1:${desk.port}`
    const senders = eightSenders(at, desk.url)
    const gone: number[] = []
    try {
      const many = rounds(1, 10)
      for (let round = 0; round < many; round++) {
        await somebodyIsTold(senders, 8)
        primary.kill()
        // A node that starts in this moment waits for the promotion.
        const starting = peekPostgres(env.DATABASE_URL, 20_000)
        await pause((round % 3) * 500)
        standby.promote()
        assert.equal((await starting).empty, false)
        const [since, known] = [performance.now(), senders.acknowledged.length]
        const told = senders.acknowledged.slice(0, known)
        await somebodyIsTold(senders, 1)
        gone.push(performance.now() - since)
        await nothingIsLost(standby, at, told)
        if (round === many - 1) break
        primary.end()
        primary = standby
        standby = await following(primary, settings(round))
      }
      await senders.stop()
      assert.deepEqual(senders.strange, [])
      await nothingIsLost(standby, at, senders.acknowledged)
      const audit = await desk.console('audit', 'verify')
      assert.equal(audit.code, 0, audit.stdout + audit.stderr)
      const longest = Math.max(...gone)
      assert.ok(longest < 10_000, `reports arrived again after ${Math.round(longest)} ms`)
      console.log(
        `a standby was promoted ${gone.length} times under eight senders: 0 of ${senders.acknowledged.length} acknowledged reports lost, the next one taken ${Math.round(longest)} ms after it at most`,
      )
    } finally {
      await senders.stop()
      await desk.close()
    }
  })

  /** A standby whose disk is waited for with every commit. */
  async function following(primary: Cluster, settings: Readonly<Record<string, string>>): Promise<Cluster> {
    const standby = await standbyOf(primary, settings)
    left.push(standby)
    await onIt(primary, "alter system set synchronous_standby_names = '*'")
    await onIt(primary, 'select pg_reload_conf()')
    for (let tried = 0; tried < 400; tried++) {
      const [row] = await onIt(primary, 'select sync_state from pg_stat_replication')
      if (row?.sync_state === 'sync') return standby
      await pause(25)
    }
    throw new Error('the standby follows')
  }
})

const onIt = ({ url }: Cluster, sql: string): Promise<Record<string, unknown>[]> =>
  inDatabase(url, async (client) => (await client.query(sql)).rows)

async function somebodyIsTold(senders: Senders, more: number): Promise<void> {
  const [known, until] = [senders.acknowledged.length, Date.now() + 30_000]
  while (senders.acknowledged.length < known + more && Date.now() < until) await pause(10)
  assert.ok(senders.acknowledged.length >= known + more, `reports arrive: ${senders.strange[0] ?? 'no answer'}`)
}

async function nothingIsLost(server: Cluster, at: string, told: readonly Acknowledged[]): Promise<void> {
  const rows = await inDatabase(server.url.replace('/postgres?', '/desk?'), async (client) => {
    const { rows } = await client.query<{ number: string; jobs: number }>(
      'select number, (select count(*)::int4 from outbox where outbox.stream = case_inbox.stream) as jobs from case_inbox',
    )
    return rows
  })
  const there = new Set(rows.map(({ number }) => number))
  assert.deepEqual(
    told.filter(({ number }) => !there.has(number)),
    [],
    'what was acknowledged is on the standby',
  )
  assert.deepEqual(
    rows.filter(({ jobs }) => jobs === 0),
    [],
    'with its outbox rows',
  )
  for (const { receipt, number } of told.slice(-8)) {
    const answer = await fetch(`${at}/api/v1/thread`, { headers: { authorization: `Receipt ${receipt}` } })
    assert.equal(answer.status, 200, number)
  }
}

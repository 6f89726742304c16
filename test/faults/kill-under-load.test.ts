import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'
import { type Acknowledged, eightSenders, type Senders } from './senders.ts'
import { configWithoutLimits, freePort, newFolder, runCli, startDesk } from './started-desk.ts'

/** Every case of the desk but the practice case, and how many outbox rows it has. */
const CASES = `select number, count(outbox.stream) as jobs
  from case_inbox left join outbox on outbox.stream = case_inbox.stream where grp <> 'practice' group by number`

interface Engine {
  readonly env: Readonly<Record<string, string>>
  cases(): Promise<readonly { readonly number: string; readonly jobs: number }[]>
  end(): Promise<void>
}

const sqlite = async (folder: string): Promise<Engine> => ({
  env: {},
  async cases() {
    const db = new DatabaseSync(join(folder, 'data', 'postern.db'), { readOnly: true })
    try {
      assert.equal(db.prepare('pragma quick_check').get()?.quick_check, 'ok')
      return db.prepare(CASES).all().map(caseOf)
    } finally {
      db.close()
    }
  },
  end: async () => undefined,
})

const postgres = async (folder: string): Promise<Engine> => {
  const database = await testDatabase()
  const env = { DATABASE_URL: database.url }
  assert.equal((await runCli(folder, ['key', 'create'], env)).code, 0)
  return { env, cases: async () => (await database.sql(CASES)).map(caseOf), end: () => database.drop() }
}

const caseOf = (row: Record<string, unknown>) => ({ number: String(row.number), jobs: Number(row.jobs) })

/** F3 of the fault table. */
for (const [name, engine, few, many] of [
  ['SQLite', sqlite, 2, 300],
  ['PostgreSQL', postgres, 1, 100],
] as const)
  describe(`kill -9 of a desk on ${name} under eight senders, by the form and by the API`, () => {
    const kills = rounds(few, many)

    it(`loses nothing, doubles nothing and leaves no case without its outbox rows, ${kills} times`, async () => {
      const folder = newFolder()
      const { env, cases, end } = await engine(folder)
      const port = await freePort()
      const ask = { folder, env: { ...env, PORT: String(port), POSTERN_CONFIG: configWithoutLimits(folder) } }
      let desk = await startDesk(ask)
      const senders = eightSenders(`http://127.0.0.1:${port}`, desk.url)
      try {
        for (let n = 0; n < kills; n++) {
          await somebodyIsTold(senders, n)
          await pause(Math.random() * 200)
          await desk.kill()
          const told = [...senders.acknowledged]
          const there = new Map((await cases()).map((one) => [one.number, one.jobs]))
          assert.deepEqual(
            told.filter(({ number }) => !there.has(number)),
            [],
            `kill ${n + 1} loses nothing`,
          )
          assert.deepEqual(
            [...there].filter(([, jobs]) => jobs === 0),
            [],
            `kill ${n + 1} leaves outbox rows`,
          )
          desk = await startDesk(ask)
          for (const one of told.slice(-4)) assert.ok(await opens(port, one), one.number)
        }
        await somebodyIsTold(senders, senders.acknowledged.length + 8)
        await senders.stop()
        assert.deepEqual(senders.strange, [])
        for (const one of senders.acknowledged.slice(-200)) assert.ok(await opens(port, one), one.number)
        // Each of them sent the same again until there was an answer: one case for each report.
        const count = (await cases()).length
        const told = new Set(senders.acknowledged.map(({ number }) => number))
        assert.equal(told.size, senders.acknowledged.length)
        assert.ok(
          count - told.size <= senders.unanswered,
          `${count} cases, ${told.size} told, ${senders.unanswered} not`,
        )
        console.log(
          `${name}, ${kills} kills: 0 of ${told.size} acknowledged reports lost, ${count - told.size} cases more than those, every case with its outbox rows`,
        )
      } finally {
        await senders.stop()
        await desk.close()
        await end()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })

/** A kill before anybody was told anything shows nothing. */
async function somebodyIsTold(senders: Senders, more: number): Promise<void> {
  const until = Date.now() + 30_000
  while (senders.acknowledged.length <= more && Date.now() < until) await pause(20)
  assert.ok(senders.acknowledged.length > more, `reports arrive: ${senders.strange[0] ?? 'no answer'}`)
}

async function opens(port: number, { receipt, title }: Acknowledged): Promise<boolean> {
  const headers = { authorization: `Receipt ${receipt}` }
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/thread`, { headers })
  return answer.status === 200 && ((await answer.json()) as { report: { title: string } }).report.title === title
}

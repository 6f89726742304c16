import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { createKey } from '../../src/main.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import { openHouse, type TestHouse } from '../journeys/house-kit.ts'
import { type CutLine, cutLine } from '../stand-ins/cut-line.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'

/** Entries between two kills: more than one batch where that is quick. */
const entries = { sqlite: 260, postgres: rounds(40, 260) } as const

/** Who numbers the audit log is killed: before a commit and after it, between two batches and before the signature. */
describe('kill -9 of whoever numbers the audit log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-numbering-'))
  const policy = 'project:\n  name: Lantern\nlimits:\n  casesPerHour: 100000\n'
  let database: TestDatabase
  let line: CutLine
  before(async () => {
    database = await testDatabase()
    line = await cutLine(database.url)
  })
  after(async () => {
    await line?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** SQLite's writer ends its own process at the commit that it is told, counted from the first that numbers. */
  const sqlitePoint = (point: number, before: number): Failpoints => ({
    [point % 2 === 0 ? 'beforeCommit' : 'afterCommit']: 'kill',
    nth: before + 1 + (Math.floor(point / 2) % 3),
  })
  /** For PostgreSQL the process is ended when the server hears its words, or just before. */
  const postgresPoint = (point: number) => ({
    said: ['commit', 'update leaf', 'insert into checkpoint'][Math.floor(point / 2) % 3] ?? '',
    heard: point % 2 === 0,
    passing: Math.floor(point / 6) % 3,
  })

  it('loses no entry and numbers none twice, on SQLite', async () => {
    mkdirSync(join(folder, 'sqlite'))
    const desk = await openHouse({ folder: join(folder, 'sqlite'), policy })
    try {
      const whole = await numberer(desk.env, desk.now(), {})
      whole.child.send('go')
      await once(whole.child, 'exit')
      await killed(desk, rounds(4, 50), entries.sqlite, async (point, now) => {
        const { child } = await numberer(desk.env, now, sqlitePoint(point, whole.commits))
        return child
      })
    } finally {
      await desk.close()
    }
  })

  it('loses no entry and numbers none twice, on PostgreSQL', async () => {
    const env = { POSTERN_DATA: join(folder, 'pg', 'data'), POSTERN_KEY_FILE: join(folder, 'pg', 'postern.key') }
    createKey(readConfig({ env }), env, undefined)
    const desk = await openHouse({ folder: join(folder, 'pg'), policy, env: { DATABASE_URL: database.url } })
    try {
      await killed(desk, rounds(4, 50), entries.postgres, async (point, now) => {
        const { child } = await numberer({ ...desk.env, DATABASE_URL: line.url }, now, {})
        line.cutAt = { ...postgresPoint(point), also: () => child.kill('SIGKILL') }
        return child
      })
    } finally {
      line.cutAt = null
      await desk.close()
    }
  })

  async function killed(
    desk: TestHouse,
    points: number,
    reads: number,
    begin: (point: number, now: number) => Promise<ChildProcess>,
  ): Promise<void> {
    const ada = await desk.member('Ada', 'lead')
    const viewer = { as: 'member', member: ada.id, role: 'lead' } as const
    const { number } = await desk.report()
    let struck = 0
    for (let point = 0; point < points; point++) {
      await Promise.all(Array.from({ length: reads }, () => desk.house.desk.caseFor(viewer, number)))
      // The lease of the one before is over.
      desk.later(11_000)
      const child = await begin(point, desk.now())
      const ended = once(child, 'exit')
      child.send('go')
      const [, signal] = await ended
      if (signal === 'SIGKILL') struck += 1
      assert.deepEqual((await desk.house.audit.verify([])).bad, [], `killed at point ${point}`)
    }
    assert.ok(struck > points / 2, `killed ${struck} times of ${points}`)
    desk.later(11_000)
    await desk.house.audit.numbering.sign()
    const numbers: number[] = []
    let seen = 0
    for await (const text of desk.house.audit.file()) {
      const entry = JSON.parse(text) as { num?: number; act?: string }
      if (entry.num !== undefined) numbers.push(entry.num)
      if (entry.act === 'case-read') seen += 1
    }
    assert.equal(seen, points * reads, 'every entry is there')
    assert.deepEqual(
      numbers,
      numbers.map((_, n) => n + 1),
      'with a number of its own',
    )
    const verdict = await desk.house.audit.verify([])
    assert.deepEqual(verdict.bad, [])
    assert.equal(verdict.size, numbers.length)
    console.log(
      `whoever numbers was killed ${struck} times: ${numbers.length} entries, each once, under ${verdict.checkpoints} checkpoints that fit`,
    )
  }
})

async function numberer(
  env: Readonly<Record<string, string>>,
  now: number,
  failpoints: Failpoints,
): Promise<{ readonly child: ChildProcess; readonly commits: number }> {
  const script = join(import.meta.dirname, 'number-once.js')
  const child = spawn(process.execPath, [script, JSON.stringify({ env, now, failpoints })], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [commits] = await once(child, 'message')
  return { child, commits: Number(commits) }
}

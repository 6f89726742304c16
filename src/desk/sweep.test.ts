import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type House, house } from '../main.ts'
import { webLog } from '../web/log.ts'

const minute = 60_000
const hour = 60 * minute

describe('the sweeper of a desk that runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-sweep-'))
  let now: number
  let data: string
  let works: { every: number; at: number; work: () => void }[]
  let desk: House
  let database: DatabaseSync
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 21, 9, 30)
    works = []
    const clock = {
      now: () => now,
      steady: () => now,
      every(every: number, work: () => void) {
        const timer = { every, at: now + every, work }
        // The clockwork and the outbox look every few seconds, and have nothing to do here.
        if (every >= minute) works.push(timer)
        return {
          stop: () => {
            works = works.filter((one) => one !== timer)
          },
        }
      },
    }
    data = join(folder, String(Math.random()))
    desk = await house({
      env: { POSTERN_DATA: data, POSTERN_KEY_FILE: `${data}.key`, POSTERN_CONFIG: '', PORT: '0' },
      clock,
      log: webLog({ write: () => undefined }),
    })
    await desk.open()
    database = new DatabaseSync(join(data, 'postern.db'), { readOnly: true, timeout: 5_000 })
  })
  afterEach(async () => {
    database.close()
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Time passes, and whatever was to happen at its moments happens. */
  const pass = async (milliseconds: number) => {
    for (const until = now + milliseconds; ; ) {
      const next = works.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      now = next?.at ?? until
      if (next === undefined) return
      next.at += next.every
      next.work()
    }
  }
  const rows = (table: 'draft' | 'enrolment') => Number(database.prepare(`select count(*) as n from ${table}`).get()?.n)
  /** The sweep is asked for and not waited for, as with a real clock. */
  const until = async (table: 'draft' | 'enrolment', count: number) => {
    for (let look = 0; look < 500 && rows(table) !== count; look++) await new Promise((done) => setTimeout(done, 10))
    assert.equal(rows(table), count)
  }
  const draft = (title: string) => desk.desk.saveDraft({ secret: null, form: { title }, addFiles: [], removeFiles: [] })

  it('takes drafts away a day after they were touched, however many', async () => {
    await Promise.all(Array.from({ length: 1_100 }, (_, n) => draft(`Draft ${n}`)))
    await pass(20 * hour)
    await draft('A later one')
    assert.equal(rows('draft'), 1_101)
    await pass(5 * hour)
    await until('draft', 1)
  })

  it('takes the copy that an upgrade made away after a month, and nothing else that lies there', async () => {
    const [copy, mine] = ['before-schema-2.db', 'before-schema-2.db.mine'].map((name) => join(data, name))
    assert.ok(copy !== undefined && mine !== undefined)
    for (const file of [copy, mine]) {
      writeFileSync(file, '')
      utimesSync(file, (now - 29 * 24 * hour) / 1_000, (now - 29 * 24 * hour) / 1_000)
    }
    await pass(22 * hour)
    await until('enrolment', 0)
    assert.ok(existsSync(copy))
    await pass(3 * hour)
    for (let look = 0; look < 500 && existsSync(copy); look++) await new Promise((done) => setTimeout(done, 10))
    assert.deepEqual([existsSync(copy), existsSync(mine), existsSync(join(data, 'postern.db'))], [false, true, true])
  })

  it('takes the link of the first member away once it is over, minutes after a start', async () => {
    assert.equal(rows('enrolment'), 1)
    await pass(6 * minute)
    assert.equal(rows('enrolment'), 1, 'it still works')
    await pass(hour)
    await until('enrolment', 0)
  })
})

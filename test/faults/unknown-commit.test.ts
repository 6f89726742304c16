import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { createKey } from '../../src/main.ts'
import { type Answered, openHouse, type Reporter, type TestHouse } from '../journeys/house-kit.ts'
import { throughRelease } from '../journeys/through-the-steps.ts'
import { type CutLine, cutLine } from '../stand-ins/cut-line.ts'
import { type TestDatabase, testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'

/** F13 of the fault table: the line to the database breaks in the middle of a transaction, before or after its commit. */
describe('a line to the database that breaks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-line-'))
  let database: TestDatabase
  let line: CutLine
  let desk: TestHouse

  before(async () => {
    database = await testDatabase()
    line = await cutLine(database.url)
    const env = { POSTERN_DATA: join(folder, 'data'), POSTERN_KEY_FILE: join(folder, 'postern.key') }
    createKey(readConfig({ env }), {}, undefined)
    desk = await openHouse({
      folder,
      policy:
        'project:\n  name: Lantern\nlimits:\n  reportsPerHour: 1000000\n  messagesPerHour: 1000000\npublish: { updateWindow: 0 }\n',
      env: { DATABASE_URL: line.url },
    })
  })
  after(async () => {
    await desk?.close()
    await line?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Cut once, somewhere; then the same thing again until it is answered. */
  async function cutOnce(round: number, send: () => Promise<{ status: number; body: unknown }>): Promise<unknown> {
    const said = ['commit', 'insert into', 'begin'][round % 3] ?? 'commit'
    line.cutAt = { said, heard: round % 2 === 0 }
    for (let tried = 0; tried < 10; tried++) {
      const { status, body } = await send()
      if (status < 300) {
        line.cutAt = null
        return body
      }
      assert.equal(status, 503, `a page says that it did not work: ${status} ${JSON.stringify(body)}`)
    }
    assert.fail('it goes through once the line holds')
  }

  const posted = async (path: string, headers: Record<string, string>, body: unknown): Promise<Answered> => {
    const response = await desk.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }

  it('gives each report one case and one receipt, however often it is sent', async () => {
    const tries = rounds(12, 200)
    const receipts = new Set<string>()
    for (let round = 0; round < tries; round++) {
      const key = randomBytes(16).toString('hex')
      const send = () =>
        posted('/api/v1/reports', { 'idempotency-key': key }, { title: `T${round}`, description: 'What was found.' })
      const { receipt } = (await cutOnce(round, send)) as { receipt: string }
      assert.equal(((await send()).body as { receipt: string }).receipt, receipt, 'a repeat gets the first answer')
      receipts.add(receipt)
    }
    const [cases] = await database.sql<{ n: number }>(
      "select count(*)::int4 as n from case_inbox where grp <> 'practice'",
    )
    assert.equal(cases?.n, tries)
    assert.equal(receipts.size, tries)
    assert.ok(line.cuts >= tries / 2, `${line.cuts} cuts`)
    for (const receipt of receipts)
      assert.equal((await desk.ask('/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })).status, 200)
  })

  it('keeps a reply once, and publishes once', async () => {
    const mia = await desk.member('Mia', 'lead')
    const report: Reporter = await desk.report({ credit: { as: 'none' } })
    for (let round = 0; round < rounds(4, 40); round++) {
      const id = `reply-${round}`
      await cutOnce(round, () =>
        posted(
          `/api/v1/cases/${report.number}/commands`,
          { authorization: `Bearer ${mia.token}` },
          { id, type: 'SendMessage', text: `Reply ${round}.` },
        ),
      )
    }
    const { messages } = await report.thread()
    const replies = (messages as { text: string }[])
      .filter(({ text }) => /^Reply \d+\.$/.test(text))
      .map(({ text }) => text)
    assert.deepEqual(
      replies,
      Array.from({ length: rounds(4, 40) }, (_, round) => `Reply ${round}.`),
    )
    await throughRelease(desk, mia, report)
    await desk.days(7)
    await cutOnce(0, () =>
      posted(
        `/api/v1/cases/${report.number}/commands`,
        { authorization: `Bearer ${mia.token}` },
        { id: 'publish-once', type: 'PublishAdvisory' },
      ),
    )
    const facts = await database.sql<{ n: number }>('select count(*)::int4 as n from advisory')
    assert.equal(facts[0]?.n, 1)
  })
})

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, it } from 'node:test'
import { day, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { whereItSays } from './in-public.ts'
import { throughPublication } from './through-the-steps.ts'

let desk: TestHouse
let folder: string | undefined
afterEach(async () => {
  await desk?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  folder = undefined
})

/** The first look tells the desk since when its rules hold. */
async function withRules(rules: string, more: { folder?: string; at?: number } = {}): Promise<TestHouse> {
  const opened = await openHouse({
    policy: `project: { name: Lantern, prefix: LANTERN }\nretention: ${rules}\n`,
    ...more,
  })
  await opened.house.sweep()
  return opened
}
const after = async (days: number) => {
  desk.later(days * day)
  await desk.house.sweep()
}
const declined = async (ada: Member, body = {}): Promise<Reporter> => {
  const report = await desk.report(body)
  await ada.give(report.number, 'DeclineReport', { reason: 'out-of-scope', text: 'Not ours.' })
  return report
}
const ximena = { reporter: { name: 'Ximena Quiet', email: 'ximena@quiet.example' } }
const database = () => new DatabaseSync(join(desk.house.config.data, 'postern.db'), { readOnly: true })

describe('what goes by itself', () => {
  it('is nothing where no rule says so', async () => {
    desk = await withRules('{}')
    const ada = await desk.member('Ada', 'lead')
    const report = await declined(ada, ximena)
    await after(4_000)
    assert.deepEqual(desk.house.warnings(), [])
    assert.equal((await desk.member('Ada')).id, ada.id)
    assert.equal((await (await desk.member('Ada')).case(report.number)).reporter.name, 'Ximena Quiet')
    assert.equal((await report.thread()).report.title.length > 0, true)
  })

  it('is every case that is over, after it was said for a week; what is open and what was touched stays', async () => {
    desk = await withRules('{ closed: 60 }')
    const ada = await desk.member('Ada', 'lead')
    const [gone, touched, open] = [await declined(ada), await declined(ada), await desk.report()]
    await after(52)
    assert.deepEqual(desk.house.warnings(), [])
    await after(2)
    assert.match(
      desk.house.warnings().join(),
      /^2 cases that are over will be erased from 2027-01-20 on, as retention\.closed/,
    )
    await ada.give(touched.number, 'AddNote', { text: 'Keep this one.' })
    await after(7)
    assert.equal((await ada.get(`/api/v1/cases/${gone.number}`)).status, 404)
    for (const one of [touched, open]) assert.equal((await ada.case(one.number)).number, one.number)
    const [fact] = await desk.house.team.log()
    assert.equal(fact?.type, 'CaseErased')
  })

  it('is who the reporter was, key and all, and the case and its thread stay', async () => {
    desk = await withRules('{ contact: 60 }')
    const ada = await desk.member('Ada', 'lead')
    const report = await declined(ada, ximena)
    const before = database()
    const person = String(before.prepare('select person from receipt').get()?.person)
    const wrapped = before.prepare("select wrapped from key_store where kind = 'person' and owner = ?").get(person)
      ?.wrapped as Uint8Array
    before.close()
    await after(54)
    assert.match(
      desk.house.warnings().join(),
      /^What names the people outside of one case that is over will be dropped from 2027-01-20/,
    )
    await after(7)
    assert.equal((await ada.case(report.number)).reporter.name ?? null, null)
    assert.equal((await report.thread()).report.title.length > 0, true, 'the thread opens as before')
    const db = database()
    assert.equal(db.prepare('select count(*) as n from person where id = ?').get(person)?.n, 0)
    assert.equal(db.prepare("select count(*) as n from leaf where act = 'contact-dropped'").get()?.n, 1)
    db.close()
    for (const name of readdirSync(desk.house.config.data).filter((one) => one.startsWith('postern.db')))
      assert.equal(
        readFileSync(join(desk.house.config.data, name)).includes(Buffer.from(wrapped).subarray(40, 72)),
        false,
        name,
      )
    await after(1)
    assert.deepEqual(desk.house.warnings(), [])
  })

  it('is not the name that a published advisory gives', async () => {
    desk = await withRules('{ contact: 60 }')
    const ada = await desk.member('Ada', 'lead')
    const report = await desk.report({ ...ximena, credit: { as: 'named', name: 'X. Quiet' } })
    const id = await throughPublication(desk, ada, report)
    assert.equal((await whereItSays(desk, id, 'X. Quiet')).length > 3, true)
    const before = database()
    const key = () => database().prepare("select id from key_store where kind = 'person'").all()
    const was = key()
    before.close()
    await after(54)
    await after(8)
    assert.notDeepEqual(key(), was, 'another key seals what stays')
    assert.equal((await ada.case(report.number)).reporter.name ?? null, null)
    assert.equal((await whereItSays(desk, id, 'X. Quiet')).length > 3, true)
    assert.equal((await report.thread()).credit.name, 'X. Quiet')
    await after(1)
    assert.deepEqual(desk.house.warnings(), [])
  })

  it('is the way in by a receipt code', async () => {
    desk = await withRules('{ receipts: 60 }')
    const ada = await desk.member('Ada', 'lead')
    const [report, open] = [await declined(ada), await desk.report()]
    await after(54)
    assert.match(
      desk.house.warnings().join(),
      /^Receipt codes of one case that is over will open nothing any more from/,
    )
    await after(7)
    const headers = (receipt: string) => ({ headers: { authorization: `Receipt ${receipt}` } })
    assert.equal((await desk.ask('/api/v1/thread', headers(report.receipt))).status, 401)
    assert.equal((await desk.ask('/api/v1/thread', headers(open.receipt))).status, 200)
    assert.equal((await ada.case(report.number)).number, report.number)
  })

  it('takes nothing by a rule that is new before it was said for a week', async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-retention-'))
    desk = await withRules('{}', { folder })
    const ada = await desk.member('Ada', 'lead')
    const report = await declined(ada)
    await after(500)
    const at = desk.now()
    await desk.close()
    desk = await withRules('{ closed: 60 }', { folder, at })
    assert.match(desk.house.warnings().join(), /will be erased from 2028-04-11 on/)
    const lead = await desk.member('Ada')
    await after(6)
    assert.equal((await lead.case(report.number)).number, report.number)
    await after(2)
    assert.equal((await lead.get(`/api/v1/cases/${report.number}`)).status, 404)
  })

  it('is what was carried out, after as many days as the rule says', async () => {
    desk = await withRules('{ outbox: 10 }')
    await desk.report()
    for (let n = 0; n < 3; n++) await desk.house.tick()
    const done = () => Number(database().prepare('select count(*) as n from outbox where done_at > 0').get()?.n)
    const n = done()
    assert.ok(n > 0)
    await after(9)
    assert.equal(done(), n)
    await after(2)
    assert.equal(done(), 0)
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '../../src/team/refusal.ts'
import type { Visitor } from '../stand-ins/visitor.ts'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted } from './through-the-steps.ts'

/** What a guest, or whoever was one, could try. */
describe('somebody from outside with the code of a guest', () => {
  let desk: Staffed
  let lead: Member
  before(async () => {
    desk = await staffedHouse({
      limits: { reportsPerHour: 10_000, messagesPerHour: 6, caseFiles: 5_000, fileSize: 5_000 },
    })
    lead = await desk.member('lead')
    await desk.house.open()
  })
  after(() => desk?.close())

  let count = 0
  async function invite(number: string, id = `invite-${++count}`): Promise<string> {
    const invited = await desk.house.desk.guests.invite(lead.actor, number, {
      ...{ id, name: 'Wicks Ltd', kind: 'vendor', shows: ['files'] },
    } as const)
    assert.ok('handOver' in invited)
    return invited.handOver
  }
  async function takeOver(handOver: string) {
    const browser = desk.browser()
    await browser.get('/take-over')
    const { status, body } = await browser.submit('/take-over', { code: handOver })
    return { status, body, code: /[a-z]+(?:-[a-z]+){9}/.exec(body)?.[0] ?? '' }
  }
  async function comeIn(code: string): Promise<Visitor> {
    const browser = desk.browser()
    await browser.get('/receipt')
    assert.equal((await browser.submit('/receipt', { code })).to, '/guest')
    return browser
  }
  async function agreed(number: string): Promise<{ guest: Visitor; code: string }> {
    const { code } = await takeOver(await invite(number))
    const guest = await comeIn(code)
    await guest.get('/guest')
    await guest.submit('/guest/agree')
    await guest.get('/guest')
    return { guest, code }
  }
  const guestOf = async (number: string) =>
    (await desk.house.desk.caseFor(lead.actor, number))?.view.case.guests.at(-1)?.person ?? ''
  const remove = async (number: string) =>
    desk.house.desk.handle(lead.actor, number, {
      ...{ type: 'RemoveGuest', id: crypto.randomUUID(), person: await guestOf(number) },
    } as const)
  function rows<T>(sql: string, ...params: string[]): T[] {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    try {
      return db.prepare(sql).all(...params) as T[]
    } finally {
      db.close()
    }
  }

  it('learns nothing of what else the reporter sent, and slows nobody down', async () => {
    const first = await desk.report()
    const authorization = `Receipt ${first.receipt}`
    await desk.api('POST', '/api/v1/reports', { body: { title: 'B', description: 'b' }, headers: { authorization } })
    const reader = await desk.reading(first.receipt)
    assert.match((await reader.get('/report')).body, /2 of/, 'the reporter themself is told')
    const { guest, code } = await agreed(first.number)
    assert.doesNotMatch((await guest.get('/report')).body, /2 of/)
    const chained = () => rows('select stream from reporter_chain').length
    const before = chained()
    const sent = await desk.api('POST', '/api/v1/reports', {
      ...{ body: { title: 'C', description: 'c' }, headers: { authorization: `Receipt ${code}` } },
    })
    assert.equal(sent.status, 201)
    assert.equal(chained(), before)
    assert.match((await reader.get('/report')).body, /2 of/)
  })

  it('has a code like one that never was, once taken off', async () => {
    const { number } = await desk.report()
    const { guest, code } = await agreed(number)
    assert.ok('done' in (await remove(number)))
    assert.equal((await guest.get('/guest')).to, '/receipt')
    const answers = await Promise.all(
      [code, 'of-no-case-at-all-and-never-any-of-one'].map(async (typed) => {
        const browser = desk.browser()
        await browser.get('/receipt')
        const { status, to, body } = await browser.submit('/receipt', { code: typed })
        return { status, to, length: body.length, cookie: browser.cookie('__Host-postern-thread') }
      }),
    )
    assert.deepEqual(answers[0], answers[1])
    const read = (typed: string) =>
      desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${typed}` } })
    assert.equal((await read(code)).text, (await read('of-no-case-at-all')).text)
  })

  it('is not let in by an invitation that was taken back, and does not learn the number of the case', async () => {
    const { number } = await desk.report()
    const handOver = await invite(number)
    assert.ok('done' in (await remove(number)))
    const { status, body } = await takeOver(handOver)
    assert.equal(status, 422)
    assert.doesNotMatch(body, new RegExp(number))
  })

  it('is let into one case by one code, whatever its form was sent for', async () => {
    const [one, other] = [await desk.report(), await desk.report()]
    assert.notEqual(await invite(one.number, 'the-same'), await invite(other.number, 'the-same'))
  })

  it('fills no room but their own, and sends no flood', async () => {
    const { number, receipt } = await desk.report()
    const { guest } = await agreed(number)
    const upload = async (browser: Visitor, path: string, size: number, cookie: string) => {
      const body = new FormData()
      body.set('token', /name="token" value="([^"]*)"/.exec(browser.page())?.[1] ?? '')
      body.set('text', `A file ${crypto.randomUUID()}`)
      if (path === '/thread/message') body.set('seen', '')
      body.set('files', new Blob(['x'.repeat(size)]), 'a.bin')
      const headers = { host: new URL(desk.origin).host, origin: desk.origin, 'sec-fetch-site': 'same-origin', cookie }
      return desk.house.fetch(new Request(new URL(path, desk.origin), { method: 'POST', headers, body }), '192.0.2.7')
    }
    const cookieOf = (browser: Visitor) => `__Host-postern-thread=${browser.cookie('__Host-postern-thread')}`
    assert.equal((await upload(guest, '/guest/message', 4_500, cookieOf(guest))).status, 303)
    assert.equal((await upload(guest, '/guest/message', 4_500, cookieOf(guest))).status, 409)
    const reader = await desk.reading(receipt)
    await reader.get('/thread')
    assert.equal((await upload(reader, '/thread/message', 4_500, cookieOf(reader))).status, 303)
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) {
      await guest.get('/guest')
      statuses.push((await guest.submit('/guest/message', { text: `Message ${i}` })).status)
    }
    assert.equal(statuses.at(-1), 429)
    assert.match(guest.page(), /Message 7/, 'nothing typed is lost')
  })

  it('fills the audit log no more than a reporter does', async () => {
    const { number } = await desk.report()
    const { guest } = await agreed(number)
    const reads = () =>
      rows('select id from leaf where actor = ?', `guest:${person}`).length - rows(acts, `guest:${person}`).length
    const acts = "select id from leaf where act <> 'thread-read' and actor = ?"
    const person = await guestOf(number)
    for (let i = 0; i < 5; i++) assert.equal((await guest.get('/guest')).status, 200)
    assert.equal(reads(), 2, 'one before they agreed, one after')
    desk.clock.to(desk.clock.now() + 61 * 60_000)
  })

  it('leaves no name behind when the case is erased', async () => {
    const { number } = await desk.report()
    await agreed(number)
    const taken = await guestOf(number)
    await remove(number)
    await invite(number)
    const waiting = await guestOf(number)
    await accepted(desk, lead, number, { type: 'AddNote', text: 'n' })
    assert.ok(!isRefusal(await desk.house.desk.erase({ number, by: null, request: null })))
    for (const person of [taken, waiting])
      assert.deepEqual(rows("select owner from key_store where kind = 'person' and owner = ?", person), [])
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { aReport, type Member, type Staffed, staffedHouse } from './staffed-house.ts'

/** Case 48 of the list. */
describe('case 48: a member who opens one case after the other', () => {
  let desk: Staffed
  let lead: Member
  let other: Member
  let feeds: { lead: string | null; other: string | null }
  const numbers: string[] = []

  before(async () => {
    desk = await staffedHouse()
    lead = await desk.member('lead')
    other = await desk.member('member')
    for (let i = 0; i < 24; i++) {
      const answer = await desk.api('POST', '/api/v1/reports', { body: aReport })
      numbers.push(String(answer.json.case))
    }
    await desk.house.tick()
    const feed = (of: Member) => desk.house.notices.makeFeed({ member: of.actor.member })
    feeds = { lead: await feed(lead), other: await feed(other) }
  })
  after(() => desk.close())

  const path = (n: number) => `/desk/cases/${numbers[n] ?? ''}`
  const acts = (act: string): number => {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    const found = db.prepare('select count(*) as n from leaf where act = ?').get(act)
    db.close()
    return Number(found?.n)
  }
  const api = (by: Member, n: number) =>
    desk.api('GET', `/api/v1/cases/${numbers[n] ?? ''}`, { headers: { authorization: `Bearer ${by.token}` } })

  it('reads twenty, as often as they like', async () => {
    for (let n = 0; n < 20; n++) assert.equal((await lead.browser.get(path(n))).status, 200)
    for (let n = 0; n < 20; n++) assert.equal((await lead.browser.get(path(n))).status, 200)
    assert.equal(acts('many-cases'), 0)
  })

  it('is asked for the passkey before the twenty-first, once, and the log says so', async () => {
    const asked = await lead.browser.get(path(20))
    assert.equal(asked.status, 403)
    assert.match(asked.body, /You opened many cases within an hour/)
    assert.match(asked.body, /The other members were told/)
    assert.ok(!asked.body.includes(aReport.title))
    assert.equal((await lead.browser.get(path(21))).status, 403)
    assert.equal((await lead.browser.get(path(3))).status, 200, 'what was open before stays open')
    assert.equal(acts('many-cases'), 1)
  })

  it('is stopped at the API as well, where nobody can show a passkey', async () => {
    const { status, json } = await api(lead, 22)
    assert.equal(status, 403)
    assert.equal(json.type, 'urn:postern:problem:many-cases')
  })

  it('does not stop anybody else, and they are told', async () => {
    assert.equal((await other.browser.get(path(20))).status, 200)
    await desk.house.tick()
    const told = async (feed: string | null) => (await desk.house.notices.feed(feed ?? ''))?.entries.length
    assert.deepEqual([await told(feeds.other), await told(feeds.lead)], [1, 0])
  })

  it('goes on after the passkey, for another twenty', async () => {
    const viewer = { ...lead.actor, strongAt: desk.clock.now() }
    assert.notEqual(await desk.house.desk.caseFor(viewer, numbers[20] ?? ''), undefined)
    assert.equal(acts('many-cases-confirmed'), 1)
    assert.equal((await lead.browser.get(path(21))).status, 200)
    assert.equal((await api(lead, 22)).status, 200)
    assert.equal(acts('many-cases'), 1)
  })

  it('begins anew an hour later', async () => {
    desk.clock.to(desk.clock.now() + 3_600_001)
    assert.equal((await api(lead, 23)).status, 200)
  })
})

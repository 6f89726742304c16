import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'

describe('the page of the audit log', () => {
  let desk: Staffed
  let lead: Member
  let observer: Member
  let number = ''

  before(async () => {
    desk = await staffedHouse()
    lead = await desk.member('lead')
    observer = await desk.member('observer')
    number = (await desk.report({ title: 'Marker heliotrope', description: 'heliotrope' })).number
    await lead.browser.get(`/desk/cases/${number}`)
    await lead.browser.get('/desk')
    await desk.house.tick()
  })
  after(() => desk.close())

  it('says in words who did and saw what, by day, with the case and nothing of it', async () => {
    const { status, body } = await observer.browser.get('/desk/audit')
    assert.equal(status, 200)
    assert.match(body, /opened the case/)
    assert.match(body, new RegExp(`/desk/cases/${number}`))
    assert.match(body, /Saturday 21 November 2026/)
    assert.doesNotMatch(body, /Erased/)
    assert.doesNotMatch(body, /heliotrope/)
  })

  it('shows the newest checkpoint, and gives it as a file', async () => {
    const { body } = await observer.browser.get('/desk/audit')
    const newest = await desk.house.audit.newest()
    assert.ok(body.includes(Buffer.from(newest?.checkpoint.root ?? []).toString('base64')))
    const file = await observer.browser.get('/desk/audit/checkpoint')
    assert.equal(file.body, newest?.note)
    assert.match(file.headers.get('content-disposition') ?? '', /postern-checkpoint\.txt/)
  })

  it('lets a lead look at one member or one case, and nobody else', async () => {
    const mine = await lead.browser.get(`/desk/audit?case=${number.toLowerCase()}`)
    assert.match(mine.body, /opened the case/)
    assert.doesNotMatch(mine.body, /signed in/)
    const theirs = await lead.browser.get(`/desk/audit?member=${observer.id}`)
    assert.doesNotMatch(theirs.body, /opened the case/)
    assert.equal((await lead.browser.get('/desk/audit?case=P-ZZZZZZ')).status, 404)
    assert.match((await observer.browser.get(`/desk/audit?member=${observer.id}`)).body, /opened the case/)
  })

  it('goes on page by page, each entry once', async () => {
    await Promise.all(Array.from({ length: 60 }, () => desk.house.desk.caseFor(lead.actor, number)))
    await desk.house.tick()
    const found: number[] = []
    for (let path: string | undefined = '/desk/audit'; path !== undefined; ) {
      const { body } = await lead.browser.get(path)
      for (const [, n] of body.matchAll(/<bdi>(\d+)<\/bdi><\/td>/g)) found.push(Number(n))
      path = /href="(\/desk\/audit\?before=\d+)"/.exec(body)?.[1]
    }
    assert.ok(found.length > 60)
    assert.deepEqual(
      found,
      [...new Set(found)].sort((a, b) => b - a),
    )
    assert.equal(found.at(-1), 1)
  })

  it('counts what failed at the door, once an hour', async () => {
    for (let i = 0; i < 3; i++)
      await desk.api('GET', '/api/v1/thread', { headers: { authorization: 'Receipt not-a-code' } })
    await desk.house.tick()
    desk.clock.to(desk.clock.now() + 3_600_001)
    await desk.house.tick()
    const page = await desk.house.audit.page(lead.actor, {})
    assert.ok(page?.entries.some(({ act }) => act === 'failed-receipts-3'))
  })
})

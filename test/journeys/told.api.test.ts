import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answered, type Json, openHouse, type TestHouse } from './house-kit.ts'

const policy = 'project: { name: Lantern }\n'
const withMail = `${policy}mail: { smtp: { host: 127.0.0.1, port: 9, tls: none, from: desk@lantern.example } }\n`

describe('how a reporter hears of news, over the API', () => {
  let desk: TestHouse
  before(async () => {
    desk = await openHouse({ policy })
  })
  after(() => desk.close())

  const told = async (of: TestHouse, receipt: string, body?: Json): Promise<Pick<Answered, 'status' | 'body'>> => {
    const answer = await of.ask('/api/v1/thread/told', {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Receipt ${receipt}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  it('offers what works, makes a feed and ends it', async () => {
    const { receipt } = await desk.report()
    const before = await told(desk, receipt)
    assert.deepEqual(before.body, {
      offers: ['feed', 'nothing'],
      mail: null,
      asked: null,
      lost: null,
      feed: false,
      feedAddress: null,
    })
    const made = await told(desk, receipt, { by: 'feed' })
    assert.match(made.body.feedAddress, /^https:\/\/security\.example\/news\//)
    const address = new URL(made.body.feedAddress).pathname
    assert.equal((await desk.ask(address)).status, 200)
    assert.equal((await told(desk, receipt)).body.feed, true)
    assert.equal((await told(desk, receipt)).body.feedAddress, null, 'shown once')
    assert.equal((await told(desk, receipt, { by: 'nothing' })).body.feed, false)
    assert.equal((await desk.ask(address)).status, 404)
  })

  it('asks for no mail where none is sent, and refuses what it does not know', async () => {
    const { receipt } = await desk.report()
    const refused = await told(desk, receipt, { by: 'mail', address: 'rita@lantern.example' })
    assert.deepEqual([refused.status, refused.body.type], [422, 'urn:postern:problem:not-offered'])
    assert.equal((await told(desk, receipt, { by: 'pigeon' })).status, 422)
    assert.equal((await told(desk, receipt, { by: 'feed', more: 1 })).status, 400)
    assert.equal((await told(desk, 'no-such-code', { by: 'feed' })).status, 401)
  })

  it('is chosen with the report as well, and is described', async () => {
    const { receipt, sent } = await desk.report({ title: 'a', description: 'b', tell: { by: 'feed' } })
    assert.match(sent.body.feed, /\/news\//)
    assert.equal((await desk.ask(new URL(sent.body.feed).pathname)).status, 200)
    assert.equal((await told(desk, receipt)).body.feed, true)
    const { paths } = JSON.parse(await desk.read('/api/v1/openapi.json'))
    assert.deepEqual(Object.keys(paths['/api/v1/thread/told']), ['get', 'post'])
  })

  it('sends a code to an address before it counts', async () => {
    const mailing = await openHouse({ policy: withMail })
    try {
      const { receipt } = await mailing.report()
      const asked = await told(mailing, receipt, { by: 'mail', address: 'rita@lantern.example' })
      assert.equal(asked.status, 200, JSON.stringify(asked.body))
      assert.deepEqual(asked.body.offers, ['mail', 'feed', 'nothing'])
      assert.deepEqual(asked.body.asked, { address: 'rita@lantern.example', refused: false })
      assert.equal(asked.body.mail, null)
      assert.equal((await told(mailing, receipt, { by: 'mail', address: 'a"b' })).status, 422)
      assert.equal((await told(mailing, receipt, { by: 'nothing' })).body.asked, null)
    } finally {
      await mailing.close()
    }
  })
})

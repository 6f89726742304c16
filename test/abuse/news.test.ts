import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'

const marker = 'heliotrope'

/** A page that is open: its line to the desk, read piece by piece as a browser reads it. */
class Line {
  heard = ''
  over = false
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  constructor(response: Response) {
    this.response = response
    this.#reader = response.body?.getReader()
    void this.#read()
  }
  async #read(): Promise<void> {
    for (;;) {
      const piece = await this.#reader?.read().catch(() => undefined)
      if (piece === undefined || piece.done) break
      this.heard += Buffer.from(piece.value).toString('utf8')
    }
    this.over = true
  }
  get told(): readonly string[] {
    return [...this.heard.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data)
  }
  async hangUp(): Promise<void> {
    await this.#reader?.cancel()
  }
}

describe('a page that is open hears of news', () => {
  let desk: Staffed
  let mia: Member
  let ben: Member
  before(async () => {
    desk = await staffedHouse({ limits: { listenersPerMember: 3, listeners: 5 } })
    mia = await desk.member('member')
    ben = await desk.member('lead')
  })
  after(() => desk.close())

  const cookieOf = ({ browser }: Member) => `__Host-postern=${browser.cookie('__Host-postern')}`
  const ask = (path: string, member: Member, headers: Readonly<Record<string, string>> = {}) =>
    desk.house.fetch(
      new Request(new URL(path, desk.origin), {
        headers: { host: new URL(desk.origin).host, cookie: cookieOf(member), ...headers },
      }),
      '192.0.2.7',
    )
  const listen = async (path: string, member: Member, headers = {}) =>
    new Line(await ask(path, member, { accept: 'text/event-stream', ...headers }))
  const look = async () => {
    desk.clock.to(desk.clock.now() + 500)
    await desk.house.desk.news.look()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const since = () => `/desk/news?since=${desk.clock.now()}`
  const headOf = async (number: string) => (await desk.house.desk.news.headOf(mia.actor, number)) ?? 0
  const tagged = (number: string, tag: string) =>
    desk.house.desk.handle(ben.actor, number, { type: 'TagCase', id: `tag-${tag}`, tags: [tag] })

  it('in numbers alone, and in words only when it asks', async () => {
    const from = since()
    const line = await listen(from, mia)
    assert.equal(line.response.status, 200)
    assert.match(line.response.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(line.response.headers.get('x-accel-buffering'), 'no')
    assert.equal(line.response.headers.get('cache-control'), 'no-store, no-transform')
    await look()
    assert.deepEqual(line.told, [], 'nothing is new')
    desk.clock.to(desk.clock.now() + 1)
    const { number } = await desk.report({ title: marker, description: marker })
    await look()
    assert.deepEqual(line.told, ['{"fresh":1,"changed":0}'])
    await look()
    assert.equal(line.told.length, 1, 'once')
    assert.doesNotMatch(line.heard, new RegExp(`${marker}|${number}`))
    assert.deepEqual(await (await ask(from, mia)).json(), { said: '1 new since you opened this.' })
    await line.hangUp()
  })

  it('on a case how far it has come, with what it was on the page itself', async () => {
    const { number } = await desk.report({ title: marker, description: marker })
    const path = `/desk/cases/${number}/news?seq=${await headOf(number)}`
    const line = await listen(path, mia)
    await desk.house.desk.handle(ben.actor, number, { type: 'AddNote', id: 'note-1', text: marker, files: [] })
    await look()
    assert.deepEqual(line.told, [`{"seq":${await headOf(number)}}`])
    assert.deepEqual(await (await ask(path, mia)).json(), { said: `${ben.name} wrote a note just now.` })
    assert.doesNotMatch(line.heard, new RegExp(marker))
    await line.hangUp()
  })

  it('again after a broken line, and nothing twice', async () => {
    const from = since()
    desk.clock.to(desk.clock.now() + 1)
    await desk.report()
    const again = await listen(from, mia, { 'last-event-id': '1-0' })
    await look()
    assert.deepEqual(again.told, [], 'it was heard before')
    desk.clock.to(desk.clock.now() + 1)
    await desk.report()
    await look()
    assert.deepEqual(again.told, ['{"fresh":2,"changed":0}'])
    await again.hangUp()
  })

  it('case 40: not a second longer than its session lasts or its member is on the team', async () => {
    const gone = await desk.member('member')
    const left = await desk.member('member')
    const from = since()
    const [ends, removed] = [await listen(from, gone), await listen(from, left)]
    await look()
    assert.deepEqual([ends.over, removed.over], [false, false])
    await gone.browser.get('/desk')
    await gone.browser.submit('/sign-out')
    await desk.house.team.removeMember({ member: left.id, by: null })
    desk.clock.to(desk.clock.now() + 1)
    await desk.report({ title: marker, description: marker })
    await look()
    assert.deepEqual([ends.over, removed.over], [true, true], 'one look, half a second')
    assert.deepEqual([ends.told, removed.told], [[], []], 'and nothing was told before')
    assert.equal((await ask(from, left, { accept: 'text/event-stream' })).status, 404)
  })

  it('and an open page keeps no session alive', async () => {
    const idle = await desk.member('member')
    const line = await listen(since(), idle)
    for (let minutes = 0; minutes < 31; minutes += 1) {
      desk.clock.to(desk.clock.now() + 60_000)
      await look()
    }
    assert.equal(line.over, true)
    assert.match(line.heard, /^:$/m, 'until then the line was kept open')
    assert.equal((await ask('/desk', idle)).status, 303)
    await signInAgain()
  })

  it('in no more places than fit, and says so', async () => {
    const lines = [await listen(since(), mia), await listen(since(), mia), await listen(since(), mia)]
    const refused = await ask(since(), mia, { accept: 'text/event-stream' })
    assert.equal(refused.status, 503)
    assert.match(await refused.text(), /Too many pages of this desk wait for news/)
    await lines[0]?.hangUp()
    assert.equal((await listen(since(), mia)).response.status, 200, 'there is room again')
    const others = [await listen(since(), ben), await listen(since(), ben)]
    assert.deepEqual(
      others.map(({ response }) => response.status),
      [200, 200],
    )
    assert.equal((await ask(since(), ben, { accept: 'text/event-stream' })).status, 503, 'of the whole desk')
    desk.house.desk.news.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(
      [...lines.slice(1), ...others].every(({ over }) => over),
      'a desk that closes ends every line',
    )
  })

  it('nothing of a case that was taken from this member’s sight', async () => {
    const { number } = await desk.report({ title: marker, description: marker })
    const line = await listen(`/desk/cases/${number}/news?seq=0`, mia)
    await look()
    assert.equal(line.told.length, 1)
    const from = since()
    const kept = await desk.house.desk.handle(ben.actor, number, {
      ...{ type: 'SetAccess', id: 'access-1', members: [ben.id] },
    })
    assert.ok('done' in kept, JSON.stringify(kept))
    await tagged(number, 'x')
    await look()
    assert.equal(line.over, true)
    assert.equal(line.told.length, 1)
    assert.equal((await ask(`/desk/cases/${number}/news?seq=0`, mia)).status, 404)
    assert.deepEqual(await (await ask(from, mia)).json(), { said: null })
  })

  /** The clock went on, so the sessions of the others are over as well. */
  async function signInAgain(): Promise<void> {
    mia = await desk.member('member')
    ben = await desk.member('lead')
  }
})

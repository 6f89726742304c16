import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { begin, days, report, type TestDesk, testDesk, type Visitor } from './visitor.ts'

describe('entering a receipt code', () => {
  let desk: TestDesk
  let code: string
  before(async () => {
    desk = await testDesk({ yaml: 'project: { name: Lantern }\nlimits: { wrongReceiptsPerHour: 20 }\n' })
    code = (await report(desk.visitor())).code
  })
  after(() => desk.close())

  const enter = async (visitor: Visitor, typed: string): Promise<Visitor> => {
    await visitor.get('/receipt')
    return visitor.send('/receipt', { code: typed })
  }

  it('takes it with capitals, spaces, other dashes or none', async () => {
    for (const typed of [
      code.toUpperCase(),
      code.replaceAll('-', ' '),
      `  ${code.replaceAll('-', ' – ')}\n`,
      code.replaceAll('-', ''),
    ]) {
      const visitor = await enter(desk.visitor(), typed)
      assert.equal(visitor.status, 200, typed)
      assert.match(visitor.words, /Your report/)
    }
  })

  it('puts a reference into a cookie for half an hour, and the code nowhere', async () => {
    const visitor = await enter(desk.visitor(), code)
    const [line = ''] = visitor.headers.getSetCookie()
    assert.match(visitor.words, /Your report/)
    assert.match(
      line,
      /^__Host-postern-thread=[A-Za-z0-9_-]{20,}; Path=\/; Max-Age=1800; HttpOnly; SameSite=Lax; Secure$/,
    )
    assert.ok(!line.includes(code))
    assert.ok(!visitor.page.includes(code))
    desk.clock.now += 31 * 60_000
    await visitor.get('/thread')
    assert.match(visitor.words, /Read our answer/)
  })

  it('answers wrong, unknown, malformed, empty and endless codes alike', async () => {
    const stranger = desk.visitor({ address: '203.0.113.1' })
    const answers = []
    for (const typed of ['wrong', `${'abacus-'.repeat(9)}zoom`, '<script>', '', 'x'.repeat(100_000), '\u202e\u0000']) {
      const began = performance.now()
      await enter(stranger, typed)
      const headers = [...stranger.headers].filter(([name]) => name !== 'set-cookie')
      answers.push(JSON.stringify([stranger.status, stranger.page, headers]))
      if (typed.length === 100_000) assert.ok(performance.now() - began < 500)
    }
    assert.equal(new Set(answers).size, 1)
    assert.equal(stranger.status, 422)
  })

  it('counts wrong codes by network, and never keeps a right one out', async () => {
    const guesser = desk.visitor({ address: '203.0.113.77' })
    const seen = new Set<number>()
    for (let turn = 0; turn < 30; turn += 1) seen.add((await enter(guesser, `wrong ${turn}`)).status)
    assert.deepEqual([...seen], [422, 429])
    assert.equal((await enter(desk.visitor({ address: '203.0.113.78' }), code)).status, 200)
    assert.equal((await enter(desk.visitor({ address: '192.0.2.9' }), 'wrong')).status, 422)
  })

  it('opens the right thread at once while others guess', async () => {
    const guesses = Promise.all(
      Array.from({ length: 200 }, (_, turn) => enter(desk.visitor({ address: `10.0.${turn}.1` }), `no ${turn}`)),
    )
    const began = performance.now()
    assert.equal((await enter(desk.visitor(), code)).status, 200)
    assert.ok(performance.now() - began < 2_000)
    await guesses
  })

  it('says of a replaced code when that was, and how to dispute it', async () => {
    const mine = await report(desk.visitor())
    const visitor = await enter(desk.visitor(), mine.code)
    await visitor.send('/thread/rotate')
    await visitor.send('/thread/rotate', { do: 'replace' })
    assert.match(visitor.words, /Your new code works now/)
    const { code: fresh = '' } = visitor.hidden('/receipt')
    assert.notEqual(fresh, mine.code)
    const late = await enter(desk.visitor(), mine.code)
    assert.match(late.words, /It was replaced by a new code on Friday 20 November 2026/)
    assert.match(late.words, /dispute/i)
    assert.equal((await enter(desk.visitor(), fresh)).status, 200)
    // The session that asked for it goes on under the new code.
    assert.equal((await visitor.get('/thread')).status, 200)
    desk.clock.now += days(31)
    assert.equal((await enter(desk.visitor(), mine.code)).status, 422)
    desk.clock.now = begin + days(31)
  })

  it('ends every session of a code that was replaced', async () => {
    const mine = await report(desk.visitor())
    const [one, other] = [await enter(desk.visitor(), mine.code), await enter(desk.visitor(), mine.code)]
    await one.send('/thread/rotate')
    await other.get('/thread')
    assert.match(other.words, /Your report/)
    await other.get('/receipt')
    await other.send('/receipt', { code: mine.code })
    await one.send('/thread/rotate', { do: 'replace' })
    await other.get('/thread')
    assert.match(other.words, /Read our answer/)
  })

  it('shows a new code before it works, and changes nothing until its holder says so', async () => {
    const mine = await report(desk.visitor())
    const visitor = await enter(desk.visitor(), mine.code)
    await visitor.send('/thread/rotate')
    assert.match(visitor.words, /Not active yet\. Save this code now: it starts to work when you press Replace\./)
    const shown = visitor.hidden('/receipt/file').code ?? ''
    assert.match(shown, /^[a-z]+(-[a-z]+){9}$/)
    assert.ok(visitor.words.includes(`begins with ${shown.split('-')[0]}`))
    assert.equal((await enter(desk.visitor(), shown)).status, 422)
    assert.equal((await enter(desk.visitor(), mine.code)).status, 200)
    const offer = visitor.page
    await visitor.send('/receipt/file')
    assert.ok(visitor.page.includes(shown), 'it can be saved as a file')
    visitor.page = offer
    await visitor.send('/thread/rotate', { do: 'replace' })
    assert.equal(visitor.hidden('/receipt').code, shown)
    await visitor.send('/receipt')
    assert.match(visitor.words, /Your report/)
  })

  it('shows the same code again when the answer got lost, to whoever has the form and to nobody else', async () => {
    const mine = await report(desk.visitor())
    const visitor = await enter(desk.visitor(), mine.code)
    await visitor.send('/thread/rotate')
    const [offer, shown] = [visitor.page, visitor.hidden('/receipt/file').code]
    const before = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    await visitor.send('/thread/rotate', { do: 'replace' })
    const pressAgain = async (cookie: string | null, more = {}) => {
      visitor.page = offer
      const body = new URLSearchParams({ ...visitor.hidden('/thread/rotate'), do: 'replace', ...more })
      const headers = { ...visitor.sameOrigin(), ...(cookie !== null && { cookie }) }
      const again = desk.visitor()
      again.page = await (await again.request('POST', '/thread/rotate', { body, headers })).text()
      return again
    }
    // With the new session, with the one that is over, and with none.
    const now = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (const cookie of [now, before, null]) assert.equal((await pressAgain(cookie)).hidden('/receipt').code, shown)
    for (const wrong of [{ id: 'x'.repeat(22) }, { from: 'a'.repeat(64) }, { from: '' }, { do: '' }]) {
      const answer = await pressAgain(null, wrong)
      assert.match(answer.words, /Please enter your code again/)
      assert.ok(!answer.page.includes(shown ?? 'none'))
    }
    desk.clock.now += days(2)
    assert.match((await pressAgain(null)).words, /Please enter your code again/)
    desk.clock.now -= days(2)
  })

  it('takes the new code of the window that was first', async () => {
    const mine = await report(desk.visitor())
    const [one, other] = [await enter(desk.visitor(), mine.code), await enter(desk.visitor(), mine.code)]
    await one.send('/thread/rotate')
    await other.send('/thread/rotate')
    const [first, second] = [one.hidden('/receipt/file').code ?? '', other.hidden('/receipt/file').code ?? '']
    assert.notEqual(first, second)
    await one.send('/thread/rotate', { do: 'replace' })
    await other.send('/thread/rotate', { do: 'replace' })
    assert.match(other.words, /Please enter your code again/)
    await other.send('/receipt/resume', { code: first })
    assert.match(other.words, /replaced from another window meanwhile/)
    assert.equal((await enter(desk.visitor(), second)).status, 422)
    assert.equal((await enter(desk.visitor(), first)).status, 200)
  })

  it('forgets the thread in this browser when its reader leaves', async () => {
    const visitor = await enter(desk.visitor(), code)
    const stolen = new Map(visitor.cookies)
    await visitor.send('/thread/leave')
    assert.equal(visitor.cookies.size, 0)
    const [[name = '', value = ''] = []] = stolen
    const answer = await visitor.request('GET', '/thread', { headers: { cookie: `${name}=${value}` } })
    assert.equal(answer.status, 303)
  })
})

describe('taking a report over', () => {
  it('turns a hand-over code into a receipt, once', async () => {
    const desk = await testDesk()
    const entered = await desk.house.desk.enterByHand(null, {
      form: { title: 'Told on the phone', description: 'It opens by itself.' },
      files: [],
      door: 'phone',
      arrivedAt: begin,
      from: 'a caller',
      foundByTeam: false,
    })
    assert.ok('handOver' in entered && entered.handOver !== null)
    const visitor = await desk.visitor().get('/take-over')
    const asked = visitor.page
    await visitor.send('/take-over', { code: entered.handOver })
    assert.match(visitor.words, /This code is yours alone/)
    const { code = '' } = visitor.hidden('/receipt')
    // The answer got lost, and the page is sent once more: the same code, and nothing else happens.
    visitor.page = asked
    await visitor.send('/take-over', { code: entered.handOver })
    assert.match(visitor.words, /This code is yours alone/)
    assert.equal(visitor.hidden('/receipt').code, code)
    const again = await desk.visitor().get('/take-over')
    assert.equal((await again.send('/take-over', { code: entered.handOver })).status, 422)
    assert.equal((await again.send('/take-over', { code: 'nonsense' })).status, 422)
    const reader = await desk.visitor().get('/receipt')
    await reader.send('/receipt', { code })
    assert.match(reader.words, /Your report/)
    await desk.close()
  })
})

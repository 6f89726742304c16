import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { aReport, type Member, type Staffed, staffedHouse } from './staffed-house.ts'

/** What comes in by the report form and by POST /api/v1/reports; docs/faults.md lists the cases by number. */
describe('bad input to a report', () => {
  let desk: Staffed
  let member: Member
  before(async () => {
    desk = await staffedHouse()
    member = await desk.member('lead')
  })
  after(() => desk.close())

  const cases = async () => {
    const counts = await desk.house.desk.counts(member.actor)
    return Object.values(counts).reduce((sum, n) => sum + n, 0)
  }
  /** Runs, and asserts that the number of cases went up by exactly so many. */
  const opening = async <T>(n: number, act: () => Promise<T>): Promise<T> => {
    const was = await cases()
    const outcome = await act()
    assert.equal((await cases()) - was, n)
    return outcome
  }
  const form = async () => {
    const browser = desk.browser()
    await browser.get('/report')
    return browser
  }

  it('case 1: 5 MiB of text in one field is 413, keeps the rest and stores nothing', () =>
    opening(0, async () => {
      const browser = await form()
      const page = await browser.submit('/report', {
        ...aReport,
        title: 'Kept so far',
        version: '1.2.3',
        description: 'a'.repeat(700_000),
        do: 'review',
      })
      assert.equal(page.status, 413)
      assert.match(page.body, /value="Kept so far"/)
      assert.match(page.body, /value="1\.2\.3"/)
      assert.match(page.body, /longer than 64 KiB/)
      const whole = await multipart(desk, {
        ...aReport,
        title: 'Kept as well',
        description: 'a'.repeat(5 << 20),
        do: 'review',
      })
      assert.equal(whole.status, 413)
      assert.match(whole.text, /value="Kept as well"/)
      const api = await desk.api('POST', '/api/v1/reports', { body: { ...aReport, description: 'a'.repeat(5 << 20) } })
      assert.equal(api.status, 413)
      assert.equal(api.json.type, 'urn:postern:problem:too-large')
      const inBody = await desk.api('POST', '/api/v1/reports', {
        body: { ...aReport, description: 'a'.repeat(100_000) },
      })
      assert.equal(inBody.status, 422)
      assert.deepEqual(namedFields(inBody.json), ['description'])
    }))

  it('case 2: a description that nobody can see is 422, names the field and keeps the others', () =>
    opening(0, async () => {
      for (const blank of ['', ' \n\t ', '\u200b\u200c\u200d\u2060\ufeff', '\u3164\u00ad\u2063']) {
        const browser = await form()
        const page = await browser.submit('/report', {
          title: 'Kept',
          description: blank,
          product: 'Lantern core',
          do: 'review',
        })
        assert.equal(page.status, 422)
        assert.match(page.body, /href="#description"/)
        assert.match(page.body, /value="Kept"/)
        assert.match(page.body, /value="Lantern core"/)
        const api = await desk.api('POST', '/api/v1/reports', { body: { title: 'Kept', description: blank } })
        assert.equal(api.status, 422)
        assert.deepEqual(namedFields(api.json), ['description'])
      }
    }))

  it('case 7: odd characters are stored exactly, shown as markers, and never break a page', async () => {
    const titles = [
      '\u202egpj.exe',
      'p\u0430ypal',
      'a\u0000b',
      'x\ud800y',
      `z${'\u0301'.repeat(900)}`,
      'q\u2066\u2069\u061c',
      '👩‍💻 क्‍ष',
    ]
    for (const title of titles) {
      const sent = await desk.report({ ...aReport, title, description: `${title} ${'\u0301'.repeat(10_000)}` })
      const bearer = { authorization: `Bearer ${member.token}` }
      const read = await desk.api('GET', `/api/v1/cases/${sent.number}`, { headers: bearer })
      assert.equal((read.json.report as { title: string }).title, title)
      assert.equal((read.json.report as { description: string }).description, `${title} ${'\u0301'.repeat(10_000)}`)
      const reader = await desk.reading(sent.receipt)
      for (const page of [await reader.get('/thread'), await member.browser.get(`/desk/cases/${sent.number}`)]) {
        assert.equal(page.status, 200)
        assert.doesNotMatch(page.body, /[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}|\p{Mn}{40}/u)
        assert.doesNotMatch(/<title>(.*?)<\/title>/.exec(page.body)?.[1] ?? '', /gpj|payp/)
      }
      const inbox = await member.browser.get('/desk')
      assert.equal(inbox.status, 200)
      assert.doesNotMatch(inbox.body, /[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}|\p{Mn}{40}/u)
    }
    const web = await (await form()).submit('/report', { ...aReport, title: 'a\u0000\u202eb', do: 'review' })
    assert.equal(web.status, 200)
    assert.match(web.body, /⟨U\+202E⟩/)
    const tower = await desk.api('POST', '/api/v1/reports', {
      body: { ...aReport, title: `z${'\u0301'.repeat(10_000)}` },
    })
    assert.equal(tower.status, 422)
  })

  it('case 8: a form sent twice, at once or by the back button, is one case and shows the same receipt', () =>
    opening(2, async () => {
      const browser = await form()
      const review = await browser.submit('/report', { ...aReport, do: 'review' })
      const draft = /name="draft" value="([^"]+)"/.exec(review.body)?.[1] ?? ''
      const token = /name="token" value="([^"]+)"/.exec(review.body)?.[1] ?? ''
      const code = codeIn(review.body)
      assert.notEqual(code, undefined)
      const send = () => browser.post('/report', { token, draft, do: 'send' })
      const answers = [...(await Promise.all(Array.from({ length: 8 }, send))), await send()]
      for (const { status, body } of answers) {
        assert.equal(status, 200)
        assert.equal(codeIn(body), code)
      }
      assert.equal(new Set(answers.map(({ body }) => /P-[0-9A-Z]{6}/.exec(body)?.[0])).size, 1)
      // The back button leads to the form again: pressing Review there shows what was sent, and opens nothing new.
      const back = await browser.post('/report', { token, draft, ...aReport, title: 'Changed', do: 'review' })
      assert.equal(codeIn(back.body), code)

      const headers = { 'idempotency-key': 'case-8' }
      const ask = () => desk.api('POST', '/api/v1/reports', { body: aReport, headers })
      const many = [...(await Promise.all(Array.from({ length: 8 }, ask))), await ask()]
      assert.deepEqual([...new Set(many.map(({ status }) => status))], [201])
      assert.equal(new Set(many.map(({ text }) => text)).size, 1)
      const other = await desk.api('POST', '/api/v1/reports', { body: { ...aReport, title: 'Other' }, headers })
      assert.equal(other.status, 422)
      assert.equal(other.json.type, 'urn:postern:problem:key-reused')
    }))

  it('case 9: a form from another site, or without its token, is 403 and stores nothing', () =>
    opening(0, async () => {
      const browser = await form()
      const page = await browser.get('/report')
      const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      const fields = { token, ...aReport, draft: '', do: 'review' }
      const attacks: [Record<string, string>, Record<string, string>][] = [
        [fields, { 'sec-fetch-site': 'cross-site' }],
        [fields, { 'sec-fetch-site': 'same-site' }],
        [fields, { origin: 'https://evil.example' }],
        [fields, { origin: 'null', 'sec-fetch-site': 'cross-site' }],
        [{ ...fields, token: '' }, {}],
        [{ ...fields, token: 'AAAA.BBBB' }, {}],
        [{ ...fields, token: `${token}x` }, {}],
      ]
      for (const [form, headers] of attacks) assert.equal((await browser.post('/report', form, headers)).status, 403)
      // A form of another site can send multipart without asking first; the API has no cookie to steal, but no reason to listen.
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
        string,
        string
      >[]) {
        const body = new FormData()
        body.set('report', JSON.stringify(aReport))
        assert.equal((await desk.api('POST', '/api/v1/reports', { raw: body, headers })).status, 403)
      }
    }))

  it('case 10: a field that comes twice, or under another spelling, is 400', () =>
    opening(0, async () => {
      for (const fields of [
        { ...aReport, 'title[]': 'b' },
        { ...aReport, Title: 'b' },
        { ...aReport, title: ['a', 'b'] },
      ])
        assert.equal((await (await form()).submit('/report', { ...fields, do: 'review' })).status, 400)
      const twice = new FormData()
      twice.append('report', JSON.stringify(aReport))
      twice.append('report', JSON.stringify({ ...aReport, title: 'b' }))
      assert.equal((await desk.api('POST', '/api/v1/reports', { raw: twice })).status, 400)
      const bearer = { authorization: `Bearer ${member.token}` }
      assert.equal((await desk.api('GET', '/api/v1/cases?limit=1&limit=2', { headers: bearer })).status, 400)
    }))

  it('case 11: a prototype, a state or an owner in a body is 400 and changes nothing', async () => {
    const bodies = [
      '{"title":"t","description":"d","__proto__":{"role":"admin"}}',
      '{"title":"t","description":"d","\\u005f_proto__":{"role":"admin"}}',
      '{"title":"t","description":"d","reporter":{"__proto__":{"name":"x"}}}',
      '{"title":"t","description":"d","state":"published"}',
      '{"title":"t","description":"d","stage":"published"}',
      '{"title":"t","description":"d","reporterId":"x"}',
      '{"title":"t","description":"d","constructor":{"prototype":{}}}',
    ]
    await opening(0, async () => {
      for (const raw of bodies) {
        const answer = await desk.api('POST', '/api/v1/reports', {
          raw,
          headers: { 'content-type': 'application/json' },
        })
        assert.equal(answer.status, 400, raw)
      }
      for (const extra of ['state', 'reporterId', '__proto__', 'constructor'])
        assert.equal(
          (await (await form()).submit('/report', { ...aReport, [extra]: 'published', do: 'review' })).status,
          400,
        )
    })
    assert.equal(({} as { role?: string }).role, undefined)

    const sent = await desk.report()
    const asReporter = { authorization: `Receipt ${sent.receipt}` }
    const asMember = { authorization: `Bearer ${member.token}` }
    for (const extra of [{ actor: 'desk' }, { as: 'member' }, { at: 1 }, { by: 'member:x' }]) {
      const command = { type: 'SendMessage', id: 'm1', text: 'hello', ...extra }
      assert.equal(
        (await desk.api('POST', '/api/v1/thread/commands', { body: command, headers: asReporter })).status,
        400,
      )
      assert.equal(
        (await desk.api('POST', `/api/v1/cases/${sent.number}/commands`, { body: command, headers: asMember })).status,
        400,
      )
    }
    // Commands of the desk itself, and of a reporter's wrong half, are not for sale.
    for (const type of [
      'ReceiveReport',
      'HoldPublication',
      'EndEmbargo',
      'Remind',
      'LinkDuplicate',
      'PublishAdvisory',
    ]) {
      const answer = await desk.api('POST', '/api/v1/thread/commands', { body: { type, id: 'x' }, headers: asReporter })
      assert.equal(answer.status, 400, type)
    }
    const read = await desk.api('GET', '/api/v1/thread', { headers: asReporter })
    assert.equal((read.json.messages as unknown[]).length, 1, 'the report itself and nothing more')
    assert.equal(read.json.stage, 'received')
  })

  it('case 18: drafts that nobody sends do not fill the disk either, and what was typed stays on the page', async () => {
    const few = await staffedHouse({ limits: { messagesPerHour: 20 } })
    try {
      const browser = few.browser('203.0.113.1')
      const typed = { title: 'Typed with care', description: 'd'.repeat(10_000), do: 'review' }
      for (let n = 0; n < 20; n++) {
        await browser.get('/report')
        assert.equal((await browser.submit('/report', typed)).status, 200)
      }
      await browser.get('/report')
      const refused = await browser.submit('/report', typed)
      assert.equal(refused.status, 429)
      assert.match(refused.body, /value="Typed with care"/)
      assert.match(refused.body, /d{10000}/)
      const other = few.browser('198.51.100.1')
      await other.get('/report')
      assert.equal((await other.submit('/report', typed)).status, 200)
    } finally {
      await few.close()
    }
  })

  it('case 18: 500 reports from one network neither stop the team nor an honest reporter', async () => {
    const flood = await staffedHouse()
    try {
      const reader = await flood.member('member')
      const began = performance.now()
      const answers = await inTurns(500, 16, (n) =>
        flood.api('POST', '/api/v1/reports', {
          body: { ...aReport, title: `Flood ${n}` },
          peer: `203.0.113.${n % 250}`,
        }),
      )
      const flooding = performance.now() - began
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
      const withFile = new FormData()
      withFile.set('report', JSON.stringify(aReport))
      withFile.set('files', new Blob(['x']), 'x.txt')
      const limited = await flood.api('POST', '/api/v1/reports', { raw: withFile, peer: '203.0.113.9' })
      assert.equal(limited.status, 422, 'over the limit, files have to wait and the answer says so')
      assert.match(limited.text, /files have to wait/)

      const long = {
        body: { ...aReport, reproduce: 'a'.repeat(40_000), description: 'a'.repeat(40_000) },
        peer: '203.0.113.9',
      }
      assert.match((await flood.api('POST', '/api/v1/reports', long)).text, /at most 64 KiB of text/)
      assert.equal((await flood.api('POST', '/api/v1/reports', { ...long, peer: '198.51.100.5' })).status, 201)

      const asked = performance.now()
      const honest = new FormData()
      honest.set('report', JSON.stringify({ ...aReport, title: 'Honest' }))
      honest.set('files', new Blob(['x']), 'x.txt')
      assert.equal((await flood.api('POST', '/api/v1/reports', { raw: honest, peer: '198.51.100.4' })).status, 201)
      assert.ok(performance.now() - asked < 2_000)
      const listed = performance.now()
      assert.equal((await reader.browser.get('/desk')).status, 200)
      const list = await flood.api('GET', '/api/v1/cases?limit=50', {
        headers: { authorization: `Bearer ${reader.token}` },
      })
      assert.equal((list.json.items as unknown[]).length, 50)
      assert.ok(performance.now() - listed < 2_000)
      console.log(`500 reports of one network in ${Math.round(flooding)} ms`)
    } finally {
      await flood.close()
    }
  })
})

const namedFields = (json: Readonly<Record<string, unknown>>): string[] =>
  (json.problems as { field: string }[]).map(({ field }) => field)

const codeIn = (html: string): string | undefined =>
  /[a-z]+(?:-[a-z]+){9}/.exec(html.replaceAll(/<\/?span[^>]*>/g, ''))?.[0]

/** The form as a browser with files sends it, from the page with its token. */
async function multipart(desk: Staffed, fields: Readonly<Record<string, string>>) {
  const page = await desk.browser().get('/report')
  const body = new FormData()
  body.set('token', /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '')
  body.set('draft', '')
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return desk.api('POST', '/report', { raw: body, headers: { origin: desk.origin, 'sec-fetch-site': 'same-origin' } })
}

async function inTurns<T>(count: number, atOnce: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (let from = 0; from < count; from += atOnce)
    answers.push(
      ...(await Promise.all(Array.from({ length: Math.min(atOnce, count - from) }, (_, i) => work(from + i)))),
    )
  return answers
}

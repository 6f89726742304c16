import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { routes } from '../../src/web/routes.ts'
import { report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('a form from another site', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk()
  })
  after(() => desk.close())

  const post = async (visitor: Visitor, headers: Readonly<Record<string, string | undefined>>, token?: string) => {
    await visitor.get('/report')
    const body = new URLSearchParams({
      token: token ?? visitor.hidden('/report').token ?? '',
      ...someReport,
      draft: '',
      do: 'review',
    })
    return visitor.request('POST', '/report', { body, headers: headers as Record<string, string> })
  }

  it('is refused, by what the browser says of it', async () => {
    const visitor = desk.visitor()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://security.example' },
      { origin: 'https://security.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ])
      assert.equal((await post(visitor, headers)).status, 403, JSON.stringify(headers))
    for (const headers of [visitor.sameOrigin(), { origin: visitor.origin }, { 'sec-fetch-site': 'none' }, {}])
      assert.equal((await post(visitor, headers)).status, 200, JSON.stringify(headers))
  })

  it('is refused without the token, with another one and with one of yesterday', async () => {
    const visitor = await desk.visitor().get('/report')
    const { token = '' } = visitor.hidden('/report')
    for (const wrong of ['', 'x', `${token}x`, token.replace(/^[^.]+/, 'zzz'), token.slice(0, -1)])
      assert.equal((await post(visitor, visitor.sameOrigin(), wrong)).status, 403, wrong)
    desk.clock.now += 24 * 3_600_000
    assert.equal((await post(visitor, visitor.sameOrigin(), token)).status, 200)
    desk.clock.now += 2 * 3_600_000
    assert.equal((await post(visitor, visitor.sameOrigin(), token)).status, 403)
  })

  it('cannot write in a thread with a token of its own', async () => {
    const [mine, theirs] = [desk.visitor(), desk.visitor()]
    for (const visitor of [mine, theirs]) {
      await report(visitor)
      await visitor.send('/receipt')
    }
    const anonymous = (await desk.visitor().get('/report')).hidden('/report').token ?? ''
    for (const token of [anonymous, theirs.hidden('/thread/message').token ?? ''])
      assert.equal((await mine.send('/thread/message', { token, text: 'x' })).status, 403)
    await mine.get('/thread')
    assert.equal((await mine.send('/thread/message', { text: 'x' })).status, 200)
  })
})

describe('a stranger', () => {
  let desk: TestDesk
  let number: string
  before(async () => {
    desk = await testDesk()
    number = (await report(desk.visitor())).number
  })
  after(() => desk.close())

  const answer = async (visitor: Visitor, method: string, path: string, headers = {}) => {
    const body = method === 'POST' ? new URLSearchParams({ token: 'x' }) : undefined
    const response = await visitor.request(method, path, {
      headers: { ...headers, ...(body && form) },
      ...(body && { body }),
    })
    return JSON.stringify([response.status, [...response.headers], await response.text()])
  }

  it('gets the same answer for what exists and what does not, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      for (const headers of [
        {},
        { origin: 'https://evil.example' },
        { cookie: '__Host-postern=made-up' },
        { authorization: 'Bearer pst_made-up' },
      ]) {
        const answers = new Set<string>()
        for (const path of [
          `/desk/cases/${number}`,
          '/desk/cases/P-ZZZZZZ',
          '/desk/nothing',
          '/desk/account',
          '/desk/members',
        ])
          answers.add(await answer(desk.visitor(), method, path, headers))
        assert.equal(answers.size, 1, `${method} ${JSON.stringify(headers)}`)
      }
    }
  })

  it('comes in nowhere that is not for everyone', async () => {
    const visitor = desk.visitor()
    assert.ok(routes.length > 40)
    for (const route of routes.filter(({ who }) => who !== 'everyone')) {
      const path = route.path.replace(':number', number).replaceAll(/:[a-z]+/gi, 'x')
      const [status] = JSON.parse(await answer(visitor, route.method, path, visitor.sameOrigin()))
      const expected =
        route.kind === 'api'
          ? [401]
          : route.who === 'receipt' || route.who === 'guest'
            ? [303, 403]
            : path === '/desk'
              ? [303]
              : [404]
      assert.ok(expected.includes(status), `${route.method} ${route.path}: ${status}`)
    }
  })

  it('meets 405 where another method would do, and everywhere for methods that nothing here has', async () => {
    const visitor = desk.visitor()
    assert.match(await answer(visitor, 'GET', '/report/proof'), /^\[405/)
    assert.match(await answer(visitor, 'POST', '/advisories'), /^\[405/)
    for (const method of ['PUT', 'OPTIONS', 'DELETE']) assert.match(await answer(visitor, method, '/'), /^\[405/)
  })

  it('gets headers and no body for HEAD', async () => {
    const visitor = desk.visitor()
    const [get, head] = [await visitor.request('GET', '/receipt'), await visitor.request('HEAD', '/receipt')]
    assert.equal(head.status, 200)
    assert.equal(await head.text(), '')
    assert.deepEqual([...head.headers.keys()], [...get.headers.keys()])
  })
})

describe('forwarded headers', () => {
  const attack = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    host: 'evil.example',
    forwarded: 'for=1.2.3.4;host=evil.example',
  }

  it('change nothing when a stranger sends them', async () => {
    const desk = await testDesk()
    const visitor = desk.visitor()
    const plain = await (await visitor.request('GET', '/')).text()
    const response = await visitor.request('GET', '/', { headers: attack })
    assert.equal(await response.text(), plain)
    assert.doesNotMatch(JSON.stringify([...response.headers]), /evil/)
    await desk.close()
  })

  it('count for the limits when the named proxy sends them', async () => {
    const desk = await testDesk({
      yaml: 'project: { name: Lantern }\nlimits: { wrongReceiptsPerHour: 1 }\n',
      env: { POSTERN_PROXY: '127.0.0.1' },
    })
    const tries = async (address: string, forwarded: string) => {
      const visitor = await desk.visitor({ address }).get('/receipt')
      const body = new URLSearchParams({ token: visitor.hidden('/receipt').token ?? '', code: 'wrong' })
      const response = await visitor.request('POST', '/receipt', { body, headers: { 'x-forwarded-for': forwarded } })
      return response.status
    }
    assert.equal(await tries('127.0.0.1', '203.0.113.1'), 422)
    assert.equal(await tries('127.0.0.1', '203.0.113.2'), 429)
    assert.equal(await tries('127.0.0.1', '198.51.100.1'), 422)
    // What stands before the last stranger was written by that stranger.
    assert.equal(await tries('127.0.0.1', '192.0.2.200, 203.0.113.3'), 429)
    assert.equal(await tries('198.51.100.77', '8.8.8.8'), 429)
    await desk.close()
  })
})

describe('something of ours that breaks', () => {
  it('tells the visitor a number, and the operator where it broke, and neither of them any text', async () => {
    const desk = await testDesk()
    const broken = { ...desk.house.desk, readDraft: () => Promise.reject(new Error('secret title of a report')) }
    Object.assign(desk.house.desk, broken)
    const visitor = await desk.visitor().get('/report')
    await visitor.send('/report', { do: 'send', draft: 'A'.repeat(22) })
    assert.equal(visitor.status, 500)
    assert.doesNotMatch(visitor.page, /secret title|\.js|node_modules|\bat [A-Za-z]+\./)
    const [id = 'none'] = /\b[0-9a-f]{16}\b/.exec(visitor.words) ?? []
    assert.ok(desk.logged().includes(id))
    assert.doesNotMatch(desk.logged(), /secret title/)
    await desk.close()
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { apiRoutes } from '../../src/web/api/routes.ts'
import { describedBy } from './description.ts'
import { aReport, type Json, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'

let desk: TestHouse
let ada: Member
let report: Reporter

before(async () => {
  desk = await openHouse({
    policy:
      'project:\n  name: Lantern\nlimits:\n  requestText: 64 KiB\n  fileSize: 32 KiB\n  draftFiles: 64 KiB\n  messagesPerHour: 60\n  wrongReceiptsPerHour: 5\n',
  })
  ada = await desk.member('Ada')
  report = await desk.report()
})
after(() => desk?.close())

const bearer = () => ({ authorization: `Bearer ${ada.token}` })
const receipt = () => ({ authorization: `Receipt ${report.receipt}` })
const jsonBody = (body: unknown, headers = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})

async function problemOf(answer: Response | Promise<Response>): Promise<Json> {
  const response = await answer
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const body = (await response.json()) as Json
  assert.equal(body.status, response.status)
  assert.match(body.type, /^urn:postern:problem:[a-z-]+$/)
  assert.ok(body.title)
  return body
}

describe('an error of the API', () => {
  const large = 'x'.repeat(70_000)
  const cases: readonly (readonly [string, number, () => Promise<Response>])[] = [
    ['an address that is not there', 404, () => desk.ask('/api/v1/nothing')],
    ['a case that is not there', 404, () => desk.ask('/api/v1/cases/P-000000', { headers: bearer() })],
    ['no token', 401, () => desk.ask('/api/v1/cases')],
    [
      'a token of nobody',
      401,
      () => desk.ask('/api/v1/cases', { headers: { authorization: `Bearer pst_${'a'.repeat(43)}` } }),
    ],
    [
      'a receipt of nobody',
      401,
      () => desk.ask('/api/v1/thread', { headers: { authorization: 'Receipt one-two-three' } }),
    ],
    ['no receipt', 401, () => desk.ask('/api/v1/thread')],
    ['GET where only POST is', 405, () => desk.ask('/api/v1/reports')],
    ['POST where only GET is', 405, () => desk.ask('/api/v1/thread', { method: 'POST', headers: receipt() })],
    ['a method of no page here', 405, () => desk.ask('/api/v1/cases', { method: 'DELETE', headers: bearer() })],
    ['a body that is too large', 413, () => desk.ask('/api/v1/reports', jsonBody({ ...aReport, description: large }))],
    [
      'a body of another type',
      415,
      () =>
        desk.ask('/api/v1/reports', {
          method: 'POST',
          body: 'title=x',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
    ],
    ['a compressed body', 415, () => desk.ask('/api/v1/reports', jsonBody(aReport, { 'content-encoding': 'gzip' }))],
    [
      'JSON that is none',
      400,
      () => desk.ask('/api/v1/reports', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
    ],
    ['a field that nobody knows', 400, () => desk.ask('/api/v1/reports', jsonBody({ ...aReport, severity: 'high' }))],
    ['a field of the wrong kind', 422, () => desk.ask('/api/v1/reports', jsonBody({ ...aReport, title: 7 }))],
    ['a report without a title', 422, () => desk.ask('/api/v1/reports', jsonBody({ ...aReport, title: '' }))],
    [
      'a key that is too long',
      400,
      () => desk.ask('/api/v1/reports', jsonBody(aReport, { 'idempotency-key': 'k'.repeat(201) })),
    ],
    [
      'a command that nobody knows',
      400,
      () => desk.ask(`/api/v1/cases/${report.number}/commands`, jsonBody({ type: 'EraseCase' }, bearer())),
    ],
    [
      'a command of the reporter without their word',
      409,
      () => desk.ask(`/api/v1/cases/${report.number}/commands`, jsonBody({ type: 'WithdrawReport' }, bearer())),
    ],
    [
      'a command that is not for reporters',
      400,
      () => desk.ask('/api/v1/thread/commands', jsonBody({ type: 'AddNote', text: 'x' }, receipt())),
    ],
    [
      'a field that the command does not have',
      400,
      () => desk.ask('/api/v1/thread/commands', jsonBody({ type: 'SendMessage', text: 'x', until: 'now' }, receipt())),
    ],
    ['a parameter that comes twice', 400, () => desk.ask('/api/v1/cases?limit=1&limit=2', { headers: bearer() })],
    ['a parameter that nobody knows', 400, () => desk.ask('/api/v1/cases?offset=1', { headers: bearer() })],
    ['a parameter where there are none', 400, () => desk.ask('/api/v1/thread?full=1', { headers: receipt() })],
    ['a cursor of nowhere', 400, () => desk.ask('/api/v1/cases?after=2', { headers: bearer() })],
    ['a group that is none', 400, () => desk.ask('/api/v1/cases?group=urgent', { headers: bearer() })],
  ]
  for (const [what, status, ask] of cases)
    it(`is a problem detail: ${what}`, async () => {
      const problem = await problemOf(ask())
      assert.equal(problem.status, status, JSON.stringify(problem))
    })

  it('names the fields that are wrong, as the API calls them', async () => {
    const problem = await problemOf(
      desk.ask(
        '/api/v1/reports',
        jsonBody({ ...aReport, credit: { as: 'named', url: 'javascript:alert(1)' }, reporter: { email: 'no' } }),
      ),
    )
    assert.deepEqual(problem.problems.map(({ field }: Json) => field).sort(), ['credit.name', 'reporter.email'])
  })

  it('says with 405 what would be taken instead', async () => {
    assert.equal((await desk.ask('/api/v1/reports')).headers.get('allow'), 'POST')
    assert.equal((await desk.ask('/api/v1/cases', { method: 'PUT' })).headers.get('allow'), 'GET, HEAD, POST')
    assert.equal((await desk.ask('/api/v1/openapi.json', { method: 'POST' })).headers.get('allow'), 'GET, HEAD')
  })

  it('is a file that is too large, and nothing is kept of it', async () => {
    const form = new FormData()
    form.set('command', JSON.stringify({ type: 'SendMessage', text: 'See the file.' }))
    form.append('files', new Blob(['x'.repeat(40_000)]), 'large.bin')
    const before = await report.thread()
    assert.equal(
      (await problemOf(desk.ask('/api/v1/thread/commands', { method: 'POST', body: form, headers: receipt() }))).status,
      413,
    )
    assert.deepEqual(await report.thread(), before)
  })

  it('is files of which too many wait for their report, while text still finds room', async () => {
    const send = (title: string) => {
      const form = new FormData()
      form.set('report', JSON.stringify({ title, description: '' }))
      form.append('files', new Blob(['x'.repeat(30_000)]), 'large.bin')
      return desk.ask('/api/v1/reports', { method: 'POST', body: form })
    }
    // Reports without a description are not taken, so their files belong to nothing.
    for (let count = 0; count < 3; count++) assert.equal((await send('Files alone')).status, 422)
    const full = await send('Files alone')
    assert.equal(full.headers.get('retry-after'), '3600')
    assert.equal((await problemOf(full)).type, 'urn:postern:problem:uploads-full')
    await desk.report()
    await desk.days(1)
    assert.equal((await send('Files alone')).status, 422)
  })

  it('is a file for a command that takes none', async () => {
    const form = new FormData()
    form.set('command', JSON.stringify({ type: 'AcceptReport' }))
    form.append('files', new Blob(['x']), 'x.txt')
    const problem = await problemOf(
      desk.ask(`/api/v1/cases/${report.number}/commands`, { method: 'POST', body: form, headers: bearer() }),
    )
    assert.equal(problem.type, 'urn:postern:problem:no-files')
  })

  it('is a flood of wrong receipts, which shuts out no right one', async () => {
    const wrong = () => desk.ask('/api/v1/thread', { headers: { authorization: 'Receipt not-a-code' } })
    for (let tries = 0; tries < 6; tries++) await wrong()
    assert.equal((await problemOf(wrong())).status, 429)
    assert.equal((await report.thread()).number, report.number)
  })

  it('is a flood of messages', async () => {
    const other = await desk.report()
    const send = () =>
      desk.ask(
        '/api/v1/thread/commands',
        jsonBody({ type: 'SendMessage', text: 'x' }, { authorization: `Receipt ${other.receipt}` }),
      )
    const answers = await Promise.all(Array.from({ length: 61 }, send))
    const refused = answers.filter(({ status }) => status !== 200)
    assert.ok(refused.length > 0 && refused.length < 10)
    assert.deepEqual([...new Set(refused.map(({ status }) => status))], [429])
    assert.equal(refused[0]?.headers.get('retry-after'), '3600')
    desk.later(3_600_000)
  })
})

describe('what is not there, and what is not for this visitor', () => {
  it('are alike: a case, a file, a command', async () => {
    const other = await desk.report({}, { files: { 'other.txt': 'private' } })
    const [file] = (await other.thread()).files
    const same = async (one: Promise<Response>, two: Promise<Response>) => {
      const [a, b] = [await one, await two]
      assert.equal(a.status, 404)
      assert.deepEqual([await a.text(), [...a.headers]], [await b.text(), [...b.headers]])
    }
    await same(
      desk.ask(`/api/v1/thread/files/${file.id}`, { headers: receipt() }),
      desk.ask('/api/v1/thread/files/nothing', { headers: receipt() }),
    )
    await same(
      desk.ask('/api/v1/cases/P-000000', { headers: bearer() }),
      desk.ask('/api/v1/cases/no-number', { headers: bearer() }),
    )
    await same(
      desk.ask('/api/v1/cases/P-000000/commands', jsonBody({ type: 'AcceptReport' }, bearer())),
      desk.ask('/api/v1/cases/P-000001/advisory', { headers: bearer() }),
    )
    await same(
      desk.ask(`/api/v1/cases/P-000000/files/${file.id}`, { headers: bearer() }),
      desk.ask(`/api/v1/cases/${report.number}/files/${file.id}`, { headers: bearer() }),
    )
  })
})

describe('a token', () => {
  it('does what its scopes say, and no more', async () => {
    const reader = await desk.member('Reader', 'member', ['read'])
    await reader.case(report.number)
    for (const answer of [
      await reader.answer(report.number, 'AddNote', { text: 'x' }),
      await reader.post('/api/v1/cases', {}),
    ]) {
      assert.equal(answer.status, 403)
      assert.equal(answer.body.type, 'urn:postern:problem:scope')
    }
    const actor = await desk.member('Actor', 'member', ['act'])
    assert.equal((await actor.get('/api/v1/cases')).status, 403)
    await actor.give(report.number, 'AddNote', { text: 'x' })
    for (const type of ['PublishAdvisory', 'ApproveAdvisory', 'ScheduleAdvisory', 'ReleaseAndPublish']) {
      const answer = await actor.answer(report.number, type, bodies[type])
      assert.deepEqual([answer.status, answer.body.type], [403, 'urn:postern:problem:scope'], type)
    }
  })
  const bodies: Readonly<Record<string, Json>> = {
    ScheduleAdvisory: { publishAt: '2027-03-31T12:00:00Z' },
    ReleaseAndPublish: { version: '1', url: 'https://example.org/', commit: 'abc' },
  }

  it('of an observer reads, and does nothing', async () => {
    const observer = await desk.member('Olga', 'observer', ['read'])
    await observer.case(report.number)
    assert.equal((await observer.answer(report.number, 'AddNote', { text: 'x' })).status, 403)
  })

  it('is of no use for a thread, nor a receipt for a case', async () => {
    assert.equal((await desk.ask('/api/v1/thread', { headers: bearer() })).status, 401)
    assert.equal((await desk.ask('/api/v1/cases', { headers: receipt() })).status, 401)
  })
})

describe('the list of cases', () => {
  it('pages by cursor, soonest due first, each case once', async () => {
    for (let count = 0; count < 5; count++) {
      desk.later(60_000)
      await desk.report({ title: `Report ${count}` })
    }
    const all = (await ada.get('/api/v1/cases')).body
    assert.equal(all.next, null)
    const numbers: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Json = (await ada.get(`/api/v1/cases?limit=2${next && `&after=${next}`}`)).body
      assert.ok(page.items.length <= 2)
      numbers.push(...page.items.map((row: Json) => row.number))
      next = page.next
    }
    assert.deepEqual(
      numbers,
      all.items.map((row: Json) => row.number),
    )
    assert.equal(new Set(numbers).size, numbers.length)
  })

  it('is filtered by group, stage and assignee', async () => {
    const mine = await desk.report({ title: 'Mine' })
    await ada.give(mine.number, 'AssignCase', { member: ada.id })
    const assigned = (await ada.get(`/api/v1/cases?assignee=${ada.id}`)).body.items
    assert.deepEqual(
      assigned.map((row: Json) => row.number),
      [mine.number],
    )
    assert.ok(
      (await ada.get('/api/v1/cases?assignee=none&group=new&stage=received')).body.items.every(
        (row: Json) => row.assignee === null && row.stage === 'received',
      ),
    )
    const { items } = (await ada.get('/api/v1/members')).body
    assert.equal(items.find((one: Json) => one.id === ada.id).name, 'Ada')
    assert.equal((await ada.answer(mine.number, 'AssignCase', { member: 'somebody' })).status, 422)
  })
})

describe('deciding upon something new', () => {
  it('is refused, and told what is new since it was looked at', async () => {
    const fresh = await desk.report()
    const { seq } = await ada.case(fresh.number)
    const grace = await desk.member('Grace')
    await grace.give(fresh.number, 'AddNote', { text: 'Wait, I know this one.' })
    await fresh.give('SendMessage', { text: 'One more thing.' })
    const answer = await ada.answer(fresh.number, 'DeclineReport', { reason: 'junk', text: 'No.', seen: seq })
    assert.equal(answer.status, 409)
    assert.equal(answer.body.refused, 'changed-since-seen')
    const at = new Date(desk.now()).toISOString()
    assert.deepEqual(answer.body.new, [
      { seq: seq + 1, type: 'NoteAdded', at, by: grace.id },
      { seq: seq + 2, type: 'MessageSent', at, by: 'reporter' },
    ])
    await ada.give(fresh.number, 'DeclineReport', { reason: 'junk', text: 'No.', seen: seq + 2 })
  })
})

describe('the headers of an answer', () => {
  it('keep a file what it is: saved, never shown, whatever it is called', async () => {
    const sender = await desk.report({}, { files: { '../evil".html': '<script>alert(1)</script>' } })
    const [file] = (await sender.thread()).files
    const paths: readonly (readonly [string, Record<string, string>])[] = [
      [`/api/v1/thread/files/${file.id}`, { authorization: `Receipt ${sender.receipt}` }],
      [`/api/v1/cases/${sender.number}/files/${file.id}`, bearer()],
    ]
    for (const [path, headers] of paths) {
      const response = await desk.ask(path, { headers })
      assert.equal(await response.text(), '<script>alert(1)</script>')
      assert.equal(response.headers.get('content-type'), 'application/octet-stream')
      assert.match(
        response.headers.get('content-disposition') ?? '',
        /^attachment; filename="[^"/]*"; filename\*=UTF-8''[^"'/]*$/,
      )
      assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/)
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(response.headers.get('cache-control'), 'private, no-store')
    }
  })

  it('let nothing be kept, and answer HEAD as GET without a body', async () => {
    for (const [path, headers] of [
      ['/api/v1/thread', receipt()],
      ['/api/v1/cases', bearer()],
      ['/api/v1/openapi.json', {}],
    ] as const) {
      const [get, head] = [await desk.ask(path, { headers }), await desk.ask(path, { method: 'HEAD', headers })]
      assert.equal(get.headers.get('cache-control'), 'no-store')
      assert.equal(head.status, 200)
      assert.equal(await head.text(), '')
      assert.deepEqual([...head.headers], [...get.headers])
    }
  })

  it('tell whether a thread has anything new', async () => {
    const etag = (await desk.ask('/api/v1/thread', { headers: receipt() })).headers.get('etag') ?? ''
    const again = (tag: string) => desk.ask('/api/v1/thread', { headers: { ...receipt(), 'if-none-match': tag } })
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) assert.equal((await again(tag)).status, 304, tag)
    await ada.give(report.number, 'AddNote', { text: 'Only among us.' })
    assert.equal((await again(etag)).status, 304)
    await ada.give(report.number, 'SendMessage', { text: 'For you.' })
    assert.equal((await again(etag)).status, 200)
  })
})

describe('times', () => {
  it('are RFC 3339 wherever they stand', async () => {
    const planned = await desk.report({ planAt: '2027-03-31' })
    const [thread, seen] = [await planned.thread(), await ada.case(planned.number)]
    assert.equal(thread.report.planAt, '2027-03-31T12:00:00.000Z')
    for (const [path, value] of leaves([thread, seen, await ada.preview(planned.number)]))
      if (/(At|Until|until|due|[bB]y|at)$/.test(path)) assert.ok(typeof value !== 'number', `${path} is ${value}`)
  })

  function leaves(value: Json, path = ''): [string, Json][] {
    if (typeof value !== 'object' || value === null) return [[path, value]]
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
  }
})

describe('the description of the API', () => {
  let document: Json
  before(async () => {
    document = JSON.parse(await desk.read('/api/v1/openapi.json'))
  })

  it('names every row of the table and no other', () => {
    const rows = apiRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/:([a-z]+)/gi, '{$1}')}`).sort()
    assert.ok(rows.length >= 12)
    assert.deepEqual(
      describedBy(document)
        .operations.map(({ method, path }) => `${method} ${path}`)
        .sort(),
      rows,
    )
  })

  it('is OpenAPI 3.1 in every part that this API uses', () => {
    assert.equal(document.openapi, '3.1.0')
    assert.ok(document.info.title && document.info.version)
    assert.equal(document.servers[0].url, desk.origin)
    const ids = new Set<string>()
    for (const { method, path, facts } of describedBy(document).operations) {
      const where = `${method} ${path}`
      assert.ok(facts.operationId && !ids.has(facts.operationId), where)
      ids.add(facts.operationId)
      const inPath = [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, name]) => name)
      const parameters: Json[] = facts.parameters ?? []
      assert.deepEqual(
        parameters.filter((one) => one.in === 'path').map((one) => one.name),
        inPath,
        where,
      )
      for (const one of parameters) assert.ok(one.schema && (one.in !== 'path' || one.required === true), where)
      for (const answer of Object.values(facts.responses as Json) as Json[]) assert.ok(answer.description, where)
      assert.equal(method === 'POST', facts.requestBody !== undefined, where)
      for (const [scheme] of facts.security.flatMap(Object.entries))
        assert.ok(document.components.securitySchemes[scheme], where)
    }
  })

  it('holds schemas that are JSON Schema 2020-12, and that notice what is wrong', () => {
    const described = describedBy(document)
    // Each is compiled by being asked.
    for (const { method, path, facts } of described.operations) {
      if (facts.requestBody !== undefined)
        assert.throws(() => described.accepted(method, path, { unknown: true }), /must NOT have|must match|must have/)
      for (const status of Object.keys(facts.responses))
        if (facts.responses[status].content?.['application/json'] !== undefined)
          assert.throws(() => described.answered(method, path, Number(status), 'application/json', 7), /must be object/)
    }
    described.accepted('POST', '/api/v1/reports', aReport)
    assert.throws(
      () => described.accepted('POST', '/api/v1/reports', { ...aReport, severity: 'high' }),
      /additional properties/,
    )
    assert.throws(() =>
      described.accepted('POST', '/api/v1/thread/commands', { type: 'ProposeEmbargo', until: 'tomorrow' }),
    )
  })
})

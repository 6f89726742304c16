import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ApiAnswer, aReport, type Member, type Staffed, signIn, staffedHouse } from './staffed-house.ts'

const wrong = 'abacus-abdomen-abide-ability-ablaze-able-abnormal-abrasion-abrasive-abreast'

describe('receipt codes and numbers that are guessed', () => {
  let desk: Staffed
  let member: Member
  before(async () => {
    desk = await staffedHouse()
    member = await desk.member('member')
  })
  after(() => desk.close())

  /** Enters a code by the form, from this address. */
  const enter = async (code: string, peer: string) => {
    const browser = desk.browser(peer)
    await browser.get('/receipt')
    return { browser, answer: await browser.submit('/receipt', { code }) }
  }
  const thread = (code: string, peer?: string) =>
    desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${code}` }, peer })

  it('case 12: 1,000 wrong codes from one address meet one page and a limit; the right code and others never do', async () => {
    const { receipt } = await desk.report()
    const browser = desk.browser('203.0.113.1')
    const page = await browser.get('/receipt')
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const answers = []
    for (let n = 0; n < 1_000; n++)
      answers.push(await browser.post('/receipt', { token, code: n % 2 === 0 ? wrong : `${n}-${wrong}` }))
    assert.deepEqual(new Set(answers.slice(0, 300).map(({ status }) => status)), new Set([422]))
    assert.deepEqual(new Set(answers.slice(300).map(({ status }) => status)), new Set([429]))
    assert.equal(new Set(answers.map(({ body }) => body)).size, 1, 'one page, whatever was typed')
    assert.equal(new Set(answers.map(({ headers }) => headersOf(headers))).size, 1)

    assert.equal((await enter(wrong, '198.51.100.1')).answer.status, 422, 'others are not affected')
    assert.equal((await enter(receipt, '198.51.100.1')).answer.to, '/thread')
    assert.equal(
      (await enter(receipt, '203.0.113.1')).answer.to,
      '/thread',
      'the right code comes in from there as well',
    )

    for (let n = 0; n < 310; n++) assert.ok([401, 429].includes((await thread(wrong, '203.0.113.77')).status))
    assert.equal((await thread(wrong, '203.0.113.77')).status, 429)
    assert.equal((await thread(receipt, '203.0.113.77')).status, 200)
  })

  it('case 13: a code works however it was written down; a huge one is the same page as any wrong one', async () => {
    const { receipt } = await desk.report()
    const ways = [
      receipt.toUpperCase(),
      receipt.replaceAll('-', ' '),
      `  ${receipt}\n`,
      receipt.replaceAll('-', ''),
      receipt.replaceAll('-', '\u2013'),
      receipt.replaceAll('-', '_'),
      `"${receipt}".`,
      receipt.replace(/^./, (letter) => letter.toUpperCase()),
    ]
    for (const way of ways) assert.equal((await enter(way, '192.0.2.1')).answer.to, '/thread', JSON.stringify(way))
    const expected = (await enter(wrong, '192.0.2.2')).answer
    for (const code of [
      'a'.repeat(100_000),
      `${receipt}${'-'.repeat(100_000)}`,
      '',
      '\u0000',
      '🂡'.repeat(200),
      'a'.repeat(300),
    ]) {
      const began = performance.now()
      const { answer } = await enter(code, '192.0.2.2')
      assert.ok(performance.now() - began < 500, 'no work is done for it')
      assert.equal(answer.status, 422)
      assert.equal(answer.body, expected.body)
    }
  })

  it('case 14: right, unknown, expired, rotated and malformed codes are looked up in the same time', async () => {
    // A desk of its own: its clock goes on for a month.
    const own = await staffedHouse()
    try {
      const { receipt } = await own.report()
      const expired = await rotated(own)
      own.clock.to(own.clock.now() + 31 * 86_400_000)
      const old = await rotated(own)
      assert.equal(await own.house.desk.openReceipt(expired), undefined)
      const kinds = { right: receipt, unknown: wrong, expired, rotated: old, malformed: 'x', long: 'a'.repeat(250) }
      await alike('the look-up', kinds, (code) => own.house.desk.openReceipt(code))
      // A right code opens a thread, and that takes its time; no wrong one tells by it which kind of wrong it is.
      const { right: _, ...others } = kinds
      await alike('the whole answer', others, (code) =>
        own.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${code}` }, peer: aPeer() }),
      )
    } finally {
      await own.close()
    }
  })

  /** A code that was replaced just now. */
  async function rotated({ report, house }: Staffed): Promise<string> {
    const { receipt } = await report()
    const access = await house.desk.openReceipt(receipt)
    assert.ok(access !== undefined && 'stream' in access)
    const { offer } = house.desk.offerReceipt(access)
    assert.equal(typeof (await house.desk.rotateReceipt(access, offer)), 'string')
    return receipt
  }

  /** Another network each time, so that no limit answers in the place of the desk. */
  let peers = 0
  const aPeer = () => {
    peers += 1
    return `100.${64 + (peers >> 16)}.${(peers >> 8) & 255}.${peers & 255}`
  }

  /** Each kind 1,000 times, in turn, so that whatever else the machine does meets all of them. */
  async function alike(what: string, kinds: Readonly<Record<string, string>>, act: (code: string) => Promise<unknown>) {
    const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]))
    for (let round = 0; round < 1_000; round++) {
      for (const [kind, code] of Object.entries(kinds)) {
        const began = performance.now()
        await act(code)
        times.get(kind)?.push(performance.now() - began)
      }
    }
    const medians = [...times].map(([kind, taken]) => [kind, taken.toSorted((a, b) => a - b)[500] ?? 0] as const)
    const said = medians.map(([kind, ms]) => `${kind} ${ms.toFixed(3)}`).join(', ')
    const spread = Math.max(...medians.map(([, ms]) => ms)) - Math.min(...medians.map(([, ms]) => ms))
    console.log(`${what}: ${said}; ${spread.toFixed(3)} ms apart in the median`)
    assert.ok(spread < 1, `${what}: ${said} ms`)
  }

  it('case 15: a thread opens nothing of another case: the same 404 for what is there and what is not', async () => {
    const [own, foreign] = [await withFile(desk), await withFile(desk)]
    const reader = await desk.reading(own.receipt)
    const ids = [
      foreign.file,
      'zzzzzzzzzzzzzzzzzzzzzzzzzz',
      `${foreign.file}x`,
      '..%2f..%2fpostern.db',
      own.number,
      foreign.number,
    ]
    assert.equal((await reader.get(`/thread/files/${own.file}`)).status, 200)
    const pages = []
    for (const id of ids) pages.push(await reader.get(`/thread/files/${id}`))
    assert.deepEqual(new Set(pages.map(({ status }) => status)), new Set([404]))
    assert.equal(new Set(pages.map(({ body }) => body)).size, 1)

    const asOwner = { authorization: `Receipt ${own.receipt}` }
    const answers: ApiAnswer[] = []
    for (const id of ids) answers.push(await desk.api('GET', `/api/v1/thread/files/${id}`, { headers: asOwner }))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]))
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    // No form names a case: what it changes follows from the session alone, and a foreign name in it is refused.
    for (const extra of ['case', 'number', 'stream', 'person'])
      assert.equal(
        (
          await reader
            .get('/thread')
            .then(() => reader.submit('/thread/message', { text: 'x', [extra]: foreign.number }))
        ).status,
        400,
      )
    const theirs = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${foreign.receipt}` } })
    assert.equal((theirs.json.messages as unknown[]).length, 1)
    // A file of another case cannot be brought along in a command either.
    const smuggled = {
      type: 'SendMessage',
      id: 's',
      text: 'x',
      files: [{ id: foreign.file, blob: 'x', key: 'x', name: 'x', size: 1, sha256: 'x' }],
    }
    assert.equal((await desk.api('POST', '/api/v1/thread/commands', { body: smuggled, headers: asOwner })).status, 400)
  })

  it('case 16: numbers of cases cannot be counted through by anybody outside the team', async () => {
    const { number } = await desk.report()
    const other = await desk.report()
    const reporter = await desk.reading(other.receipt)
    const missing = 'P-000000'
    for (const browser of [desk.browser(), reporter]) {
      for (const suffix of ['', '/advisory', '/publish', '/files/x', '/timeline']) {
        const pages = [
          await browser.get(`/desk/cases/${number}${suffix}`),
          await browser.get(`/desk/cases/${missing}${suffix}`),
        ]
        assert.deepEqual(
          pages.map(({ status }) => status),
          [404, 404],
        )
        assert.equal(pages[0]?.body, pages[1]?.body)
        assert.equal(headersOf(pages[0]?.headers), headersOf(pages[1]?.headers))
      }
      assert.equal(
        (await browser.post(`/desk/cases/${number}`, { x: '1' })).body,
        (await browser.post(`/desk/cases/${missing}`, { x: '1' })).body,
      )
    }
    for (const authorization of [
      `Receipt ${other.receipt}`,
      'Bearer pst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '',
    ]) {
      for (const path of ['', '/advisory', '/files/x']) {
        const answers = []
        for (const one of [number, missing])
          answers.push(await desk.api('GET', `/api/v1/cases/${one}${path}`, { headers: { authorization } }))
        assert.deepEqual(
          answers.map(({ status }) => status),
          [401, 401],
        )
        assert.equal(answers[0]?.text, answers[1]?.text)
      }
    }
  })

  it('case 17: wherever a sign-in is told to lead, it stays in the desk', async () => {
    const ways = [
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '%2f%2fevil.example',
      'https://evil.example/',
      '/desk//evil.example/..//evil.example',
      '/desk\r\nLocation: https://evil.example',
      '/desk/../..//evil.example',
      'javascript:alert(1)',
      '/deskevil.example',
      '@evil.example',
      '/%09/evil.example',
    ]
    for (const way of ways) {
      for (const at of [`/sign-in?next=${encodeURIComponent(way)}`, `/sign-in?next=${way.replaceAll(/[\r\n]/g, '')}`]) {
        const page = await desk.browser().get(at)
        assert.ok([200, 404].includes(page.status), at)
        const next = /name="next" value="([^"]*)"/.exec(page.body)?.[1]
        if (next !== undefined) assert.equal(new URL(next, desk.origin).origin, desk.origin, `${way} -> ${next}`)
        if (next !== undefined) assert.match(new URL(next, desk.origin).pathname, /^\/desk(\/|$)/)
        assert.equal(page.headers.get('location'), null)
      }
    }
    assert.match(
      (await desk.browser().get('/sign-in?next=/desk/account')).body,
      /name="next" value="\/desk\/account"/,
      'the page carries it, so the test sees something',
    )
    // And where no script reads it: the link of the console leads to the desk alone.
    const browser = desk.browser()
    await signIn(desk.house, member.name, browser)
  })
})

const headersOf = (headers: Headers | undefined): string =>
  JSON.stringify([...(headers ?? [])].filter(([name]) => name !== 'date').sort())

/** A report with one file, and the file's id. */
async function withFile(desk: Staffed): Promise<{ receipt: string; number: string; file: string }> {
  const body = new FormData()
  body.set('report', JSON.stringify(aReport))
  body.set('files', new Blob(['a secret']), 'proof.txt')
  const sent = await desk.api('POST', '/api/v1/reports', { raw: body })
  assert.equal(sent.status, 201)
  const { receipt, case: number } = sent.json as { receipt: string; case: string }
  const read = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
  const [file] = read.json.files as { id: string }[]
  return { receipt, number, file: file?.id ?? '' }
}

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Fields, report, type SentFile, type TestDesk, testDesk, type Visitor } from './visitor.ts'

const yaml =
  'project: { name: Lantern }\nlimits: { reportsPerHour: 1000, wrongReceiptsPerHour: 5, messagesPerHour: 40 }\n'
const halfAnHour = 31 * 60_000
const long = `It began like this.\n\n${'A long and careful answer. '.repeat(80)}\n<b>Bold</b> words`

describe('a form of the thread whose session is over', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk({ yaml })
  })
  after(() => desk.close())

  async function inThread(address?: string) {
    const visitor = desk.visitor(address === undefined ? {} : { address })
    const { code, number } = await report(visitor)
    await visitor.send('/receipt')
    assert.equal(visitor.status, 200, visitor.words)
    return { visitor, code, number }
  }

  /** A browser forgets the cookie when its half hour is over. */
  async function late(visitor: Visitor, path: string, fields: Fields, files: readonly SentFile[] = []) {
    desk.clock.now += halfAnHour
    ;(visitor.cookies as Map<string, string>).clear()
    return visitor.send(path, fields, files)
  }
  const shownText = (visitor: Visitor) =>
    (/<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(visitor.page)?.[1] ?? '')
      .replaceAll('\r\n', '\n')
      .replaceAll('&lt;', '<')

  /** Sends the page on as it stands, with the text that it shows. */
  const resume = (visitor: Visitor, code: string, files: readonly SentFile[] = []) =>
    visitor.send('/receipt/resume', { text: shownText(visitor), code }, files)

  async function threadOf(code: string) {
    const access = await desk.house.desk.openReceipt(code)
    assert.ok(access !== undefined && 'stream' in access)
    const view = (await desk.house.desk.thread(access))?.view
    return { version: view?.version, messages: view?.messages, credit: view?.credit }
  }

  it('gives back all that was typed, asks for the code, and sends it with the right one', async () => {
    const { visitor, code, number } = await inThread()
    await desk.act(number, { type: 'RequestInformation', text: 'How?' })
    await visitor.get('/thread')
    await late(visitor, '/thread/information', { text: long }, [{ name: 'proof of it.txt', text: 'x' }])
    assert.equal(visitor.status, 403)
    assert.match(visitor.words, /Please enter your code again/)
    assert.equal(shownText(visitor), long)
    assert.match(visitor.words, /choose these files again: proof of it\.txt/)
    const asked = visitor.page
    await resume(visitor, code.toUpperCase().replaceAll('-', ' '))
    assert.equal(visitor.status, 200, visitor.words)
    assert.match(visitor.words, /Your answer was sent to the team/)
    assert.match(visitor.words, /<b>Bold<\/b> words/)
    assert.doesNotMatch(visitor.words, /What we need from you/)
    assert.match(visitor.headers.getSetCookie().join(), /__Host-postern-thread=/)
    // Pressed twice, it is one answer; the session that was opened goes on.
    visitor.page = asked
    await resume(visitor, code)
    assert.equal(visitor.words.split('It began like this').length - 1, 1)
    await visitor.send('/thread/message', { text: 'One more thing.' })
    assert.match(visitor.words, /Your message was sent/)
  })

  it('takes the files along when they are chosen again, and names them when the code was wrong', async () => {
    const { visitor, code } = await inThread()
    await late(visitor, '/thread/message', { text: 'See the file.' }, [{ name: 'a.txt', text: 'x' }])
    await resume(visitor, 'wrong')
    assert.match(visitor.words, /choose these files again: a\.txt/)
    await resume(visitor, 'wrong', [
      { name: 'a.txt', text: 'x' },
      { name: 'b.txt', text: 'x' },
    ])
    assert.equal(visitor.status, 422)
    assert.equal(shownText(visitor), 'See the file.')
    assert.match(visitor.words, /choose these files again: a\.txt b\.txt/)
    await resume(visitor, code, [{ name: 'a.txt', text: 'x' }])
    assert.match(visitor.words, /Your message was sent/)
    assert.match(visitor.words, /Files a\.txt/)
  })

  it('keeps only so many bytes of files for somebody who has shown no code, and loses no word', async () => {
    const small = await testDesk({ yaml: `${yaml.replace('limits: {', 'limits: { uploadBytesPerHour: 4 KiB,')}` })
    try {
      const visitor = small.visitor()
      const { code } = await report(visitor)
      await visitor.send('/receipt')
      small.clock.now += halfAnHour
      ;(visitor.cookies as Map<string, string>).clear()
      await visitor.send('/thread/message', { text: 'See the files.' })
      const files = [
        { name: 'a.txt', text: 'x'.repeat(3_000) },
        { name: 'b.txt', text: 'y'.repeat(3_000) },
      ]
      await resume(visitor, 'wrong', files)
      assert.equal(visitor.status, 422)
      assert.equal(shownText(visitor), 'See the files.')
      assert.match(visitor.words, /choose these files again: a\.txt b\.txt/)
      await resume(visitor, code, files)
      assert.equal(visitor.status, 503, visitor.words)
      assert.match(visitor.words, /Very many files came from your network in the last hour/)
      assert.equal(shownText(visitor), 'See the files.')
      // With the code shown, the thread's own limits count.
      await visitor.send('/thread/message', { text: 'See the files.' }, files)
      assert.match(visitor.words, /Your message was sent/)
    } finally {
      await small.close()
    }
  })

  it('says what was chosen and does exactly that', async () => {
    const { visitor, code, number } = await inThread()
    await desk.act(number, { type: 'AcceptReport' })
    await desk.act(number, { type: 'ConfirmReproduction' })
    await desk.act(number, { type: 'OfferFix', text: 'Please try.', files: [] })
    await visitor.get('/thread')
    await late(visitor, '/thread/verify', { holds: 'no', text: 'Still open.' })
    assert.match(visitor.words, /You chose The fix does not hold/)
    await resume(visitor, code)
    assert.match(visitor.words, /You The fix does not hold/)
    await late(visitor, '/thread/credit', { do: 'choose', credit: 'named', creditName: 'Ada & Bo' })
    assert.match(visitor.words, /As the advisory will show it: Credit: Ada & Bo/)
    await resume(visitor, code)
    assert.match(visitor.words, /Your choice is kept/)
    await late(visitor, '/thread/embargo', { do: 'propose', until: '2027-04-01' })
    assert.match(visitor.words, /You propose: nothing public before 2027-04-01/)
    await resume(visitor, code)
    assert.match(visitor.words, /Proposed by you: nothing public before 1 April 2027/)
    await late(visitor, '/thread/forget', {})
    assert.match(visitor.page, /Drop my name for good/)
    await resume(visitor, code)
    assert.match(visitor.words, /gone from this desk/)
    await late(visitor, '/thread/withdraw', { text: 'Sorry.' })
    await resume(visitor, code)
    assert.match(visitor.words, /You withdrew this report/)
  })

  it('shows a new code to whoever asks for one too late, and replaces the old one in the same way', async () => {
    const { visitor, code } = await inThread()
    await late(visitor, '/thread/rotate', {})
    await resume(visitor, code)
    assert.match(visitor.words, /Not active yet/)
    const fresh = visitor.hidden('/receipt/file').code ?? ''
    await late(visitor, '/thread/rotate', { do: 'replace' })
    assert.match(visitor.words, /Please enter your code again/)
    await resume(visitor, code)
    assert.match(visitor.words, /Your new code works now/)
    assert.equal(visitor.hidden('/receipt').code, fresh)
    await visitor.get('/thread')
    assert.match(visitor.words, /Your report/)
  })

  it('comes back as well when a newer session is open in the same browser', async () => {
    const { visitor, code } = await inThread()
    const old = visitor.page
    desk.clock.now += halfAnHour
    await visitor.get('/receipt')
    await visitor.send('/receipt', { code })
    visitor.page = old
    await visitor.send('/thread/message', { text: 'From the other window.' }, [{ name: 'b.txt', text: 'x' }])
    assert.equal(visitor.status, 403)
    assert.equal(shownText(visitor), 'From the other window.')
    assert.match(visitor.words, /choose these files again: b\.txt/)
    await resume(visitor, code)
    assert.match(visitor.words, /Your message was sent/)
  })

  it('does nothing in another thread, whose code its sender also has', async () => {
    const { visitor, number } = await inThread()
    const mine = visitor.page
    const others = await inThread()
    const before = await threadOf(others.code)
    for (const [path, fields] of [
      ['/thread/message', { text: 'Meant for the first one.' }],
      ['/thread/withdraw', { text: 'I was wrong.' }],
      ['/thread/forget', {}],
      ['/thread/credit', { do: 'choose', credit: 'named', creditName: 'Ada' }],
    ] as const) {
      visitor.page = mine
      await late(visitor, path, fields)
      await resume(visitor, others.code)
      assert.equal(visitor.status, 422)
      assert.match(visitor.words, /This code opens another thread than the one you wrote this in/)
      assert.equal(visitor.cookies.size, 0)
      assert.doesNotMatch(visitor.page, new RegExp(`${number}|${others.number}`))
    }
    assert.deepEqual(await threadOf(others.code), before)
    // Without the token of the form nobody knows whose it is.
    const { made: _, ...rest } = visitor.hidden('/receipt/resume')
    for (const made of ['', 'x', rest.token ?? '']) {
      const body = new URLSearchParams({ ...rest, made, code: others.code })
      const answer = await visitor.request('POST', '/receipt/resume', { body, headers: visitor.sameOrigin() })
      assert.equal(answer.status, 422)
    }
  })

  it('answers alike whether there was a session, whose it was, and whatever is wrong with the code', async () => {
    const { visitor, code } = await inThread('198.51.100.1')
    const open = visitor.page
    const [, session = ''] = [...visitor.cookies.entries()][0] ?? []
    desk.clock.now += halfAnHour
    const send = async (path: string, fields: Fields, cookie = '', at = '198.51.100.1') => {
      const one = desk.visitor({ address: at })
      const body = new URLSearchParams(fields)
      const headers = { ...one.sameOrigin(), ...(cookie !== '' && { cookie: `__Host-postern-thread=${cookie}` }) }
      const answer = await one.request('POST', path, { body, headers })
      return JSON.stringify([answer.status, [...answer.headers], await answer.text()])
    }
    visitor.page = open
    const form = { ...visitor.hidden('/thread/message'), text: 'Hello?' }
    const lapses = new Set<string>()
    for (const cookie of ['', session, 'A'.repeat(43), 'nonsense'])
      lapses.add(await send('/thread/message', form, cookie))
    assert.equal(lapses.size, 1)
    const page = JSON.parse([...lapses][0] ?? '[]')[2] as string
    visitor.page = page
    const again = { ...visitor.hidden('/receipt/resume'), text: 'Hello?' }
    const answers = new Set<string>()
    const wrong = ['wrong', `${'abacus-'.repeat(9)}zoom`, '', 'x'.repeat(70_000)]
    for (const typed of wrong) answers.add(await send('/receipt/resume', { ...again, code: typed }, '', '198.51.100.9'))
    assert.equal(answers.size, 1)
    assert.match([...answers][0] ?? '', /^\[422/)
    for (const typed of ['more', 'and more'])
      await send('/receipt/resume', { ...again, code: typed }, '', '198.51.100.9')
    const over = await send('/receipt/resume', { ...again, code: 'too many' }, '', '198.51.100.9')
    assert.match(over, /^\[429/)
    assert.match(over, /Hello\?/)
    const right = await send('/receipt/resume', { ...again, code }, '', '198.51.100.9')
    assert.match(right, /^\[303,.*"location","\/thread\?done=message"/)
    assert.doesNotMatch(right, new RegExp(code))
  })

  it('is taken from no other site, and not without a token of this desk', async () => {
    const { visitor, code } = await inThread()
    const hidden = visitor.hidden('/thread/message')
    ;(visitor.cookies as Map<string, string>).clear()
    const status = async (path: string, fields: Fields, headers: Readonly<Record<string, string>>) =>
      (await visitor.request('POST', path, { body: new URLSearchParams(fields), headers })).status
    const page = async (fields: Fields, headers: Readonly<Record<string, string>> = visitor.sameOrigin()) => {
      const answer = await visitor.request('POST', '/thread/message', { body: new URLSearchParams(fields), headers })
      return answer.text()
    }
    const mine = { ...hidden, text: 'My words' }
    assert.match(await page(mine), /My words/)
    for (const [name, value] of [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
      ['origin', 'null'],
    ] as const)
      assert.doesNotMatch(await page(mine, { [name]: value }), /My words|Please enter your code/)
    const open = (await desk.visitor().get('/report')).hidden('/report').token ?? ''
    for (const token of ['', 'x', open]) assert.doesNotMatch(await page({ ...mine, token }), /My words/)
    const made = hidden.token ?? ''
    const resumed = { token: open, made, form: 'message', seen: hidden.seen ?? '', text: 'My words', code }
    for (const token of ['', 'x', hidden.token ?? ''])
      assert.equal(await status('/receipt/resume', { ...resumed, token }, visitor.sameOrigin()), 403)
    assert.equal(await status('/receipt/resume', resumed, { origin: 'https://evil.example' }), 403)
    assert.equal(await status('/receipt/resume', { ...resumed, form: 'nothing' }, visitor.sameOrigin()), 303)
    assert.equal(await status('/receipt/resume', resumed, visitor.sameOrigin()), 303)
  })

  it('says of a replaced code that it was replaced, and keeps the text for the new one', async () => {
    const { visitor, code } = await inThread()
    const mine = visitor.page
    await visitor.send('/thread/rotate')
    await visitor.send('/thread/rotate', { do: 'replace' })
    const fresh = visitor.hidden('/receipt').code ?? ''
    visitor.page = mine
    await late(visitor, '/thread/message', { text: 'Still here.' })
    await resume(visitor, code)
    assert.equal(visitor.status, 422)
    assert.match(visitor.words, /This code was replaced by a new one on/)
    assert.equal(shownText(visitor), 'Still here.')
    await resume(visitor, fresh)
    assert.match(visitor.words, /Your message was sent/)
  })

  it('keeps what fits of a text that is too long, also with a wrong code', async () => {
    const { visitor } = await inThread()
    await late(visitor, '/thread/message', { text: 'y'.repeat(70_000) })
    assert.equal(visitor.status, 413)
    assert.match(visitor.words, /only its beginning is left here/)
    assert.equal(shownText(visitor).length, 65_536)
  })

  it('goes on with the limits of the thread', async () => {
    const { visitor, code } = await inThread('198.51.100.77')
    for (let turn = 0; turn < 40; turn += 1) await visitor.send('/thread/message', { text: `${turn}` })
    await visitor.send('/thread/message', { text: 'one too many' })
    assert.equal(visitor.status, 429)
    ;(visitor.cookies as Map<string, string>).clear()
    await visitor.send('/thread/message', { text: 'And another.' })
    assert.match(visitor.words, /Please enter your code again/)
    await resume(visitor, code)
    assert.equal(visitor.status, 429)
    assert.match(visitor.page, />And another\.<\/textarea>/)
    assert.equal(visitor.hidden('/thread/message').token?.length, 131)
  })
})

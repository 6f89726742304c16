import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

const yaml = 'project: { name: Lantern }\nlimits: { reportsPerHour: 1000 }\n'

async function inThread(desk: TestDesk, fields = someReport, files: { name: string; text: string }[] = []) {
  const visitor = desk.visitor()
  const { code, number } = await report(visitor, fields, files)
  await visitor.send('/receipt')
  assert.equal(visitor.status, 200, visitor.words)
  return { visitor, code, number }
}

describe('the thread', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk({ yaml })
  })
  after(() => desk.close())

  it('says that it arrived, that nobody took it up yet, what is next and by when', async () => {
    const { visitor, number } = await inThread(desk)
    assert.match(visitor.page, new RegExp(`<title>${number} · Lantern</title>`))
    assert.match(visitor.words, /Nobody on the team has taken it up yet/)
    assert.match(visitor.words, /Next, the team will review your report\. You hear from us by Friday 27 November 2026/)
    assert.match(visitor.words, /You The report/)
    assert.match(visitor.page, /aria-current="step"/)
  })

  it('asks on top what the team wants to know, and takes the answer with files', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'RequestInformation', text: 'Which **browser** was it?' })
    await visitor.get('/thread')
    assert.ok(visitor.words.indexOf('Which browser was it?') < visitor.words.indexOf('Where it stands'))
    await visitor.send('/thread/information', { text: 'An old one.' }, [
      { name: 'shot.svg', text: '<svg onload=alert(1)>' },
    ])
    assert.match(visitor.words, /Your answer was sent to the team/)
    assert.match(visitor.words, /An old one\./)
    assert.doesNotMatch(visitor.words, /What we need from you/)
  })

  it('keeps what was typed when a form cannot be sent', async () => {
    const { visitor, number } = await inThread(desk)
    await visitor.send('/thread/message', { text: ' \u200b ' })
    assert.equal(visitor.status, 422)
    assert.match(visitor.page, /href="#message-text"/)
    await visitor.send('/thread/message', { text: 'y'.repeat(70_000) })
    assert.equal(visitor.status, 413)
    assert.match(visitor.page, /yyyyy<\/textarea>/)
    await visitor.get('/thread')
    await desk.act(number, { type: 'RequestInformation', text: 'How?' })
    await visitor.get('/thread')
    const asked = visitor.page
    await visitor.send('/thread/information', { text: 'Like this.' })
    visitor.page = asked
    await visitor.send('/thread/information', { text: 'Like that.' })
    assert.equal(visitor.status, 409)
    assert.match(visitor.words, /No question is waiting for an answer/)
  })

  it('sends a message once however often it is pressed, and twice when it is written twice', async () => {
    const { visitor } = await inThread(desk)
    const open = visitor.page
    await visitor.send('/thread/message', { text: 'Are you there?' }, [{ name: 'a.txt', text: 'a' }])
    visitor.page = open
    await visitor.send('/thread/message', { text: 'Are you there?' }, [{ name: 'a.txt', text: 'a' }])
    assert.equal(visitor.words.split('Are you there?').length - 1, 1)
    await visitor.send('/thread/message', { text: 'Are you there?' })
    assert.equal(visitor.words.split('Are you there?').length - 1, 2)
  })

  it('hands out a fix, and takes the word on it', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'AcceptReport' })
    await desk.act(number, { type: 'ConfirmReproduction' })
    const bytes = async function* () {
      yield Buffer.from('a fixed binary')
    }
    const file = await desk.house.desk.putFile('lantern-1.2.4', bytes())
    await desk.act(number, {
      type: 'OfferFix',
      text: 'Please try it.',
      files: [file],
      version: '1.2.4',
      image: 'registry.example/lantern:fix',
    })
    await visitor.get('/thread')
    assert.match(visitor.words, /A fix to test Please try it\. Version 1\.2\.4 Image registry\.example\/lantern:fix/)
    const [href = ''] = /\/thread\/files\/[a-z0-9-]+/.exec(visitor.page) ?? []
    const download = await visitor.request('GET', href)
    assert.equal(await download.text(), 'a fixed binary')
    await visitor.send('/thread/verify', { holds: 'no' })
    assert.equal(visitor.status, 422)
    await visitor.send('/thread/verify', { holds: 'no', text: 'The window is still open.' })
    assert.match(visitor.words, /The fix does not hold/)
    await desk.act(number, { type: 'OfferFix', text: 'And now?', files: [] })
    await visitor.get('/thread')
    await visitor.send('/thread/verify', { holds: 'yes' })
    assert.match(visitor.words, /The fix holds/)
  })

  it('shows exactly how a credit will look before it counts', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'AskCredit', text: 'May we name you?' })
    await visitor.get('/thread')
    await visitor.send('/thread/credit', { do: 'choose' })
    assert.equal(visitor.status, 422)
    await visitor.send('/thread/credit', {
      do: 'preview',
      credit: 'named',
      creditName: 'Ada <Nwosu>',
      creditUrl: 'javascript:alert(1)',
    })
    assert.equal(visitor.status, 422)
    await visitor.send('/thread/credit', {
      do: 'preview',
      credit: 'named',
      creditName: 'Ada <Nwosu>',
      creditUrl: 'https://ada.example/',
    })
    assert.match(visitor.words, /As the advisory will show it: Credit: Ada <Nwosu> \(ada\.example\)/)
    assert.match(visitor.page, /href="https:\/\/ada\.example\/"/)
    await visitor.send('/thread/credit', {
      do: 'choose',
      credit: 'named',
      creditName: 'Ada <Nwosu>',
      creditUrl: 'https://ada.example/',
    })
    assert.match(visitor.words, /Your choice is kept/)
    assert.match(visitor.words, /As the advisory will show it: Credit: Ada <Nwosu>/)
  })

  it('does not say that nothing is left while it still asks for a name after the publication', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'AcceptReport' })
    await desk.act(number, { type: 'ConfirmReproduction' })
    await desk.act(number, { type: 'OfferFix', text: 'Please try.', files: [] })
    await visitor.get('/thread')
    await visitor.send('/thread/verify', { holds: 'yes' })
    await desk.act(number, { type: 'ReleaseFix', version: '1.2.4' })
    await desk.act(number, { type: 'AskCredit' })
    await desk.act(number, { type: 'EndUpdateWindow', reason: 'Everybody has updated.' })
    const fields = { title: 'A door that opens', summary: 'By itself.', mitigation: 'Update.' }
    await desk.act(number, { type: 'PublishAdvisory', fields })
    assert.match(
      (await visitor.get('/thread')).words,
      /The advisory is published\. You can still say below whether we may name you\./,
    )
    await visitor.send('/thread/credit', { do: 'choose', credit: 'none' })
    assert.match((await visitor.get('/thread')).words, /The advisory is published\. Nothing more is to be done here\./)
  })

  it('says in one sentence what was agreed about publishing', async () => {
    const { visitor, number } = await inThread(desk)
    assert.match(
      visitor.words,
      /Agreed: nothing public until our advisory, at the latest 18 February 2027, 09:00 UTC\./,
    )
    await desk.act(number, { type: 'ProposeEmbargo', until: Date.UTC(2027, 2, 3, 12) })
    await visitor.get('/thread')
    assert.match(visitor.words, /The team proposes: nothing public before 3 March 2027, 12:00 UTC\./)
    await visitor.send('/thread/embargo', { do: 'accept' })
    assert.match(visitor.words, /Agreed: nothing public before 3 March 2027, 12:00 UTC\./)
    await visitor.send('/thread/embargo', { do: 'propose', until: '2027-02-30' })
    assert.equal(visitor.status, 422)
    await visitor.send('/thread/embargo', { do: 'propose', until: '2027-04-01' })
    assert.match(visitor.words, /Proposed by you: nothing public before 1 April 2027, 12:00 UTC\./)
  })

  it('says of a report that came another way that our terms are ours, until its reporter has a say', async () => {
    const entered = await desk.house.desk.enterByHand(null, {
      form: { title: 'Came by mail', description: 'It opens by itself.' },
      files: [],
      door: 'email',
      arrivedAt: desk.clock.now,
      from: 'a stranger',
      foundByTeam: false,
    })
    assert.ok('handOver' in entered && entered.handOver !== null)
    const visitor = await desk.visitor().get('/take-over')
    await visitor.send('/take-over', { code: entered.handOver })
    await visitor.send('/receipt')
    assert.match(
      visitor.words,
      /We propose our usual terms: nothing public until our advisory, at the latest 18 February/,
    )
    assert.doesNotMatch(visitor.words, /Agreed:/)
    await desk.act(entered.number, { type: 'ProposeEmbargo', until: Date.UTC(2027, 2, 3, 12) })
    await visitor.get('/thread')
    await visitor.send('/thread/embargo', { do: 'accept' })
    assert.match(visitor.words, /Agreed: nothing public before 3 March 2027/)
    assert.doesNotMatch(visitor.words, /our usual terms/)
  })

  it('names the files that have to be chosen again, whatever kept a form from going out', async () => {
    const { visitor, number } = await inThread(desk)
    await visitor.send('/thread/message', { text: '' }, [{ name: 'shot.png', text: 'x' }])
    assert.equal(visitor.status, 422)
    assert.match(visitor.words, /Write a few words first\. Choose “shot\.png” again/)
    assert.match(visitor.page, /href="#message-files"/)
    await visitor.send('/thread/message', { text: 'y'.repeat(70_000) }, [{ name: 'shot.png', text: 'x' }])
    assert.match(visitor.words, /only its beginning is left here\..* Choose “shot\.png” again/)
    await visitor.get('/thread')
    await desk.act(number, { type: 'RequestInformation', text: 'How?' })
    await visitor.get('/thread')
    const asked = visitor.page
    await visitor.send('/thread/information', { text: 'Like this.' })
    visitor.page = asked
    await visitor.send('/thread/information', { text: 'Like that.' }, [{ name: 'a.txt', text: 'x' }])
    assert.equal(visitor.status, 409)
    assert.match(visitor.words, /Choose “a\.txt” again/)
  })

  it('names the file that was too large, and those that came after it', async () => {
    const small = await testDesk({ yaml: 'project: { name: Lantern }\nlimits: { fileSize: 1 KiB }\n' })
    try {
      const { visitor } = await inThread(small)
      const files = ['a.txt', 'large.bin', 'b.txt'].map((name) => ({
        name,
        text: name === 'large.bin' ? 'x'.repeat(5_000) : 'x',
      }))
      await visitor.send('/thread/message', { text: 'Here.' }, files)
      assert.equal(visitor.status, 413)
      assert.match(visitor.words, /“large\.bin” was larger than 1 KiB, so nothing was sent/)
      assert.match(visitor.words, /Choose “a\.txt” and “b\.txt” again/)
    } finally {
      await small.close()
    }
  })

  it('says what is next in words that need no explanation, at every turn', async () => {
    const { visitor, number, code } = await inThread(desk)
    const reads = async (pattern: RegExp) => assert.match((await visitor.get('/thread')).words, pattern)
    const began = desk.clock.now
    desk.clock.now += 8 * 86_400_000
    await visitor.get('/receipt')
    await visitor.send('/receipt', { code })
    await reads(/We are late, and sorry: you were to hear from us by Friday 27 November 2026\./)
    await desk.act(number, { type: 'RequestInformation', text: 'How?' })
    await reads(/Next, it is your turn: please answer the question below, if you can by/)
    await desk.act(number, { type: 'AcceptReport' })
    await reads(/Next, the team will reproduce what you found\./)
    await desk.act(number, { type: 'ConfirmReproduction' })
    await reads(/Next, the team will make a fix\./)
    await desk.act(number, { type: 'OfferFix', text: 'Please try.', files: [] })
    await reads(/Next, it is your turn: please test the fix below, if you can by/)
    await visitor.send('/thread/verify', { holds: 'yes' })
    await reads(/Next, the team will release the fix\./)
    await reads(/You The fix holds .* Without words\./)
    await desk.act(number, { type: 'ReleaseFix', version: '1.2.4' })
    await desk.act(number, { type: 'AskCredit' })
    await reads(/The fix is out\. Users have time to update until .* 2026; then the team publishes the advisory\./)
    desk.clock.now = began
  })

  it('calls a question that nobody had to ask not needed, and never skipped', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'AcceptReport' })
    await visitor.get('/thread')
    assert.match(visitor.words, /We tell you in private what is missing\. Not needed/)
    assert.doesNotMatch(visitor.words, /Skipped/)
  })

  it('does not ask for an answer where it only offers one, and holds nobody to a promise without its date', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'DeclineReport', reason: 'not-security', text: 'A feature.' })
    await visitor.get('/thread')
    assert.match(visitor.words, /If you see it differently, you may answer until Sunday 20 December 2026/)
    assert.match(visitor.words, /What you can do You may answer/)
    assert.doesNotMatch(visitor.words, /What we need from you|Nothing more is to be done/)
    assert.match(visitor.words, /Still agreed: nothing public before 18 February 2027, 09:00 UTC\. If you would like/)
  })

  it('takes an answer to a decline', async () => {
    const { visitor, number } = await inThread(desk)
    await desk.act(number, { type: 'DeclineReport', reason: 'not-security', text: 'We think that this is a feature.' })
    await visitor.get('/thread')
    assert.match(visitor.words, /Why it was declined: We think that this is a feature\./)
    await visitor.send('/thread/decline-answer', { text: 'It lets anybody in.' })
    assert.match(visitor.words, /They review the report once more/)
  })

  it('lets a reporter withdraw, and drop their name', async () => {
    const { visitor } = await inThread(desk, {
      ...someReport,
      credit: 'named',
      creditName: 'Ada Nwosu',
      name: 'Ada Nwosu',
    })
    assert.match(visitor.words, /Ada Nwosu/)
    await visitor.send('/thread/forget')
    assert.match(visitor.words, /gone from this desk/)
    assert.doesNotMatch(visitor.words, /Ada Nwosu/)
    // Without a name one can still write, and stay without one.
    await visitor.send('/thread/message', { text: 'I am still here.' })
    assert.match(visitor.words, /I am still here\./)
    await visitor.send('/thread/credit', { do: 'choose', credit: 'anonymous' })
    assert.match(visitor.words, /Credit: One person who wished to stay unnamed/)
    assert.doesNotMatch(visitor.words, /Drop my name for good/)
    await visitor.send('/thread/credit', { do: 'choose', credit: 'named', creditName: 'A. N.' })
    assert.match(visitor.words, /Credit: A\. N\./)
    await visitor.send('/thread/forget')
    assert.doesNotMatch(visitor.words, /A\. N\./)
    const other = await inThread(desk)
    await other.visitor.send('/thread/withdraw', { text: 'My mistake.' })
    assert.match(other.visitor.words, /You withdrew this report/)
  })

  it('shows nothing of what the team keeps to itself, in page or headers', async () => {
    const { visitor, number } = await inThread(desk)
    const seen = async () => {
      const response = await visitor.request('GET', '/thread')
      return JSON.stringify([[...response.headers], await response.text()])
    }
    const before = await seen()
    assert.match(before, /"etag","\\"\d+\\""/)
    desk.clock.now += 60_000
    await desk.act(number, { type: 'AddNote', text: 'Looks real to me.', files: [] })
    await desk.act(number, { type: 'TagCase', tags: ['door'] })
    const file = await desk.house.desk.putFile(
      'internal.txt',
      (async function* () {
        yield Buffer.from('x')
      })(),
    )
    await desk.act(number, { type: 'AddFiles', files: [file] })
    await desk.act(number, {
      type: 'AssessSeverity',
      cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    })
    assert.equal(await seen(), before)
  })

  it('hands out no file of another thread, and no file that never was, and says the same to both', async () => {
    const mine = await inThread(desk, someReport, [{ name: 'mine.txt', text: 'mine' }])
    const theirs = await inThread(desk, someReport, [{ name: 'theirs.txt', text: 'theirs' }])
    const [path = ''] = /\/thread\/files\/[a-z0-9-]+/.exec(theirs.visitor.page) ?? []
    const answer = async (visitor: Visitor, of: string) => {
      const response = await visitor.request('GET', of)
      return JSON.stringify([response.status, [...response.headers], await response.text()])
    }
    assert.equal(
      await answer(mine.visitor, path),
      await answer(mine.visitor, '/thread/files/0123456789abcdefghjkmnpqrs'),
    )
    assert.match(await answer(mine.visitor, path), /^\[404/)
    assert.match(await answer(theirs.visitor, path), /^\[200/)
  })

  it('hands every file out to be saved and never to be opened', async () => {
    for (const name of [
      'evil.html',
      'evil.svg',
      '../../etc/passwd',
      'C:\\x',
      'a\r\nSet-Cookie: x',
      '.htaccess',
      `${'n'.repeat(3_000)}.txt`,
      'exe.\u202egpj',
    ]) {
      const { visitor } = await inThread(desk, someReport, [{ name, text: '<script>alert(1)</script>' }])
      const [path = ''] = /\/thread\/files\/[a-z0-9-]+/.exec(visitor.page) ?? []
      const response = await visitor.request('GET', path)
      assert.equal(response.status, 200, name)
      assert.equal(response.headers.get('content-type'), 'application/octet-stream')
      assert.match(
        response.headers.get('content-disposition') ?? '',
        /^attachment; filename="[^"\\/\r\n]{1,120}"; filename\*=UTF-8''[^\s/\\]+$/,
      )
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/)
      assert.equal(response.headers.get('set-cookie'), null)
      await response.text()
      const elsewhere = await visitor.request('GET', path, { headers: { 'sec-fetch-site': 'cross-site' } })
      assert.equal(elsewhere.status, 403)
    }
  })
})

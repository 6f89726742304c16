import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { report, someReport, type TestDesk, testDesk } from './visitor.ts'

describe('reporting by the form', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk({ yaml: 'project: { name: Lantern }\nlimits: { reportsPerHour: 1000 }\n' })
  })
  after(() => desk.close())

  it('shows the code before it works, and the very same code after Send', async () => {
    const visitor = desk.visitor()
    await visitor.get('/report')
    await visitor.send('/report', { ...someReport, do: 'review' })
    assert.match(visitor.words, /Not sent yet\. Save this code now: it starts to work when you press Send\./)
    const words = visitor.page.match(/<span class="receipt-word">([a-z-]+)/g) ?? []
    assert.equal(words.length, 10)
    const code = words.map((word) => word.replace(/.*>/, '')).join('')
    assert.ok(visitor.words.includes(`begins with ${code.split('-')[0]}`))
    const early = await desk.visitor().get('/receipt')
    assert.equal((await early.send('/receipt', { code })).status, 422)
    await visitor.send('/report', { do: 'send' })
    assert.equal(visitor.hidden('/receipt').code, code)
    assert.equal(
      (
        await desk
          .visitor()
          .get('/receipt')
          .then((other) => other.send('/receipt', { code }))
      ).status,
      200,
    )
  })

  it('opens one case however often Send is pressed, and shows the same receipt', async () => {
    const visitor = desk.visitor()
    await visitor.get('/report')
    await visitor.send('/report', { ...someReport, do: 'review' })
    const review = visitor.page
    await visitor.send('/report', { do: 'send' })
    const [code, sent] = [visitor.hidden('/receipt').code, visitor.words]
    for (const press of ['send', 'review', 'edit']) {
      visitor.page = review
      await visitor.send('/report', { do: press })
      assert.equal(visitor.hidden('/receipt').code, code, press)
      assert.equal(visitor.words, sent, press)
    }
  })

  it('keeps everything where more files came than go with one message', async () => {
    const visitor = desk.visitor()
    await visitor.get('/report')
    const files = Array.from({ length: 23 }, (_, i) => ({ name: `part-${i}.txt`, text: `${i}` }))
    await visitor.send('/report', { ...someReport, do: 'review' }, files)
    assert.equal(visitor.status, 413)
    assert.match(
      visitor.words,
      /At most 20 files go with one message, so “part-20\.txt”, “part-21\.txt” and “part-22\.txt” were left out/,
    )
    assert.ok(visitor.page.includes(someReport.title ?? 'a title'))
    assert.match(visitor.words, /part-19\.txt/)
    await visitor.send('/report', { ...someReport, do: 'review' })
    assert.match(visitor.words, /Not sent yet\. Save this code now/)
    await visitor.send('/report', { do: 'send' })
    await visitor.send('/receipt')
    await visitor.send('/thread/message', { text: 'The rest of them.' }, files)
    assert.equal(visitor.status, 413)
    assert.match(visitor.page, />The rest of them\.<\/textarea>/)
    assert.match(visitor.words, /At most 20 files go with one message, so nothing was sent/)
  })

  it('says when a person will look, and promises no other way to be told', async () => {
    const visitor = desk.visitor()
    await report(visitor)
    assert.match(
      visitor.words,
      /A person will look by Friday 27 November 2026\. Come back then with your code: we cannot reach you in any other way\./,
    )
    assert.match(visitor.words, /Your IP address is not stored with the report/)
  })

  it('names the fields that are missing, and keeps everything typed and attached', async () => {
    const visitor = await desk.visitor().get('/report')
    await visitor.send('/report', { title: '\u200b\u2060', description: '', impact: 'All of it', do: 'review' }, [
      { name: 'poc.txt', text: 'x' },
    ])
    assert.equal(visitor.status, 422)
    assert.match(visitor.page, /href="#title"/)
    assert.match(visitor.page, /href="#description"/)
    assert.match(visitor.page, />All of it<\/textarea>/)
    assert.match(visitor.words, /Attached so far poc\.txt/)
    const [remove] = /remove:[a-z0-9-]+/.exec(visitor.page) ?? []
    await visitor.send('/report', { ...someReport, impact: 'All of it', do: remove ?? '' })
    assert.equal(visitor.status, 200)
    assert.doesNotMatch(visitor.words, /poc\.txt/)
    assert.match(visitor.page, />All of it<\/textarea>/)
  })

  it('keeps open what is filled in, and what has to be looked at again', async () => {
    const folded = (page: string) =>
      /<details class="more"([^>]*)>(?:(?!<\/summary>)[\s\S])*More that helps us/.exec(page)?.[1]
    const visitor = await desk.visitor().get('/report')
    assert.doesNotMatch(folded(visitor.page) ?? 'none', /open/)
    await visitor.send('/report', { title: '', description: 'x', do: 'review' })
    assert.doesNotMatch(folded(visitor.page) ?? 'none', /open/)
    await visitor.send('/report', { title: '', description: 'x', comments: 'Anything', do: 'review' })
    assert.match(folded(visitor.page) ?? 'none', /open/)
    await visitor.send('/report', { ...someReport, comments: '', planAt: 'soon', do: 'review' })
    assert.match(folded(visitor.page) ?? 'none', /open/)
  })

  it('shows the texts as the team reads them, and as they were typed', async () => {
    const visitor = await desk.visitor().get('/report')
    const description =
      'First **this**.\nThen __that__:\n\n```\n<script>alert(1)</script>\n```\n\n![x](https://evil.example/x.png)'
    await visitor.send('/report', { ...someReport, description, do: 'review' })
    assert.match(visitor.page, /First <strong>this<\/strong>\.<br ?\/?>Then <strong>that<\/strong>:/)
    assert.match(visitor.page, /<pre[^>]*><code>&lt;script>/)
    assert.doesNotMatch(visitor.page, /<script|<img/)
    const raw = /<details[\s\S]*?exactly as they were typed[\s\S]*?<\/details>/.exec(visitor.page)?.[0] ?? ''
    assert.match(raw, /First \*\*this\*\*\.\r?\nThen __that__:/)
  })

  it('goes back from the review with everything still there', async () => {
    const visitor = await desk.visitor().get('/report')
    await visitor.send('/report', { ...someReport, credit: 'named', creditName: 'Ada', do: 'review' }, [
      { name: 'a.txt', text: 'x' },
    ])
    await visitor.send('/report', { do: 'edit' })
    assert.match(visitor.page, /value="Ada"/)
    assert.match(visitor.page, /value="The back door does not lock"/)
    assert.match(visitor.words, /a\.txt/)
  })

  it('refuses 5 MiB of text with a plain page, and keeps the other fields', async () => {
    const visitor = await desk.visitor().get('/report')
    const before = process.memoryUsage().rss
    await visitor.send('/report', { ...someReport, description: 'x'.repeat(70_000), do: 'review' }, [
      { name: 'poc.txt', text: 'x' },
      { name: 'log \u202e.txt', text: 'x' },
    ])
    assert.equal(visitor.status, 413)
    assert.match(visitor.words, /Choose “poc\.txt” and “log ⟨U\+202E⟩\.txt” again/)
    await visitor.send('/report', { ...someReport, description: 'x'.repeat(5 * 2 ** 20), do: 'review' })
    assert.equal(visitor.status, 413)
    assert.match(visitor.page, /value="The back door does not lock"/)
    assert.match(visitor.words, /This is longer than 64 KiB/)
    assert.ok(process.memoryUsage().rss - before < 100 * 2 ** 20)
  })

  it('leaves out a file that is too large, and keeps the rest', async () => {
    const small = await testDesk({ yaml: 'project: { name: Lantern }\nlimits: { fileSize: 1 KiB }\n' })
    const visitor = await small.visitor().get('/report')
    await visitor.send('/report', { ...someReport, do: 'review' }, [
      { name: 'small.txt', text: 'x' },
      { name: 'large.txt', text: 'x'.repeat(5_000) },
      { name: 'after.txt', text: 'x' },
    ])
    assert.equal(visitor.status, 413)
    assert.match(visitor.words, /“large\.txt” was larger than 1 KiB, and was left out/)
    assert.match(visitor.words, /Choose “after\.txt” again: a file is not kept/)
    assert.match(visitor.page, /value="The back door does not lock"/)
    assert.match(visitor.words, /Attached so far small\.txt/)
    await small.close()
  })

  it('refuses a field twice, a field that is not in the form, and a body that is not a form', async () => {
    const visitor = await desk.visitor().get('/report')
    const { token = '' } = visitor.hidden('/report')
    const post = async (body: string, type = 'application/x-www-form-urlencoded', more = {}) =>
      (
        await visitor.request('POST', '/report', {
          body,
          headers: { ...visitor.sameOrigin(), 'content-type': type, ...more },
        })
      ).status
    assert.equal(await post(`token=${token}&title=a&title=b`), 400)
    assert.equal(await post(`token=${token}&title[]=a&title=b`), 400)
    assert.equal(await post(`token=${token}&state=published`), 400)
    assert.equal(await post('{"title":"a"}', 'application/json'), 415)
    assert.equal(await post(`token=${token}`, undefined, { 'content-encoding': 'gzip' }), 415)
    assert.equal(await post('--x\r\n', 'multipart/form-data; boundary=x'), 400)
  })

  it('shows hostile text as text, wherever it is read back', async () => {
    const visitor = desk.visitor()
    const hostile = '<script>alert(1)</script><svg onload=alert(1)><img src=x onerror=alert(1)>'
    const bidi = `txt.${'\u202e'}exe ${'\u0000'} ${'\ud800'} ${'a\u0301'.repeat(3)}`
    const { code } = await report(visitor, {
      ...someReport,
      title: bidi,
      description: `${hostile} [x](javascript:alert(1)) ![y](https://evil.example/p.png)`,
      impact: hostile,
    })
    await visitor.get('/receipt')
    await visitor.send('/receipt', { code })
    assert.equal(visitor.status, 200)
    const main = visitor.page.slice(visitor.page.indexOf('<main'))
    assert.doesNotMatch(main, /<(script|svg onload|img)/)
    assert.doesNotMatch(main, /href="javascript/)
    assert.match(visitor.words, /U\+202E/)
  })

  it('gives the code as a text file and the proof of submission, without the code in any address', async () => {
    const visitor = desk.visitor()
    const { code } = await report(visitor)
    const sent = visitor.page
    await visitor.send('/receipt/file')
    assert.equal(visitor.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.match(visitor.headers.get('content-disposition') ?? '', /^attachment; filename="postern-receipt.txt"/)
    assert.ok(visitor.page.includes(code))
    assert.ok(visitor.page.includes('https://security.example/receipt'))
    visitor.page = sent
    await visitor.send('/report/proof')
    const proof = JSON.parse(visitor.page)
    assert.equal(proof.context, 'proof/v1')
    assert.equal(proof.origin, 'https://security.example')
    assert.doesNotMatch(visitor.page, /back door|P-[0-9A-Z]{6}/)
  })
})

describe('reporting under a policy that asks for more', () => {
  it('asks for AI use with a confirmation, CVSS 4.0, the set-up, the original text and the code of conduct', async () => {
    const desk = await testDesk({
      yaml: 'project: { name: Lantern }\nreport: { severity: cvss-4.0, aiUse: true, translation: true, configuration: true, codeOfConduct: "https://lantern.example/conduct" }\n',
    })
    const visitor = await desk.visitor().get('/report')
    const visible = visitor.page.replaceAll(/<details[\s\S]*?<\/details>/g, '')
    for (const field of [
      'cvss',
      'configuration',
      'original',
      'aiDiscovery',
      'aiInformation',
      'aiProofOfConcept',
      'aiSuggestedFix',
      'aiReviewed',
    ])
      assert.match(visible, new RegExp(`name="${field}"`), field)
    assert.match(visible, /https:\/\/lantern\.example\/conduct/)
    await visitor.send('/report', { ...someReport, aiDiscovery: 'A model read the code', do: 'review' })
    assert.equal(visitor.status, 422)
    assert.match(visitor.page, /href="#aiReviewed"/)
    // A rating of another kind never refuses a report.
    await visitor.send('/report', {
      ...someReport,
      aiDiscovery: 'A model',
      aiReviewed: 'yes',
      cvss: '9.8 (CVSS 3.1)',
      do: 'review',
    })
    assert.equal(visitor.status, 200)
    await desk.close()
  })

  it('folds away what a small project does not ask for', async () => {
    const desk = await testDesk()
    const visitor = await desk.visitor().get('/report')
    const visible = visitor.page.replaceAll(/<details[\s\S]*?<\/details>/g, '')
    for (const field of ['title', 'description', 'product', 'version', 'reproduce', 'files', 'credit', 'exploited'])
      assert.match(visible, new RegExp(`name="${field}"`), field)
    for (const field of [
      'impact',
      'cwe',
      'cvss',
      'discovery',
      'suggestedFix',
      'publicAt',
      'knownTo',
      'plan',
      'planAt',
      'trackingIds',
      'comments',
      'foundAt',
      'name',
      'email',
    ]) {
      assert.doesNotMatch(visible, new RegExp(`name="${field}"`), field)
      assert.match(visitor.page, new RegExp(`name="${field}"`), field)
    }
    assert.doesNotMatch(visitor.page, /name="aiDiscovery"|name="original"/)
    assert.match(visitor.words, /Files are passed on as they are and may name you/)
    await desk.close()
  })
})

describe('reporting too often from one network', () => {
  it('still takes the text, without files, and leaves other networks alone', async () => {
    const desk = await testDesk({
      yaml: 'project: { name: Lantern }\nlimits: { reportsPerHour: 2, floodText: 1 KiB }\n',
    })
    const flooder = desk.visitor({ address: '198.51.100.7' })
    await report(flooder)
    await report(flooder)
    const neighbour = desk.visitor({ address: '198.51.100.200' })
    await neighbour.get('/report')
    await neighbour.send('/report', { ...someReport, do: 'review' }, [{ name: 'poc.txt', text: 'x' }])
    await neighbour.send('/report', { do: 'send' })
    assert.equal(neighbour.status, 422)
    assert.match(neighbour.words, /files have to wait/)
    assert.match(neighbour.words, /Attached so far poc\.txt/)
    const [remove = ''] = /remove:[a-z0-9-]+/.exec(neighbour.page) ?? []
    await neighbour.send('/report', { ...someReport, do: remove })
    await neighbour.send('/report', { ...someReport, do: 'review' })
    await neighbour.send('/report', { do: 'send' })
    assert.match(neighbour.words, /Your report arrived/)
    await neighbour.get('/report')
    await neighbour.send('/report', { ...someReport, description: 'x'.repeat(2_000), do: 'review' })
    await neighbour.send('/report', { do: 'send' })
    assert.equal(neighbour.status, 429)
    assert.match(neighbour.words, /at most 1 KiB of text can be sent now/)
    const honest = desk.visitor({ address: '203.0.113.5' })
    await report(honest, someReport, [{ name: 'poc.txt', text: 'x' }])
    desk.clock.now += 3_600_000
    const later = desk.visitor({ address: '198.51.100.7' })
    await report(later, someReport, [{ name: 'poc.txt', text: 'x' }])
    assert.doesNotMatch(desk.logged(), /198\.51\.100|203\.0\.113/)
    await desk.close()
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { reportFields } from '../../src/web/pages/report-fields.ts'
import { launchBrowser } from '../browser.ts'
import { needs } from '../machine.ts'
import { dangers } from './dangers.ts'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted, command, toRelease } from './through-the-steps.ts'

const attack = `<script>document.title='owned'</script><svg onload=alert(1)><img src=x onerror=alert(2)>"'><b a='`
const fields = {
  ...Object.fromEntries(reportFields.map((field) => [field, `${field} ${attack}`])),
  exploited: 'yes',
  aiReviewed: 'yes',
  credit: 'named',
  tell: 'feed',
  creditUrl: 'https://example.org/?a="><script>alert(3)</script>',
  planAt: '2027-03-01',
  email: 'a@example.org',
}
const words = {
  title: attack,
  summary: attack,
  impact: attack,
  mitigation: attack,
  workaround: attack,
  details: attack,
  reproduce: attack,
  // Markup is no kind of weakness; versions may be words, as long as they are not the same ones twice.
  cwe: 'CWE-79',
  affected: [{ product: attack, package: attack, introduced: attack, fixed: `${attack} 2`, note: attack }],
  references: [{ type: 'web', url: 'https://example.org/"><script>alert(4)</script>' }],
}

describe('text that would like to be more than text', () => {
  let desk: Staffed
  let lead: Member
  let case3: { number: string; receipt: string }
  before(async () => {
    desk = await staffedHouse({ url: null })
    lead = await desk.member('lead')
  })
  after(() => desk.close())

  async function attacked(): Promise<{ number: string; receipt: string }> {
    const body = new FormData()
    const form = await desk.browser().get('/report')
    body.set('token', /name="token" value="([^"]+)"/.exec(form.body)?.[1] ?? '')
    body.set('draft', '')
    body.set('do', 'review')
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    body.set('files', new Blob([attack]), '<script>alert(5)<_script>.html')
    const review = await desk.api('POST', '/report', { raw: body, headers: { origin: desk.origin } })
    assert.equal(review.status, 200, /error[\s\S]{0,500}/.exec(review.text)?.[0])
    assert.deepEqual(dangers(review.text), [])
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(review.text)?.[1] ?? ''
    const send = new URLSearchParams({ token: hidden('token'), draft: hidden('draft'), do: 'send' })
    const sent = await desk.api('POST', '/report', { raw: send, headers: { origin: desk.origin } })
    assert.deepEqual(dangers(sent.text), [])
    const receipt = /[a-z]+(?:-[a-z]+){9}/.exec(sent.text.replaceAll(/<\/?span[^>]*>/g, ''))?.[0] ?? ''
    return { number: /P-[0-9A-Z]{6}/.exec(sent.text)?.[0] ?? '', receipt }
  }

  it('case 3: markup in every field is shown as text to both sides and to the public', async () => {
    assert.ok(dangers(attack).length >= 3, 'the check sees what it is for')
    case3 = await attacked()
    const { number, receipt } = case3
    const reporter = { authorization: `Receipt ${receipt}` }
    for (const body of [
      { type: 'RequestInformation', text: attack },
      { type: 'AddNote', text: attack },
      { type: 'TagCase', tags: [attack.slice(0, 40)] },
    ])
      await accepted(desk, lead, number, body)
    const added = await desk.api('POST', '/api/v1/thread/commands', {
      body: { type: 'AddInformation', text: attack },
      headers: reporter,
    })
    assert.equal(added.status, 200, added.text)
    const refused = await command(desk, lead, number, { type: 'DraftAdvisory', fields: { cwe: attack } })
    assert.equal(refused.json.refused, 'not-cwe')
    await toRelease(desk, lead, number, words)
    await accepted(desk, lead, number, { type: 'RecordExposure', exposure: 'exploit', reason: attack, by: attack })
    const pages = ['/desk', `/desk/cases/${number}`]
    const thread = await desk.reading(receipt)
    const seen = [await thread.get('/thread')]
    for (const path of pages) seen.push(await lead.browser.get(path))
    await accepted(desk, lead, number, { type: 'PublishAdvisory' })
    const list = await desk.browser().get('/advisories')
    const id = /\/advisories\/(LANTERN-\d{4}-\d{4})/.exec(list.body)?.[1] ?? 'none'
    for (const path of ['/advisories', `/advisories/${id}`, '/credits', '/']) seen.push(await desk.browser().get(path))
    seen.push(await thread.get('/thread'), await lead.browser.get(`/desk/cases/${number}`))
    for (const { status, body } of seen) {
      assert.equal(status, 200, body.slice(0, 200))
      assert.deepEqual(dangers(body), [])
    }
    assert.ok(
      seen.filter(({ body }) => body.includes('&lt;script>') || body.includes('&lt;script&gt;')).length >= 6,
      'the text is there, as text',
    )
    for (const path of [
      '/advisories/feed.atom',
      '/advisories/feed.json',
      `/advisories/${id}.md`,
      `/advisories/${id}.osv.json`,
    ]) {
      const feed = await desk.browser().get(path)
      assert.equal(feed.status, 200)
      assert.match(feed.headers.get('content-type') ?? '', /atom\+xml|json|markdown/)
      assert.equal(feed.headers.get('x-content-type-options'), 'nosniff')
      if (path.endsWith('.atom')) assert.doesNotMatch(feed.body, /<(script|svg|img)/)
      if (path.endsWith('.md'))
        assert.doesNotMatch(feed.body.split('\n')[0] ?? '', /(?<!\\)<script/, 'titles are escaped')
    }
  })

  it('case 3: a real browser runs none of it, and its content policy has nothing to refuse', {
    skip: needs('chromium'),
  }, async () => {
    await desk.house.open()
    case3 ??= await attacked()
    const browser = await launchBrowser()
    try {
      const visit = await browser.visit({ scripts: true })
      const session = lead.browser.cookie('postern') ?? ''
      await visit.context.addCookies([{ name: 'postern', value: session, url: desk.origin }])
      let dialogs = 0
      visit.page.on('dialog', (dialog) => {
        dialogs += 1
        void dialog.dismiss()
      })
      for (const path of [`/desk/cases/${case3.number}`, '/desk', '/advisories', '/credits']) {
        const response = await visit.page.goto(`${desk.origin}${path}`)
        assert.equal(response?.status(), 200, path)
        assert.notEqual(await visit.page.title(), 'owned')
      }
      await visit.page.goto(`${desk.origin}/receipt`)
      await visit.page.fill('input[name=code]', case3.receipt)
      await visit.page.click('form[action="/receipt"] button')
      await visit.page.waitForURL('**/thread')
      assert.equal(dialogs, 0)
      assert.deepEqual(visit.complaints, [])
      await visit.close()
    } finally {
      await browser.close()
    }
  })

  it('case 4: no scheme but http, https and mailto becomes a link', async () => {
    const schemes = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,<script>1</script>',
      'vbscript:x',
      'java&#115;cript:x',
      'java\tscript:x',
      'java&Tab;script:x',
      '\u0001javascript:x',
      'file:///etc/passwd',
      'blob:x',
      '//evil.example/x',
      '\\\\evil.example',
      '/desk/members',
    ]
    const text = [
      ...schemes.map((scheme) => `[x](${scheme}) [y](<${scheme}>) <${scheme}> [z]: ${scheme}`),
      '[ok](https://ok.example/)',
    ].join('\n\n')
    const body = await bothSides(text)
    for (const page of body) {
      assert.deepEqual(dangers(page), [])
      const links = [...page.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href)
      assert.deepEqual(
        links.filter((href) => /evil|script|passwd|blob|data:|desk\/members$/i.test(href) && !href.startsWith('/desk')),
        [],
      )
      assert.ok(links.includes('https://ok.example/'))
    }
  })

  it('case 5: a picture by others is a link and never fetched', async () => {
    for (const page of await bothSides(
      '![pixel](https://tracker.example/p.gif?id=1) <img src="https://tracker.example/q">',
    )) {
      assert.doesNotMatch(page, /<img|<link[^>]*tracker|url\(/)
      assert.match(page, /<a [^>]*href="https:\/\/tracker\.example\/p\.gif\?id=1"/)
    }
  })

  it('case 6: 64 KiB of nested marks cost little and never hold others up', async () => {
    // A request takes no more text than this in one field; 200,000 marks are refused before anything reads them.
    for (const text of ['[', '*', '>', '![', '[](', '**_', '> ', '- ', '`', '|', '<', '[[](('].map((mark) =>
      mark.repeat(Math.floor(65_000 / mark.length)),
    )) {
      const sent = await desk.report({ title: 'Nested', description: text })
      await accepted(desk, lead, sent.number, { type: 'RequestInformation', text })
      const thread = await desk.reading(sent.receipt)
      await thread.get('/thread')
      const { lag, slowest } = await measured(async () => assert.equal((await thread.get('/thread')).status, 200))
      assert.ok(slowest < 400, `${text.slice(0, 4)}… took ${Math.round(slowest)} ms`)
      assert.ok(lag < 400, `${text.slice(0, 4)}… held the loop for ${Math.round(lag)} ms`)
    }
    const tooMuch = await desk.api('POST', '/api/v1/reports', {
      body: { title: 'x', description: '['.repeat(200_000) },
    })
    assert.equal(tooMuch.status, 422)
  })

  /** The reporter's and the team's page of a case in which the team wrote this. */
  async function bothSides(text: string): Promise<string[]> {
    const sent = await desk.report({ title: 'Links', description: text })
    await accepted(desk, lead, sent.number, { type: 'RequestInformation', text })
    const said = await desk.api('POST', '/api/v1/thread/commands', {
      body: { type: 'AddInformation', text },
      headers: { authorization: `Receipt ${sent.receipt}` },
    })
    assert.equal(said.status, 200, said.text)
    const thread = await (await desk.reading(sent.receipt)).get('/thread')
    const page = await lead.browser.get(`/desk/cases/${sent.number}`)
    assert.deepEqual([thread.status, page.status], [200, 200])
    return [thread.body, page.body]
  }
})

/** How long the work took, and for how long nothing else could run meanwhile. */
async function measured(work: () => Promise<unknown>): Promise<{ lag: number; slowest: number }> {
  let [lag, last] = [0, performance.now()]
  const beat = setInterval(() => {
    lag = Math.max(lag, performance.now() - last)
    last = performance.now()
  }, 2)
  const began = performance.now()
  await work()
  const slowest = performance.now() - began
  await new Promise((resolve) => setTimeout(resolve, 4))
  clearInterval(beat)
  return { lag: Math.max(lag, performance.now() - last), slowest }
}

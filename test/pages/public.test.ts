import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { begin, days, onionUrl, report, someReport, type TestDesk, testDesk } from './visitor.ts'

const cvss = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'

/** From a report to an advisory that is public, under a policy without a CVE step. */
async function published(desk: TestDesk, credit: Record<string, string>): Promise<void> {
  const { number } = await report(desk.visitor(), { ...someReport, ...credit })
  await desk.act(number, { type: 'AcceptReport' })
  await desk.act(number, { type: 'ConfirmReproduction' })
  await desk.act(number, { type: 'OfferFix', text: 'Here.', files: [] })
  desk.clock.now += days(8)
  await desk.act(number, { type: 'VerifyFix', holds: true, files: [] })
  if (credit.credit === 'named') await desk.act(number, { type: 'ConfirmCredit' })
  await desk.act(number, {
    type: 'SetAffected',
    affected: [{ product: 'Lantern', introduced: '1.0.0', fixed: '1.2.4' }],
  })
  await desk.act(number, { type: 'ReleaseFix', version: '1.2.4' })
  await desk.act(number, { type: 'EndUpdateWindow', reason: 'Everybody has updated.' })
  const fields = {
    title: 'A door that opens',
    summary: 'It opens <b>by itself</b>.',
    impact: 'Anybody is in.',
    mitigation: 'Update.',
    cvss,
  }
  await desk.act(number, { type: 'PublishAdvisory', fields })
}

describe('the policy page', () => {
  it('answers one question first, and then everything else in its order', async () => {
    const desk = await testDesk()
    const visitor = await desk.visitor().get('/')
    assert.match(
      visitor.words,
      /^Found a security problem in Lantern\? Tell us here in private\. No account needed\. If you write today, a person will look by Friday 27 November 2026\. Report I have a receipt/,
    )
    const order = ['How to report', 'Please do not', 'What happens', 'Credit', 'The team', 'Advisories'].map((title) =>
      visitor.page.indexOf(`<h2>${title}</h2>`),
    )
    assert.ok(
      order.every((at, index) => at > (order[index - 1] ?? 0)),
      String(order),
    )
    await desk.close()
  })

  it('keeps every policy readable under its digest, and says which is of today', async () => {
    const desk = await testDesk()
    const { digest } = desk.house.desk.policy()
    const visitor = await desk.visitor().get(`/policy/${digest}`)
    assert.match(visitor.words, /This is the policy of today/)
    for (const path of [`/policy/${'0'.repeat(64)}`, '/policy/nonsense', '/policy/%00'])
      assert.equal((await desk.visitor().get(path)).status, 404)
    await desk.close()
  })

  it('names nobody on the team who did not agree to it', async () => {
    const desk = await testDesk()
    await desk.house.team.addMember({ name: 'Shy Person', role: 'member', by: null })
    const visitor = await desk.visitor().get('/team')
    assert.doesNotMatch(visitor.page, /Shy Person/)
    assert.match(visitor.words, /Nobody on this team chose to be named here/)
    await desk.close()
  })
})

describe('what becomes public', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk()
    await published(desk, { credit: 'named', creditName: 'Ada Nwosu', creditUrl: 'https://ada.example/' })
    await published(desk, { credit: 'anonymous', name: 'Hidden Person', creditName: 'Hidden Person' })
  })
  after(() => desk.close())

  it('is listed newest first, each with a page of its own', async () => {
    const visitor = await desk.visitor().get('/advisories')
    const ids = [...visitor.page.matchAll(/\/advisories\/(LANTERN-2026-\d{4})/g)].map(([, id]) => id)
    assert.deepEqual(ids, ['LANTERN-2026-0002', 'LANTERN-2026-0001'])
    await visitor.get('/advisories/LANTERN-2026-0001')
    assert.match(visitor.page, /<title>Advisory LANTERN-2026-0001 · Lantern<\/title>/)
    assert.match(visitor.words, /Critical \(9\.3\)/)
    assert.match(visitor.words, /Credit Ada Nwosu \(ada\.example\)/)
    assert.doesNotMatch(visitor.page, /<b>by itself/)
    assert.equal((await visitor.get('/advisories/LANTERN-2026-0001?revision=1')).status, 200)
  })

  it('shows an anonymous reporter with no name anywhere', async () => {
    const visitor = desk.visitor()
    for (const path of [
      '/advisories',
      '/advisories/LANTERN-2026-0002',
      '/advisories/LANTERN-2026-0002.md',
      '/advisories/LANTERN-2026-0002.osv.json',
      '/advisories/feed.atom',
      '/advisories/feed.json',
      '/credits',
    ]) {
      await visitor.get(path)
      assert.equal(visitor.status, 200, path)
      assert.doesNotMatch(visitor.page, /Hidden Person/, path)
    }
    await visitor.get('/advisories/LANTERN-2026-0002')
    assert.match(visitor.words, /One person who wished to stay unnamed/)
  })

  it('comes as Markdown, as OSV and in both feeds under the public address', async () => {
    const visitor = desk.visitor()
    await visitor.get('/advisories/LANTERN-2026-0001.md')
    assert.match(visitor.page, /^# A door that opens/)
    await visitor.get('/advisories/LANTERN-2026-0001.osv.json')
    assert.equal(visitor.headers.get('content-type'), 'application/json')
    assert.equal(JSON.parse(visitor.page).id, 'x_LANTERN-2026-0001')
    const onion = desk.visitor({ onion: true })
    await onion.get('/advisories/feed.json')
    assert.equal(JSON.parse(onion.page).items[1].url, 'https://security.example/advisories/LANTERN-2026-0001')
    await visitor.get('/advisories/feed.atom')
    assert.match(visitor.headers.get('content-type') ?? '', /^application\/atom\+xml/)
  })

  it('gives one and the same answer for whatever is not there', async () => {
    const visitor = desk.visitor()
    const answers = new Set<string>()
    for (const path of [
      '/advisories/LANTERN-2026-0009',
      '/advisories/LANTERN-2026-0001?revision=7',
      '/advisories/LANTERN-2026-0001?revision=-1',
      '/advisories/x%00',
      '/advisories/LANTERN-2026-0001.exe',
      '/nothing',
    ]) {
      await visitor.get(path)
      answers.add(JSON.stringify([visitor.status, visitor.page, [...visitor.headers]]))
    }
    assert.equal(answers.size, 1)
    assert.equal(visitor.status, 404)
  })

  it('thanks by name whoever wished it', async () => {
    const visitor = await desk.visitor().get('/credits')
    assert.match(visitor.words, /Ada Nwosu \(ada\.example\) LANTERN-2026-0001/)
  })
})

describe('well-known files', () => {
  it('has a security.txt over https alone, which runs out where nobody signs in any more', async () => {
    const desk = await testDesk()
    const visitor = await desk.visitor().get('/.well-known/security.txt')
    assert.match(visitor.page, /^Contact: https:\/\/security\.example\/report\nExpires: 2027-02-18T00:00:00Z\n/)
    assert.equal((await desk.visitor({ onion: true }).get('/.well-known/security.txt')).status, 404)
    desk.clock.now += days(91)
    assert.equal((await desk.visitor().get('/.well-known/security.txt')).status, 404)
    await desk.close()
    const local = await testDesk({ env: { POSTERN_URL: '' } })
    assert.equal((await local.visitor().get('/.well-known/security.txt')).status, 404)
    await local.close()
  })

  it('publishes the keys that proofs are checked with', async () => {
    const desk = await testDesk()
    const visitor = await desk.visitor().get('/.well-known/postern-keys.json')
    const keys = JSON.parse(visitor.page)
    assert.equal(keys.origin, 'https://security.example')
    assert.deepEqual(keys.keys[0].use, ['proof/v1', 'roster/v1'])
    await desk.close()
  })

  it('says that it lives, and that it is ready', async () => {
    const desk = await testDesk()
    assert.equal((await desk.visitor().get('/healthz')).page, 'ok\n')
    assert.equal((await desk.visitor().get('/readyz')).page, 'ready\n')
    await desk.close()
  })
})

describe('the onion service', () => {
  it('is told of to whoever came by a name, and never to whoever is there already', async () => {
    const desk = await testDesk()
    const [clear, onion] = [desk.visitor(), desk.visitor({ onion: true })]
    for (const path of ['/', '/report', '/receipt', '/advisories']) {
      assert.equal((await clear.get(path)).headers.get('onion-location'), onionUrl + path)
      assert.equal((await onion.get(path)).headers.get('onion-location'), null)
      assert.equal(onion.headers.get('strict-transport-security'), null)
      assert.match(clear.headers.get('strict-transport-security') ?? '', /max-age/)
    }
    await desk.close()
  })

  it('takes a report and its answers over plain http, with a cookie that works there', async () => {
    const desk = await testDesk()
    const visitor = desk.visitor({ onion: true })
    const { code } = await report(visitor, someReport, [{ name: 'a.txt', text: 'a' }])
    await visitor.get('/receipt')
    await visitor.send('/receipt', { code })
    assert.match(visitor.words, /Your report/)
    assert.ok(visitor.cookies.has('postern-thread'))
    await visitor.send('/thread/message', { text: 'From the onion.' })
    assert.match(visitor.words, /Your message was sent/)
    assert.doesNotMatch(desk.logged(), /onion|192\.0\.2/)
    await desk.close()
  })
})

describe('every public page', () => {
  it('holds no script, and names in its title no text of a case', async () => {
    const desk = await testDesk()
    const visitor = desk.visitor()
    await report(visitor)
    await visitor.send('/receipt')
    for (const path of [
      '/',
      '/report',
      '/receipt',
      '/take-over',
      '/team',
      '/credits',
      '/advisories',
      '/thread',
      '/nothing',
    ]) {
      await visitor.get(path)
      assert.doesNotMatch(visitor.page, /<script|\son[a-z]+=|style=/, path)
      assert.match(visitor.headers.get('content-security-policy') ?? '', /script-src 'none'/, path)
      assert.doesNotMatch(visitor.page.match(/<title>[^<]*/)?.[0] ?? '', /back door/)
      assert.equal(visitor.headers.get('referrer-policy'), 'same-origin')
    }
    assert.equal(begin, desk.clock.now)
    await desk.close()
  })
})

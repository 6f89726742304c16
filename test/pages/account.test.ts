import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { accepted } from '../abuse/through-the-steps.ts'
import { addReport, comeIn, makeAccount } from '../stand-ins/account.ts'
import { authenticator } from '../stand-ins/authenticator.ts'
import { type MailServer, mailServer } from '../stand-ins/mail-server.ts'
import type { Answer, Visitor } from '../stand-ins/visitor.ts'

const minute = 60_000

describe('a desk without accounts', () => {
  it('has none of their pages, and no link to them', async () => {
    const desk = await staffedHouse()
    try {
      const nobody = desk.browser()
      const missing = await nobody.get('/nothing/here')
      for (const path of ['/account', '/account/sign-in', '/account/code', '/account/passkey', '/account/settings']) {
        const { status, body, headers } = await nobody.get(path)
        assert.deepEqual([status, body], [missing.status, missing.body], path)
        assert.equal(headers.get('allow'), null)
      }
      assert.equal((await nobody.json('/account/new/options', {})).status, 404)
      for (const path of ['/', '/receipt', '/report', '/advisories', '/team'])
        assert.doesNotMatch((await nobody.get(path)).body, /"\/account|My reports/, path)
    } finally {
      await desk.close()
    }
  })
})

describe('an account of a reporter', () => {
  let mail: MailServer
  let desk: Staffed
  let lead: Member
  before(async () => {
    mail = await mailServer()
    desk = await staffedHouse({
      yaml: `project: { name: Lantern }\nreporterAccounts: true\nmail: { smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none, from: desk@lantern.example } }\n`,
    })
    lead = await desk.member('lead')
  })
  after(async () => {
    await desk?.close()
    await mail?.close()
  })

  async function ask(browser: Visitor, address: string): Promise<Answer> {
    await browser.get('/account/sign-in')
    return browser.submit('/account/code', { address })
  }
  async function newestCode(address: string): Promise<string> {
    await desk.house.tick()
    const letter = mail.letters.findLast(({ to }) => to[0]?.toLowerCase() === address)
    return / {4}([0-9A-Z]{8})\n/.exec(letter?.text ?? '')?.[1] ?? assert.fail('a code was sent')
  }
  async function enter(browser: Visitor, code: string): Promise<Answer> {
    await browser.get('/account/code')
    return browser.submit('/account/code/enter', { code })
  }
  async function cameByMail(address: string): Promise<Visitor> {
    const browser = desk.browser()
    await ask(browser, address)
    assert.equal((await enter(browser, (await newestCode(address)).toLowerCase())).to, '/account?done=came')
    return browser
  }
  const titleOf = (name: string) => ({ title: `About the ${name}`, description: 'd' })

  it('case 46: is closed for a mailbox after five wrong codes, however its address is typed', async () => {
    const browser = desk.browser()
    for (const address of ['mira@example.org', 'MIRA@example.org', ' Ｍira@EXAMPLE.org '])
      assert.equal((await ask(browser, address)).to, '/account/code', address)
    const code = await newestCode('mira@example.org')
    assert.deepEqual(new Set(mail.letters.map(({ to }) => to[0]?.toLowerCase())), new Set(['mira@example.org']))
    for (let n = 0; n < 5; n++) assert.equal((await enter(browser, '0000-0000')).status, 422)
    assert.equal((await enter(browser, code)).status, 422, 'the right code is dead')
    const other = desk.browser()
    await ask(other, 'mira@Example.org')
    assert.equal(
      (await enter(other, await newestCode('mira@example.org'))).status,
      422,
      'and so is a new one of the same mailbox',
    )
    desk.clock.to(desk.clock.now() + 11 * minute)
    await ask(other, 'mira@example.org')
    assert.equal((await enter(other, await newestCode('mira@example.org'))).to, '/account?done=came')
    const before = mail.letters.length
    await ask(desk.browser(), 'mIra@example.org')
    await desk.house.tick()
    assert.equal(mail.letters.length, before, 'five mails went to it within the hour, and no sixth goes')
  })

  it('case 47: comes of no link: looking does nothing, and another browser gets nowhere', async () => {
    const browser = desk.browser()
    await ask(browser, 'scanned@example.org')
    const code = await newestCode('scanned@example.org')
    assert.doesNotMatch(mail.letters.at(-1)?.text ?? '', /https?:/, 'there is nothing to follow')
    for (const method of ['GET', 'HEAD']) assert.equal((await desk.api(method, '/account/code')).status, 200)
    const elsewhere = desk.browser()
    assert.equal((await enter(elsewhere, code)).status, 422)
    assert.equal((await enter(browser, code)).to, '/account?done=came')
    assert.equal((await enter(browser, code)).status, 422, 'it works once')
    const late = desk.browser()
    await ask(late, 'late@example.org')
    const tooLate = await newestCode('late@example.org')
    desk.clock.to(desk.clock.now() + 10 * minute)
    assert.equal((await enter(late, tooLate)).status, 422)
  })

  it('is the same answer whether or not there is one', async () => {
    await cameByMail('known@example.org')
    const answers = await Promise.all(
      ['known@example.org', 'never@example.org'].map(async (address) => {
        const browser = desk.browser()
        const { status, to } = await ask(browser, address)
        const page = await browser.get('/account/code')
        return [status, to, page.status, page.body.length]
      }),
    )
    assert.deepEqual(answers[0], answers[1])
  })

  it('gathers what is sent in it and what was sent before, and lets go of it', async () => {
    const browser = desk.browser()
    const key = await makeAccount(browser, desk.origin)
    await browser.get('/report')
    await browser.submit('/report', { ...titleOf('gate'), do: 'review' })
    assert.match(browser.page(), /will be listed among/)
    const sent = await browser.submit('/report', { do: 'send' })
    assert.match(sent.body, /It is listed among/)
    const earlier = await desk.report(titleOf('latch'))
    assert.equal((await addReport(browser, earlier.receipt)).to, '/account?done=added')
    assert.equal((await addReport(browser, 'not-a-code')).status, 422)
    const page = (await browser.get('/account')).body
    assert.match(page, /About the gate[\s\S]*About the latch|About the latch[\s\S]*About the gate/)
    const again = desk.browser()
    assert.equal((await comeIn(again, key)).status, 200)
    await again.get('/account')
    assert.equal((await again.submit(`/account/reports/${earlier.number}/open`)).to, '/thread')
    assert.match((await again.get('/thread')).body, new RegExp(earlier.number))
    await again.get('/account')
    assert.equal((await again.submit(`/account/reports/${earlier.number}/let-go`)).to, '/account?done=gone')
    assert.equal((await again.get('/thread')).to, '/receipt', 'the thread that was opened from it is closed')
    assert.doesNotMatch((await again.get('/account')).body, new RegExp(earlier.number))
    assert.equal((await (await desk.reading(earlier.receipt)).get('/thread')).status, 200, 'its receipt opens it')
    await browser.get('/account')
    assert.equal((await browser.submit('/account/sign-out')).to, '/account/sign-in')
    assert.equal((await browser.get('/account')).to, '/account/sign-in')
  })

  it('goes along with a code that is replaced from it, and loses what is replaced elsewhere', async () => {
    const browser = desk.browser()
    await makeAccount(browser, desk.origin)
    const [one, two] = [await desk.report(titleOf('hinge')), await desk.report(titleOf('bolt'))]
    for (const { receipt } of [one, two]) await addReport(browser, receipt)
    await browser.get('/account')
    await browser.submit(`/account/reports/${one.number}/open`)
    await replace(browser)
    const thief = await desk.reading(two.receipt)
    await replace(thief)
    const page = (await browser.get('/account')).body
    assert.match(page, /About the hinge/)
    assert.doesNotMatch(page, /About the bolt/)
    assert.match(page, /was replaced elsewhere/)
  })

  async function replace(browser: Visitor): Promise<void> {
    await browser.get('/thread')
    await browser.submit('/thread/rotate')
    assert.match((await browser.submit('/thread/rotate', { do: 'replace' })).body, /Your new code works now/)
  }

  it('says nothing to the team, until the reporter says that two reports are of one person', async () => {
    const browser = desk.browser()
    await makeAccount(browser, desk.origin)
    const [one, two] = [await desk.report(titleOf('sill')), await desk.report(titleOf('frame'))]
    for (const { receipt } of [one, two]) await addReport(browser, receipt)
    const seen = async () => (await lead.browser.get(`/desk/cases/${one.number}`)).body.includes(two.number)
    assert.equal(await seen(), false)
    for (const [index, { number }] of [one, two].entries()) {
      await browser.get('/account')
      await browser.submit(`/account/reports/${number}/together`)
      assert.equal(await seen(), index === 1, 'both have to say so')
    }
    await accepted(desk, lead, two.number, { type: 'SetAccess', members: [(await desk.member('lead')).id, lead.id] })
    const outside = await desk.member('member')
    assert.doesNotMatch((await outside.browser.get(`/desk/cases/${one.number}`)).body, new RegExp(two.number))
    await browser.get('/account')
    await browser.submit(`/account/reports/${two.number}/together`)
    assert.equal(await seen(), false)
  })

  it('opens no file of the team to whoever came by a mailbox', async () => {
    const { receipt, number } = await desk.report(titleOf('key'))
    for (const type of ['AcceptReport', 'ConfirmReproduction']) await accepted(desk, lead, number, { type })
    const body = new FormData()
    body.set('command', JSON.stringify({ type: 'OfferFix', text: 'Please try this build.' }))
    body.set('files', new Blob(['fixed']), 'fixed.bin')
    const offered = await desk.api('POST', `/api/v1/cases/${number}/commands`, {
      raw: body,
      headers: { authorization: `Bearer ${lead.token}` },
    })
    assert.equal(offered.status, 200, offered.text)
    const whole = await desk.reading(receipt)
    const file = /\/thread\/files\/[a-z0-9]+/.exec((await whole.get('/thread')).body)?.[0] ?? assert.fail('a file')
    assert.equal((await whole.get(file)).status, 200)
    const weak = await cameByMail('weak@example.org')
    await addReport(weak, receipt)
    await weak.get('/account')
    await weak.submit(`/account/reports/${number}/open`)
    const thread = (await weak.get('/thread')).body
    assert.match(thread, /Please try this build/)
    assert.doesNotMatch(thread, /fixed\.bin|action="\/thread\/rotate"/)
    assert.equal((await weak.get(file)).status, 404)
  })

  it('is changed by a passkey alone, where it has one', async () => {
    const weak = await cameByMail('both@example.org')
    const key = await makeAccountPasskey(weak)
    const byMail = await cameByMail('both@example.org')
    assert.doesNotMatch((await byMail.get('/account/settings')).body, /\/account\/delete|\/account\/passkeys"/)
    assert.equal((await byMail.json('/account/passkeys/options', {})).status, 409)
    const strong = desk.browser()
    assert.equal((await comeIn(strong, key)).status, 200)
    await strong.get('/account/settings')
    assert.equal((await strong.submit('/account/address/remove')).to, '/account/settings')
    assert.equal((await byMail.get('/account')).to, '/account/sign-in', 'whoever came by the mailbox is out')
  })

  async function makeAccountPasskey(browser: Visitor) {
    const key = authenticator({ origin: desk.origin })
    const asked = await browser.json('/account/passkeys/options', {})
    const response = key.create(JSON.parse(asked.body))
    assert.equal((await browser.json('/account/passkeys/verify', { response })).status, 200)
    return key
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { codeIn, withMail } from '../journeys/told.ts'
import { type MailServer, mailServer } from '../stand-ins/mail-server.ts'
import { report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

let mail: MailServer
let desk: TestDesk
before(async () => {
  mail = await mailServer()
})
after(() => mail.close())

async function signedIn(name: string): Promise<Visitor> {
  const { team } = desk.house
  if (!(await team.members()).some((one) => one.name === name)) await team.addMember({ name, role: 'lead', by: null })
  const link = await team.memberSignIn(name)
  assert.ok('link' in link)
  const visitor = desk.visitor()
  const { pathname } = new URL(link.link)
  await visitor.get(pathname)
  return visitor.send(pathname)
}

const feedIn = (visitor: Visitor): string =>
  /https:\/\/security\.example(\/news\/[A-Za-z0-9_-]{32})/.exec(visitor.page)?.[1] ?? ''

describe('a desk without a mail server', () => {
  before(async () => {
    desk = await testDesk()
  })
  after(() => desk.close())

  it('says on the inbox that nobody is told, until somebody is', async () => {
    const mia = await signedIn('Moa')
    assert.match(mia.words, /Nobody is told when a report arrives\./)
    await mia.get('/desk/notices')
    assert.match(mia.words, /This desk sends no mail/)
    assert.doesNotMatch(mia.page, /action="\/desk\/notices\/mail"/)
    await mia.send('/desk/notices/feed', { do: 'make' })
    const feed = feedIn(mia)
    assert.notEqual(feed, '')
    await mia.get('/desk/notices')
    assert.equal(feedIn(mia), '', 'the address is shown once')
    assert.doesNotMatch((await mia.get('/desk')).words, /Nobody is told/)
    const read = await desk.visitor().request('GET', feed)
    assert.equal(read.status, 200)
    assert.equal(read.headers.get('content-type'), 'application/atom+xml; charset=utf-8')
    assert.match(read.headers.get('cache-control') ?? '', /no-store/)
    assert.equal(read.headers.get('onion-location'), null)
    await mia.get('/desk/notices')
    await mia.send('/desk/notices/feed', { do: 'end' })
    assert.equal((await desk.visitor().request('GET', feed)).status, 404)
  })

  it('offers reporters only what works', async () => {
    const visitor = await desk.visitor().get('/report')
    assert.match(visitor.words, /How you hear from us.*I look in myself.*By a feed/)
    assert.doesNotMatch(visitor.words, /By mail/)
    await report(visitor, { ...someReport, tell: 'mail', tellMail: 'rosa@reporter.example' })
    assert.match(visitor.words, /we cannot reach you in any other way/)
    await visitor.send('/receipt')
    assert.match(visitor.words, /You come back with your code; nobody writes to you\./)
    assert.doesNotMatch(visitor.words, /Mail address/)
  })

  it('makes a feed that was asked for in the form, and shows it again on every repeat', async () => {
    const visitor = desk.visitor()
    await visitor.get('/report')
    await visitor.send('/report', { ...someReport, tell: 'feed', do: 'review' })
    assert.match(visitor.words, /How you hear from us By a feed/)
    const { draft = '', token = '' } = visitor.hidden('/report')
    await visitor.send('/report', { do: 'send' })
    const feed = feedIn(visitor)
    assert.equal((await visitor.request('GET', feed)).status, 200)
    const again = await visitor.request('POST', '/report', {
      body: new URLSearchParams({ token, draft, do: 'send' }),
      headers: visitor.sameOrigin(),
    })
    assert.ok((await again.text()).includes(feed))
    await visitor.send('/receipt')
    assert.match(visitor.words, /you are told by your feed/)
    await visitor.send('/thread/told', { do: 'feed' })
    assert.notEqual(feedIn(visitor), feed)
    assert.equal((await visitor.request('GET', feed)).status, 404)
  })
})

describe('a desk with a mail server', () => {
  before(async () => {
    desk = await testDesk({ yaml: withMail(mail.port) })
  })
  after(() => desk.close())
  const sent = async (address: string) => {
    await desk.house.tick()
    return codeIn(mail.letters, address)
  }

  it('confirms the address of a member by a code from the mail', async () => {
    const mia = await signedIn('Moa')
    await mia.get('/desk/notices')
    await mia.send('/desk/notices/mail', { do: 'ask', address: 'mia@lantern.example' })
    assert.match(mia.words, /A code goes to mia@lantern\.example/)
    const code = await sent('mia@lantern.example')
    assert.match(code, /^[0-9A-Z]{8}$/)
    const anywhere = await desk.visitor().get('/confirm')
    await anywhere.send('/confirm', { code: 'ABCD1234' })
    assert.equal(anywhere.status, 422)
    await anywhere.send('/confirm', { code: ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} ` })
    assert.match(anywhere.words, /Your address is confirmed/)
    await mia.get('/desk/notices')
    assert.match(mia.words, /You get mail at mia@lantern\.example/)
    await anywhere.get('/confirm')
    await anywhere.send('/confirm', { code })
    assert.equal(anywhere.status, 422, 'a code works once')
    await mia.send('/desk/notices/mail', { do: 'stop' })
    assert.match(mia.words, /You get no mail/)
  })

  it('says what is wrong with hours, zones and addresses, and keeps what was typed', async () => {
    const mia = await signedIn('Moa')
    await mia.get('/desk/notices')
    await mia.send('/desk/notices/choice', { news: 'overdue', from: '25:00', to: '', zone: 'Mars/Olympus' })
    assert.equal(mia.status, 422)
    assert.match(mia.words, /Give both times as hours and minutes.*This time zone is not known/)
    assert.match(mia.page, /value="Mars\/Olympus"/)
    await mia.send('/desk/notices/choice', {
      news: 'overdue',
      from: '22:00',
      to: '7:00',
      zone: 'Europe/Berlin',
      onCall: 'yes',
    })
    assert.equal(mia.status, 200)
    assert.match(mia.page, /value="22:00"/)
    assert.match(mia.page, /value="07:00"/)
    assert.match(mia.words, /On call now: Moa|Nobody is on call now/)
    for (const address of ['', 'x', 'a@b', '"a b"@c.example', 'a@b.example\nBcc: c@d.example', 'A <a@b.example>']) {
      await mia.get('/desk/notices')
      await mia.send('/desk/notices/mail', { do: 'ask', address })
      assert.equal(mia.status, 422, address)
    }
    assert.ok(!mail.letters.some(({ raw }) => /bcc/i.test(raw)))
  })

  it('writes to a reporter who asked for it in the form, once they confirmed', async () => {
    const rosa = desk.visitor()
    await rosa.get('/report')
    await rosa.send('/report', { ...someReport, tell: 'mail', tellMail: 'rosa@', do: 'review' })
    assert.equal(rosa.status, 422)
    assert.match(rosa.page, /href="#tellMail"/)
    const { number } = await report(rosa, { ...someReport, tell: 'mail', email: 'rosa@reporter.example' })
    assert.match(rosa.words, /A code goes to rosa@reporter\.example/)
    await rosa.send('/receipt')
    assert.match(rosa.words, /One step is left/)
    await desk.act(number, { type: 'SendMessage', text: 'Not yet.', files: [] })
    const code = await sent('rosa@reporter.example')
    assert.equal(mail.letters.filter(({ to }) => to.includes('rosa@reporter.example')).length, 1)
    await rosa.get('/confirm')
    await rosa.send('/confirm', { code })
    await desk.act(number, { type: 'SendMessage', text: 'Here we are.', files: [] })
    await desk.house.tick()
    assert.equal(mail.letters.filter(({ to }) => to.includes('rosa@reporter.example')).length, 2)
    await rosa.get('/thread')
    assert.match(rosa.words, /you are told by mail to rosa@reporter\.example/)
    await rosa.send('/thread/told', { do: 'no-mail' })
    assert.match(rosa.words, /That is how you hear from us now\..*nobody writes to you/)
    for (const letter of mail.letters) assert.doesNotMatch(letter.raw, /back door|handle twice|P-[0-9A-Z]{6}/)
  })

  it('sends only so many codes to addresses that one network typed', async () => {
    const rosa = desk.visitor({ address: '203.0.113.9' })
    await report(rosa)
    await rosa.send('/receipt')
    const before = mail.letters.length
    for (let count = 0; count < 21; count++)
      await rosa.send('/thread/told', { do: 'mail', address: `victim${count}@elsewhere.example` })
    assert.equal(rosa.status, 422)
    assert.match(rosa.words, /Many such mails were asked for/)
    await desk.house.tick()
    // Each new address took the place of the one before: only the newest is written to at all.
    assert.deepEqual(
      mail.letters.slice(before).map(({ to }) => to),
      [['victim19@elsewhere.example']],
    )
  })
})

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type MailServer, mailServer } from '../stand-ins/mail-server.ts'
import { type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { throughRelease } from './through-the-steps.ts'
import { codeIn, openWithMail, told, withMail } from './told.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let mail: MailServer
let house: TestHouse
let mia: Member
before(async () => {
  mail = await mailServer()
})
after(() => mail.close())
afterEach(() => house?.close())

async function begin(more = ''): Promise<void> {
  mail.mood = {}
  house = await openWithMail(mail, more)
  mia = await told(house, mail, 'Mia')
  house.later(hour)
  mail.letters.splice(0)
}

/** Lets time pass and does what is due. Resolves to the letters that came of it. */
async function waiting(milliseconds: number): Promise<MailServer['letters']> {
  house.later(milliseconds)
  mail.letters.splice(0)
  await house.house.tick()
  return [...mail.letters]
}

const exploited = { exploited: true, exploitedEvidence: 'It is in our logs.' }

describe('a member who is told by mail', () => {
  beforeEach(() => begin())

  it('hears in one letter that there is news, and nothing of what it is', async () => {
    await house.report()
    await house.report()
    const [letter, ...others] = await waiting(0)
    assert.equal(others.length, 0)
    assert.deepEqual(letter?.to, ['mia@lantern.example'])
    assert.equal(letter?.from, 'desk@lantern.example')
    assert.equal(letter?.headers.get('subject'), 'News at the Postern desk of Lantern')
    assert.equal(letter?.headers.get('auto-submitted'), 'auto-generated')
    assert.match(letter?.headers.get('message-id') ?? '', /^<[a-z0-9]{26}@security\.example>$/)
    assert.match(letter?.headers.get('content-type') ?? '', /^text\/plain/)
    assert.match(letter?.text ?? '', /- 2 new reports\n/)
    assert.match(letter?.text ?? '', /https:\/\/security\.example\/desk\n/)
    assert.doesNotMatch(letter?.raw ?? '', /heliotrope|cookie|P-[0-9A-Z]{6}/i)
  })

  it('gets one letter in ten minutes, with everything that came meanwhile', async () => {
    await house.report()
    assert.equal((await waiting(0)).length, 1)
    for (let report = 0; report < 3; report++) {
      await house.report()
      assert.equal((await waiting(3 * minute)).length, 0)
    }
    const [letter, ...others] = await waiting(minute)
    assert.equal(others.length, 0)
    assert.match(letter?.text ?? '', /- 3 new reports\n/)
    assert.equal((await waiting(hour)).length, 0)
  })

  it('hears at once of what is being exploited, though not that it is', async () => {
    await house.report()
    assert.equal((await waiting(0)).length, 1)
    await house.report(exploited)
    const [letter] = await waiting(minute)
    assert.match(letter?.text ?? '', /something that cannot wait/)
    assert.doesNotMatch(letter?.raw ?? '', /exploit|attack/i)
    // Whoever floods the desk gets one letter a minute out of it.
    for (let report = 0; report < 5; report++) await house.report(exploited)
    assert.equal((await waiting(10_000)).length, 0)
    assert.match((await waiting(minute))[0]?.text ?? '', /5 things that cannot wait/)
  })

  it('sleeps through quiet hours, unless something is being exploited', async () => {
    // It is 10:30 in UTC.
    await house.house.notices.choose(mia.id, {
      news: ['new-report', 'exploited'],
      quiet: { from: '10:00', to: '12:00', zone: 'UTC' },
      onCall: false,
    })
    await house.report()
    assert.equal((await waiting(20 * minute)).length, 0)
    await house.report(exploited)
    const [urgent] = await waiting(0)
    assert.match(urgent?.text ?? '', /something that cannot wait\n- a new report/)
    await house.report()
    assert.equal((await waiting(hour)).length, 0)
    assert.match((await waiting(10 * minute))[0]?.text ?? '', /- a new report\n/)
  })

  it('hears of what they chose, and of everything while they are on call', async () => {
    await house.house.notices.choose(mia.id, { news: ['overdue'], quiet: null, onCall: false })
    await house.report()
    assert.equal((await waiting(0)).length, 0)
    await house.house.notices.choose(mia.id, { news: ['overdue'], quiet: null, onCall: true })
    assert.deepEqual(await house.house.notices.onCall(), [mia.id])
    await house.report()
    assert.equal((await waiting(0)).length, 1)
  })

  it('hears what a reporter says in the case they look after, and the others do not', async () => {
    const olga = await told(house, mail, 'Olga')
    const report = await house.report()
    await waiting(hour)
    await mia.give(report.number, 'AssignCase', { member: olga.id })
    await report.give('SendMessage', { text: 'One more thing: heliotrope.' })
    const letters = await waiting(hour)
    assert.deepEqual(
      letters.map(({ to }) => to),
      [['olga@lantern.example']],
    )
    assert.match(letters[0]?.text ?? '', /an answer of a reporter/)
    // Somebody who looks after it and cannot be told is no reason to tell nobody.
    await house.house.notices.stopMail({ member: olga.id })
    await report.give('SendMessage', { text: 'And another.' })
    assert.deepEqual(
      (await waiting(hour)).map(({ to }) => to),
      [['mia@lantern.example']],
    )
  })

  it('gets the checkpoint of a day with work, once, to keep; and none where they chose not to', async () => {
    await waiting(0)
    await house.report()
    await waiting(hour)
    // The stand-in gives bytes as they came.
    const texts = async (time: number) =>
      (await waiting(time)).map(({ text }) => Buffer.from(text, 'latin1').toString('utf8')).join()
    const first = [await texts(day), await texts(hour)].join()
    const note =
      /^security\.example\/postern\n\d+\n[^\n]+\ncheckpoint\/v1 [^\n]+\n\n— security\.example\/postern \S+$/m.exec(
        first,
      )
    assert.ok(note !== null, first)
    assert.ok('checkpoint' in house.house.audit.read(note[0]), 'a signed one')
    assert.match(first, /postern audit verify --checkpoint FILE/)
    assert.match(first, /you can choose not to get it/)
    assert.equal(first.match(/— security\.example/g)?.length, 1)
    assert.doesNotMatch(await texts(6 * hour), /checkpoint/, 'one a day')
    await house.house.notices.choose(mia.id, { news: ['new-report'], quiet: null, onCall: false })
    await house.report()
    await waiting(hour)
    assert.doesNotMatch([await texts(day), await texts(hour)].join(), /checkpoint/)
  })

  it('hears a day before a promise is due, and when it is overdue', async () => {
    await house.house.notices.choose(mia.id, { news: ['due-tomorrow', 'overdue'], quiet: null, onCall: false })
    await house.report()
    await waiting(0)
    assert.equal((await waiting(5 * day)).length, 0)
    assert.match((await waiting(day + hour))[0]?.text ?? '', /a promise that is due within a day/)
    assert.equal((await waiting(hour)).length, 0)
    const late = [...(await waiting(day)), ...(await waiting(0))]
    assert.match(late[0]?.text ?? '', /a promise that is overdue/)
    const all = await waiting(hour)
    assert.equal(all.length, 0, 'each promise is told of once')
  })

  it('hears that a publication was held', async () => {
    const report = await house.report({ credit: { as: 'none' } })
    await throughRelease(house, mia, report)
    await mia.give(report.number, 'ScheduleAdvisory', { publishAt: new Date(house.now() + 8 * day).toISOString() })
    await mia.give(report.number, 'DraftAdvisory', { fields: { title: 'Another title' } })
    await waiting(0)
    const texts = [...(await waiting(9 * day)), ...(await waiting(hour))].map(({ text }) => text)
    assert.match(texts.join(), /a publication that was held/)
  })

  it('hears nothing more once they left, and their address is gone', async () => {
    await house.member('Olga', 'lead')
    await house.report()
    await house.house.team.removeMember({ member: mia.id, by: null })
    assert.equal((await waiting(hour)).length, 0)
    assert.equal((await house.house.notices.ofMember(mia.id)).mail, null)
  })

  it('is written to at no address before it was confirmed', async () => {
    const olga = await house.member('Olga')
    assert.ok(await house.house.notices.askMail({ member: olga.id }, 'olga@lantern.example'))
    await house.report()
    const letters = await waiting(0)
    const toOlga = letters.filter(({ to }) => to.includes('olga@lantern.example'))
    assert.equal(toOlga.length, 1)
    assert.match(toOlga[0]?.headers.get('subject') ?? '', /^Confirm your address/)
    assert.equal(await house.house.notices.confirmMail('0000-0000'), false)
    const code = codeIn(letters, 'olga@lantern.example')
    house.later(25 * hour)
    assert.equal(await house.house.notices.confirmMail(code), false, 'a code works for a day')
  })
})

describe('a reporter who is told by mail', () => {
  let report: Reporter
  const access = async () => {
    const access = await house.house.desk.openReceipt(report.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    return access
  }
  beforeEach(async () => {
    await begin()
    await house.house.notices.choose(mia.id, { news: [], quiet: null, onCall: false })
    report = await house.report()
    assert.ok(await house.house.notices.askMail(await access(), 'rosa@reporter.example'))
    const [letter] = await waiting(0)
    assert.doesNotMatch(letter?.raw ?? '', /heliotrope|cookie|P-[0-9A-Z]{6}/i)
    assert.ok(await house.house.notices.confirmMail(codeIn(mail.letters, 'rosa@reporter.example').toLowerCase()))
  })

  it('hears that there is news and where the thread is, and never the code', async () => {
    await mia.give(report.number, 'SendMessage', { text: 'Thank you: heliotrope.' })
    const [letter, ...others] = await waiting(0)
    assert.equal(others.length, 0)
    assert.deepEqual(letter?.to, ['rosa@reporter.example'])
    assert.match(letter?.text ?? '', /https:\/\/security\.example\/receipt\n/)
    assert.doesNotMatch(letter?.raw ?? '', /heliotrope|cookie|P-[0-9A-Z]{6}/i)
    for (const word of report.receipt.split('-')) assert.ok(!letter?.text.includes(`-${word}`), word)
  })

  it('hears nothing of what the team keeps to itself, and nothing of what they did themselves', async () => {
    await mia.give(report.number, 'AddNote', { text: 'For us alone.' })
    await mia.give(report.number, 'AssignCase', { member: mia.id })
    await report.give('SendMessage', { text: 'Hello?' })
    assert.equal((await waiting(hour)).length, 0)
  })

  it('is told again ten minutes later at the soonest', async () => {
    await mia.give(report.number, 'SendMessage', { text: 'One.' })
    assert.equal((await waiting(0)).length, 1)
    await mia.give(report.number, 'SendMessage', { text: 'Two.' })
    await mia.give(report.number, 'ConfirmReproduction')
    assert.equal((await waiting(9 * minute)).length, 0)
    assert.equal((await waiting(minute)).length, 1)
  })

  it('is reminded of a question that waits', async () => {
    await mia.give(report.number, 'RequestInformation', { text: 'Which version?' })
    assert.equal((await waiting(0)).length, 1)
    assert.equal((await waiting(7 * day)).length + (await waiting(0)).length, 1)
  })

  it('is told of the fix and the advisory of the case that theirs follows', async () => {
    const main = await house.report({ credit: { as: 'none' } })
    await mia.give(report.number, 'DeclineReport', { reason: 'duplicate', text: 'Known.', duplicateOf: main.number })
    await waiting(hour)
    await throughRelease(house, mia, main)
    assert.ok((await waiting(hour)).some(({ to }) => to.includes('rosa@reporter.example')))
  })

  it('hears nothing more after they dropped their name', async () => {
    await report.give('ForgetPerson')
    await mia.give(report.number, 'ConfirmReproduction')
    assert.equal((await waiting(hour)).length, 0)
    assert.equal(await house.house.notices.askMail(await access(), 'rosa@reporter.example'), false)
  })

  it('loses an address that its server does not know, and is told so in the thread', async () => {
    mail.mood = { refuse: 550 }
    await mia.give(report.number, 'SendMessage', { text: 'Hello?' })
    await waiting(0)
    mail.mood = {}
    const state = await house.house.notices.ofReporter(await access())
    assert.deepEqual([state?.mail, state?.lost], [null, 'rosa@reporter.example'])
    assert.deepEqual(await house.house.undelivered.list({ as: 'member', member: mia.id, role: 'lead' }), [])
  })
})

describe('an address that somebody asks for', () => {
  beforeEach(() => begin())

  it('gets one code a day, whoever asks and however often', async () => {
    const [one, two] = [await house.report(), await house.report()]
    await waiting(hour)
    const asked: number[] = []
    for (const { receipt } of [one, two, one, two]) {
      const access = await house.house.desk.openReceipt(receipt)
      assert.ok(access !== undefined && 'stream' in access)
      // The answer is the same: it must not say who else uses this desk.
      assert.equal(await house.house.notices.askMail(access, 'Rosa@reporter.example'), true)
      assert.equal(await house.house.notices.askMail({ member: mia.id }, 'rosa@reporter.example'), true)
      asked.push((await waiting(minute)).filter(({ to }) => /rosa/i.test(String(to))).length)
    }
    assert.deepEqual(asked, [1, 0, 0, 0])
    const access = await house.house.desk.openReceipt(two.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    house.later(25 * hour)
    assert.equal(await house.house.notices.askMail(access, 'rosa@reporter.example'), true)
    assert.equal((await waiting(0)).filter(({ to }) => /rosa/i.test(String(to))).length, 1)
  })
})

describe('an unlisted feed', () => {
  beforeEach(() => begin())
  const entries = (feed: string) => [...feed.matchAll(/<entry>.*?<\/entry>/gs)].map(([entry]) => entry)

  it('says to the hour that there is news, in words that never change', async () => {
    const token = await house.house.notices.makeFeed({ member: mia.id })
    assert.equal(entries(await house.read(`/news/${token}`)).length, 0)
    await house.report()
    await house.report(exploited)
    await waiting(17 * minute)
    const feed = await house.read(`/news/${token}`)
    assert.equal(entries(feed).length, 2)
    assert.doesNotMatch(feed, /heliotrope|cookie|P-[0-9A-Z]{6}|exploit|urgent/i)
    for (const [, time] of feed.matchAll(/<updated>([^<]+)</g)) assert.match(time ?? '', /T\d\d:00:00\.000Z$/)
    const constant = entries(feed).map((entry) => entry.replace(/<id>[^<]+/, '').replace(/<updated>[^<]+/, ''))
    assert.equal(new Set(constant).size, 1)
    assert.doesNotMatch(feed, new RegExp(token ?? 'none'))
  })

  it('works without any mail server, and then somebody is told', async () => {
    await house.close()
    house = await openHouse({ policy: 'project: { name: Lantern }\n' })
    mia = await house.member('Mia', 'lead')
    assert.equal(house.house.notices.mail, false)
    assert.equal(await house.house.notices.nobodyTold(), true)
    assert.equal(await house.house.notices.askMail({ member: mia.id }, 'mia@lantern.example'), false)
    const token = await house.house.notices.makeFeed({ member: mia.id })
    assert.equal(await house.house.notices.nobodyTold(), false)
    await house.report()
    await waiting(0)
    assert.equal(entries(await house.read(`/news/${token}`)).length, 1)
  })

  it('ends when its owner ends it, makes another or leaves', async () => {
    const gone = async (token: string | null) => assert.equal((await house.ask(`/news/${token}`)).status, 404)
    const first = await house.house.notices.makeFeed({ member: mia.id })
    const second = await house.house.notices.makeFeed({ member: mia.id })
    await gone(first)
    await house.read(`/news/${second}`)
    await house.house.notices.endFeed({ member: mia.id })
    await gone(second)
    const third = await house.house.notices.makeFeed({ member: mia.id })
    await house.member('Olga', 'lead')
    await house.house.team.removeMember({ member: mia.id, by: null })
    await gone(third)
    await gone('x'.repeat(32))
  })

  it('of a reporter ends with their code', async () => {
    const report = await house.report()
    const access = await house.house.desk.openReceipt(report.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    const token = await house.house.notices.makeFeed(access)
    await mia.give(report.number, 'SendMessage', { text: 'heliotrope' })
    await waiting(0)
    const feed = await house.read(`/news/${token}`)
    assert.equal(entries(feed).length, 1)
    assert.match(
      feed,
      /href="https:&#47;&#47;security\.example&#47;receipt"|href="https:\/\/security\.example\/receipt"/,
    )
    await report.give('RotateReceipt')
    assert.equal((await house.ask(`/news/${token}`)).status, 404)
  })
})

describe('a letter that is sent again', () => {
  beforeEach(() => begin())

  it('is the same letter, whatever came meanwhile', async () => {
    mail.mood = { forgetful: true }
    await house.report()
    const [first] = await waiting(0)
    mail.mood = {}
    await house.report()
    const [second, ...others] = await waiting(2 * minute)
    assert.equal(others.length, 0)
    assert.deepEqual(
      [second?.text, second?.headers.get('message-id')],
      [first?.text, first?.headers.get('message-id')],
      'whoever got both can tell that they are one',
    )
    const [next] = await waiting(hour)
    assert.match(next?.text ?? '', /- a new report\n/)
    assert.notEqual(next?.headers.get('message-id'), first?.headers.get('message-id'))
  })
})

describe('a word from a case', () => {
  it('is in no letter, no feed and no call, through the whole life of it', async () => {
    const bodies: string[] = []
    const program = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text + JSON.stringify(request.headers)))
      request.on('end', () => response.end())
    })
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
    const { port } = program.address() as AddressInfo
    await house?.close()
    mail.mood = {}
    const word = 'heliotrope'
    try {
      house = await openHouse({
        policy: withMail(
          mail.port,
          `webhooks: [{ url: "http://127.0.0.1:${port}/", internal: true, secret: { env: HOOK } }]\n`,
        ),
        env: { HOOK: `whsec_${Buffer.alloc(24, 3).toString('base64')}` },
      })
      mia = await told(house, mail, 'Mia')
      const feeds = [await house.house.notices.makeFeed({ member: mia.id })]
      mail.letters.splice(0)
      const report = await house.report(
        {
          ...{ title: word, description: word, product: word, version: word, impact: word, exploitedEvidence: word },
          ...{ exploited: true, reporter: { name: word, email: `${word}@reporter.example` } },
          credit: { as: 'named', name: word, url: `https://${word}.example/` },
        },
        { files: { [`${word}.txt`]: word } },
      )
      const access = await house.house.desk.openReceipt(report.receipt)
      assert.ok(access !== undefined && 'stream' in access)
      feeds.push(await house.house.notices.makeFeed(access))
      assert.ok(await house.house.notices.askMail(access, 'rosa@reporter.example'))
      await house.house.tick()
      assert.ok(await house.house.notices.confirmMail(codeIn(mail.letters, 'rosa@reporter.example')))
      for (const [type, fields] of [
        ['AddNote', { text: word }],
        ['TagCase', { tags: [word] }],
        ['RequestInformation', { text: word }],
        ['SendMessage', { text: word }],
      ] as const) {
        house.later(hour)
        await mia.give(report.number, type, fields)
        await house.house.tick()
      }
      await report.give('AddInformation', { text: word }, { files: { [`${word}.log`]: word } })
      await house.days(1)
      await throughRelease(house, mia, report)
      await house.days(8)
      await mia.give(report.number, 'ConfirmCredit', {}).catch(() => undefined)
      await mia.give(report.number, 'PublishAdvisory')
      await house.days(1)
      const letters = mail.letters.map(({ raw }) => raw)
      const shown = await Promise.all(feeds.map((token) => house.read(`/news/${token}`)))
      assert.ok(letters.length >= 6, `${letters.length} letters`)
      assert.ok(bodies.length >= 4, `${bodies.length} calls`)
      for (const text of [...letters, ...bodies, ...shown]) {
        assert.doesNotMatch(text, new RegExp(word, 'i'))
        assert.doesNotMatch(text, new RegExp(report.number))
        assert.doesNotMatch(text, new RegExp(report.receipt.split('-').slice(0, 2).join('-')))
      }
    } finally {
      program.closeAllConnections()
      await new Promise((resolve) => program.close(resolve))
    }
  })
})

describe('what could not be delivered', () => {
  beforeEach(() => begin())

  it('is shown to members, who let it go or have it tried again', async () => {
    mail.mood = { refuse: 550 }
    await house.report()
    await waiting(0)
    const [given] = await house.house.undelivered.list({ as: 'member', member: mia.id, role: 'lead' })
    assert.deepEqual([given?.error, given?.what], ['smtp-550', { kind: 'member', member: mia.id }])
    mail.mood = {}
    await house.house.undelivered.again({ as: 'member', member: mia.id, role: 'lead' }, given?.id ?? '')
    const letters = await waiting(0)
    assert.match(letters[0]?.text ?? '', /a new report/)
    assert.deepEqual(await house.house.undelivered.list({ as: 'member', member: mia.id, role: 'lead' }), [])
  })
})

describe('a desk where nobody is told', () => {
  it('says so until a member or a program hears of new reports', async () => {
    mail.mood = {}
    house = await openWithMail(mail)
    assert.equal(await house.house.notices.nobodyTold(), true)
    const mia = await told(house, mail, 'Mia')
    assert.equal(await house.house.notices.nobodyTold(), false)
    await house.house.notices.choose(mia.id, { news: ['overdue'], quiet: null, onCall: false })
    assert.equal(await house.house.notices.nobodyTold(), true)
    await house.close()
    const secret = `whsec_${Buffer.alloc(24).toString('base64')}`
    house = await openHouse({
      policy: withMail(1, 'webhooks: [{ url: https://chat.example/hook, secret: { env: POSTERN_HOOK } }]\n'),
      env: { POSTERN_HOOK: secret },
    })
    assert.equal(await house.house.notices.nobodyTold(), false)
  })
})

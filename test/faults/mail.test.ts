import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { caseNews, deskJob } from '../../src/desk/notice.ts'
import { type House, house } from '../../src/main.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { insertJob } from '../../src/store/outbox-rows.ts'
import { type Member, openHouse, type TestHouse } from '../journeys/house-kit.ts'
import { throughRelease } from '../journeys/through-the-steps.ts'
import { codeIn, told, withMail } from '../journeys/told.ts'
import { type Arrived, deadPort, type MailServer, mailServer, silentServer } from '../stand-ins/mail-server.ts'
import { startDesk } from './started-desk.ts'

const minute = 60_000
const hour = 60 * minute
/** In every text that the cases here hold. */
const marker = 'heliotrope'

describe('10,000 notices that wait for a dead mail server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-mail-'))
  const secret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
  const calls: { at: number; body: string }[] = []
  const program = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      calls.push({ at: performance.now(), body })
      response.end()
    })
  })
  let mail: MailServer
  let receipt: string
  let number: string
  let otherNumber: string
  let feed: string
  let open: House

  before(async () => {
    mail = await mailServer()
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
    const set = { folder, policy: withMail(mail.port, hooks()), env: { HOOK: secret } }
    const before = await openHouse({ ...set, at: Date.now() - 30 * 24 * hour })
    const mia = await told(before, mail, 'Mia')
    for (let count = 0; count < 4; count++) await told(before, mail, `Olga${count}`)
    const report = await before.report({ credit: { as: 'none' } })
    await throughRelease(before, mia, report)
    const access = await before.house.desk.openReceipt(report.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    feed = (await before.house.notices.makeFeed(access)) ?? ''
    const other = await before.report()
    const rosa = await before.house.desk.openReceipt(other.receipt)
    assert.ok(rosa !== undefined && 'stream' in rosa)
    assert.ok(await before.house.notices.askMail(rosa, 'rosa@reporter.example'))
    await before.house.tick()
    assert.ok(await before.house.notices.confirmMail(codeIn(mail.letters, 'rosa@reporter.example')))
    otherNumber = other.number
    ;({ receipt } = report)
    number = report.number
    await before.close()
  })
  after(async () => {
    await mail.close()
    await new Promise((resolve) => program.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })

  const hooks = (): string =>
    `webhooks: [{ url: "http://127.0.0.1:${(program.address() as AddressInfo).port}/", internal: true, events: [published], secret: { env: HOOK } }]\npublish: { updateWindow: 0 }\n`

  /** News that piled up while nobody could be reached. */
  async function queue(count: number): Promise<void> {
    const env = { POSTERN_KEY_FILE: join(folder, 'postern.key') }
    const embedded = await openEmbedded({
      folder: join(folder, 'data'),
      server: false,
      env,
      keyFile: env.POSTERN_KEY_FILE,
      now: Date.now(),
      onFatal: (error) => {
        throw error
      },
    })
    const key = await embedded.keys.desk()
    const clock = { now: () => Date.now(), steady: () => 0, every: () => ({ stop: () => undefined }) }
    const job = (index: number) =>
      insertJob(
        deskJob({ clock } as never, key, {
          id: `news-${Date.now()}-${index}`,
          lane: 'notice',
          topic: 'case-news',
          body: caseNews.parse({ news: 'new-report' }),
        }),
      )
    for (let done = 0; done < count; done += 500)
      await embedded.store.write(Array.from({ length: 500 }, (_, index) => job(done + index)))
    await embedded.close()
  }

  /** The desk as it really runs, by its own clock and timers. */
  async function start(port: number): Promise<void> {
    writeFileSync(join(folder, 'postern.yaml'), withMail(port, hooks()))
    open = await house({
      env: {
        POSTERN_URL: 'https://security.example',
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: join(folder, 'postern.key'),
        POSTERN_CONFIG: join(folder, 'postern.yaml'),
        PORT: '0',
        HOOK: secret,
      },
      log: {
        request: () => undefined,
        failure: (_, route, error) => console.error(route, error),
        note: () => undefined,
      },
    })
    await open.open()
  }

  async function within(seconds: number, what: string, holds: () => Promise<boolean> | boolean): Promise<number> {
    const began = performance.now()
    while (!(await holds())) {
      if (performance.now() - began > seconds * 1_000) assert.fail(`${what} within ${seconds} s`)
      await pause(25)
    }
    return Math.round(performance.now() - began)
  }

  const lead = async () => {
    const member = (await open.team.members()).find(({ name }) => name === 'Mia')
    return { as: 'member', member: member?.id ?? '', role: 'lead' } as const
  }
  const page = async (path: string) => (await open.fetch(new Request(`https://security.example${path}`))).text()

  it('keep neither a publication nor a reply back for 5 seconds', async () => {
    await queue(10_000)
    const silent = await silentServer()
    await start(silent.port)
    try {
      await pause(500)
      const by = await lead()
      const news = async () => (await page(`/news/${feed}`)).split('<entry>').length
      const before = await news()
      const replied = await open.desk.handle(by, number, {
        type: 'SendMessage',
        id: 'reply-1',
        text: `${marker} reply`,
        files: [],
      })
      assert.ok('done' in replied, JSON.stringify(replied))
      const access = await open.desk.openReceipt(receipt)
      assert.ok(access !== undefined && 'stream' in access)
      assert.ok((await open.desk.thread(access))?.view.messages.some(({ text }) => text.includes('reply')))
      const fed = await within(5, 'the feed tells of the reply', async () => (await news()) > before)
      const published = await open.desk.handle(by, number, { type: 'PublishAdvisory', id: 'publish-1' } as never)
      assert.ok('done' in published, JSON.stringify(published))
      assert.equal((await open.desk.advisories()).items.length, 1)
      const called = await within(5, 'the program is called', () => calls.length === 1)
      console.log(
        `10,000 notices wait: the reply was in the feed after ${fed} ms, the publication called after ${called} ms`,
      )
      assert.ok(!calls.some(({ body }) => body.includes(marker)))
    } finally {
      await open.close()
      await silent.close()
    }
  })

  it('keep no letter to a reporter back where the mailboxes of members alone do not answer', async () => {
    await queue(10_000)
    mail.mood = { slow: 30_000, slowFor: /lantern\.example$/ }
    mail.letters.splice(0)
    await start(mail.port)
    try {
      await pause(500)
      const replied = await open.desk.handle(await lead(), otherNumber, {
        type: 'SendMessage',
        id: 'reply-2',
        text: `${marker} again`,
        files: [],
      })
      assert.ok('done' in replied, JSON.stringify(replied))
      const took = await within(5, 'the letter to the reporter is there', () =>
        mail.letters.some(({ to }) => to.includes('rosa@reporter.example')),
      )
      console.log(`10,000 notices wait: the letter of a reply was delivered after ${took} ms`)
    } finally {
      await open.close()
      mail.mood = {}
    }
  })
})

describe('a mail server that is down for 72 hours', () => {
  let desk: TestHouse
  let mia: Member
  const count = (letters: readonly Arrived[], word: RegExp): number =>
    letters.reduce((sum, { text }) => {
      const [, found] = word.exec(text) ?? []
      return sum + (found === undefined ? 0 : found === 'a' ? 1 : Number(found))
    }, 0)

  it('loses no notice, doubles none, and still sends one letter in ten minutes', async () => {
    const port = await deadPort()
    let mail = await mailServer(port)
    desk = await openHouse({ policy: withMail(port) })
    mia = await told(desk, mail, 'Mia')
    const olga = await told(desk, mail, 'Olga')
    const report = await desk.report()
    const access = await desk.house.desk.openReceipt(report.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    assert.ok(await desk.house.notices.askMail(access, 'rosa@reporter.example'))
    await desk.house.tick()
    assert.ok(await desk.house.notices.confirmMail(codeIn(mail.letters, 'rosa@reporter.example')))
    desk.later(hour)
    await desk.house.tick()
    await mail.close()
    let reports = 0
    let replies = 0
    for (let passed = 0; passed < 72 * hour; passed += 20 * minute) {
      desk.later(20 * minute)
      if (passed % (2 * hour) === 0) {
        await desk.report({ title: marker, description: marker })
        reports += 1
      }
      if (passed % (12 * hour) === 0) {
        await mia.give(report.number, 'SendMessage', { text: `${marker} ${passed}` })
        replies += 1
      }
      await desk.house.tick()
    }
    assert.deepEqual(await desk.house.undelivered.list({ as: 'member', member: mia.id, role: 'lead' }), [])
    mail = await mailServer(port)
    try {
      const seen: { at: number; letter: Arrived }[] = []
      for (let passed = 0; passed < 3 * hour; passed += minute) {
        desk.later(minute)
        const had = mail.letters.length
        await desk.house.tick()
        seen.push(...mail.letters.slice(had).map((letter) => ({ at: desk.now(), letter })))
      }
      const to = (address: string) => seen.filter(({ letter }) => letter.to.includes(address))
      for (const address of ['mia@lantern.example', 'olga@lantern.example']) {
        const letters = to(address)
        assert.equal(
          count(
            letters.map(({ letter }) => letter),
            /- (a|\d+) new reports?\n/,
          ),
          reports,
          address,
        )
        assert.ok(letters.length <= 3, `${letters.length} letters to ${address}`)
        for (const [index, { at }] of letters.entries())
          assert.ok(index === 0 || at - (letters[index - 1]?.at ?? 0) >= 10 * minute, 'ten minutes between two')
      }
      assert.ok(to('rosa@reporter.example').length >= 1 && to('rosa@reporter.example').length <= 2)
      assert.ok((seen[0]?.at ?? 0) - (desk.now() - 3 * hour) <= hour + minute, 'within an hour of its return')
      const ids = seen.map(({ letter }) => letter.headers.get('message-id'))
      assert.equal(new Set(ids).size, ids.length, 'no letter twice')
      for (const { letter } of seen) assert.doesNotMatch(letter.raw, new RegExp(marker))
      assert.equal((await desk.house.notices.ofMember(olga.id)).mail, 'olga@lantern.example')
      console.log(
        `${reports} reports and ${replies} replies in 72 hours without mail: ${seen.length} letters afterwards`,
      )
    } finally {
      await mail.close()
      await desk.close()
    }
  })
})

describe('a desk that starts', () => {
  it('says before its last two lines that nobody is told', async () => {
    const desk = await startDesk()
    try {
      assert.match(
        desk.out.stdout,
        /Nobody is told when a report arrives\. Sign in and open http:\/\/localhost:\d+\/desk\/notices[^\n]*\n[\s\S]*First member: \S+\nPostern is ready on \S+\n$/,
      )
    } finally {
      await desk.close()
    }
  })
})

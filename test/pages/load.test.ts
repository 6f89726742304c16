import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { yes } from '../stand-ins/team.ts'
import { days, type Fields, report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

const yaml = `project: { name: Lantern }
limits: { reportsPerHour: 1000, messagesPerHour: 1000, signInsPerHour: 1000, waitingReports: 2 }
`
const day = (count: number) => new Date(desk.clock.now + days(count)).toISOString().slice(0, 10)
let desk: TestDesk
let lead: Visitor

async function signedIn(name: string, role: 'lead' | 'observer'): Promise<Visitor> {
  const known = (await desk.house.team.members()).some((member) => member.name === name)
  if (!known) yes(await desk.house.team.addMember({ name, role, by: null }))
  const { link } = yes(await desk.house.team.memberSignIn(name))
  const visitor = desk.visitor()
  await visitor.get(new URL(link).pathname)
  return visitor.send(new URL(link).pathname)
}

const open = async (given: string): Promise<void> => {
  desk = await testDesk({ yaml: given })
}
/** Signed in afresh: a session does not outlive the days that pass here. */
async function asLead(path: string): Promise<Visitor> {
  lead = await signedIn('Lena', 'lead')
  return lead.get(path)
}
const endPause = async (): Promise<Visitor> => (await asLead('/desk/intake')).send('/desk/intake', { do: 'open' })
const close = () => desk.close()

async function pause(fields: Fields = {}): Promise<Visitor> {
  await asLead('/desk/intake')
  return lead.send('/desk/intake', {
    until: day(10),
    why: 'We are all at a wedding.',
    meanwhile: 'Rosa looks in on Sundays.',
    do: 'pause',
    ...fields,
  })
}

async function ask(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await desk.visitor().request(body === undefined ? 'GET' : 'POST', path, {
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const text = await response.text()
  return { response, status: response.status, text, json: JSON.parse(text || 'null') }
}

describe('pausing the intake', () => {
  before(() => open(yaml))
  after(close)

  it('asks for a day to come and a reason, and keeps what was typed', async () => {
    await pause({ until: day(-1), why: '', meanwhile: 'Somebody looks in.' })
    assert.equal(lead.status, 422)
    assert.match(lead.words, /Choose a day from tomorrow on.*Say why in a sentence.*Reports come in\./)
    assert.match(lead.page, /Somebody looks in\./)
    await pause({ until: day(400) })
    assert.equal(lead.status, 422)
    assert.match(lead.words, /at most 184 days/)
    await pause({ until: 'soon' })
    assert.equal(lead.status, 422)
  })

  it('is for leads alone, and everybody on the team sees it', async () => {
    const observer = await signedIn('Olga', 'observer')
    await observer.get('/desk/intake')
    assert.equal(observer.status, 200)
    assert.match(observer.words, /A lead can change this\./)
    await observer.send('/desk/intake', { ...observer.hidden('/sign-out'), do: 'pause', until: day(3), why: 'No.' })
    assert.equal(observer.status, 403)
    await pause()
    assert.equal(lead.status, 200)
    assert.match(lead.words, /Paused until Monday 30 November 2026/)
    await observer.get('/desk')
    assert.match(observer.words, /Intake is paused until Monday 30 November 2026\./)
  })

  it('is said on the first page, above the form, and in security.txt, in the project’s own words', async () => {
    const reader = await desk.visitor().get('/')
    for (const path of ['/', '/report']) {
      await reader.get(path)
      assert.match(reader.words, /This desk takes no new reports until Monday 30 November 2026/)
      assert.match(reader.words, /We are all at a wedding\. Rosa looks in on Sundays\./)
    }
    assert.doesNotMatch((await reader.get('/')).words, /If you write today/)
    await reader.get('/report?language=de')
    assert.match(reader.words, /nimmt bis Montag, 30\. November 2026 keine neuen Meldungen an/)
    await reader.get('/report?language=ar')
    assert.match(reader.words, /لا يستقبل هذا المكتب بلاغات جديدة/)
    await reader.get('/.well-known/security.txt')
    assert.match(
      reader.page,
      /^# Paused: no new reports until 2026-11-30 \(UTC\)\.\n# What is exploited right now still comes in at once: https:\/\/security\.example\/report\n.*\nContact: /,
    )
  })

  it('takes no new report from the form, loses nothing of it, and gives it back as a file', async () => {
    desk.clock.now += 3_600_000
    const reporter = await desk.visitor().get('/report')
    await reporter.send('/report', { ...someReport, do: 'review' })
    assert.equal(reporter.status, 422)
    assert.match(reporter.words, /takes no new reports until Monday 30 November 2026.*save it, or tick this box/)
    assert.match(reporter.page, /Whoever turns the handle twice is in\./)
    await reporter.send('/report', { ...someReport, do: 'save' })
    assert.match(reporter.headers.get('content-disposition') ?? '', /attachment; filename="report\.txt"/)
    assert.match(reporter.page, /A report to Lantern, not sent yet\n\nTitle\nThe back door does not lock\n/)
  })

  it('takes at once what is exploited now, with its deadline as ever', async () => {
    await report(desk.visitor(), { ...someReport, exploited: 'yes' })
    const counts = await desk.house.desk.counts({ as: 'member', member: 'any', role: 'lead' })
    assert.equal(counts.exploited, 1)
  })

  it('lets somebody send who began before, and counts their first answer from its end on', async () => {
    await endPause()
    const [early, late] = [await desk.visitor().get('/report'), await desk.visitor().get('/report')]
    await early.send('/report', { ...someReport, do: 'review' })
    desk.clock.now += 3_600_000
    await pause()
    desk.clock.now += 3_600_000
    for (const reporter of [early, late]) {
      if (reporter === late) await reporter.send('/report', { ...someReport, do: 'review' })
      await reporter.send('/report', { do: 'send' })
      assert.equal(reporter.status, 200, reporter.words)
      assert.match(reporter.words, /A person will look by Monday 7 December 2026/)
      assert.match(reporter.words, /The desk is paused until Monday 30 November 2026\. Your report is here and safe/)
    }
    await late.send('/receipt')
    assert.match(late.words, /The desk is paused until Monday 30 November 2026/)
  })

  it('answers programs with until when, why, and the door that stays open', async () => {
    const refused = await ask('/api/v1/reports', someReport)
    assert.equal(refused.status, 503)
    assert.equal(refused.json.type, 'urn:postern:problem:intake-paused')
    assert.equal(refused.json.until, '2026-11-30T00:00:00.000Z')
    assert.equal(refused.json.why, 'We are all at a wedding.')
    assert.match(refused.json.detail, /"exploited": true/)
    const seconds = Number(refused.response.headers.get('retry-after'))
    assert.equal(seconds, (Date.UTC(2026, 10, 30) - desk.clock.now) / 1_000)
    assert.equal((await ask('/api/v1/reports', { ...someReport, exploited: true })).status, 201)
  })

  it('gives a program that repeats itself its first answer', async () => {
    await endPause()
    const key = { 'idempotency-key': 'a-key-of-mine' }
    const first = await ask('/api/v1/reports', someReport, key)
    await pause()
    const again = await ask('/api/v1/reports', someReport, key)
    assert.deepEqual([again.status, again.text], [201, first.text])
  })

  it('ends by itself', async () => {
    desk.clock.now = Date.UTC(2026, 10, 30)
    const reader = await desk.visitor().get('/')
    assert.match(reader.words, /If you write today, a person will look by Monday 7 December 2026/)
    await reader.get('/report')
    assert.doesNotMatch(reader.words, /takes no new reports/)
    assert.equal((await ask('/api/v1/reports', someReport)).status, 201)
    assert.doesNotMatch((await reader.get('/.well-known/security.txt')).page, /Paused/)
  })
})

describe('many reports of one reporter', () => {
  before(() => open(yaml))
  after(close)

  it('go into a slower line above the budget, which form and thread explain', async () => {
    const reporter = desk.visitor()
    await report(reporter)
    await reporter.send('/receipt')
    await reporter.get('/report')
    assert.match(reporter.words, /One of them waits for a first answer; up to 2 may wait in the usual line/)
    await report(reporter)
    assert.match(reporter.words, /A person will look by Friday 27 November 2026/)
    await reporter.get('/report')
    assert.match(reporter.words, /2 of your reports wait for a first answer\. You can send this one too/)
    await report(reporter)
    assert.match(reporter.words, /A person will look by Friday 4 December 2026/)
    assert.match(reporter.words, /this one is in the slower line/)
    await reporter.send('/receipt')
    assert.match(reporter.words, /You hear from us by Friday 4 December 2026.*this one is in the slower line/)
  })

  it('never hold up what is exploited now, nor anybody else', async () => {
    const [reporter, other] = [desk.visitor(), desk.visitor()]
    await report(reporter)
    await reporter.send('/receipt')
    for (let n = 0; n < 3; n++) await report(reporter)
    await report(reporter, { ...someReport, exploited: 'yes' })
    assert.match(reporter.words, /A person will look by Friday 27 November 2026/)
    await report(other)
    assert.match(other.words, /A person will look by Friday 27 November 2026/)
    assert.doesNotMatch(other.words, /slower line/)
  })

  it('free the usual line again with each answer', async () => {
    const reporter = desk.visitor()
    const { number } = await report(reporter)
    await reporter.send('/receipt')
    await report(reporter)
    await desk.act(number, { type: 'AcceptReport' })
    await report(reporter)
    assert.doesNotMatch(reporter.words, /slower line/)
  })

  it('are counted for programs that show an earlier receipt, and a wrong one costs nothing', async () => {
    const first = (await ask('/api/v1/reports', someReport)).json
    const mine = { authorization: `Receipt ${first.receipt}` }
    await ask('/api/v1/reports', someReport, mine)
    const third = (await ask('/api/v1/reports', someReport, mine)).json
    assert.equal(third.answerBy, '2026-12-04T09:00:00.000Z')
    const { expected } = (await ask('/api/v1/thread', undefined, { authorization: `Receipt ${third.receipt}` })).json
    assert.deepEqual(expected, {
      by: '2026-12-04T09:00:00.000Z',
      usualDays: null,
      longer: false,
      slower: true,
      pausedUntil: null,
    })
    const wrong = await ask('/api/v1/reports', someReport, { authorization: 'Receipt not-the-right-words' })
    assert.equal(wrong.json.answerBy, '2026-11-27T09:00:00.000Z')
  })
})

describe('expecting an answer', () => {
  before(() => open(yaml))
  after(close)

  it('says in the thread and to programs what is usual at present', async () => {
    const reporter = desk.visitor()
    for (let n = 0; n < 6; n++) {
      const { number } = await report(desk.visitor())
      desk.clock.now += days(2)
      await desk.act(number, { type: 'AcceptReport' })
    }
    const { code } = await report(reporter)
    assert.match(
      reporter.words,
      /Usually a first answer comes within 2 days; at the latest by Wednesday 9 December 2026/,
    )
    await reporter.send('/receipt')
    assert.match(reporter.words, /Usually a first answer comes within 2 days/)
    const { json, response } = await ask('/api/v1/thread', undefined, { authorization: `Receipt ${code}` })
    assert.equal(json.expected.usualDays, 2)
    assert.match(response.headers.get('etag') ?? '', /-2"$/)
  })

  it('ends with the first answer', async () => {
    const { code, number } = await report(desk.visitor())
    await desk.act(number, { type: 'AcceptReport' })
    const { json } = await ask('/api/v1/thread', undefined, { authorization: `Receipt ${code}` })
    assert.equal(json.expected, null)
  })
})

describe('the figures', () => {
  after(close)

  it('are there for the team, and for strangers only where the policy publishes them', async () => {
    await open(yaml)
    await report(desk.visitor())
    await asLead('/desk/figures')
    assert.match(lead.words, /Open cases 1 Wait for a first answer 1 /)
    const stranger = await desk.visitor().get('/figures')
    assert.equal(stranger.status, 404)
    const nothing = await desk.visitor().get('/nothing-here')
    assert.equal(stranger.page, nothing.page)
    await close()
    await open(`${yaml}figures: public\n`)
    await stranger.get('/')
    const reader = await desk.visitor().get('/')
    assert.match(reader.words, /How busy we are, in figures/)
    await reader.get('/figures')
    assert.equal(reader.status, 200)
    assert.match(reader.words, /How busy we are.*Open cases fewer than five/)
  })

  it('count no practice', async () => {
    await desk.house.desk.practice.make()
    await asLead('/desk/figures')
    assert.match(lead.words, /Open cases 0/)
  })

  it('hold exactly what the case lists say', async () => {
    const numbers: string[] = []
    for (let n = 0; n < 3; n++) numbers.push((await report(desk.visitor())).number)
    desk.clock.now += days(1)
    await desk.act(numbers[0] ?? '', { type: 'DeclineReport', reason: 'not-security', text: 'It is meant so.' })
    await asLead('/desk/figures')
    assert.match(
      lead.words,
      /Open cases 2 Wait for a first answer 2 .*Reports in 90 days 3 Median first answer 24 hours of 1 answer/,
    )
    assert.match(lead.words, /How one case ended.*Not a security matter 1 \(100 %\)/i)
  })

  it('change for strangers once a month, and show no single report', async () => {
    const figures = async () => (await desk.visitor().get('/figures')).words
    const before = await figures()
    for (let n = 0; n < 8; n++) await report(desk.visitor())
    assert.equal(await figures(), before)
    desk.clock.now = Date.UTC(2026, 11, 1, 9)
    assert.match(await figures(), /Open cases about 10/)
  })
})

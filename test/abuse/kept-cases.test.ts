import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '../../src/team/refusal.ts'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted, command } from './through-the-steps.ts'

/** Side routes by which a case that is kept from somebody might show: through its neighbours, the log, and the post. */
describe('a case that is kept from a member leaves no trace', () => {
  let desk: Staffed
  let lea: Member
  let lou: Member
  let ben: Member
  before(async () => {
    desk = await staffedHouse({ limits: { reportsPerHour: 10_000, casesPerHour: 10_000 } })
    lea = await desk.member('lead')
    lou = await desk.member('lead')
    ben = await desk.member('member')
    await desk.house.open()
  })
  after(() => desk?.close())

  const keep = (number: string) => accepted(desk, lea, number, { type: 'SetAccess', members: [lea.id] })
  const asDuplicate = (number: string, duplicateOf: string) =>
    accepted(desk, lea, number, { type: 'DeclineReport', reason: 'duplicate', text: 'We know this one.', duplicateOf })
  const read = (by: Member, path: string) => desk.api('GET', path, { headers: { authorization: `Bearer ${by.token}` } })
  const streamOf = (number: string) =>
    inStore((db) => db.prepare('select stream from case_inbox where number = ?').get(number)?.stream as string)
  function inStore<T>(work: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'))
    try {
      return work(db)
    } finally {
      db.close()
    }
  }

  it('where it follows one that they see', async () => {
    const main = await desk.report({ title: 'Main', description: 'd' })
    const alone = (await ben.browser.get(`/desk/cases/${main.number}/cluster`)).body
    const other = await desk.report({ title: 'Heliotrope', description: 'd', reporter: { name: 'Rita' } })
    await keep(other.number)
    await asDuplicate(other.number, main.number)
    assert.match((await lea.browser.get(`/desk/cases/${main.number}/cluster`)).body, new RegExp(other.number))
    for (const path of ['', '/cluster', '/advisory', '/publish']) {
      const { body } = await ben.browser.get(`/desk/cases/${main.number}${path}`)
      assert.doesNotMatch(body, new RegExp(`${other.number}|Heliotrope|Rita|1 duplicate|follows this case as`), path)
    }
    const { json } = await read(ben, `/api/v1/cases/${main.number}`)
    assert.deepEqual(json.duplicates, [])
    const cluster = (await ben.browser.get(`/desk/cases/${main.number}/cluster`)).body
    assert.match(alone, /0 other reports follow/)
    assert.match(cluster, /0 other reports follow/)
    assert.doesNotMatch(cluster, /Write to all who follow/)
    const told = await desk.house.desk.clusters.tell(ben.actor, main.number, { id: 'tell', text: 'Anybody there?' })
    assert.equal('refused' in told && told.refused, 'nobody-follows')
  })

  it('and its reporter hears all the same what they decide about the one that it follows', async () => {
    const main = await desk.report({ title: 'Main', description: 'd' })
    const other = await desk.report({ title: 'Heliotrope', description: 'd' })
    await keep(other.number)
    await asDuplicate(other.number, main.number)
    await accepted(desk, ben, main.number, { type: 'DeclineReport', reason: 'not-security', text: 'It is a feature.' })
    await desk.house.tick()
    const reader = await desk.reading(other.receipt)
    assert.match((await reader.get('/thread')).body, /It is a feature/)
    assert.equal((await ben.browser.get(`/desk/cases/${other.number}`)).status, 404)
  })

  it('where one that they see follows it', async () => {
    const top = await desk.report({ title: 'Heliotrope', description: 'd' })
    const below = await desk.report({ title: 'Below', description: 'd' })
    await keep(top.number)
    await asDuplicate(below.number, top.number)
    for (const path of ['', '/cluster']) {
      const { body } = await ben.browser.get(`/desk/cases/${below.number}${path}`)
      assert.doesNotMatch(body, new RegExp(`${top.number}|Heliotrope`), path)
    }
    const { json } = await read(ben, `/api/v1/cases/${below.number}`)
    assert.equal((json.declined as { duplicateOf: unknown }).duplicateOf, null)
    assert.match((await lea.browser.get(`/desk/cases/${below.number}`)).body, new RegExp(top.number))
  })

  it('even to whoever knows by which stream it lies in the store', async () => {
    const kept = await desk.report()
    const own = await desk.report()
    await keep(kept.number)
    const named = (by: typeof ben, duplicateOf: string) =>
      desk.house.desk.handle(by.actor, own.number, {
        ...{ type: 'DeclineReport', id: crypto.randomUUID(), reason: 'duplicate', text: 'Known.' },
        duplicateOf,
      } as const)
    const [hidden, nothing] = [await named(ben, streamOf(kept.number)), await named(ben, 'case-of-nobody')]
    assert.ok('refused' in hidden)
    assert.deepEqual(hidden, nothing)
    const passing = await desk.house.desk.triage.give(ben.actor, own.number, {
      ...{ type: 'DeclineReport', id: crypto.randomUUID(), reason: 'duplicate', text: 'Known.' },
      duplicateOf: streamOf(kept.number),
    } as const)
    assert.deepEqual(passing, hidden)
  })

  it('in the audit log', async () => {
    const entries = async (by: Member, ask = {}) =>
      (await desk.house.audit.page(by.actor, ask))?.entries.filter(({ act }) => act === 'command').length
    await desk.house.audit.numbering.run()
    const [before, ofLea] = [await entries(ben), await entries(ben, { member: lea.id })]
    const kept = await desk.report()
    await keep(kept.number)
    await accepted(desk, lea, kept.number, { type: 'AddNote', text: 'n' })
    await desk.house.audit.numbering.run()
    assert.equal(await entries(ben), before)
    assert.equal(await entries(ben, { member: lea.id }), ofLea)
    assert.ok(Number(await entries(lea)) > Number(before))
    const { body } = await ben.browser.get('/desk/audit')
    assert.doesNotMatch(body, new RegExp(`${kept.number}|not on`))
    assert.equal((await lou.browser.get(`/desk/audit?case=${kept.number}`)).status, 404)
  })

  it('among the news that could not be delivered', async () => {
    const kept = await desk.report({ title: 'Heliotrope', description: 'd', exploited: true })
    await keep(kept.number)
    await desk.house.tick()
    const stream = streamOf(kept.number)
    inStore((db) =>
      db.prepare("update outbox set done_at = 0, dead_at = 5, last_error = 'gone' where stream = ?").run(stream),
    )
    const { undelivered } = desk.house
    const [one] = await undelivered.list(lea.actor)
    assert.equal(one?.case, kept.number)
    for (const member of [ben, lou]) {
      assert.deepEqual(await undelivered.list(member.actor), [])
      assert.equal(await undelivered.count(member.actor), 0)
      assert.equal(await undelivered.again(member.actor, one?.id ?? ''), false)
      assert.equal(await undelivered.letGo(member.actor, one?.id ?? ''), false)
      assert.doesNotMatch((await member.browser.get('/desk')).body, /gave up on/)
    }
    assert.equal(await undelivered.letGo(lea.actor, one?.id ?? ''), true)
  })

  it('among what a quiet desk would send, but that something waits', async () => {
    await desk.house.tick()
    const kept = await desk.report({ title: 'Heliotrope', description: 'd', exploited: true })
    await keep(kept.number)
    const { rows } = desk.house.quiet
    const [ofLea] = (await rows.waiting(lea.actor)).items
    assert.deepEqual([ofLea?.case, ofLea?.what], [kept.number, { kind: 'news', news: 'exploited' }])
    const [ofLou] = (await rows.waiting(lou.actor)).items
    assert.deepEqual([ofLou?.id, ofLou?.case, ofLou?.what], [ofLea?.id, null, { kind: 'kept' }])
  })

  it('where a second person is asked for, and after it was erased', async () => {
    const kept = await desk.report()
    await accepted(desk, lea, kept.number, { type: 'SetAccess', members: [lea.id] })
    const ask = { kind: 'erase', subject: kept.number, reason: 'They asked us to.', by: lea.id } as const
    const asked = await desk.house.team.askTwoPerson(ask)
    assert.ok(!isRefusal(asked))
    assert.match((await lea.browser.get('/desk/two-person')).body, new RegExp(kept.number))
    const [page, inbox] = [await ben.browser.get('/desk/two-person'), await ben.browser.get('/desk')]
    assert.doesNotMatch(page.body, new RegExp(`${kept.number}|They asked us`))
    assert.doesNotMatch(inbox.body, /second person/)
    const token = /name="token" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
    assert.equal((await ben.browser.post('/desk/two-person/stop', { token, request: asked.request })).status, 409)
    assert.ok(!isRefusal(await desk.house.team.agreeTwoPerson({ request: asked.request, by: ben.id })))
    const by = { number: kept.number, request: asked.request }
    const refused = await desk.house.desk.erase({ ...by, by: lou.id })
    assert.equal(isRefusal(refused) && refused.refused, 'no-such-case')
    assert.ok(!isRefusal(await desk.house.desk.erase({ ...by, by: lea.id })))
    await desk.house.audit.numbering.run()
    assert.equal((await lou.browser.get(`/desk/audit?case=${kept.number}`)).status, 404)
    for (const member of [lea, lou, ben])
      assert.doesNotMatch((await member.browser.get('/desk/audit')).body, new RegExp(kept.number))
  })

  it('in how long it takes to say that it is not there', async () => {
    const kept = await desk.report()
    for (let i = 0; i < 60; i++)
      await accepted(desk, lea, kept.number, { type: 'AddNote', text: `${i} `.repeat(15_000) })
    await keep(kept.number)
    const took = async (by: Member, path: string) => {
      const began = performance.now()
      const { status } = await read(by, path)
      return { status, ms: performance.now() - began }
    }
    const middle = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
    for (const path of ['', '/advisory']) {
      const [hidden, nothing, seen]: number[][] = [[], [], []]
      for (let i = 0; i < 11; i++) {
        const paths = { hidden: [ben, kept.number], nothing: [ben, 'P-000000'], seen: [lea, kept.number] } as const
        const answers = { hidden: { status: 0, ms: 0 }, nothing: { status: 0, ms: 0 }, seen: { status: 0, ms: 0 } }
        // What reads the whole case leaves work behind for whoever comes next: each comes next in turn.
        const order = i % 2 === 0 ? (['hidden', 'nothing', 'seen'] as const) : (['nothing', 'hidden', 'seen'] as const)
        for (const name of order) answers[name] = await took(paths[name][0], `/api/v1/cases/${paths[name][1]}${path}`)
        assert.deepEqual([answers.hidden.status, answers.nothing.status, answers.seen.status], [404, 404, 200])
        hidden?.push(answers.hidden.ms)
        nothing?.push(answers.nothing.ms)
        seen?.push(answers.seen.ms)
      }
      const [a, b, c] = [hidden, nothing, seen].map((all) => middle(all ?? []))
      console.log(`kept ${a?.toFixed(2)} ms, never was ${b?.toFixed(2)} ms, seen ${c?.toFixed(2)} ms`)
      // Reading it takes many times as long; of that nothing may be in the answer.
      assert.ok((a ?? 0) - (b ?? 0) < ((c ?? 0) - (b ?? 0)) / 5, `${a} ${b} ${c}`)
    }
  })

  it('while nothing of an open case is lost to anybody', async () => {
    const open = await desk.report()
    await accepted(desk, lea, open.number, { type: 'AddNote', text: 'n' })
    assert.equal((await command(desk, ben, open.number, { type: 'AcceptReport' })).status, 200)
    await desk.house.audit.numbering.run()
    assert.match((await ben.browser.get('/desk/audit')).body, new RegExp(open.number))
  })
})

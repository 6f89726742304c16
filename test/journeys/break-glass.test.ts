import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import type { Command } from '../../src/case/command.ts'
import { routes } from '../../src/web/routes.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { comesBack, joins, type Keyed, presses } from '../pages/keyed.ts'
import { yes } from '../stand-ins/team.ts'

const HOUR = 3_600_000
const missing = 'P-000000'
const page = '/desk/two-person'
const asks = `${page}/break-glass`
const text = { title: 'Heliotrope lantern wick', description: 'The heliotrope wick burns through.' }

/** A case is kept from a lead, and nobody who sees it is there: one way in, with a second person, to read and no more. */
describe('breaking the glass of one case', () => {
  let desk: Staffed
  let lea: Member
  let ben: Member
  let lou: Keyed
  let louId: string
  let number: string
  let other: string
  before(async () => {
    desk = await staffedHouse({ limits: { casesPerHour: 10_000 } })
    lea = await desk.member('lead')
    ben = await desk.member('member')
    lou = await joins(desk.house, 'Lou', 'lead')
    louId = (await desk.house.team.members()).find(({ name }) => name === 'Lou')?.id ?? ''
    ;({ number } = await desk.report(text))
    ;({ number: other } = await desk.report(text))
    await keep(number)
    await keep(other)
  })
  after(() => desk?.close())

  const keep = async (of: string) => {
    const command = { type: 'SetAccess', id: crypto.randomUUID(), members: [lea.id] } satisfies Command
    assert.ok('done' in (await desk.house.desk.handle(lea.actor, of, command)))
  }
  const requestFor = async (of: string) =>
    (await desk.house.team.twoPersonRequests()).find(({ subject }) => subject === of) ?? assert.fail(of)
  const opens = async (path: string) => {
    await lou.visitor.get(path)
    return lou.visitor.status
  }
  const leaves = (act: string): number => {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    try {
      return Number(
        db.prepare('select count(*) as n from leaf where act = ? and actor = ?').get(act, `member:${louId}`)?.n,
      )
    } finally {
      db.close()
    }
  }
  const facts = (): number => {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    try {
      return Number(db.prepare("select count(*) as n from event where stream <> 'desk'").get()?.n)
    } finally {
      db.close()
    }
  }

  it('is asked for by number, with a passkey and a reason, and says nothing of what there is', async () => {
    const said: string[] = []
    for (const of of [number, missing]) {
      assert.equal(await opens(`/desk/cases/${of}`), 404)
      await presses(lou, page, asks, { number: of.toLowerCase(), reason: 'Lea is on a mountain.' })
      assert.equal(lou.visitor.status, 200)
      const { id } = await requestFor(of)
      said.push(sectionOf(id).replaceAll(of, 'N'))
    }
    assert.ok(said[0]?.includes('Lea is on a mountain.'))
    assert.equal(said[0], said[1])
    await presses(lou, page, asks, { number, reason: 'Once more.' })
    assert.equal(lou.visitor.status, 409)
    const again = lou.visitor.words
    await presses(lou, page, asks, { number: missing, reason: 'Once more.' })
    assert.equal(lou.visitor.words, again)
  })

  /** What the open page says of one request. */
  const sectionOf = (id: string): string => {
    const section = lou.visitor.page.split('<section').find((one) => one.includes(`id="${id}"`)) ?? assert.fail(id)
    return (
      section
        .replace(/(value|id|aria-labelledby)="[^"]*"/g, '')
        .replace(/<script.*/s, '')
        .split('</section>')[0] ?? ''
    )
  }

  it('wants a number that could be one, a reason, and a lead', async () => {
    for (const fields of [
      { number: 'P-1', reason: 'x' },
      { number, reason: ' ' },
    ]) {
      await presses(lou, page, asks, fields)
      assert.equal(lou.visitor.status, 422)
      assert.ok(lou.visitor.page.includes(fields.number))
    }
    const looked = await ben.browser.get(page)
    assert.equal(looked.status, 200)
    assert.ok(!looked.body.includes(asks))
    assert.equal((await ben.browser.post(asks, { number, reason: 'x' })).status, 403)
  })

  it('opens nothing before somebody else agreed', async () => {
    assert.equal(await opens(`/desk/cases/${number}`), 404)
    const { id } = await requestFor(number)
    const own = await desk.house.team.agreeTwoPerson({ request: id, by: louId })
    assert.ok('refused' in own)
    yes(await desk.house.team.agreeTwoPerson({ request: id, by: ben.id }))
    yes(await desk.house.team.agreeTwoPerson({ request: (await requestFor(missing)).id, by: ben.id }))
  })

  it('then lets one lead read one case, at every address of it, and writes each look down', async () => {
    await lou.visitor.get(page)
    assert.ok(lou.visitor.page.includes(`href="/desk/cases/${number}"`))
    const looks = leaves('glass-read')
    assert.equal(await opens(`/desk/cases/${number}`), 200)
    assert.match(lou.visitor.words, /Heliotrope lantern wick/)
    assert.match(lou.visitor.words, /kept from you/)
    for (const rest of ['advisory', 'publish', 'severity', 'affected', 'cluster', 'guests'])
      assert.equal(await opens(`/desk/cases/${number}/${rest}`), 200, rest)
    assert.ok(leaves('glass-read') >= looks + 7)
    assert.equal(leaves('case-read'), 0)
    for (const of of [other, missing]) assert.equal(await opens(`/desk/cases/${of}`), 404)
    for (const elsewhere of ['/desk', `/desk/triage?case=${number}`, '/desk/undelivered']) {
      await opens(elsewhere)
      assert.ok(!lou.visitor.page.includes(number), elsewhere)
    }
    assert.equal((await ben.browser.get(`/desk/cases/${number}`)).status, 404, 'who agreed is not let in')
  })

  it('is broken for a lead, and for nobody who is none any more', async () => {
    const { team } = desk.house
    yes(await team.setRole({ member: louId, role: 'member', by: null }))
    assert.equal(await opens(`/desk/cases/${number}`), 404)
    yes(await team.setRole({ member: louId, role: 'lead', by: null }))
    assert.equal(await opens(`/desk/cases/${number}`), 200)
  })

  it('lets nobody do anything there, and no program in', async () => {
    await opens(`/desk/cases/${number}`)
    assert.ok(!new RegExp(`action="/desk/cases/${number}`).test(lou.visitor.page), 'no form of the case stands there')
    const before = facts()
    const rows = routes.filter(({ method, path }) => method === 'POST' && path.startsWith('/desk/cases/:number'))
    assert.ok(rows.length > 30)
    for (const { path } of rows) {
      const [there, nowhere] = await Promise.all([number, missing.replace('0', '1')].map((of) => sends(path, of)))
      assert.deepEqual(there, nowhere, path)
    }
    const actor = { as: 'member', member: louId, role: 'lead', onlyLooks: true } as const
    const done = await desk.house.desk.handle(actor, number, { type: 'AddNote', id: 'n', text: 'No.', files: [] })
    assert.equal('refused' in done && done.refused, 'no-such-case')
    assert.ok('refused' in (await desk.house.desk.clusters.tell(actor, number, { id: 't', text: 'No.' })))
    assert.equal(await opens(`/desk/cases/${number}/erase`), 404)
    assert.equal(facts(), before)
    const { token } = yes(
      await desk.house.team.createToken({ member: louId, label: 't', scopes: ['read', 'act'], days: 1, by: null }),
    )
    const said = await desk.api('GET', `/api/v1/cases/${number}`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(said.status, 404)
  })

  /** With a form token that holds: the row itself has to say no. */
  async function sends(path: string, of: string) {
    await lou.visitor.get('/desk')
    const { token = '' } = lou.visitor.hidden('/sign-out')
    const body = new URLSearchParams({ token })
    const to = path.replace(':number', of)
    const said = await lou.visitor.request('POST', to, { body, headers: lou.visitor.sameOrigin() })
    assert.ok(said.status >= 400, `${to}: ${said.status}`)
    return [said.status, (await said.text()).replaceAll(of, 'N').replace(/value="[^"]*"/g, '')]
  }

  it('is told to every member, and stands in the case for those who see it', async () => {
    const { notices } = desk.house
    await notices.makeFeed({ member: ben.id })
    await notices.makeFeed({ member: lea.id })
    await desk.house.tick()
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    const told = db
      .prepare('select distinct recipient from notice')
      .all()
      .map(({ recipient }) => recipient)
    db.close()
    assert.deepEqual(told.toSorted(), [`member:${ben.id}`, `member:${lea.id}`].toSorted())
    const { body } = await lea.browser.get(`/desk/cases/${number}`)
    assert.match(body, /The glass was broken/)
    assert.ok(body.includes('Lou') && body.includes(ben.name))
    assert.doesNotMatch((await lea.browser.get(`/desk/cases/${other}`)).body, /The glass was broken/)
  })

  it('ends after four hours, with the very next request', async () => {
    const { endsAt } = await requestFor(number)
    desk.clock.to(endsAt - 1)
    await comesBack(lou)
    assert.equal(await opens(`/desk/cases/${number}`), 200)
    desk.clock.to(endsAt)
    assert.equal(await opens(`/desk/cases/${number}`), 404)
    assert.ok(endsAt - desk.clock.now() <= 4 * HOUR)
    assert.match((await freshLook(lea, number)).body, /The glass was broken/)
  })

  it('ends at once where anybody stops it', async () => {
    await presses(lou, page, asks, { number: other, reason: 'It is urgent.' })
    const { id } = await requestFor(other)
    yes(await desk.house.team.agreeTwoPerson({ request: id, by: ben.id }))
    assert.equal(await opens(`/desk/cases/${other}`), 200)
    yes(await desk.house.team.stopTwoPerson({ request: id, by: lea.id }))
    assert.equal(await opens(`/desk/cases/${other}`), 404)
  })

  async function freshLook(member: Member, of: string) {
    const link = yes(await desk.house.team.memberSignIn(member.name))
    const { pathname } = new URL(link.link)
    await member.browser.get(pathname)
    await member.browser.submit(pathname)
    return member.browser.get(`/desk/cases/${of}`)
  }
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { routes } from '../../src/web/routes.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'

const missing = 'P-000000'
const hour = 3_600_000
const title = 'Heliotrope lantern wick'
const description = 'The heliotrope wick in src/wick.go at TrimWick() burns through, CWE-754.'

/** A case that only some members may see is, for everybody else, a case that does not exist. */
describe('a case that only named members see', () => {
  let desk: Staffed
  let lea: Member
  let lou: Member
  let ada: Member
  let ben: Member
  let otto: Member
  let number: string
  let open: string
  before(async () => {
    desk = await staffedHouse({ limits: { reportsPerHour: 10_000 } })
    lea = await desk.member('lead')
    lou = await desk.member('lead')
    ada = await desk.member('member')
    ben = await desk.member('member')
    otto = await desk.member('observer')
    await desk.house.open()
    ;({ number } = await desk.report({ title, description }))
    ;({ number: open } = await desk.report({ title: 'Another wick', description }))
    assert.equal(await restrict([lea.id, ada.id]), 200)
  })
  after(() => desk?.close())

  const give = (by: Member, of: string, type: string, more: object = {}) =>
    desk.api('POST', `/api/v1/cases/${of}/commands`, {
      body: { id: crypto.randomUUID(), type, ...more },
      headers: { authorization: `Bearer ${by.token}` },
    })
  const restrict = async (members: readonly string[] | null, by = lea) =>
    (await give(by, number, 'SetAccess', { members })).status
  const read = (by: Member, path: string) => desk.api('GET', path, { headers: { authorization: `Bearer ${by.token}` } })
  const outsiders = () => [lou, ben, otto]

  it('opens for them, and says to them who sees it', async () => {
    for (const member of [lea, ada]) {
      const page = await member.browser.get(`/desk/cases/${number}`)
      assert.equal(page.status, 200)
      assert.match(page.body, /Who sees this case/)
      assert.equal((await read(member, `/api/v1/cases/${number}`)).status, 200)
    }
  })

  it('is answered to everybody else exactly like a case that does not exist, at every address that names one', async () => {
    const named = routes.filter(({ path }) => /^\/(desk|api\/v1)\/.*:number/.test(path))
    assert.ok(named.length > 40, `${named.length} rows`)
    let compared = 0
    for (const member of outsiders())
      for (const { method, path } of named) {
        const at = (of: string) => path.replace(':number', of).replace(/:\w+/, 'x')
        const [hidden, nothing] = await Promise.all([number, missing].map((of) => answer(member, method, at(of))))
        assert.deepEqual(hidden, nothing, `${member.name}: ${method} ${path}`)
        compared += 1
      }
    for (const member of outsiders())
      for (const of of [number, missing])
        assert.equal((await member.browser.get(`/desk/triage?case=${of}`)).status, 404)
    console.log(`${compared} pairs of answers are alike`)
  })

  async function answer(member: Member, method: string, path: string) {
    const said = path.startsWith('/api/')
      ? await desk.api(method, path, {
          headers: { authorization: `Bearer ${member.token}` },
          ...(method === 'POST' && { body: { id: crypto.randomUUID(), type: 'AcceptReport' } }),
        })
      : method === 'GET'
        ? await member.browser.get(path)
        : await posted(member, path)
    const text = 'text' in said ? said.text : said.body
    const named = [...said.headers].filter(([name]) => name !== 'date').map(([name]) => name)
    return { status: said.status, text: text.replaceAll(number, missing), named }
  }

  /** With a form token that holds: the row itself has to say no. */
  async function posted(member: Member, path: string) {
    const page = await member.browser.get(`/desk/cases/${open}`)
    const token = /name="token" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
    return member.browser.post(path, { token })
  }

  it('stands in no list, count, search or comparison of theirs', async () => {
    while ((await desk.house.desk.search(lea.actor, 'heliotrope')).ready < 1) await new Promise(setImmediate)
    const found = async (member: Member) => (await desk.house.desk.search(member.actor, 'heliotrope')).items.length
    assert.equal(await found(ada), 2)
    for (const member of outsiders()) {
      const { actor } = member
      assert.equal(await found(member), 1)
      for (const path of [
        '/desk',
        '/desk?group=new',
        '/desk/triage',
        '/desk/undelivered',
        '/desk/state',
        `/desk/triage?case=${open}`,
      ]) {
        const page = await member.browser.get(path)
        assert.ok(!page.body.includes(number) && !page.body.includes(title), `${member.name} at ${path}`)
      }
      assert.ok(!(await read(member, '/api/v1/cases?limit=50')).text.includes(number))
      assert.equal((await desk.house.desk.counts(actor)).new, 1)
      const look = await desk.house.desk.triage.look(actor, open)
      assert.deepEqual(look?.alike, [])
      assert.equal((await desk.house.desk.triage.next(actor, null)).left, 1)
    }
    assert.equal((await desk.house.desk.counts(ada.actor)).new, 2)
    const near = (await desk.house.desk.triage.look(ada.actor, open))?.alike.map((one) => one.number)
    assert.deepEqual(near, [number])
  })

  it('is not found out by naming it as the main case of a duplicate', async () => {
    const declined = (by: Member, duplicateOf: string) =>
      give(by, open, 'DeclineReport', { reason: 'duplicate', text: 'We know this one.', duplicateOf })
    const [hidden, nothing] = [await declined(ben, number), await declined(ben, missing)]
    assert.equal(hidden.status, nothing.status)
    assert.equal(hidden.text.replaceAll(number, missing), nothing.text)
  })

  it('is looked after by nobody who cannot see it', async () => {
    const no = await give(lea, number, 'AssignCase', { member: ben.id })
    assert.equal(no.json.refused, 'not-let-in')
    assert.equal((await give(lea, number, 'AssignCase', { member: ada.id })).status, 200)
    assert.equal(await restrict([lea.id]), 200)
    const { json } = await read(lea, `/api/v1/cases/${number}`)
    assert.equal((json as { assignee?: unknown }).assignee ?? null, null)
    assert.equal(await restrict([lea.id, ada.id]), 200)
  })

  it('is never without a lead, and names only people who are on the team', async () => {
    assert.equal((await give(lea, number, 'SetAccess', { members: [ada.id] })).json.refused, 'needs-a-lead')
    assert.equal((await give(lea, number, 'SetAccess', { members: [lea.id, 'nobody'] })).json.refused, 'no-such-member')
    assert.equal((await give(ada, number, 'SetAccess', { members: null })).json.refused, 'lead-only')
  })

  it('is set on its page, where whoever steps out of it is led away from it', async () => {
    const { browser } = lea
    await browser.get(`/desk/cases/${number}`)
    const to = `/desk/cases/${number}/acts/SetAccess`
    assert.equal((await browser.submit(to, { sees: 'named' })).status, 422)
    assert.equal((await browser.submit(to, { sees: 'named', members: [lou.id, ada.id] })).to, '/desk')
    assert.equal((await browser.get(`/desk/cases/${number}`)).status, 404)
    await lou.browser.get(`/desk/cases/${number}`)
    assert.match((await lou.browser.submit(to, { sees: 'team' })).to ?? '', /done=SetAccess/)
    assert.equal(await restrict([lea.id, ada.id]), 200)
  })

  it('is told of to nobody else', async () => {
    const { notices } = desk.house
    for (const member of [ada, ben, lou]) {
      await notices.choose(member.id, { news: ['reporter-answered'], quiet: null, onCall: true })
      await notices.makeFeed({ member: member.id })
    }
    const told = () => {
      const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
      try {
        return db
          .prepare('select id, recipient from notice')
          .all()
          .map((row) => `${row.id} ${row.recipient}`)
      } finally {
        db.close()
      }
    }
    const { receipt, number: own } = await desk.report({ title, description })
    await give(lea, own, 'SetAccess', { members: [lea.id, ada.id] })
    await desk.house.tick()
    const earlier = new Set(told())
    const reader = await desk.reading(receipt)
    await reader.get('/thread')
    assert.equal((await reader.submit('/thread/message', { text: 'One more thing.' })).status, 303)
    await desk.house.tick()
    await desk.house.tick()
    const recipients = told().filter((row) => !earlier.has(row))
    assert.deepEqual(
      recipients.map((row) => row.split(' ')[1]),
      [`member:${ada.id}`],
    )
  })

  it('stays so when the projections are made anew', async () => {
    await desk.house.rebuild(() => {})
    assert.equal((await read(ben, `/api/v1/cases/${number}`)).status, 404)
    assert.ok(!(await read(ben, '/api/v1/cases?limit=50')).text.includes(number))
    assert.equal((await desk.house.desk.counts(ben.actor)).new, 1)
  })

  it('opens for no lead who takes the others off, not before everybody had a day to see it', async () => {
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 404)
    await desk.house.team.setRole({ member: lea.id, role: 'member', by: lou.id })
    await desk.house.tick()
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 404)
    desk.clock.to(desk.clock.now() + 23 * hour)
    await desk.house.tick()
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 404)
    await desk.house.team.setRole({ member: lea.id, role: 'lead', by: lou.id })
    desk.clock.to(desk.clock.now() + 2 * hour)
    await desk.house.tick()
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 404)
  })

  it('opens for the other leads a day after the last of its own has left the team', async () => {
    await desk.house.team.removeMember({ member: lea.id, by: lou.id })
    await desk.house.tick()
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 404)
    desk.clock.to(desk.clock.now() + 24 * hour)
    await desk.house.tick()
    assert.equal((await read(lou, `/api/v1/cases/${number}`)).status, 200)
    assert.equal((await read(ben, `/api/v1/cases/${number}`)).status, 404)
  })
})

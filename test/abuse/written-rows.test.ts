import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '../../src/team/refusal.ts'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted } from './through-the-steps.ts'

/**
 * Somebody who can write to the database, and has no key: what stands in clear in a row is not what decides. `case 58`
 * tries what is sealed; here it is what stands beside it.
 */
describe('whoever writes the clear part of a row without a key', () => {
  let desk: Staffed
  let lead: Member
  let ben: Member
  let database: DatabaseSync
  before(async () => {
    desk = await staffedHouse({ limits: { reportsPerHour: 10_000, casesPerHour: 10_000 } })
    await desk.house.open()
    lead = await desk.member('lead')
    ben = await desk.member('member')
    database = new DatabaseSync(join(desk.folder, 'postern.db'))
    database.exec('pragma busy_timeout = 5000')
  })
  after(async () => {
    database.close()
    await desk.close()
  })

  /** Changes rows, looks, and puts them back. */
  async function changed<T>(table: string, set: string, where: string, look: () => Promise<T>): Promise<T> {
    const rows = database.prepare(`select * from ${table} where ${where}`).all()
    assert.ok(rows.length > 0, `${table} has rows where ${where}`)
    database.exec(set === 'gone' ? `delete from ${table} where ${where}` : `update ${table} set ${set} where ${where}`)
    try {
      return await look()
    } finally {
      database.exec('pragma foreign_keys = off')
      for (const row of rows) {
        const names = Object.keys(row)
        database
          .prepare(`insert or replace into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
          .run(...Object.values(row))
      }
    }
  }
  const bearer = (of: Member) => ({ headers: { authorization: `Bearer ${of.token}` } })
  const streamOf = (number: string) =>
    String(database.prepare('select stream from case_inbox where number = ?').get(number)?.stream)

  it('makes no member a lead', async () => {
    assert.equal((await lead.browser.get('/desk/members')).status, 200)
    const was = (await ben.browser.get('/desk/members')).body
    const { number } = await desk.report()
    const keep = { body: { type: 'SetAccess', id: 'k', members: [ben.id] }, ...bearer(ben) }
    await changed('member', "role = 'lead'", `id = '${ben.id}'`, async () => {
      assert.equal((await desk.house.team.bearer(ben.token))?.role, 'member')
      assert.equal((await ben.browser.get('/desk/members')).body.includes('Invite'), was.includes('Invite'))
      assert.notEqual((await desk.api('POST', `/api/v1/cases/${number}/commands`, keep)).status, 200)
    })
  })

  it('calls nobody back who was removed', async () => {
    const gone = await desk.member('lead')
    assert.ok(!isRefusal(await desk.house.team.removeMember({ member: gone.id, by: null })))
    await changed('member', "state = 'active'", `id = '${gone.id}'`, async () => {
      assert.equal(await desk.house.team.bearer(gone.token), undefined)
      const members = await desk.house.team.members()
      assert.equal(members.find(({ id }) => id === gone.id)?.state, 'removed')
    })
  })

  it('turns no session and no token of their own into those of somebody else', async () => {
    assert.equal((await ben.browser.get('/desk')).status, 200)
    await changed('session', `subject = '${lead.id}'`, `subject = '${ben.id}'`, async () => {
      assert.notEqual((await ben.browser.get('/desk')).status, 200)
    })
    await changed('token', `member = '${lead.id}'`, `member = '${ben.id}'`, async () => {
      assert.equal((await desk.api('GET', '/api/v1/cases', bearer(ben))).status, 500)
    })
    const day = 86_400_000
    await changed('token', `expires_at = expires_at + ${365 * day}`, `member = '${ben.id}'`, async () => {
      assert.equal((await desk.api('GET', '/api/v1/cases', bearer(ben))).status, 500)
    })
    assert.equal((await desk.api('GET', '/api/v1/cases', bearer(ben))).status, 200)
  })

  for (const [what, set] of [
    ['who did it', "actor = 'member:somebody'"],
    ['when', 'at = at - 86400000'],
    ['what caused it', "cause = 'other'"],
    ['after what', 'seq = seq + 100'],
  ] as const)
    it(`changes of a fact not ${what}`, async () => {
      const [one, other] = [await desk.report(), await desk.report()]
      await accepted(desk, lead, one.number, { type: 'AddNote', text: 'A note' })
      const newest = `stream = '${streamOf(one.number)}' and code = 'entry'`
      const said = desk.lines.length
      await changed('event', set, newest, async () => {
        assert.equal((await desk.api('GET', `/api/v1/cases/${one.number}`, bearer(lead))).status, 500)
        assert.equal((await desk.api('GET', `/api/v1/cases/${other.number}`, bearer(lead))).status, 200)
        assert.ok(
          desk.lines.slice(said).some((line) => line.includes('Unreadable')),
          'the operator is told',
        )
      })
      database.exec(`delete from event where stream = '${streamOf(one.number)}' and seq > 100`)
      assert.equal((await desk.api('GET', `/api/v1/cases/${one.number}`, bearer(lead))).status, 200)
    })

  it('opens no case that is kept from a member, and shows none in a list', async () => {
    const { number } = await desk.report({ title: 'Heliotrope', description: 'd' })
    await accepted(desk, lead, number, { type: 'SetAccess', members: [lead.id] })
    await changed('case_member', 'gone', `stream = '${streamOf(number)}'`, async () => {
      assert.equal((await ben.browser.get(`/desk/cases/${number}`)).status, 404)
      assert.equal((await desk.api('GET', `/api/v1/cases/${number}`, bearer(ben))).status, 404)
      assert.doesNotMatch((await ben.browser.get('/desk')).body, /Heliotrope/)
      assert.doesNotMatch((await desk.api('GET', '/api/v1/cases', bearer(ben))).text, /Heliotrope/)
      assert.deepEqual((await desk.house.desk.search(ben.actor, 'heliotrope')).items, [])
      assert.match((await lead.browser.get('/desk')).body, /Heliotrope/)
    })
    for (const set of ["stage = 'closed', grp = 'closed'", "stage = 'published'", 'publish_at = 1', "embargo = 'none'"])
      await changed('case_inbox', set, `number = '${number}'`, async () => {
        assert.equal((await desk.api('GET', `/api/v1/cases/${number}`, bearer(ben))).status, 404)
        await desk.house.tick()
        assert.doesNotMatch((await desk.browser().get('/advisories')).body, /Heliotrope/)
      })
  })

  it('agrees to nothing in the name of another', async () => {
    const { number } = await desk.report()
    const by = lead.id
    const ask = await desk.house.team.askTwoPerson({ kind: 'erase', subject: number, reason: 'r', by })
    assert.ok(!isRefusal(ask))
    const agreed = `state = 'agreed', agreed_by = '${ben.id}', ready_at = 1`
    await changed('two_person', agreed, `id = '${ask.request}'`, async () => {
      assert.ok(isRefusal(await desk.house.desk.erase({ number, by, request: ask.request })))
    })
    await desk.house.team.askTwoPerson({ kind: 'break-glass', subject: number, reason: 'r', by })
    await changed('two_person', agreed, `kind = 'break-glass'`, async () => {
      assert.equal(await desk.house.team.glassBroken(by, number), null)
    })
  })

  it('sends nothing by a row of the outbox that they wrote or changed', async () => {
    const { number } = await desk.report()
    const columns =
      'id, lane, topic, dedupe, stream, run_at, lease_until, lease_by, fence, tries, done_at, dead_at, last_error, body'
    const [real] = database.prepare(`select ${columns} from outbox where stream = '${streamOf(number)}' limit 1`).all()
    assert.ok(real)
    const topics = ['letter', 'webhook', 'case-news', 'member-news', 'reporter-news', 'held-act', 'cluster', 'publish']
    topics.forEach((topic, n) => {
      for (const [of, stream] of [
        ['own', real.stream],
        ['desk', 'desk'],
      ] as const) {
        const row = { ...real, id: `forged-${of}-${n}`, topic, dedupe: `f${of}${n}`, stream, run_at: 0, done_at: 0 }
        database
          .prepare(`insert into outbox (${columns}) values (${columns.replaceAll(/\w+/g, '?')})`)
          .run(...(Object.values({ ...row, lease_until: 0, lease_by: '' }) as string[]))
      }
    })
    const before = (await desk.api('GET', `/api/v1/cases/${number}`, bearer(lead))).json
    for (let round = 0; round < 40; round++) {
      desk.clock.to(desk.clock.now() + 3_600_000)
      await desk.house.tick()
    }
    const done = "select topic, stream from outbox where id like 'forged%' and done_at > 0"
    // The desk is no case: of what acts on a case there is nothing to do for it, and nothing is opened.
    const ended = database.prepare(done).all()
    assert.deepEqual(ended.map(({ topic, stream }) => `${topic} ${stream}`).sort(), ['cluster desk', 'held-act desk'])
    const now = (await desk.api('GET', `/api/v1/cases/${number}`, bearer(lead))).json
    assert.equal(now.stage, before.stage)
    assert.doesNotMatch((await desk.browser().get('/advisories')).body, /A title/)
  })

  it('changes no rule of a policy that cases came under', async () => {
    const { number } = await desk.report()
    const later = await desk.again(
      'project:\n  name: Lantern\ndeadlines:\n  embargo: 30\nlimits:\n  casesPerHour: 10000\n',
    )
    const read = () => later.api('GET', `/api/v1/cases/${number}`, bearer(lead))
    const [row] = database.prepare('select digest, body from policy order by at limit 1').all()
    database
      .prepare('update policy set body = ? where digest = ?')
      .run('{"project":{"name":"Other"}}', String(row?.digest))
    assert.equal((await read()).status, 500)
    database.prepare('update policy set body = ? where digest = ?').run(String(row?.body), String(row?.digest))
    assert.equal((await read()).status, 200)
    desk = later
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted, command } from './through-the-steps.ts'

describe('case 44: a member pastes what opens a door of this desk', () => {
  let desk: Staffed
  let mia: Member
  let lead: Member
  let number: string
  let receipt: string
  before(async () => {
    desk = await staffedHouse()
    mia = await desk.member('member')
    lead = await desk.member('lead')
    ;({ number, receipt } = await desk.report())
  })
  after(() => desk?.close())

  const cookie = () => mia.browser.cookie('__Host-postern') ?? ''
  const thread = async () => (await (await desk.reading(receipt)).get('/thread')).body

  it('a session: it is not sent, and ended', async () => {
    const text = `curl -H 'Cookie: __Host-postern=${cookie()}' ${desk.origin}/desk`
    const before = cookie()
    await mia.browser.get(`/desk/cases/${number}`)
    const sent = await mia.browser.submit(`/desk/cases/${number}/acts/SendMessage`, { text })
    assert.equal(sent.status, 409)
    assert.match(sent.body, /holds an access token, a session or a receipt code/)
    assert.match(sent.body, /curl -H/, 'nothing typed is lost')
    assert.ok(!(await thread()).includes(before))
    assert.equal((await mia.browser.get('/desk/account')).status, 404)
  })

  it('a token: it is not sent, and revoked, whoever it belongs to', async () => {
    const no = await command(desk, lead, number, { type: 'SendMessage', text: `Try Bearer ${mia.token}.` })
    assert.equal(no.json.refused, 'holds-a-secret')
    assert.ok(!(await thread()).includes(mia.token))
    const { status } = await desk.api('GET', '/api/v1/cases', { headers: { authorization: `Bearer ${mia.token}` } })
    assert.equal(status, 401)
  })

  it('a receipt code: it is not sent, in passing neither, and opens its thread as before', async () => {
    for (const text of [receipt, `Your code is ${receipt.toUpperCase()}, keep it.`])
      for (const type of ['SendMessage', 'AddNote', 'RequestInformation'])
        assert.equal((await command(desk, lead, number, { type, text })).json.refused, 'holds-a-secret', type)
    const draft = { type: 'DraftAdvisory', fields: { summary: `As ${receipt} says.` } }
    assert.equal((await command(desk, lead, number, draft)).json.refused, 'holds-a-secret')
    const held = await desk.house.desk.triage.give(lead.actor, number, {
      ...{ type: 'RequestInformation', id: 'held', text: `Is ${receipt} yours?` },
    } as const)
    assert.equal('refused' in held && held.refused, 'holds-a-secret')
    assert.match(await thread(), /A title/)
  })

  it('and nothing else is kept from being said', async () => {
    const digest = 'a'.repeat(43)
    const words = 'one-two-three-four-five-six-seven-eight-nine-ten'
    await accepted(desk, lead, number, { type: 'SendMessage', text: `${digest} ${words} pst_${digest}` })
    assert.match(await thread(), /one-two-three/)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { languages } from '../../src/web/pages/messages/languages.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { accepted } from '../abuse/through-the-steps.ts'
import type { Visitor } from '../stand-ins/visitor.ts'

const secretOfReporter = 'heliotrope'

/** Somebody from outside who is let into one case: invited, agrees, reads, writes, and is taken off again. */
describe('a guest of one case', () => {
  let desk: Staffed
  let lead: Member
  let member: Member
  let number: string
  let receipt: string
  let guest: Visitor
  let code = ''
  before(async () => {
    desk = await staffedHouse()
    lead = await desk.member('lead')
    member = await desk.member('member')
    await desk.house.open()
    ;({ number, receipt } = await desk.report({
      title: 'The wick burns through',
      description: 'TrimWick never looks at the oil.',
      discovery: `Found with ${secretOfReporter} tools.`,
      reporter: { name: `Rita ${secretOfReporter}`, email: `${secretOfReporter}@rita.example` },
    }))
    await accepted(desk, lead, number, { type: 'AddNote', text: `A note on ${secretOfReporter}.` })
    await accepted(desk, lead, number, { type: 'SendMessage', text: `To the reporter of ${secretOfReporter}.` })
    guest = desk.browser('198.51.100.77')
  })
  after(() => desk?.close())

  const path = () => `/desk/cases/${number}/guests`
  const codeIn = (body: string): string => /<code>([A-Za-z0-9_-]{22})<\/code>/.exec(body)?.[1] ?? ''
  it('is invited by a lead, with a code that is shown once and works once', async () => {
    const invited = await desk.house.desk.guests.invite(lead.actor, number, {
      id: 'invite-1',
      name: 'Distribution of Wicks',
      kind: 'distribution',
      shows: ['files'],
    })
    assert.ok('handOver' in invited)
    code = invited.handOver
    const again = await desk.house.desk.guests.invite(lead.actor, number, {
      id: 'invite-1',
      name: 'Distribution of Wicks',
      kind: 'distribution',
      shows: ['files'],
    })
    assert.deepEqual(again, invited, 'sent twice it is one invitation')
    const refused = await desk.house.desk.guests.invite(member.actor, number, {
      id: 'x',
      name: 'X',
      kind: 'expert',
      shows: [],
    })
    assert.equal('refused' in refused && refused.refused, 'lead-only')
    const page = await lead.browser.get(path())
    assert.match(page.body, /Distribution of Wicks/)
    assert.match(page.body, /has not agreed yet and read nothing/)
    assert.equal(codeIn(page.body), '')
  })

  it('takes the code over, opens the case with a code of their own, and first agrees', async () => {
    await guest.get('/take-over')
    const taken = await guest.submit('/take-over', { code })
    assert.equal(taken.status, 200)
    const own = /[a-z]+(?:-[a-z]+){9}/.exec(taken.body)?.[0] ?? ''
    await guest.get('/receipt')
    const opened = await guest.submit('/receipt', { code: own })
    assert.equal(opened.to, '/guest')
    const terms = await guest.get('/guest')
    assert.match(terms.body, /Before you read it/)
    assert.doesNotMatch(terms.body, /TrimWick|burns through/)
    assert.equal((await guest.get('/thread')).to, '/guest', 'it is no reporter’s code')
    const { status } = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${own}` } })
    assert.equal(status, 403)
    assert.equal((await guest.submit('/guest/agree')).to, '/guest')
  })

  it('reads what was reported, and never who reported it or what was said to them', async () => {
    const { body } = await guest.get('/guest')
    assert.match(body, /The wick burns through/)
    assert.match(body, /TrimWick never looks/)
    assert.ok(!body.includes(secretOfReporter))
  })

  it('reads all of it in their own language, but for what others wrote', async () => {
    const words = (of: object): string[] =>
      Object.values(of).flatMap((one) => (typeof one === 'string' ? one : typeof one === 'object' ? words(one) : []))
    const english = words(languages.en.guest).filter((text) => text.length > 12 && !text.includes('{'))
    for (const language of ['de', 'ar'] as const) {
      const { body } = await guest.get(`/guest?language=${language}`)
      assert.ok(body.includes(languages[language].guest.reported), language)
      assert.deepEqual(
        english.filter((text) => body.includes(text)),
        [],
      )
      const empty = await guest.submit('/guest/message', { text: '' })
      assert.ok(empty.body.includes(languages[language].unsent.writeFirst))
    }
    await guest.get('/guest?language=en')
  })

  it('writes with the team, where neither the reporter nor anybody else reads it', async () => {
    await guest.get('/guest')
    assert.equal((await guest.submit('/guest/message', { text: '' })).status, 422)
    assert.equal((await guest.submit('/guest/message', { text: 'We ship a patched wick on Monday.' })).status, 303)
    const page = await member.browser.get(path())
    assert.match(page.body, /patched wick on Monday/)
    assert.equal((await member.browser.submit(`${path()}/message`, { text: 'Thank you, Monday fits.' })).status, 303)
    assert.match((await guest.get('/guest')).body, /Monday fits/)
    const reader = await desk.reading(receipt)
    assert.doesNotMatch((await reader.get('/thread')).body, /Monday|guest/i)
  })

  it('sees nothing any more once they are taken off', async () => {
    await lead.browser.get(path())
    assert.equal((await lead.browser.submit(`${path()}/remove`)).status, 303)
    assert.equal((await guest.get('/guest')).to, '/receipt')
    assert.match((await lead.browser.get(path())).body, /taken off on/)
  })

  it('is asked for with a passkey, since it opens the case to somebody outside', async () => {
    await lead.browser.get(path())
    const asked = await lead.browser.submit(path(), { name: 'Another', kind: 'vendor' })
    assert.notEqual(asked.status, 201)
  })
})

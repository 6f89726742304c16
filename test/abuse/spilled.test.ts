import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, signIn, staffedHouse } from './staffed-house.ts'

/** Somebody pastes what opens a door here into a text that others read. */
describe('case 44: a secret that is pasted into a text', () => {
  let desk: Staffed
  let ada: Member
  let number: string
  let receipt: string
  let stranger: string
  before(async () => {
    desk = await staffedHouse()
    ada = await desk.member('lead')
    ;({ number, receipt } = await desk.report())
    ;({ receipt: stranger } = await desk.report())
  })
  after(() => desk?.close())

  const says = (text: string, by = ada) =>
    desk.house.desk.handle(by.actor, number, { type: 'SendMessage', id: crypto.randomUUID(), text, files: [] })
  const refusal = (said: object) => ('refused' in said ? said.refused : 'sent')
  const curl = (cookie: string) => `curl -H 'Cookie: __Host-postern=${cookie}; x=1' https://security.example/desk`

  it('is not sent, and a session ends with it at once, whosever it is', async () => {
    const ben = await desk.member('member')
    const cookie = ben.browser.cookie('__Host-postern') ?? ''
    assert.equal((await ben.browser.get('/desk')).status, 200)
    assert.equal(refusal(await says(curl(cookie))), 'secret-in-text')
    assert.equal((await ben.browser.get('/desk/account')).status, 404)
    // What opens nothing any more is a text like any other.
    assert.equal(refusal(await says(curl(cookie))), 'sent')
  })

  it('ends a token of a program, which the log of the desk says', async () => {
    const ben = await desk.member('member')
    const reads = () => desk.api('GET', '/api/v1/cases', { headers: { authorization: `Bearer ${ben.token}` } })
    assert.equal((await reads()).status, 200)
    assert.equal(refusal(await says(`It says Authorization: Bearer ${ben.token}.`)), 'secret-in-text')
    assert.equal((await reads()).status, 401)
    assert.ok((await desk.house.team.log()).some((fact) => fact.type === 'TokenRevoked' && fact.member === ben.id))
  })

  it('holds a receipt code back, however it is written, and says nothing of whose it is', async () => {
    for (const code of [
      stranger,
      stranger.toUpperCase(),
      stranger.replaceAll('-', ' '),
      stranger.replaceAll('-', '\n'),
      `abacus-abdomen-${stranger}-ability`,
    ])
      assert.equal(refusal(await says(`They use ${code}, I think.`)), 'secret-in-text', code)
    assert.equal((await (await desk.reading(stranger)).get('/thread')).status, 200, 'it opens its thread as before')
    const unknown = 'abacus-abdomen-abide-ability-ablaze-able-abnormal-abrasion-abrasive-abreast'
    assert.equal(refusal(await says(`They use ${unknown}.`)), 'sent')
  })

  it('is looked for in every text of every act, also in one that waits its minute', async () => {
    const texts = [
      { type: 'AddNote', text: stranger, files: [] },
      { type: 'RequestInformation', text: stranger, files: [] },
      { type: 'DeclineReport', reason: 'out-of-scope', text: stranger },
    ] as const
    for (const command of texts) {
      const id = crypto.randomUUID()
      assert.equal(
        refusal(await desk.house.desk.handle(ada.actor, number, { ...command, id } as never)),
        'secret-in-text',
      )
    }
    const held = { type: 'RequestInformation', id: 'held', text: stranger, files: [] } as never
    assert.equal(refusal(await desk.house.desk.triage.give(ada.actor, number, held)), 'secret-in-text')
    assert.deepEqual(await desk.house.desk.triage.waiting(ada.actor), [])
  })

  it('of a reporter is held back as well: the team could write as them', async () => {
    const browser = await desk.reading(receipt)
    await browser.get('/thread')
    const answer = await browser.submit('/thread/message', { text: `My code is ${receipt}.` })
    assert.equal(answer.status, 409)
    assert.match(answer.body, /receipt code, a session cookie or a token/)
    assert.ok(answer.body.includes('My code is'), 'what was typed stands there')
  })

  it('loses nothing that was typed on the page, also of one’s own session', async () => {
    await signIn(desk.house, ada.name, ada.browser)
    await ada.browser.get(`/desk/cases/${number}`)
    const text = curl(ada.browser.cookie('__Host-postern') ?? '')
    const to = `/desk/cases/${number}/acts/AddNote`
    const answer = await ada.browser.submit(to, { text })
    assert.equal(answer.status, 409)
    assert.match(answer.body, /Cookies and tokens in it were ended/)
    assert.ok(answer.body.includes('__Host-postern='))
    assert.equal((await ada.browser.get('/desk/account')).status, 404, 'that session is over')
    await signIn(desk.house, ada.name, ada.browser)
    const page = await ada.browser.get(`/desk/cases/${number}`)
    assert.ok(page.body.includes('__Host-postern='), 'it was kept for its writer')
  })

  it('costs little to look for in 64 KiB of anything', async () => {
    for (const text of [
      'abacus '.repeat(9_000),
      `${'a'.repeat(43)} `.repeat(1_400),
      'A sentence of eight plain words. '.repeat(1_900),
    ]) {
      const began = performance.now()
      await says(text)
      assert.ok(performance.now() - began < 1_000)
    }
  })
})

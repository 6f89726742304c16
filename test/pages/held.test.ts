import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import type { Held, HeldCommand } from '../../src/desk/held.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'

const minute = 60_000

describe('an act that waits a minute', () => {
  let desk: Staffed
  let ada: Member
  let ben: Member
  before(async () => {
    desk = await staffedHouse({ limits: { reportsPerHour: 10_000, casesPerHour: 10_000 } })
    ada = await desk.member('lead')
    ben = await desk.member('member')
  })
  after(() => desk.close())

  const later = (span: number) => desk.clock.to(desk.clock.now() + span)
  const triage = () => desk.house.desk.triage
  const factsOf = async (number: string) =>
    (await desk.house.desk.caseFor(ada.actor, number))?.facts.map(({ event }) => event.type) ?? []
  const streamOf = async (number: string) => (await desk.house.desk.caseFor(ada.actor, number))?.stream ?? ''
  const act = (type: HeldCommand['type'], more: object = {}): HeldCommand =>
    ({ type, id: randomUUID(), seen: 99, ...more }) as HeldCommand
  async function give(by: Member, number: string, command: HeldCommand): Promise<Held> {
    const given = await triage().give(by.actor, number, command)
    if (!('runAt' in given)) throw new Error(`held: ${JSON.stringify(given)}`)
    return given
  }

  it('is carried out as that member when its time has come, and not before', async () => {
    const { number } = await desk.report()
    await give(ada, number, act('AcknowledgeReceipt'))
    later(minute - 1)
    await desk.house.tick()
    assert.ok(
      !(await factsOf(number)).includes('ReceiptAcknowledged') || (await triage().waiting(ada.actor)).length === 1,
    )
    assert.equal((await triage().waiting(ada.actor)).length, 1)
    later(2)
    await desk.house.tick()
    assert.equal((await triage().waiting(ada.actor)).length, 0)
    const found = await desk.house.desk.caseFor(ada.actor, number)
    const last = found?.facts.findLast(({ event }) => event.type === 'ReceiptAcknowledged')
    assert.equal(last?.actor, `member:${ada.id}`)
    assert.notEqual(found?.view.case.openedAt, null)
  })

  it('leaves nothing when it is undone in time', async () => {
    const { number } = await desk.report()
    const before = await factsOf(number)
    const held = await give(ada, number, act('RequestInformation', { text: 'Which version?' }))
    const undone = await triage().undo(ada.actor, held.id)
    assert.equal(undone?.command.type === 'RequestInformation' && undone.command.text, 'Which version?')
    later(2 * minute)
    await desk.house.tick()
    assert.deepEqual(await factsOf(number), before)
    assert.equal(await triage().undo(ada.actor, held.id), undefined, 'undone once')
    const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    const leaves = database.prepare('select act, actor from leaf where stream = ? order by n').all(held.stream)
    database.close()
    assert.deepEqual(
      leaves.map(({ act, actor }) => `${act} ${actor}`).filter((line) => line.startsWith('act-')),
      [`act-held member:${ada.id}`, `act-undone member:${ada.id}`],
    )
  })

  it('is given once, however often its form is sent', async () => {
    const { number } = await desk.report()
    const command = act('RequestInformation', { text: 'Which version?' })
    const held = await give(ada, number, command)
    assert.equal((await give(ada, number, command)).id, held.id)
    later(2 * minute)
    await desk.house.tick()
    const again = await triage().give(ada.actor, number, command)
    assert.ok('done' in again)
    assert.equal((await factsOf(number)).filter((type) => type === 'InformationRequested').length, 1)
  })

  it('of two members in the same second, one wins and the other is told', async () => {
    const { number } = await desk.report()
    const given = await Promise.all([
      triage().give(ada.actor, number, act('AcknowledgeReceipt')),
      triage().give(ben.actor, number, act('RequestInformation', { text: 'Which version?' })),
    ])
    const won = given.filter((one) => 'runAt' in one)
    const lost = given.filter((one) => 'refused' in one)
    assert.equal(won.length, 1)
    assert.deepEqual(
      lost.map((one) => 'refused' in one && one.refused),
      ['answer-waiting'],
    )
    assert.equal((await triage().held(await streamOf(number)))?.member, won[0] && 'member' in won[0] && won[0].member)
  })

  it('is refused when somebody said more in that minute, stays readable, and the report is back in the row', async () => {
    const { number, receipt } = await desk.report()
    await give(ada, number, {
      ...act('DeclineReport', { reason: 'out-of-scope', text: 'Kindly no.' }),
      seen: await seq(number),
    })
    const reader = await desk.reading(receipt)
    await reader.get('/thread')
    const sent = await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: randomUUID(), type: 'SendMessage', text: 'One more thing.' },
      headers: { authorization: `Receipt ${receipt}` },
    })
    assert.equal(sent.status, 200, sent.text)
    later(2 * minute)
    await desk.house.tick()
    const refused = (await triage().refused(ada.actor)).find((held) => held.number === number)
    assert.equal(refused?.why?.refused, 'changed-since-seen')
    assert.equal(refused?.command.type === 'DeclineReport' && refused.command.text, 'Kindly no.')
    assert.ok(!(await factsOf(number)).includes('ReportDeclined'))
    assert.ok(await inRow(number))
    await triage().putAway(ada.actor, refused?.id ?? '')
    assert.equal((await triage().refused(ada.actor)).filter((held) => held.number === number).length, 0)
  })

  it('is sent all the same where it only says that the report arrived', async () => {
    const { number, receipt } = await desk.report()
    await give(ada, number, { ...act('AcknowledgeReceipt'), seen: await seq(number) })
    await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: randomUUID(), type: 'SendMessage', text: 'One more thing.' },
      headers: { authorization: `Receipt ${receipt}` },
    })
    later(2 * minute)
    await desk.house.tick()
    assert.deepEqual(
      (await triage().refused(ada.actor)).filter((held) => held.number === number),
      [],
    )
    assert.ok((await factsOf(number)).filter((type) => type === 'ReceiptAcknowledged').length > 1)
  })

  it('survives a restart', async () => {
    const { number } = await desk.report()
    await give(ben, number, act('RequestInformation', { text: 'Which version?' }))
    desk = await desk.again()
    assert.equal((await triage().waiting(ada.actor)).filter((held) => held.number === number).length, 1)
    later(2 * minute)
    await desk.house.tick()
    const found = await desk.house.desk.caseFor(ada.actor, number)
    assert.equal(found?.facts.findLast(({ event }) => event.type === 'InformationRequested')?.actor, `member:${ben.id}`)
  })

  it('is not carried out for whoever left the team in that minute', async () => {
    const { number } = await desk.report()
    const gone = await desk.member('member')
    await give(gone, number, act('RequestInformation', { text: 'Which version?' }))
    await desk.house.team.removeMember({ member: gone.id, by: ada.id })
    later(2 * minute)
    await desk.house.tick()
    assert.equal(
      (await triage().refused(ada.actor)).find((held) => held.number === number)?.why?.refused,
      'not-allowed',
    )
    assert.ok(!(await factsOf(number)).includes('InformationRequested'))
  })

  it('and its undoing race 200 times: exactly one of them happens', async () => {
    let undone = 0
    for (let race = 0; race < 200; race++) {
      const { number } = await desk.report()
      const held = await give(ada, number, act('RequestInformation', { text: 'Which version?' }))
      later(minute + 1)
      // Who is ahead changes from race to race.
      const pause = () => new Promise((resolve) => setTimeout(resolve, (race % 7) * 1.5))
      const [, back] = await Promise.all([desk.house.tick(), pause().then(() => triage().undo(ada.actor, held.id))])
      await desk.house.tick()
      const asked = (await factsOf(number)).filter((type) => type === 'InformationRequested').length
      assert.equal(asked, back === undefined ? 1 : 0, `race ${race}: undone ${back !== undefined}, asked ${asked}`)
      if (back !== undefined) undone += 1
    }
    console.log(`${undone} of 200 were undone, ${200 - undone} were sent`)
    assert.ok(undone > 0 && undone < 200, 'both happened')
  })

  const seq = async (number: string) => (await desk.house.desk.caseFor(ada.actor, number))?.view.case.seq ?? 0
  async function inRow(number: string): Promise<boolean> {
    for (let after: string | null = null; ; ) {
      const next = await triage().next(ada.actor, after)
      if (next.number === null) return false
      if (next.number === number) return true
      after = next.place
    }
  }
})

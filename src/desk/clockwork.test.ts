import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Staffed, staffedHouse } from '../../test/abuse/staffed-house.ts'
import { accepted, toRelease } from '../../test/abuse/through-the-steps.ts'

const day = 86_400_000

describe('the clockwork', () => {
  let desk: Staffed
  let number: string
  let node: DatabaseSync
  beforeEach(async () => {
    desk = await staffedHouse()
    const lead = await desk.member('lead')
    number = (await desk.report()).number
    await toRelease(desk, lead, number)
    const publishAt = desk.clock.now() + 9 * day
    await accepted(desk, lead, number, { type: 'ScheduleAdvisory', publishAt: new Date(publishAt).toISOString() })
    while (desk.clock.now() < publishAt) {
      desk.clock.to(Math.min(publishAt, desk.clock.now() + day / 2))
      if (desk.clock.now() < publishAt) await desk.house.tick()
    }
    node = new DatabaseSync(join(desk.folder, 'postern.db'), { timeout: 5_000 })
  })
  afterEach(async () => {
    node.close()
    await desk.close()
  })

  const published = (): number => Number(node.prepare('select count(*) as n from advisory').get()?.n)
  const facts = (): number => Number(node.prepare('select count(*) as n from event').get()?.n)
  const lease = () => node.prepare("select holder, fence, until from lease where name = 'clockwork'").get()
  const takenOver = () => node.exec("update lease set holder = 'another node', fence = fence + 1")

  /** Another node takes over at this look at the clock: as good as any moment within a tick. */
  const takenOverAt = (look: number) => {
    const { now } = desk.clock
    let looks = 0
    const then = { facts: -1, published: -1 }
    Object.assign(desk.clock, {
      now: () => {
        looks += 1
        if (looks === look) {
          takenOver()
          Object.assign(then, { facts: facts(), published: published() })
        }
        return now()
      },
    })
    return { then, looks: () => looks }
  }

  it('publishes what is due', async () => {
    await desk.house.tick()
    assert.equal(published(), 1)
  })

  it('whose lease another took within a tick publishes nothing and writes no fact', async () => {
    // The first look is the start of the tick, the second the decision, after which the append is made.
    const over = takenOverAt(2)
    await desk.house.tick().catch(() => undefined)
    assert.ok(over.looks() >= 2, 'it came as far as deciding')
    assert.deepEqual(over.then, { facts: over.then.facts, published: 0 })
    assert.equal(facts(), over.then.facts)
    assert.equal(published(), 0)
  })

  it('that lost its lease publishes once it has another, exactly once', async () => {
    takenOverAt(2)
    await desk.house.tick().catch(() => undefined)
    await desk.house.tick()
    assert.equal(published(), 0, 'the other one holds it still')
    desk.clock.to(desk.clock.now() + 30_000)
    await desk.house.tick()
    assert.equal(published(), 1)
    await desk.house.tick()
    assert.equal(published(), 1)
  })

  it('gives its lease back at the end, so that a restart need not wait', async () => {
    const held = lease()
    desk = await desk.again()
    assert.equal(lease()?.until, 0)
    await desk.house.tick()
    assert.equal(published(), 1)
    assert.notEqual(lease()?.holder, held?.holder)
    assert.equal(Number(lease()?.fence), Number(held?.fence) + 1)
  })

  it('does not wait for a lease that a wrong clock took for next year', async () => {
    node.exec(`update lease set holder = 'crashed', until = ${desk.clock.now() + 365 * day}`)
    await desk.house.tick()
    assert.equal(published(), 1)
  })
})

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { accepted, command, toRelease } from '../abuse/through-the-steps.ts'

const hour = 3_600_000
const day = 24 * hour
const year = 365 * day

describe('a clock that cannot be believed', () => {
  let desk: Staffed
  let lead: Member
  let number: string
  let due: number
  beforeEach(async () => {
    desk = await staffedHouse()
    lead = await desk.member('lead')
    number = (await desk.report()).number
    await toRelease(desk, lead, number)
    due = desk.clock.now() + 9 * day
    await accepted(desk, lead, number, { type: 'ScheduleAdvisory', publishAt: new Date(due).toISOString() })
    await desk.house.tick()
  })
  afterEach(() => desk.close())

  const read = async () =>
    (await desk.api('GET', `/api/v1/cases/${number}`, { headers: { authorization: `Bearer ${lead.token}` } })).json
  const published = async () => (await desk.house.desk.advisories()).items.length
  /** As the clockwork does it: a look now and then, so that no gap is as long as a day. */
  const passTo = async (at: number) => {
    while (desk.clock.now() < at) {
      desk.clock.to(Math.min(at, desk.clock.now() + 12 * hour))
      await desk.house.tick()
    }
  }
  const heldFor = async (reason: string) => {
    assert.equal(await published(), 0, 'nothing is public')
    assert.equal(((await read()).held as { reason: string } | null)?.reason, reason)
    const page = await lead.browser.get(`/desk/cases/${number}`)
    if (page.status === 200) assert.match(page.body, /held/i, 'whoever opens the case is told')
  }
  const releasedByHand = async () => {
    await accepted(desk, lead, number, { type: 'PublishAdvisory' })
    assert.equal(await published(), 1)
  }
  /** Signs in again where a session or a token is too old for the moved clock. */
  const refresh = async () => {
    lead = await desk.member('lead')
  }

  it('that runs as it should publishes when it is due, once, and not a moment before', async () => {
    await passTo(due - 1)
    assert.equal(await published(), 0)
    await passTo(due)
    assert.equal(await published(), 1)
    await passTo(due + 2 * day)
    assert.equal(await published(), 1)
    assert.equal(((await read()).published as unknown[]).length, 1)
  })

  it('that is set forward by a year publishes nothing; the case is held, and a person releases it', async () => {
    desk.clock.jump(year)
    await desk.house.tick()
    await refresh()
    await heldFor('clock-step')
    await passTo(desk.clock.now() + 2 * day)
    await heldFor('clock-step')
    await releasedByHand()
  })

  it('that steps by two hours while it is due holds the publication as well', async () => {
    await passTo(due - hour)
    desk.clock.jump(2 * hour)
    await desk.house.tick()
    await refresh()
    await heldFor('clock-step')
    await releasedByHand()
  })

  it('that is set back by a year publishes nothing early, and goes on once it is right again', async () => {
    desk.clock.jump(-year)
    await desk.house.tick()
    assert.equal(await published(), 0)
    assert.match((await desk.report()).number, /^P-/, 'reports are taken all the same')
    desk.clock.jump(year)
    await desk.house.tick()
    assert.equal(await published(), 0)
    await passTo(due - 1)
    assert.equal(await published(), 0)
    await passTo(due)
    assert.equal(await published(), 1)
  })

  it('that runs behind what is on disk holds what comes due', async () => {
    // A case from a time that this clock has not reached: as after a restore onto a machine whose clock is wrong.
    await passTo(due - 2 * hour)
    desk.clock.jump(30 * day)
    await desk.report()
    desk.clock.jump(-30 * day)
    await desk.house.tick()
    await passTo(due)
    await heldFor('clock-behind')
    await releasedByHand()
  })

  it('that nobody looked at for more than a day holds what came due meanwhile', async () => {
    await passTo(due - hour)
    desk = await desk.again()
    desk.clock.to(desk.clock.now() + 25 * hour)
    await refresh()
    await desk.house.tick()
    await heldFor('gap')
    await releasedByHand()
  })

  it('and a restart of an hour holds nothing', async () => {
    await passTo(due - hour)
    desk = await desk.again()
    desk.clock.to(due)
    await desk.house.tick()
    assert.equal(await published(), 1)
  })

  it('held stays held over a restart, and a new plan publishes on time', async () => {
    desk.clock.jump(year)
    await desk.house.tick()
    await refresh()
    desk = await desk.again()
    await refresh()
    await heldFor('clock-step')
    assert.equal(
      (await command(desk, lead, number, { type: 'CancelSchedule', reason: 'The clock was wrong.' })).status,
      200,
    )
    due = desk.clock.now() + day
    await accepted(desk, lead, number, { type: 'ScheduleAdvisory', publishAt: new Date(due).toISOString() })
    await desk.house.tick()
    await passTo(due - 1)
    assert.equal(await published(), 0)
    await passTo(due)
    assert.equal(await published(), 1)
  })

  it('in a zone with summer time makes no difference', async () => {
    const zone = process.env.TZ
    try {
      process.env.TZ = 'America/New_York'
      // Past the night of 14 March 2027, in which two o'clock does not exist there.
      assert.equal((await command(desk, lead, number, { type: 'CancelSchedule', reason: 'Later.' })).status, 200)
      due = Date.UTC(2027, 2, 14, 7, 0)
      await accepted(desk, lead, number, { type: 'ScheduleAdvisory', publishAt: '2027-03-14T02:00:00-05:00' })
      await desk.house.tick()
      await passTo(due - 1)
      assert.equal(await published(), 0)
      await passTo(due)
      assert.equal(await published(), 1)
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databaseClock } from './database-clock.ts'

describe('the clock of a node that shares a database', () => {
  const machine = (behind: number) => ({
    now: () => 1_000_000 - behind,
    steady: () => 5,
    every: () => ({ stop: () => undefined }),
  })

  it('tells the time of the database, however wrong the machine is', async () => {
    for (const behind of [-3_600_000, -900, 900, 3_600_000]) {
      const clock = await databaseClock(machine(behind), async () => 1_000_000)
      assert.equal(clock.now(), 1_000_000, String(behind))
      assert.equal(clock.apart(), Math.abs(behind))
    }
  })

  it('does not follow what may be the time of the question', async () => {
    const clock = await databaseClock(machine(200), async () => 1_000_000)
    assert.equal(clock.now(), 999_800)
  })

  it('follows when the database has another hour than before', async () => {
    let there = 1_000_000
    const clock = await databaseClock(machine(0), async () => there)
    there += 60_000
    assert.equal(clock.now(), 1_000_000)
    await clock.look()
    assert.equal(clock.now(), 1_060_000)
  })
})

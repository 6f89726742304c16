import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { rounds } from './rounds.ts'
import { eightSenders } from './senders.ts'
import { configWithoutLimits, newFolder, startDesk } from './started-desk.ts'

/** A request that hangs is dropped after five seconds; what leaves the machine gets three. */
const BOUND = 10_000

describe('a desk that is told to stop under load', () => {
  it('finishes what it began, takes nothing new, closes its store and is gone in time', async () => {
    const folder = newFolder()
    const env = { POSTERN_CONFIG: configWithoutLimits(folder) }
    const times: number[] = []
    let told = 0
    try {
      for (let n = 0; n < rounds(1, 10); n++) {
        const desk = await startDesk({ folder, env })
        const senders = eightSenders(`http://127.0.0.1:${desk.port}`, desk.url)
        await pause(rounds(500, 2_000))
        const began = performance.now()
        await desk.stop()
        times.push(performance.now() - began)
        await senders.stop()
        told += senders.acknowledged.length
        assert.deepEqual(senders.strange, [], 'an answer, or none: never a half')
        assert.doesNotMatch(desk.out.stderr, /"level":(50|60)/, 'nothing broke on the way out')
      }
      const desk = await startDesk({ folder, env })
      const cases = JSON.parse((await desk.console('export', '--all', `${folder}/after.archive`, '--json')).stdout)
      assert.ok(cases.rows > told, 'and all of it is there')
      await desk.close()
    } finally {
      assert.ok(Math.max(...times) < BOUND, `${Math.round(Math.max(...times))} ms`)
      console.log(`stopped ${times.length} times under eight senders, in ${Math.round(Math.max(...times))} ms at most`)
    }
  })
})

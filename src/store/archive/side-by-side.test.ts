import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sideBySide } from './side-by-side.ts'

describe('working on files side by side', () => {
  const later = () => new Promise((resolve) => setImmediate(resolve))

  it('does each once, a few at a time', async () => {
    const done: number[] = []
    let [now, most] = [0, 0]
    await sideBySide(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]), async (one) => {
      now += 1
      most = Math.max(most, now)
      await later()
      now -= 1
      done.push(one)
    })
    assert.deepEqual(done.sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert.equal(most, 4)
  })

  it('ends at the first failure, and leaves nothing running behind it', async () => {
    const done: number[] = []
    let running = 0
    const work = async (one: number): Promise<void> => {
      running += 1
      await later()
      running -= 1
      if (one === 2) throw new Error('damaged')
      await later()
      done.push(one)
    }
    await assert.rejects(sideBySide([1, 2, 3, 4, 5, 6, 7, 8], work), /damaged/)
    assert.equal(running, 0)
    assert.deepEqual(done.sort(), [1, 3, 4])
  })
})

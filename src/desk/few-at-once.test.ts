import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fewAtOnce } from './few-at-once.ts'

const held = () => Promise.withResolvers<void>()
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a few at once', () => {
  it('are let in, and the others in their order as places become free, also after a failure', async () => {
    const few = fewAtOnce(2, 60_000)
    const holds = [held(), held(), held(), held()]
    const began: number[] = []
    const all = holds.map((hold, n) =>
      few
        .run(async () => {
          began.push(n)
          await hold.promise
        })
        .catch(() => undefined),
    )
    await aMoment()
    assert.deepEqual(began, [0, 1])
    holds[1]?.reject(new Error('it failed'))
    await aMoment()
    assert.deepEqual(began, [0, 1, 2])
    for (const { resolve } of holds) resolve()
    await Promise.all(all)
    assert.deepEqual(began, [0, 1, 2, 3])
  })

  it('keep nobody waiting for somebody who takes their time, and count them once', async () => {
    const few = fewAtOnce(1, 1)
    const slow = held()
    const first = few.run(() => slow.promise)
    await few.run(async () => undefined)
    slow.resolve()
    await first
    const quick = held()
    const next = fewAtOnce(1, 60_000)
    const last = next.run(() => quick.promise)
    let came = false
    const waits = next.run(async () => {
      came = true
    })
    await aMoment()
    assert.equal(came, false)
    quick.resolve()
    await Promise.all([last, waits])
    assert.equal(came, true)
  })
})

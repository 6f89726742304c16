import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { turns } from './turns.ts'

describe('waiting in line for a case', () => {
  it('lets one after the other in, and different cases beside each other', async () => {
    const inTurn = turns()
    const order: string[] = []
    const open = Promise.withResolvers<void>()
    const first = inTurn('a', async () => {
      order.push('a1 in')
      await open.promise
      order.push('a1 out')
    })
    const second = inTurn('a', async () => void order.push('a2'))
    await inTurn('b', async () => void order.push('b'))
    open.resolve()
    await Promise.all([first, second])
    assert.deepEqual(order, ['a1 in', 'b', 'a1 out', 'a2'])
  })

  it('goes on after a failure, which only the one who failed hears of', async () => {
    const inTurn = turns()
    const failed = inTurn('a', async () => {
      throw new Error('a full disk')
    })
    const next = inTurn('a', async () => 'done')
    await assert.rejects(failed, /a full disk/)
    assert.equal(await next, 'done')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { line } from './in-line.ts'

describe('waiting in line', () => {
  it('lets so many in at once, and the next in the order they came', async () => {
    const inTurn = line()
    const begun: string[] = []
    const ends: (() => void)[] = []
    const work = (name: string) => () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.push(() => resolve(name)))
    }
    const all = ['first', 'second', 'third', 'fourth'].map((name) => inTurn(2, work(name)))
    assert.deepEqual(begun, ['first', 'second'])
    for (let at = 0; at < 4; at++) {
      ends[at]?.()
      await all[at]
    }
    assert.deepEqual(begun, ['first', 'second', 'third', 'fourth'])
  })

  it('makes room also after work that failed', async () => {
    const inTurn = line()
    await assert.rejects(
      inTurn(1, () => Promise.reject(new Error('broken'))),
      /broken/,
    )
    assert.equal(await inTurn(1, async () => 'next'), 'next')
  })

  it('does not begin what waited too long, and lets those behind it in', async () => {
    const inTurn = line()
    const end = Promise.withResolvers<void>()
    const first = inTurn(1, () => end.promise)
    let begun = false
    const work = async () => {
      begun = true
    }
    const impatient = inTurn(1, work, { milliseconds: 1, late: () => new Error('too late') })
    const patient = inTurn(1, async () => 'came in')
    await assert.rejects(impatient, /too late/)
    end.resolve()
    await first
    assert.equal(await patient, 'came in')
    assert.equal(begun, false)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { releaseFor, versionsText } from './versions.ts'

const product = 'Lantern'

describe('saying which versions are affected', () => {
  for (const [row, text] of [
    [{}, 'all versions'],
    [{ introduced: '0' }, 'all versions'],
    [{ introduced: '4.30.0' }, 'from 4.30.0 on'],
    [{ fixed: '4.39.1' }, 'before 4.39.1'],
    [{ introduced: '0', fixed: '4.39.1', lastAffected: '4.39.0' }, 'before 4.39.1'],
    [{ introduced: '4.30.0', fixed: ' 4.39.1 ' }, 'from 4.30.0 up to, but not including, 4.39.1'],
    [{ lastAffected: '4.39.0' }, 'up to and including 4.39.0'],
    [{ introduced: '4.30.0', lastAffected: '4.39.0' }, 'from 4.30.0 up to and including 4.39.0'],
  ] as const)
    it(`says "${text}"`, () => assert.equal(versionsText({ product, ...row }), text))

  it('takes the release for the fix of a single product that names none', () => {
    const one = { affected: [{ product }], fixedIn: '5' }
    assert.equal(versionsText({ product }, releaseFor(one)), 'before 5')
    assert.equal(versionsText({ product, lastAffected: '4' }, releaseFor(one)), 'up to and including 4')
    assert.equal(releaseFor({ affected: [{ product }, { product: 'Wick' }], fixedIn: '5' }), null)
  })
})

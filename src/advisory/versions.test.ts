import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { namesFix, releaseFor, versionsText } from './versions.ts'

const product = 'Lantern'

describe('the words of the project', () => {
  it('name the fixed version, with or without its "v", or another one', () => {
    for (const [mitigation, fixedIn, named] of [
      ['Update to 2.3.3.', '2.3.3', true],
      ['Update to 2.3.3.', 'v2.3.3', true],
      ['Update to v2.3.3, then restart.', '2.3.3', true],
      ['Update to 2.3.30.', '2.3.3', false],
      ['Update to 12.3.3.', '2.3.3', false],
      ['Update to 2.3.3.1.', '2.3.3', false],
      ['Update to 2x3x3.', '2.3.3', false],
      ['Restart.', '2.3.3', false],
      [null, '2.3.3', false],
      ['Update to 2.3.3.', null, false],
    ] as const)
      assert.equal(namesFix({ mitigation, fixedIn }), named, `${mitigation} ${fixedIn}`)
  })
})

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

  it('hands each version to whoever has to write it down', () => {
    const row = { product, introduced: '1', fixed: '2' }
    assert.equal(
      versionsText(row, null, (version) => `<${version}>`),
      'from <1> up to, but not including, <2>',
    )
  })

  it('takes the release for the fix of a single product that names none', () => {
    const one = { affected: [{ product }], fixedIn: '5' }
    assert.equal(versionsText({ product }, releaseFor(one)), 'before 5')
    assert.equal(versionsText({ product, lastAffected: '4' }, releaseFor(one)), 'up to and including 4')
    assert.equal(releaseFor({ affected: [{ product }, { product: 'Wick' }], fixedIn: '5' }), null)
  })
})

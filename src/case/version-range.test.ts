import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rangeProblem } from './version-range.ts'

const product = 'Lantern'
const npm = { product, ecosystem: 'npm', package: 'lantern' }

describe('affected versions', () => {
  it('are taken as they are where nothing speaks against them', () => {
    for (const row of [
      { product },
      { product, introduced: '0', fixed: '1' },
      { product, introduced: 'spring', fixed: 'autumn' },
      { product, introduced: '4.30', fixed: '4.39.1' },
      { product, introduced: '4.30', lastAffected: '4.30' },
      { product, lastAffected: '4.39.0', fixed: '4.39.1' },
      { ...npm, introduced: '0', fixed: 'v4.39.1' },
      { ...npm, introduced: '4.39.1-rc.1', fixed: '4.39.1' },
      { product, ecosystem: 'Homebrew', introduced: 'HEAD' },
    ])
      assert.equal(rangeProblem([row]), null, JSON.stringify(row))
  })

  it('name a product', () => {
    assert.deepEqual(rangeProblem([{ product }, { product: ' ' }]), {
      row: 1,
      field: 'product',
      text: 'Name the product.',
    })
  })

  for (const [what, row, field, words] of [
    [
      'begin before they are fixed',
      { introduced: '4.40.0', fixed: '4.39.1' },
      'fixed',
      /4\.39\.1 does not come after 4\.40\.0/,
    ],
    ['end after they begin', { introduced: '4.39.1', fixed: 'v4.39.1' }, 'fixed', /does not come after/],
    [
      'end at or after their beginning',
      { introduced: '2', lastAffected: '1.9' },
      'lastAffected',
      /1\.9 comes before 2/,
    ],
    [
      'are over with the fix',
      { fixed: '4.39.1', lastAffected: '4.39.1' },
      'lastAffected',
      /cannot be affected any more/,
    ],
    ['are not fixed from the start', { fixed: '0' }, 'fixed', /very first/],
    [
      'are versions of their ecosystem',
      { ecosystem: 'npm', fixed: '4.39' },
      'fixed',
      /npm would not understand “4\.39”/,
    ],
    ['are no words where it has numbers', { ecosystem: 'PyPI', introduced: 'all' }, 'introduced', /PyPI .* “all”/],
    [
      'are no words for a package manager',
      { ecosystem: 'Debian:12', lastAffected: 'sid' },
      'lastAffected',
      /Debian:12/,
    ],
  ] as const)
    it(what, () => {
      const found = rangeProblem([{ product, ...row }])
      assert.equal(found?.field, field)
      assert.match(found?.text ?? '', words)
    })

  it('stand in the list once', () => {
    const twice = rangeProblem([
      { ...npm, fixed: '4.39.1' },
      { product },
      { ...npm, ecosystem: 'NPM', fixed: ' 4.39.1 ', note: 'again' },
    ])
    assert.deepEqual([twice?.row, twice?.field], [2, 'product'])
    assert.equal(
      rangeProblem([
        { ...npm, fixed: '4.39.1' },
        { ...npm, introduced: '5.0.0', fixed: '5.0.1' },
      ]),
      null,
    )
  })

  it('stand where they were taken before, and do not hide what is new', () => {
    const old = { product, introduced: '2', fixed: '1' }
    assert.equal(rangeProblem([old, { product, fixed: '3' }], [old]), null)
    assert.equal(rangeProblem([old, { product, introduced: '4', fixed: '3' }], [old])?.row, 1)
    assert.equal(rangeProblem([{ product }, { product }], [{ product }])?.row, 1)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sample } from '../../test/advisories.ts'
import { osv } from './osv.ts'
import { scannerGaps } from './scanners.ts'

const lantern = { product: 'Lantern', ecosystem: 'npm', package: 'lantern', fixed: '4.39.1' }
const gaps = (change: Partial<typeof sample>) => scannerGaps({ ...sample, commit: null, ...change })

describe('whether scanners find an advisory', () => {
  it('takes a product with ecosystem, package and versions', () => {
    assert.deepEqual(gaps({ affected: [lantern] }), [])
    assert.deepEqual(gaps({ affected: [{ ...lantern, ecosystem: 'debian:12' }] }), [])
  })

  for (const [what, row, words] of [
    ['neither', { ecosystem: undefined, package: undefined }, /until its ecosystem and package are named/],
    ['no ecosystem', { ecosystem: '  ' }, /until its ecosystem is named/],
    ['no package', { package: undefined }, /until its package is named/],
    ['an ecosystem that OSV does not know', { ecosystem: 'nmp' }, /“nmp” is none/],
    ['versions in words', { introduced: 'all since spring' }, /until the first version with the fix is given/],
  ] as const)
    it(`says what is missing: ${what}`, () => {
      const [gap, ...more] = gaps({ affected: [{ ...lantern, ...row }] })
      assert.match(gap ?? '', words)
      assert.deepEqual(more, [])
    })

  it('says so where no product is named at all', () => {
    assert.match(gaps({ affected: [] })[0] ?? '', /until a product is named/)
  })

  it('takes the commit with the fix where there is one, as the record does', () => {
    const affected = [{ product: 'Lantern', fixed: '4.39.1' }]
    assert.deepEqual(scannerGaps({ ...sample, affected }), [])
    assert.ok(osv({ ...sample, affected }, 'https://desk.example/').affected?.length)
    assert.equal(osv({ ...sample, affected, commit: null }, 'https://desk.example/').affected, undefined)
  })
})

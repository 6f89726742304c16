import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultLimits, inUnits, limits } from './limits.ts'

describe('limits', () => {
  it('hold together by default', () => {
    assert.ok(defaultLimits.fileSize <= defaultLimits.caseFiles)
    assert.ok(defaultLimits.fieldText <= defaultLimits.requestText)
    assert.ok(defaultLimits.floodText <= defaultLimits.requestText)
    assert.equal(inUnits(defaultLimits.fileSize), '50 MiB')
  })

  it('are said in the largest unit that fits exactly', () => {
    assert.deepEqual([1, 1_024, 1_500, 64 * 1_024, 3 * 1_024 ** 3].map(inUnits), [
      '1 B',
      '1 KiB',
      '1500 B',
      '64 KiB',
      '3 GiB',
    ])
  })

  it('read every size they say', () => {
    for (const bytes of [1, 1_500, 65_536, 52_428_800, 3 * 1_024 ** 3])
      assert.equal(limits.parse({ fileSize: inUnits(bytes) }).fileSize, bytes)
  })
})

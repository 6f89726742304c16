import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cvss } from '../../test/given.ts'
import { band, cvss4 } from './severity.ts'

describe('rating severity', () => {
  it('computes the score from the vector', () => {
    assert.deepEqual(cvss4(cvss), { vector: cvss, score: 9.3 })
    assert.equal(cvss4(`  ${cvss}/E:U\n`)?.score, 8.1)
  })
  it('knows metrics by their order, each once', () => {
    for (const wrong of [
      '',
      '9.3',
      'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      cvss.slice(0, -5),
      `${cvss}/E:U/E:U`,
      cvss.replace('AV:N/AC:L', 'AC:L/AV:N'),
      `${cvss}/XX:Y`,
      cvss.replace('4.0', '4.1'),
    ]) {
      assert.equal(cvss4(wrong), null, wrong)
    }
  })
  it('has five bands', () =>
    assert.deepEqual([0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map(band), [
      'none',
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ]))
})

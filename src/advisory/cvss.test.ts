import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cvss4 } from '../case/severity.ts'
import { metricGroups } from './cvss.ts'
import { cvssWords } from './cvss-words.ts'

const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L'

describe('showing the calculator', () => {
  it('lists every metric once, base metrics first', () => {
    const keys = metricGroups.flatMap((group) => group.metrics.map((metric) => metric.key))
    assert.equal(keys.length, 32)
    assert.equal(new Set(keys).size, 32)
    assert.deepEqual(keys.slice(0, 12), ['AV', 'AC', 'AT', 'PR', 'UI', 'VC', 'VI', 'VA', 'SC', 'SI', 'SA', 'E'])
    assert.deepEqual(
      metricGroups.filter((group) => group.mandatory).map((group) => group.metrics.length),
      [5, 3, 3],
    )
  })

  it('offers only values that a vector may hold', () => {
    for (const metric of metricGroups.flatMap((group) => group.metrics))
      for (const value of metric.values) {
        const chosen = new RegExp(`/${metric.key}:[^/]+`)
        const part = `/${metric.key}:${value.key}`
        assert.ok(cvss4(chosen.test(vector) ? vector.replace(chosen, part) : vector + part), part)
      }
  })

  it('says in plain words what every value of a base metric means', () => {
    for (const { metrics } of metricGroups.filter((group) => group.mandatory))
      for (const metric of metrics) {
        assert.ok(metric.question)
        assert.ok(metric.values.every((value) => value.meaning !== null))
      }
    const keys = new Set(metricGroups.flatMap((group) => group.metrics.map((metric) => metric.key)))
    assert.ok(Object.keys(cvssWords).every((key) => keys.has(key)))
  })
})

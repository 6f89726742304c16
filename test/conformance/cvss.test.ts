import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { metricGroups } from '../../src/advisory/cvss.ts'
import { band, cvss4 } from '../../src/case/severity.ts'
import { conformanceData } from '../machine.ts'

const data = conformanceData()
if (data) withData(join(data, 'cvss'))
else
  console.log('CVSS 4.0: not checked against the vectors of Red Hat and FIRST (github.com/RedHatProductSecurity/cvss).')

function withData(folder: string) {
  const lines = (file: string) =>
    readFileSync(join(folder, 'vectors', file), 'utf8')
      .split('\n')
      .filter(Boolean)

  describe('scoring CVSS 4.0', () => {
    for (const [file, count] of [
      ['redhat_vectors_security4.txt', 54],
      ['redhat_vectors_simple4.txt', 1058],
      ['redhat_vectors_supplemental4.txt', 576],
      ['redhat_vectors_threat4.txt', 6],
    ] as const)
      it(`gives the score of all ${count} vectors in ${file}`, () => {
        const all = lines(file).map((line) => /^(\S+) - \(?([0-9.]+),?\)?$/.exec(line))
        assert.equal(all.length, count)
        for (const match of all) assert.equal(cvss4(match?.[1] ?? '')?.score, Number(match?.[2]), match?.[1])
      })

    it('gives score and severity of all 270 macro vectors', () => {
      const all = lines('first_macro-scores.txt').map((line) =>
        /'vector': '([^']+)', 'score': ([0-9.]+), 'severity': '(\w+)'/.exec(line),
      )
      assert.equal(all.length, 270)
      assert.deepEqual(
        all.map((match) => match?.[1]),
        lines('first_macro-vectors.txt'),
      )
      for (const match of all) {
        const score = cvss4(match?.[1] ?? '')?.score
        assert.equal(score, Number(match?.[2]), match?.[1])
        assert.equal(band(score ?? -1), match?.[3]?.toLowerCase(), match?.[1])
      }
    })

    const official: Official = JSON.parse(readFileSync(join(folder, 'cvss4_metrics.json'), 'utf8'))
    const theirs = Object.values(official)
      .flatMap((part) => Object.values(part.metric_groups))
      .flatMap((group) => Object.values(group))

    it('takes exactly the values that the official calculator knows, and never fails', () => {
      const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L'
      const isBase = (key: string) => vector.includes(`/${key}:`)
      for (const metric of theirs)
        for (const value of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'Clear', 'Green', 'Amber', 'Red']) {
          const part = `/${metric.short}:${value}`
          const changed = isBase(metric.short) ? vector.replace(new RegExp(`/${metric.short}:.`), part) : vector + part
          const legal = Object.values(metric.options).some((option) => option.value === value)
          assert.equal(cvss4(changed) !== null, legal && !(isBase(metric.short) && value === 'X'), part)
        }
    })

    it('shows the metrics and values of the official calculator', () => {
      assert.equal(theirs.length, 32)
      const ours = new Map(metricGroups.flatMap((group) => group.metrics.map((metric) => [metric.key, metric])))
      for (const metric of theirs)
        assert.deepEqual(
          ours
            .get(metric.short)
            ?.values.map((value) => value.key)
            .toSorted(),
          // One entry of theirs is a gap within the list, without a value.
          Object.values(metric.options)
            .flatMap((option) => option.value ?? [])
            .toSorted(),
          metric.short,
        )
    })
  })
}

type Official = Record<
  string,
  { metric_groups: Record<string, Record<string, { short: string; options: Record<string, { value?: string }> }>> }
>

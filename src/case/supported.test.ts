import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { supports } from './supported.ts'

const table = `| Version | Supported |
| ------- | --------- |
| 5.1.x   | ✅ |
| 5.0.x   | :x: |
| 4.0.x   | ✅ |
| < 4.0   | :x: |`

const cases: readonly [sentence: string | undefined, version: string | undefined, answer: 'yes' | 'no' | 'unknown'][] =
  [
    [undefined, '1.2', 'unknown'],
    ['The newest release.', '1.2', 'unknown'],
    ['4.39 gets fixes.', undefined, 'unknown'],
    ['4.39 gets fixes.', 'the newest', 'unknown'],
    ['4.39 gets fixes.', '4.39.18', 'yes'],
    ['4.39 gets fixes.', '4.38.1', 'no'],
    ['4.x', 'v4.2.0', 'yes'],
    ['4.x', '5.0', 'no'],
    ['>= 2.1', '2.1', 'yes'],
    ['>= 2.1', '2.0.9', 'no'],
    ['4.38 and newer', '5.0', 'yes'],
    ['4.38 and newer', '4.37.9', 'no'],
    ['4.38+', '4.40', 'yes'],
    ['Versions before 3.0 get no fixes', '2.9', 'no'],
    ['Versions before 3.0 get no fixes', '3.0', 'unknown'],
    [table, '5.1.2', 'yes'],
    [table, '5.0.2', 'no'],
    [table, '4.0.7', 'yes'],
    [table, '3.9', 'no'],
  ]

describe('whether a version gets fixes', () => {
  for (const [sentence, version, answer] of cases)
    it(`${JSON.stringify(sentence?.slice(0, 40))} says ${answer} to ${version}`, () =>
      assert.equal(supports(sentence, version), answer))
})

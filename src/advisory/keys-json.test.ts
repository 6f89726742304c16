import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { at } from '../../test/advisories.ts'
import { keyFor, keysJson, writeKeysJson } from './keys-json.ts'

const spki = `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`
const keys = writeKeysJson('https://desk.example', [
  { id: 'k1', use: ['proof/v1'], spki, from: at, until: at + 10_000 },
  { id: 'k2', use: ['proof/v1'], spki, from: at + 10_000, until: null },
])
const time = (ms: number) => new Date(at + ms).toISOString()

describe('publishing the keys of the desk', () => {
  it('shows the newest first, each with its validity', () => {
    assert.deepEqual(keysJson.parse(JSON.parse(JSON.stringify(keys))), keys)
    assert.deepEqual(
      keys.keys.map(({ id, validFrom, validUntil }) => [id, validFrom, validUntil]),
      [
        ['k2', time(10_000), null],
        ['k1', time(0), time(10_000)],
      ],
    )
  })

  it('finds the key that was to sign at that time', () => {
    const found = (id: string, ms: number, use = 'proof/v1') => keyFor(keys, { id, use, time: time(ms) })?.id
    assert.equal(found('k1', 5_000), 'k1')
    assert.equal(found('k2', 20_000), 'k2')
    for (const wrong of [
      found('k1', 10_001),
      found('k1', -1),
      found('k2', 9_999),
      found('k1', 5_000, 'checkpoint/v1'),
      found('k3', 5_000),
    ])
      assert.equal(wrong, undefined)
  })

  it('refuses a file whose keys are of another kind', () => {
    assert.ok(!keysJson.safeParse({ ...keys, keys: [{ ...keys.keys[0], spki: 'AAAA' }] }).success)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asvsFindings, claimed } from './asvs.ts'

const read = (path: string): string | undefined =>
  path === 'a.test.ts'
    ? "describe('a door', () => {\n  it(\n    'is shut', () => {})\n})"
    : path === 'a.md'
      ? '## How it’s shut\n'
      : undefined
const all = (more: Readonly<Record<string, object>> = {}): string =>
  JSON.stringify({ ...Object.fromEntries(claimed().map((id) => [id, { none: 'No door.' }])), ...more })
const faultsOf = (row: object) => asvsFindings(all({ 'V1.1.1': row }), read).faults

describe('checking the map of ASVS 5.0', () => {
  it('knows which of the 345 requirements are claimed', () => {
    assert.equal(claimed().length, 283)
    for (const id of ['V1.1.1', 'V6.7.2', 'V11.7.2', 'V17.3.2']) assert.ok(claimed().includes(id), id)
    for (const id of ['V1.2.10', 'V3.1.1', 'V15.4.1', 'V10.4.12']) assert.ok(!claimed().includes(id), id)
  })

  it('takes a row that leads to a test, a suite or a heading, or says why not', () => {
    for (const row of [
      { tests: ['a.test.ts: is shut'] },
      { tests: ['a.test.ts: a door'] },
      { docs: ['a.md#how-its-shut'] },
      { none: 'No door.' },
      { open: 'It stands open.', tests: ['a.test.ts: is shut'] },
    ])
      assert.deepEqual(faultsOf(row), [])
  })

  it('refuses a row that leads nowhere, and one that is missing or too many', () => {
    for (const row of [
      {},
      { tests: [] },
      { tests: ['a.test.ts: is open'] },
      { tests: ['a.test.ts: shut'] },
      { tests: ['b.test.ts: is shut'] },
      { docs: ['a.md#shut'] },
      { none: 'No door.', tests: ['a.test.ts: is shut'] },
      { test: ['a.test.ts: is shut'], none: 'No door.' },
    ])
      assert.equal(faultsOf(row).length, 1, JSON.stringify(row))
    assert.deepEqual(asvsFindings(all({ 'V1.2.10': { none: 'x' } }), read).faults, ['V1.2.10 is not claimed'])
    assert.ok(asvsFindings('{}', read).faults.includes('V1.1.1 has no row'))
  })

  it('counts what is open', () => {
    const found = asvsFindings(all({ 'V1.1.1': { open: 'x' }, 'V1.1.2': { docs: ['a.md#how-its-shut'] } }), read)
    assert.deepEqual(found, { faults: [], rows: 283, open: ['V1.1.1'], none: 281, shown: 1 })
  })
})

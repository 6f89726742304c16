import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { keyIdOf, open, openJson, type Place, paddedLength, seal, sealJson } from './seal.ts'

const key = { id: '0123456789abcdef', bytes: new Uint8Array(32).fill(1) }
const place: Place = { at: 'event.body', row: 'e1', stream: 'case-a', v: 1 }
const unreadable = { name: 'Unreadable', code: 'unreadable' }

describe('sealing a record', () => {
  it('gives back what was put in, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (clear) => {
        assert.deepEqual(Uint8Array.from(open(key, place, seal(key, place, clear))), clear)
      }),
      { numRuns: 200 },
    )
  })

  it('opens at its own place alone', () => {
    const sealed = seal(key, place, Buffer.from('text'))
    const elsewhere: Place[] = [
      { ...place, at: 'person.body' },
      { ...place, at: 'draft.answer' },
      { ...place, row: 'e2' },
      { ...place, stream: 'case-b' },
      { ...place, v: 2 },
      { ...place, row: 'e1:case-a', stream: '' },
      { ...place, row: '', stream: 'e1:case-a' },
    ]
    for (const other of elsewhere) assert.throws(() => open(key, other, sealed), unreadable)
  })

  it('opens with its own key alone', () => {
    const sealed = seal(key, place, Buffer.from('text'))
    assert.throws(() => open({ ...key, bytes: new Uint8Array(32).fill(2) }, place, sealed), unreadable)
    assert.throws(() => open({ ...key, id: 'ffffffffffffffff' }, place, sealed), unreadable)
    assert.equal(keyIdOf(sealed), key.id)
  })

  it('notices every flipped bit and every cut', () => {
    const sealed = seal(key, place, Buffer.from('text'))
    for (let i = 0; i < sealed.length; i++) {
      const changed = Uint8Array.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8))
      assert.throws(() => open(key, place, changed), unreadable)
      assert.throws(() => open(key, place, sealed.subarray(0, i)), unreadable)
    }
  })

  it('hides a length in its bucket', () => {
    const size = (length: number) => seal(key, place, new Uint8Array(length)).length
    assert.equal(size(0), size(252))
    assert.notEqual(size(252), size(253))
    assert.deepEqual(
      [1, 256, 257, 3_585, 65_536, 65_537, 140_000].map(paddedLength),
      [256, 256, 1_024, 16_384, 65_536, 131_072, 196_608],
    )
  })

  it('never gives the same bytes twice', () => {
    assert.notDeepEqual(seal(key, place, Buffer.from('text')), seal(key, place, Buffer.from('text')))
  })

  it('calls what has another shape unreadable', () => {
    const sealed = sealJson(key, place, { a: 1 })
    assert.deepEqual(openJson(key, place, sealed, z.strictObject({ a: z.number() })), { a: 1 })
    assert.throws(() => openJson(key, place, sealed, z.strictObject({ b: z.number() })), unreadable)
  })
})

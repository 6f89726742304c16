import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UnreadableFact, upcast } from './upcast.ts'

const refusedAs = (code: UnreadableFact['code']) => (error: unknown) =>
  error instanceof UnreadableFact && error.code === code

describe('reading a fact from disk', () => {
  it('gives the fact with its type', () =>
    assert.deepEqual(upcast('NoteAdded', 1, { text: 'a', files: [] }), { type: 'NoteAdded', text: 'a', files: [] }))
  it('refuses a kind or a version that a newer Postern wrote', () => {
    assert.throws(() => upcast('TeaServed', 1, {}), refusedAs('unknown-kind'))
    assert.throws(() => upcast('toString', 1, {}), refusedAs('unknown-kind'))
    assert.throws(() => upcast('NoteAdded', 2, { text: 'a', files: [] }), refusedAs('newer-version'))
    assert.throws(() => upcast('NoteAdded', 0, {}), refusedAs('newer-version'))
  })
  it('refuses what does not have its shape, also a field it does not know', () => {
    assert.throws(() => upcast('NoteAdded', 1, { text: 'a' }), refusedAs('wrong-shape'))
    assert.throws(() => upcast('NoteAdded', 1, { text: 'a', files: [], more: 1 }), refusedAs('wrong-shape'))
  })
})

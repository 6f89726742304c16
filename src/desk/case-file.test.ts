import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { CaseEvent } from '../case/event.ts'
import { openEvent, writeEvents } from './case-file.ts'

const key = { id: '00112233445566ff', bytes: new Uint8Array(32).fill(7) }
const by = { actor: 'member:m1', cause: 'c1', at: 1_000, random: (bytes: number) => new Uint8Array(randomBytes(bytes)) }
const file = { stream: 'case-one', key, seq: 4 }

describe('writing facts', () => {
  it('gives each its place, and what was sealed opens as it was', () => {
    const events: readonly CaseEvent[] = [
      { type: 'CaseTagged', tags: ['session'] },
      { type: 'CreditChosen', person: 'p1', as: 'none', naming: 0 },
    ]
    const { recorded, sealed } = writeEvents(file, events, by)
    assert.deepEqual(
      recorded.map(({ seq, event }) => [seq, event.type]),
      [
        [5, 'CaseTagged'],
        [6, 'CreditChosen'],
      ],
    )
    const stored = sealed.map((one, at) => ({ ...one, stream: file.stream, seq: file.seq + at + 1 }))
    assert.deepEqual(
      stored.map((one) => openEvent(key, one)),
      recorded,
    )
  })

  it('never writes a fact that could not be read again', () => {
    const broken = { type: 'CreditChosen', person: 'p1', as: 'none' } as unknown as CaseEvent
    assert.throws(() => writeEvents(file, [broken], by), /CreditChosen is written in its own shape/)
  })
})

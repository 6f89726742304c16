import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { problemsOf } from './unreadable.ts'

const shape = z.strictObject({
  version: z.string(),
  kind: z.enum(['a', 'b']).optional(),
  day: z
    .string()
    .refine((text) => text.length === 10, 'Give the day as year-month-day.')
    .optional(),
})
const said = (given: unknown) => problemsOf(shape.safeParse(given).error ?? new z.ZodError([]))

describe('saying what cannot be read', () => {
  it('names the field and what was expected there', () => {
    assert.deepEqual(said({}), [{ field: 'version', text: 'is missing: expected string' }])
    assert.deepEqual(said({ version: 3 }), [{ field: 'version', text: 'expected string, got number' }])
    assert.deepEqual(said({ version: '1', kind: 'c' }), [{ field: 'kind', text: 'expected one of "a", "b"' }])
    assert.deepEqual(said({ version: '1', more: 1 }), [{ field: '', text: '"more": not known here' }])
  })

  it('leaves a sentence of ours as it is', () => {
    assert.deepEqual(said({ version: '1', day: 'x' }), [{ field: 'day', text: 'Give the day as year-month-day.' }])
  })
})

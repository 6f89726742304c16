import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { type EventType, latestVersion } from '../../src/case/event.ts'
import { upcast } from '../../src/case/upcast.ts'
import { openJson, Unreadable } from '../../src/store/seal.ts'
import { readSamples, sampleKey } from './samples.ts'

const samples = readSamples()
const body = z.looseObject({ type: z.string() })

describe('facts that older releases wrote', () => {
  it('has a sealed sample of every kind and version there ever was', () => {
    for (const [type, latest] of Object.entries(latestVersion))
      for (let v = 1; v <= latest; v++) assert.ok(samples.some((sample) => sample.type === type && sample.v === v), `${type} v${v} has no sample: run "node dist/test/events/add-samples.js"`)
  })

  for (const { type, v, row, stream, sealed, clear } of samples) {
    it(`opens and lifts ${type} v${v}`, () => {
      const { type: named, ...facts } = openJson(sampleKey, { at: 'event.body', row, stream, v }, Buffer.from(sealed, 'base64'), body)
      assert.equal(named, type)
      assert.deepEqual(facts, clear)
      assert.equal(upcast(type as EventType, v, facts).type, type)
    })
  }

  it('opens none of them as another fact', () => {
    const [one] = samples
    assert.ok(one)
    const place = { at: 'event.body', row: one.row, stream: 'case-other', v: one.v } as const
    assert.throws(() => openJson(sampleKey, place, Buffer.from(one.sealed, 'base64'), body), Unreadable)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isQuiet, isZone } from './quiet-hours.ts'

const at = (text: string): number => Date.parse(text)

describe('quiet hours', () => {
  it('may lie on both sides of midnight', () => {
    const night = { from: '22:00', to: '07:00', zone: 'UTC' }
    for (const [time, quiet] of [
      ['21:59', false],
      ['22:00', true],
      ['00:00', true],
      ['06:59', true],
      ['07:00', false],
    ] as const)
      assert.equal(isQuiet(night, at(`2026-11-21T${time}:00Z`)), quiet, time)
    assert.equal(isQuiet({ from: '09:00', to: '17:00', zone: 'UTC' }, at('2026-11-21T12:00:00Z')), true)
    assert.equal(isQuiet({ from: '09:00', to: '09:00', zone: 'UTC' }, at('2026-11-21T09:00:00Z')), false)
    assert.equal(isQuiet(null, 0), false)
  })

  it('go by the clock on the wall there, summer and winter', () => {
    const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' }
    assert.equal(isQuiet(night, at('2026-07-01T20:30:00Z')), true)
    assert.equal(isQuiet(night, at('2026-12-01T20:30:00Z')), false)
  })

  it('know the zones of the world', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']) assert.equal(isZone(zone), true)
    for (const zone of ['', 'Mars/Olympus', 'Europe/Berlin\n', '../etc']) assert.equal(isZone(zone), false, zone)
  })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { defaultLimits } from '../limits.ts'
import { addressLimits } from './limit.ts'

const hour = 3_600_000

function counting(reportsPerHour: number) {
  const clock = { now: Date.UTC(2026, 10, 20, 9) }
  const limits = addressLimits({
    limits: { ...defaultLimits, reportsPerHour },
    now: () => clock.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  })
  const within = (address: string) => limits.within('reportsPerHour', address)
  return { clock, limits, within }
}

describe('counting strangers', () => {
  it('counts a network as one, and its neighbours apart', async () => {
    const { within } = counting(2)
    assert.equal(await within('192.0.2.1'), true)
    assert.equal(await within('192.0.2.200'), true)
    assert.equal(await within('192.0.2.3'), false)
    assert.equal(await within('192.0.3.1'), true)
    assert.equal(await within('2001:db8:1:2::1'), true)
    assert.equal(await within('2001:db8:1:ffff:1:2:3:4'), true)
    assert.equal(await within('2001:DB8:1::'), false)
    assert.equal(await within('2001:db8:2::1'), true)
    assert.equal(await within('::1'), true)
    assert.equal(await within('not an address'), true)
  })

  it('begins again with each hour, under another key', async () => {
    const { clock, within } = counting(1)
    assert.equal(await within('192.0.2.1'), true)
    assert.equal(await within('192.0.2.1'), false)
    clock.now += hour
    assert.equal(await within('192.0.2.1'), true)
  })

  it('counts each limit by itself', async () => {
    const { limits, within } = counting(1)
    await within('192.0.2.1')
    assert.equal(await within('192.0.2.1'), false)
    assert.equal(await limits.within('signInsPerHour', '192.0.2.1'), true)
  })
})

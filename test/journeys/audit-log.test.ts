import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { house } from '../../src/main.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import { openHouse, type TestHouse } from './house-kit.ts'

describe('the audit log of a working desk', () => {
  let desk: TestHouse
  before(async () => {
    desk = await openHouse({})
  })
  after(() => desk.close())

  it('shows strangers one root a day, whatever happens, and not how long it is', async () => {
    await desk.house.tick()
    const path = '/.well-known/postern-checkpoint'
    const first = await desk.read(path)
    assert.match(
      first,
      /^security\.example\/postern\ncheckpoint-day\/v1 2026-11-21\n[A-Za-z0-9+/]{43}=\n\n— security\.example\/postern [A-Za-z0-9+/=]+\n$/,
    )
    await desk.report()
    desk.later(6 * 60_000)
    await desk.house.tick()
    assert.equal(await desk.read(path), first)
    await desk.days(1)
    const second = await desk.read(path)
    assert.notEqual(second, first, 'a day with work')
    await desk.days(1)
    assert.notEqual(await desk.read(path), second, 'and one without')
  })

  it('signs what is new after five minutes, or a hundred entries, and keeps it beside the key', async () => {
    const size = async () => (await desk.house.audit.newest())?.checkpoint.size ?? 0
    const was = await size()
    const report = await desk.report()
    await desk.house.tick()
    assert.equal(await size(), was)
    desk.later(5 * 60_000)
    await desk.house.tick()
    const after = await size()
    assert.equal(after, was + 1)
    const ada = await desk.member('Ada', 'lead')
    await Promise.all(
      Array.from({ length: 101 }, () =>
        desk.house.desk.caseFor({ as: 'member', member: ada.id, role: 'lead' }, report.number),
      ),
    )
    await desk.house.tick()
    assert.ok((await size()) > after + 100)
    const { path } = desk.house.audit.kept()
    assert.ok(existsSync(path))
    assert.equal(readFileSync(path, 'utf8'), (await desk.house.audit.newest())?.note)
  })

  it('numbers each entry once and leaves none out, whoever numbers', async () => {
    const shared = mkdtempSync(join(tmpdir(), 'postern-audit-two-'))
    const first = await openHouse({ folder: shared })
    const ada = await first.member('Ada', 'lead')
    const { number } = await first.report()
    const clock = { now: first.now, steady: first.now, every: () => ({ stop: () => undefined }) }
    const second = await house({ env: first.env, clock, as: 'console' })
    const numberings = [first.house.audit.numbering, second.audit.numbering]
    const viewer = { as: 'member', member: ada.id, role: 'lead' } as const
    const began = new Set<number>()
    for (let round = 0; round < 24; round++) {
      // Longer than a lease: whoever comes first takes it over.
      first.later(11_000)
      const reads = Array.from({ length: 5 }, () => first.house.desk.caseFor(viewer, number))
      await Promise.all([...(round % 2 === 0 ? numberings : numberings.toReversed()).map((one) => one.run()), ...reads])
      began.add((await second.audit.newest())?.checkpoint.size ?? 0)
    }
    await Promise.all(numberings.map((one) => one.sign()))
    const verdict = await second.audit.verify([])
    assert.deepEqual(verdict.bad, [])
    assert.ok(verdict.checkpoints >= began.size)
    const numbers = await numbersOf(first)
    await second.close()
    await first.close()
    rmSync(shared, { recursive: true, force: true })
    assert.ok(numbers.length > 120)
    assert.deepEqual(
      numbers,
      numbers.map((_, n) => n + 1),
      'contiguous',
    )
  })

  it('still fits after a person was forgotten', async () => {
    const report = await desk.report({ reporter: { name: 'Rosa' } })
    const access = await desk.house.desk.openReceipt(report.receipt)
    assert.ok(access !== undefined && 'stream' in access)
    await desk.house.desk.forget(access)
    await desk.house.tick()
    assert.deepEqual((await desk.house.audit.verify([])).bad, [])
  })

  it('says how much of it was read, to its end', async () => {
    const shares: number[] = []
    assert.deepEqual((await desk.house.audit.verify([], (share) => shares.push(share))).bad, [])
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    assert.equal(shares.at(-1), 1)
  })

  it('still fits after a case was erased', async () => {
    const { number } = await desk.report({ reporter: { name: 'Grace' } })
    await desk.house.tick()
    assert.ok(!isRefusal(await desk.house.desk.erase({ number, by: null, request: null })))
    const size = (await desk.house.audit.verify([])).size
    await desk.house.audit.numbering.sign()
    const verdict = await desk.house.audit.verify([])
    assert.deepEqual(verdict.bad, [])
    assert.ok(verdict.size > size, 'the erasing is an entry itself')
  })
})

async function numbersOf({ house }: TestHouse): Promise<readonly number[]> {
  const numbers: number[] = []
  for await (const line of house.audit.file()) {
    const { num } = JSON.parse(line) as { num?: number }
    if (num !== undefined) numbers.push(num)
  }
  return numbers
}

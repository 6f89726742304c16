import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { day } from '../../case/policy.ts'
import { NEVER } from '../../store/rows.ts'
import { countFigures, neededSince } from './count.ts'
import type { Figure } from './figure-row.ts'
import { publishedFigures } from './published-figures.ts'

const now = Date.UTC(2026, 10, 22, 12)
const open = (receivedAt: number): Figure => ({
  receivedAt,
  answeredAt: NEVER,
  fixedAt: NEVER,
  endedAt: NEVER,
  outcome: null,
})
const answered = (of: Figure, days: number): Figure => ({ ...of, answeredAt: of.receivedAt + days * day })
const published = (of: Figure, days: number): Figure => ({
  ...of,
  fixedAt: of.receivedAt + days * day,
  endedAt: of.receivedAt + days * day,
  outcome: 'published',
})
const ago = (days: number) => now - days * day

describe('counting the figures', () => {
  it('takes the middle of what it took, and of how long the others have waited', () => {
    const cases = [1, 2, 9].map((days) => answered(open(ago(20)), days))
    const { firstAnswer } = countFigures(cases, now).recent
    assert.deepEqual(firstAnswer, { days: 2, of: 3 })
    assert.deepEqual(countFigures([open(ago(3)), open(ago(6)), ...cases], now).waiting, { days: 4.5, of: 2 })
  })

  it('counts what is open, and since when the oldest is', () => {
    const figures = countFigures([open(ago(3)), open(ago(300)), published(open(ago(400)), 30)], now)
    assert.equal(figures.open, 2)
    assert.equal(figures.oldest, ago(300))
    assert.equal(countFigures([], now).oldest, null)
  })

  it('waits for nobody where the team found it', () =>
    assert.deepEqual(countFigures([{ ...open(ago(3)), answeredAt: 0 }], now).waiting, { days: null, of: 0 }))

  it('shares out how cases ended within the window, and no earlier ones', () => {
    const cases = [published(open(ago(60)), 30), published(open(ago(300)), 30)]
    const { ended, outcomes, fix } = countFigures(cases, now).recent
    assert.equal(ended, 1)
    assert.deepEqual([...outcomes], [['published', 1]])
    assert.deepEqual(fix, { days: 30, of: 1 })
  })

  it('puts each into its own month, in UTC, of the last twelve', () => {
    const { months } = countFigures([open(Date.UTC(2026, 9, 31, 23)), open(Date.UTC(2025, 10, 30))], now)
    assert.equal(months.length, 12)
    assert.deepEqual(new Date(months[0]?.from ?? 0).toISOString(), '2025-12-01T00:00:00.000Z')
    assert.deepEqual(
      months.map(({ received }) => received),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    )
  })

  it('is what it was then: nothing that came later is in it', () => {
    const cases = [answered(published(open(ago(60)), 59), 40), open(ago(10))]
    const then = countFigures(cases, ago(30))
    assert.deepEqual([then.open, then.waiting.of, then.recent.ended], [1, 1, 0])
  })

  it('needs nothing that ended before what it asks the store for', () => {
    const times = fc.record({ received: fc.integer({ min: 0, max: 900 }), took: fc.integer({ min: 0, max: 400 }) })
    fc.assert(
      fc.property(fc.array(times, { maxLength: 30 }), (all) => {
        const cases = all.map(({ received, took }) => answered(published(open(ago(received)), took), took / 2))
        const needed = cases.filter(({ endedAt }) => endedAt >= neededSince(now))
        assert.deepEqual(countFigures(needed, now), countFigures(cases, now))
      }),
    )
  })
})

describe('publishing the figures', () => {
  const many = (count: number, one: (index: number) => Figure) => Array.from({ length: count }, (_, i) => one(i))

  it('says nothing that fewer than five cases stand behind', () => {
    const figures = publishedFigures(
      countFigures(
        many(4, (i) => answered(published(open(ago(30)), 20), i + 1)),
        now,
      ),
    )
    assert.deepEqual(
      [figures.open, figures.firstAnswer, figures.fix, figures.oldest, figures.outcomes],
      [null, null, null, null, []],
    )
    assert.ok(figures.months.every(({ received }) => received === null))
  })

  it('rounds counts to five, days up, shares to five in a hundred, and the oldest to one of four ages', () => {
    const cases = [
      ...many(12, (i) => open(ago(200 + i))),
      ...many(17, () => answered(published(open(ago(40)), 25), 2.2)),
      ...many(6, (): Figure => ({ ...open(ago(40)), endedAt: ago(20), outcome: 'not-security' })),
      { ...open(ago(40)), endedAt: ago(20), outcome: 'withdrawn' as const },
    ]
    const figures = publishedFigures(countFigures(cases, now))
    assert.equal(figures.open, 10)
    assert.equal(figures.firstAnswer, 3)
    assert.equal(figures.fix, 25)
    assert.equal(figures.oldest, 6)
    assert.deepEqual(figures.outcomes, [
      { outcome: 'published', share: 70 },
      { outcome: 'declined', share: 25 },
    ])
  })

  it('shows no trace of one report more', () => {
    const before = many(12, (i) => answered(published(open(ago(20 + i)), 5), 2))
    const shown = (all: readonly Figure[]) => publishedFigures(countFigures(all, Date.UTC(2026, 10, 1)))
    assert.deepEqual(shown([...before, open(ago(2))]), shown(before))
  })
})

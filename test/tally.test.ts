import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Tally, type TestEvent } from './tally.ts'

const noCounts = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 }
const run = (counts: Partial<typeof noCounts>): TestEvent => ({
  type: 'test:summary',
  data: { counts: { ...noCounts, ...counts }, duration_ms: 5 },
})
const tallyOf = (...events: TestEvent[]) => {
  const tally = new Tally()
  for (const event of events) tally.take(event)
  return tally
}

describe('counting the tests of several runs', () => {
  it('adds them up and leaves summaries of single files aside', () => {
    const file: TestEvent = { type: 'test:summary', data: { file: '/a.test.js', counts: { tests: 2 } } }
    const tally = tallyOf(file, run({ tests: 2, passed: 2 }), run({ tests: 3, passed: 3 }))
    const lines = [...tally.closing()].map((event) => event.data.message)
    assert.deepEqual(lines.slice(0, 3), ['tests 5', 'suites 0', 'pass 5'])
    assert.deepEqual(tally.faults({ skipsAllowed: false }), [])
  })

  it('keeps the closing of one run back, and closes once', () => {
    const closing = { type: 'test:diagnostic', data: { nesting: 0, message: 'tests 5' } }
    const word = { type: 'test:diagnostic', data: { nesting: 1, file: '/a', message: 'seed 5' } }
    assert.equal(new Tally().take(closing), false)
    assert.equal(new Tally().take(run({ tests: 5 })), false)
    assert.equal(new Tally().take(word), true)
    assert.deepEqual([...tallyOf(run({ tests: 5 })).closing()].at(-1)?.data.counts?.tests, 5)
  })

  it('fails a run in which no test ran', () => {
    assert.deepEqual(tallyOf().faults({ skipsAllowed: true }), ['not one test ran'])
  })

  it('fails for failed and cancelled tests', () => {
    const [fault] = tallyOf(run({ tests: 3, passed: 1, failed: 1, cancelled: 1 })).faults({ skipsAllowed: true })
    assert.match(fault ?? '', /^2 tests failed/)
  })

  it('sees a skipped suite, which node:test does not count', () => {
    const skip = 'no browser'
    const suite = { type: 'test:pass', data: { name: 'a suite', skip, details: { type: 'suite' } } }
    const tally = tallyOf(suite, run({ tests: 1, passed: 1 }))
    assert.match(tally.remarks()[0] ?? '', /a suite — no browser/)
    assert.equal(tally.faults({ skipsAllowed: true }).length, 0)
    assert.equal(tally.faults({ skipsAllowed: false }).length, 1)
  })

  it('fails a file without tests, which node:test counts as passed', () => {
    const file = { type: 'test:pass', data: { name: '/x/empty.test.js', file: '/x/empty.test.js' } }
    assert.deepEqual(tallyOf(file, run({ tests: 1, passed: 1 })).faults({ skipsAllowed: true }), [
      'empty.test.js declares no test',
    ])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { caseOf, received, report } from '../../test/given.ts'
import { flagsOf } from './flags.ts'
import { policy } from './policy.ts'

const plain = policy.parse({ project: { name: 'Lantern' } })
const asking = policy.parse({
  project: { name: 'Lantern' },
  report: { severity: 'cvss-4.0', aiUse: true },
  supported: '4.5 and newer',
})
const full = { ...report, version: '4.6.1', reproduce: 'Turn the handle twice.' }
const flagged = (change: object, under = plain) => flagsOf(caseOf(received({ report: { ...full, ...change } })), under)

describe('what strikes the eye in a report', () => {
  it('is nothing where nothing is missing', () => assert.deepEqual(flagged({}), []))

  it('is an attack, steps that are missing, and a version that is', () =>
    assert.deepEqual(flagged({ exploited: true, reproduce: undefined, version: undefined, description: 'It opens.' }), [
      'exploited',
      'reproduce',
      'version',
    ]))

  for (const description of ['1. Open it.\n2. See.', '```\ncurl x\n```', 'So:\n\n$ ./open'])
    it(`takes ${JSON.stringify(description)} for steps`, () =>
      assert.deepEqual(flagged({ reproduce: undefined, description }), []))

  it('is the use of AI only where the policy asks for it, and also where nobody reviewed it', () => {
    assert.deepEqual(flagged({}, asking), ['ai-use'])
    assert.deepEqual(flagged({ aiUse: { discovery: 'none' } }, asking), ['ai-unread'])
    assert.deepEqual(flagged({ aiUse: { discovery: 'none', reviewed: true } }, asking), [])
  })

  it('is a version that gets no fixes', () =>
    assert.deepEqual(flagged({ version: '4.4.9', aiUse: { discovery: 'none', reviewed: true } }, asking), [
      'unsupported',
    ]))
})

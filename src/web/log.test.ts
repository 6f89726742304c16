import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webLog } from './log.ts'

describe('the log', () => {
  const logging = () => {
    const lines: string[] = []
    return { lines, log: webLog({ write: (line) => void lines.push(line) }, 'debug') }
  }

  it('says where our program broke, and nothing that the error repeats', () => {
    const { lines, log } = logging()
    const error = new Error('the title of a report', { cause: new TypeError('"its text" is not valid JSON') })
    log.failure('0123', '/report', Object.assign(error, { code: 'io' }))
    assert.equal(lines.length, 1)
    const line = JSON.parse(lines[0] ?? '')
    assert.equal(line.error, 'Error')
    assert.equal(line.code, 'io')
    assert.equal(line.cause.error, 'TypeError')
    assert.match(line.at[0], /log\.test/)
    assert.doesNotMatch(lines[0] ?? '', /title of a report|its text/)
  })

  it('keeps each entry on one line', () => {
    const { lines, log } = logging()
    log.request({ route: '/a\n{"level":50}', method: 'GET', status: 200, ms: 1 })
    assert.equal(lines.join('').split('\n').filter(Boolean).length, 1)
  })
})

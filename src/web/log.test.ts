import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
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

  it('holds no word of a case, whatever broke and however deep', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `${text} heliotrope ${text}`)
    const lines = fc.array(
      fc.oneof(
        word,
        word.map((text) => `    at ${text} (file:///x.js:1:2)`),
      ),
      { maxLength: 4 },
    )
    const broken = fc.record({ message: lines.map((all) => all.join('\n')), name: word, code: word, deep: fc.nat(4) })
    fc.assert(
      fc.property(broken, ({ message, name, code, deep }) => {
        const { lines, log } = logging()
        let error: unknown = message
        for (let n = 0; n <= deep; n++) {
          const made = Object.assign(new Error(message, { cause: error }), { code, typed: message })
          if (n % 2 === 0) made.name = name
          error = made
        }
        log.failure('0123', '/report', error)
        log.failure('0124', '/report', message)
        assert.equal(lines.length, 2)
        assert.doesNotMatch(lines.join(''), /heliotrope/)
      }),
    )
  })
})

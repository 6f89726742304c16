import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { contentDisposition, safeFileName } from './file-name.ts'

describe('naming a file for saving', () => {
  for (const [given, safe] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\x', 'x'],
    ['C:\\users\\a\\poc.py', 'poc.py'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
    ['.htaccess', 'htaccess'],
    ['gpj.\u202Eexe', 'gpj.exe'],
    ['CON.txt', '_CON.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['a/', 'a'],
    ['ünïcode 文.txt', 'ünïcode 文.txt'],
    ['-rf', 'rf'],
    ['a\u0000.txt', 'a.txt'],
  ] as const) {
    it(`makes ${JSON.stringify(safe)} of ${JSON.stringify(given)}`, () => assert.equal(safeFileName(given), safe))
  }

  it('keeps the ending of a name of 5,000 characters', () => {
    const safe = safeFileName(`${'文'.repeat(5000)}.tar.gz`)
    assert.ok(Buffer.byteLength(safe) <= 120)
    assert.match(safe, /\.gz$/)
  })

  it('is one clean header whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        assert.match(
          contentDisposition(name),
          /^attachment; filename="[^"\\\r\n]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/,
        )
        assert.doesNotMatch(contentDisposition(name), /[^\x20-\x7e]/)
      }),
      { numRuns: 1000 },
    )
  })
})

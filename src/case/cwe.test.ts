import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isCwe, readCwe } from './cwe.ts'

describe('a kind of weakness', () => {
  it('is its number in the list, or several of them, each once', () => {
    for (const [typed, read] of [
      ['', ''],
      ['  ', ''],
      ['CWE-79', 'CWE-79'],
      [' cwe-79 ', 'CWE-79'],
      ['CWE-79,CWE-80', 'CWE-79, CWE-80'],
      ['CWE-79; cwe-79 CWE-1321', 'CWE-79, CWE-1321'],
    ] as const)
      assert.equal(readCwe(typed), read, typed)
  })

  it('is nothing else', () => {
    const many = Array.from({ length: 11 }, (_, index) => `CWE-${index + 1}`).join(', ')
    for (const typed of ['79', 'CWE', 'CWE-', 'CWE-0', 'CWE-079', 'CWE-123456', 'CWE 79', 'XSS', 'CWE-79: XSS', many])
      assert.equal(readCwe(typed), undefined, typed)
  })

  it('comes from a program the way it is published', () => {
    assert.ok(isCwe(''))
    assert.ok(isCwe('CWE-79, CWE-80'))
    assert.ok(!isCwe('cwe-79'))
  })
})

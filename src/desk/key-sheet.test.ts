import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { newRootKey } from '../store/root-ring.ts'
import { keySheet, SHEET_LINES, typedKey, typedLine } from './key-sheet.ts'

const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const key = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{16}$/),
  bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }),
})
const typed = (lines: readonly string[]) => lines.map((line, at) => typedLine(at + 1, line) ?? `wrong ${at + 1}`)

describe('a root key on paper', () => {
  it('becomes the same key again, whoever typed it', () => {
    fc.assert(
      fc.property(key, fc.boolean(), (one, sloppy) => {
        const sheet = keySheet(one)
        assert.equal(sheet.length, SHEET_LINES)
        const lines = sheet.map((line) => {
          const without = line.slice(3)
          return sloppy ? without.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(' ', '-') : line
        })
        const back = typedKey(typed(lines))
        assert.deepEqual({ id: back?.id, bytes: [...(back?.bytes ?? [])] }, { id: one.id, bytes: [...one.bytes] })
      }),
    )
  })

  it('has no sign that looks like another one', () => {
    for (let n = 0; n < 50; n++) assert.doesNotMatch(keySheet(newRootKey()).join(''), /[ILOU]/)
  })

  it('tells in which line a sign was mistyped: of 20,000 single errors at most 60 pass their line, and none the whole', () => {
    const sheet = keySheet(newRootKey())
    let passed = 0
    for (let n = 0; n < 20_000; n++) {
      const at = n % SHEET_LINES
      const line = (sheet[at] ?? '').slice(3)
      const places = [...line].flatMap((sign, place) => (sign === ' ' ? [] : [place]))
      const place = places[Math.floor(Math.random() * places.length)] ?? 0
      const others = [...signs].filter((sign) => sign !== line[place])
      const other = others[Math.floor(Math.random() * others.length)] ?? ''
      const wrong = line.slice(0, place) + other + line.slice(place + 1)
      if (typedLine(at + 1, wrong) === undefined) continue
      passed += 1
      assert.equal(typedKey(typed(sheet.with(at, wrong))), undefined)
    }
    // Two check signs let one error in 1,024 through: about 20 are expected.
    assert.ok(passed <= 60, `${passed} passed`)
  })

  it('finds lines in another order, a line left out and a line of another sheet', () => {
    const [sheet, other] = [keySheet(newRootKey()), keySheet(newRootKey())]
    assert.equal(typedLine(1, (sheet[1] ?? '').slice(3)), undefined)
    assert.equal(typedLine(2, (sheet[0] ?? '').slice(3)), undefined)
    assert.equal(typedLine(1, ''), undefined)
    assert.equal(typedLine(1, `${sheet[0]}0`), undefined)
    const mixed = typed(sheet.with(3, other[3] ?? ''))
    assert.ok(mixed.every((line) => !line.startsWith('wrong')))
    assert.equal(typedKey(mixed), undefined)
    assert.equal(typedKey(typed(sheet).slice(0, 8)), undefined)
  })
})

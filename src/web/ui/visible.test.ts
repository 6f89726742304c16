import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cpuMilliseconds } from '../../../test/cpu-time.ts'
import { visible, visibleText } from './visible.ts'

describe("showing a stranger's text", () => {
  it('marks bidi overrides, NUL, zero-width characters and lone surrogates', () => {
    assert.equal(visibleText('a\u202Eb\u0000c\u200Bd\uD800e\uFEFF'), 'a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d⟨U+D800⟩e⟨U+FEFF⟩')
  })

  it('tells a long run in one marker', () => {
    assert.deepEqual(visible('\u0000'.repeat(50_000)), [{ marker: '⟨U+0000 ×50000⟩' }])
  })

  it('cuts a tower of combining marks after four', () => {
    assert.equal(visibleText(`Z${'\u0351'.repeat(10_000)}a`), `Z${'\u0351'.repeat(4)}⟨+9996 marks⟩a`)
  })

  it('keeps line breaks in lines and marks them in one line', () => {
    assert.equal(visibleText('a\r\nb\tc', 'many'), 'a\nb\tc')
    assert.equal(visibleText('a\nb'), 'a⟨U+000A⟩b')
  })

  it('keeps joiners where a script or an emoji family needs them', () => {
    for (const text of ['👨‍👩‍👧', 'می‌خواهم', 'क्‍ष', '🏳️‍🌈']) assert.equal(visibleText(text), text)
    assert.equal(visibleText('pay\u200Dpal'), 'pay⟨U+200D⟩pal')
  })

  it('keeps living languages as they are', () => {
    for (const text of ['Thủy', 'שָׁלוֹם', 'ภาษาไทยที่', 'Ünlü naïve', '中文', 'हिन्दी'])
      assert.equal(visibleText(text), text)
  })

  it('loses nothing but what it marks, and leaves nothing hidden', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text)
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]/u)
        if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{M}\u115F\u1160\u3164\uFFA0\u2800]/u.test(text))
          assert.equal(shown, text)
      }),
    )
  })

  it('stays quick on 64 KiB of anything', () => {
    for (const letter of ['\u202E\u0000', '\u0351', '\u200D', 'a\u200D', '\u0600\u200C']) {
      const took = cpuMilliseconds(() => visible(letter.repeat(65_536 / letter.length)))
      assert.ok(took < 400, `${took} ms`)
    }
  })
})

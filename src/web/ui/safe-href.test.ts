import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { safeHref } from './safe-href.ts'

describe('an address in a link', () => {
  for (const address of ['https://example.org/a?b#c', 'http://example.org/', 'mailto:a@example.org']) {
    it(`allows ${address}`, () => assert.equal(safeHref(address)?.href, address))
  }

  it('allows paths of this desk', () => {
    assert.deepEqual(safeHref('/desk?next=1#m'), { href: '/desk?next=1#m', own: true })
  })

  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:https://example.org/x',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    'https://bank.example@evil.example/',
    '\\\\evil',
    'evil.example',
    '#x',
    '',
  ]) {
    it(`refuses ${JSON.stringify(address)}`, () => assert.equal(safeHref(address), undefined))
  }

  it('refuses paths of this desk to text by others', () => assert.equal(safeHref('/desk', 'outside'), undefined))

  it('never gives an address that a browser reads differently', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'grapheme' }).map((rest) => `/${rest}`),
          fc.webUrl(),
        ),
        (address) => {
          const safe = safeHref(address)
          if (safe === undefined) return
          const read = new URL(safe.href, 'https://desk.example')
          if (safe.own) assert.equal(read.origin, 'https://desk.example')
          else assert.ok(['http:', 'https:', 'mailto:'].includes(read.protocol))
        },
      ),
      { numRuns: 1000 },
    )
  })
})

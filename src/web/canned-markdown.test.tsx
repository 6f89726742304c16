import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderToString } from 'preact-render-to-string'
import { filledIn } from '../case/canned.ts'
import { Markdown } from './markdown.tsx'

const shown = (value: string, template = '{project}') =>
  renderToString(<Markdown text={filledIn(template, { project: value })} by="person" />)
const bare = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
const tidy = (text: string) => text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()

const hostile = [
  '[click](https://evil.example)',
  '![x](https://evil.example/pixel.png)',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  '**bold** _under_ `code` ~~gone~~',
  '# Head',
  '- item',
  '+ item',
  '1. one',
  '1) one',
  '> quote',
  '---',
  '===',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  'two\n\nparagraphs\n\n    code',
  '&lt;b&gt; &amp; &#60;',
  '```\nfence\n```',
  '[a]: https://evil.example "x"',
  '\\',
  '{member} {{number}} {%x%} <%= x %>',
]

describe('a value in a ready text', () => {
  it('is shown as it is, and is never Markdown', () => {
    for (const value of hostile) {
      const html = shown(value)
      assert.doesNotMatch(html, /<(a|img|strong|em|code|pre|h\d|ul|ol|blockquote|hr|table|del|s)\b/, value)
      assert.equal(bare(html), tidy(value))
    }
  })

  it('stays text beside the words of the template', () => {
    for (const value of hostile) {
      const html = shown(value, 'Hello {project}, and **thank you**.\n\n{project}')
      assert.equal(html.match(/<strong>/g)?.length, 1, value)
      assert.doesNotMatch(html, /<(a|img|em|code|pre|h\d|ul|ol|blockquote|hr|table|del|s)\b/, value)
    }
  })

  it('stays text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (value) => {
        const html = shown(value, 'x {project} y')
        assert.equal(tidy(bare(html)), tidy(`x ${tidy(value)} y`))
      }),
      { numRuns: 3_000 },
    )
  })
})

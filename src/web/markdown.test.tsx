import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderToString } from 'preact-render-to-string'
import { cpuMilliseconds } from '../../test/cpu-time.ts'
import { Markdown } from './markdown.tsx'

const byPerson = (text: string) => renderToString(<Markdown by="person" text={text} />)
const byProject = (text: string) => renderToString(<Markdown by="project" text={text} />)

describe('rendering Markdown', () => {
  it('knows paragraphs, lists, tables, code and emphasis', () => {
    const html = byProject(
      '# T\n\na **b** _c_ ~~d~~ `e`\n\n3. x\n\n- y\n\n```js\n<f>\n```\n\n> q\n\n| h |\n|---|\n| i |\n\n---\n',
    )
    for (const part of [
      '<h3>T</h3>',
      '<strong>b</strong>',
      '<em>c</em>',
      '<s>d</s>',
      '<code>e</code>',
      '<ol start="3"><li>x</li>',
      '<ul><li>y</li>',
      '&lt;f>\n</code></pre>',
      '<blockquote><p>q</p></blockquote>',
      '<th scope="col">h</th>',
      '<td>i</td>',
      '<hr',
    ]) {
      assert.ok(html.includes(part), `${part} in ${html}`)
    }
  })

  it('links the web and mail, and shows the host where others wrote it', () => {
    assert.match(
      byProject('[x](https://a.example/)'),
      /<a href="https:\/\/a\.example\/" rel="noreferrer noopener nofollow">x<\/a><\/p>/,
    )
    assert.match(byPerson('[bank](https://a.example/)'), /bank<\/a>.*\(<bdi>a\.example<\/bdi>\)/)
    assert.match(byProject('<mailto:a@b.example>'), /href="mailto:a@b\.example"/)
    assert.match(byProject('[x](/team)'), /href="\/team"/)
    assert.doesNotMatch(byPerson('[x](/desk)'), /<a/)
  })

  it('makes a link of an image and loads nothing', () => {
    const html = byPerson('![shot](https://a.example/p.png)')
    assert.doesNotMatch(html, /<img/)
    assert.match(html, /<a href="https:\/\/a\.example\/p\.png"[^>]*>shot \[https:\/\/a\.example\/p\.png\]<\/a>/)
  })

  for (const address of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java&#09;script:alert(1)',
    'java&Tab;script:alert(1)',
    '&#106;avascript:alert(1)',
    'javascript&colon;alert(1)',
    'java\\\nscript:alert(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    'data:image/svg+xml,x',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    '//evil.example',
  ]) {
    it(`makes no link of ${JSON.stringify(address)}`, () => {
      for (const form of [
        `[x](${address})`,
        `[x](<${address}>)`,
        `<${address}>`,
        `![x](${address})`,
        `[x][1]\n\n[1]: ${address}`,
      ]) {
        assert.doesNotMatch(byPerson(form), /<a /)
      }
    })
  }

  it('shows HTML as text', () => {
    assert.match(byPerson('<script>alert(1)</script>'), /&lt;script/)
    assert.doesNotMatch(byPerson('a <b onclick=x>b</b> <img src=x onerror=y>'), /<b|<img/)
  })

  it('writes only elements and attributes it knows, whatever comes', () => {
    const mark = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '*',
      '_',
      '`',
      '<',
      '>',
      '!',
      '|',
      '-',
      '\n',
      '#',
      '"',
      "'",
      '&',
      '\\',
      'a',
      ' ',
      ':',
      'javascript:',
      'http://x',
      '\n\n',
      '    ',
      '1. ',
      '~~',
      '&#x3c;',
    )
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 60 }), (marks) => {
        assertKnown(byPerson(marks.join('')))
      }),
      { numRuns: 1000 },
    )
  })

  it('shows more than 64 KiB as it was typed', () => {
    const html = byPerson(`**a**${'x'.repeat(65_536)}`)
    assert.match(html, /^<div class="person person-lines" dir="auto">\*\*a\*\*x/)
  })

  it('shows emphasis nested without end as it was typed', () => {
    const html = byPerson('*a '.repeat(1900) + 'a* '.repeat(1900))
    assert.match(html, /person-lines/)
  })

  for (const hostile of [
    '[',
    '*',
    '>',
    '![',
    '*a_ ',
    '[a](',
    '~~a',
    '`',
    '|a',
    '# a\n',
    '> a\n',
    '- ',
    '\\',
    '&',
    '*_~~`[!',
    '[]',
    'a\u202E',
    '|\n|-\n',
    '<',
    '1. ',
  ]) {
    it(`takes 200,000 of ${JSON.stringify(hostile)} in its stride`, () => {
      for (const length of [60_000, 200_000]) {
        const text = hostile.repeat(length / hostile.length)
        let html = ''
        const took = cpuMilliseconds(() => {
          html = byPerson(text)
        })
        assert.ok(took < 400, `${length}: ${took} ms`)
        assert.ok(html.length < 20 * text.length + 1000)
      }
    })
  }
})

const elements = new Set(
  'div p em strong s code pre blockquote ul ol li hr br h3 h4 h5 h6 a span bdi section table thead tbody tr th td'.split(
    ' ',
  ),
)
const attributes = new Set('class dir href rel start scope tabindex aria-label'.split(' '))

function assertKnown(html: string) {
  const rest = html.replaceAll(
    /<\/?([a-z0-9]+)((?: [a-z-]+(?:="[^"]*")?)*)\s*\/?>/g,
    (whole, element: string, given: string) => {
      assert.ok(elements.has(element), whole)
      for (const [, name = '', value = ''] of given.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
        assert.ok(attributes.has(name), whole)
        if (name === 'href') assert.match(value, /^(https?|mailto):/)
      }
      return ''
    },
  )
  assert.ok(!rest.includes('<'), rest)
}

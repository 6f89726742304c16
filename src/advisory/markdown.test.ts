import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { at, sample } from '../../test/advisories.ts'
import { anyAdvisory } from '../../test/any-advisory.ts'
import { oneLine } from './line.ts'
import { asText, markdown, markdownBody } from './markdown.ts'

const page = 'https://desk.example/advisories/LANTERN-2027-0001'
/** A reader that takes HTML, so that HTML which slipped through is seen. */
const reader = new MarkdownIt({ html: true })
const tokens = (text: string) => reader.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])])

describe('writing an advisory as Markdown', () => {
  it('tells everything a reader needs', () => {
    const text = markdown(sample, page)
    for (const part of [
      '# Session cookie accepted after sign-out',
      '- Severity: High (8.7)',
      '- CVE: CVE-2027-12345',
      '- Published: 2027-03-03 12:00 UTC',
      '## Who is affected\n\n- Lantern (npm, lantern): from 4.30.0 up to, but not including, 4.39.1',
      'Update to [v4.39.1](<https://github.com/lantern/lantern/releases/tag/v4.39.1>).',
      '## How to reproduce\n\n1. Sign in.',
      '## Credit\n\n- [Ada Lovelace](<https://github.com/ada>)',
      '- Revision 1 (full): 2027-03-03 12:00 UTC',
    ])
      assert.ok(text.includes(part), part)
    assert.ok(!text.includes('Updated:'))
  })

  it('says that a brief revision is brief and when the rest is due', () => {
    const text = markdownBody({ ...sample, extent: 'brief', detailsBy: at + 7 * 86_400_000 })
    assert.match(text, /^This is a brief first revision\..* around 2027-03-10\./)
  })

  it('says that there is nothing to do rather than nothing', () => {
    assert.match(
      markdown({ ...sample, fixedIn: null, mitigation: null, nothingToDo: true }, page),
      /There is nothing users can do yet\./,
    )
  })

  it('counts who wishes no name', () => {
    assert.match(
      markdown({ ...sample, credits: [], anonymous: 1 }, page),
      /## Credit\n\n- One person who wishes no name\n/,
    )
    assert.match(markdown({ ...sample, anonymous: 3 }, page), /- 3 people who wish no name/)
    assert.doesNotMatch(markdown({ ...sample, credits: [] }, page), /## Credit/)
  })

  it('closes a code block that a member left open', () => {
    const text = markdown({ ...sample, details: 'See:\n\n~~~~js\nlet a = `1`\n~~~', reproduce: null }, page)
    assert.match(text, /~~~\n~~~~\n\n## References/)
    assert.ok(tokens(text).some((token) => token.tag === 'h2' && token.type === 'heading_open'))
  })

  it('lets a workaround begin with a code block', () => {
    for (const workaround of ['```yaml\nsessions: off\n```', '~~~\nsessions: off']) {
      const all = tokens(markdown({ ...sample, workaround }, page))
      assert.ok(all.some(({ type, content }) => type === 'fence' && content === 'sessions: off\n'))
      assert.ok(all.some(({ type, content }) => type === 'inline' && content === 'Credit'))
    }
  })

  it('takes a title of nothing but underscores in its stride', () => {
    const title = `a${'_'.repeat(262_144)}a`
    const began = performance.now()
    assert.equal(asText(title), title)
    // A thousand times what it takes; tried from every place anew it would be minutes.
    assert.ok(performance.now() - began < 5_000)
  })

  it('says once which version to update to', () => {
    const twice = { ...sample, fixedIn: 'v2.3.3', mitigation: 'Update to 2.3.3, and restart.' }
    assert.equal(markdown(twice, page).match(/2\.3\.3/g)?.length, 1)
    assert.match(markdown({ ...twice, mitigation: 'Restart after that.' }, page), /Update to \[v2\.3\.3\]/)
  })

  it('shows what people write as they write it, without a backslash before every sign', () => {
    for (const plain of [
      '@lantern/core',
      'C# client: sign-in & sign-out!',
      'lantern_core (beta) | 1.x',
      'Costs $5 #1 > #2',
      '<2.0 or >3',
      'C:\\Users',
      '4.39.1-rc.1',
    ]) {
      assert.equal(asText(plain), plain)
      assert.equal(readBack(asText(plain)), plain)
    }
    const affected = [{ product: 'Lantern', introduced: '1.0~rc1', fixed: '2:2.0~rc2' }]
    assert.match(
      markdownBody({ ...sample, affected }),
      /- Lantern: from `1\.0~rc1` up to, but not including, `2:2\.0~rc2`/,
    )
  })

  it('is read back by CommonMark as exactly what was written', () => {
    const signs = fc.constantFrom(
      ...'\\`*_[]<>&~|!#:@$-+=.()1a "',
      '&amp;',
      '<b>',
      '](x)',
      '```',
      '---',
      '~~~',
      '1. ',
      '- ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(signs, { maxLength: 14 }).map((all) => all.join('')),
          fc.string(),
        ),
        (plain) => {
          const line = oneLine(plain)
          assert.equal(readBack(asText(plain)), line, asText(plain))
          assert.equal(readBack(`# ${asText(plain)}`), line, asText(plain))
          assert.equal(readBack(`- ${asText(plain)}`), line, asText(plain))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('lets nothing in a title, product, version or name become markup', () => {
    fc.assert(
      fc.property(anyAdvisory, (advisory) => {
        const team = {
          summary: 'a',
          impact: null,
          details: null,
          reproduce: null,
          mitigation: null,
          workaround: null,
          references: [],
        }
        const written = markdown({ ...advisory, ...team }, page)
        const all = tokens(written)
        assert.equal(all.filter(({ type, tag }) => type === 'heading_open' && tag === 'h1').length, 1)
        const markup = all.find(({ type }) => !allowed.has(type))
        assert.ok(!markup, markup && `${markup.type} in ${written}`)
        for (const token of all.filter(({ type }) => type === 'link_open'))
          assert.match(String(token.attrGet('href')), /^(https?:\/\/|mailto:)[\x21-\x7e]+$/)
      }),
      { numRuns: 250 },
    )
  })
})

/** The text alone, as a reader of plain CommonMark gets it (OSV schema 1.7.5, `details`). */
const commonmark = new MarkdownIt('commonmark')
const readBack = (text: string): string =>
  commonmark
    .parse(text, {})
    .flatMap(
      (token) => token.children ?? (token.type.endsWith('_open') || token.type.endsWith('_close') ? [] : [token]),
    )
    .map((token) => (/^text/.test(token.type) ? token.content : `<${token.type}>`))
    .join('')

const allowed = new Set([
  'heading_open',
  'heading_close',
  'paragraph_open',
  'paragraph_close',
  'bullet_list_open',
  'bullet_list_close',
  'list_item_open',
  'list_item_close',
  'inline',
  'text',
  'text_special',
  'code_inline',
  'link_open',
  'link_close',
])

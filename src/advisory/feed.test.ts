import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { at, sample } from '../../test/advisories.ts'
import { anyAdvisory } from '../../test/any-advisory.ts'
import { atomFeed, type FeedOf, jsonFeed, tagBase } from './feed.ts'

const origin = 'https://desk.example'
const feed: FeedOf = { project: sample.project, origin, tag: tagBase(origin, at), advisories: [sample] }
const completed = { ...sample, revision: 2, updatedAt: at + 60_000 }
const brief = { ...sample, extent: 'brief' as const, detailsBy: at + 7 * 86_400_000 }

describe('publishing an Atom feed', () => {
  it('holds what RFC 4287 demands of a feed and an entry', () => {
    const [root] = parsed(atomFeed(feed))
    assert.equal(root.attributes.xmlns, 'http://www.w3.org/2005/Atom')
    assert.equal(textOf(root, 'id'), 'tag:desk.example,2027-03-03:advisories')
    assert.equal(textOf(root, 'updated'), '2027-03-03T12:00:00.000Z')
    assert.equal(textOf(only(root, 'author'), 'name'), 'Lantern')
    const links = root.children
      .filter(({ name }) => name === 'link')
      .map(({ attributes }) => `${attributes.rel} ${attributes.href}`)
    assert.deepEqual(links, [
      'self https://desk.example/advisories/feed.atom',
      'alternate https://desk.example/advisories',
    ])
    const entry = only(root, 'entry')
    assert.equal(textOf(entry, 'id'), 'tag:desk.example,2027-03-03:advisories/LANTERN-2027-0001')
    assert.equal(textOf(entry, 'title'), 'LANTERN-2027-0001: Session cookie accepted after sign-out')
    assert.equal(only(entry, 'link').attributes.href, 'https://desk.example/advisories/LANTERN-2027-0001')
    assert.match(
      textOf(entry, 'content'),
      /^Full advisory, revision 1\.\n\nSeverity: High \(8\.7\), CVE-2027-12345\n\n/,
    )
  })

  it('moves "updated" with every revision and keeps the id', () => {
    const entries = [feed, { ...feed, advisories: [completed] }].map((each) => only(parsed(atomFeed(each))[0], 'entry'))
    assert.equal(new Set(entries.map((entry) => textOf(entry, 'id'))).size, 1)
    assert.deepEqual(
      entries.map((entry) => textOf(entry, 'updated')),
      ['2027-03-03T12:00:00.000Z', '2027-03-03T12:01:00.000Z'],
    )
    assert.deepEqual(
      entries.map((entry) => textOf(entry, 'published')),
      ['2027-03-03T12:00:00.000Z', '2027-03-03T12:00:00.000Z'],
    )
  })

  it('says whether an advisory is brief or full', () => {
    const entry = only(parsed(atomFeed({ ...feed, advisories: [brief] }))[0], 'entry')
    assert.match(textOf(entry, 'content'), /^Brief advisory, revision 1\. Details follow around 2027-03-10\./)
    assert.equal(entry.children.find(({ name }) => name === 'category')?.attributes.term, 'brief')
  })

  it('keeps its ids when the desk moves', () => {
    const moved = atomFeed({ ...feed, origin: 'https://elsewhere.example' })
    assert.equal(
      textOf(only(parsed(moved)[0], 'entry'), 'id'),
      'tag:desk.example,2027-03-03:advisories/LANTERN-2027-0001',
    )
    assert.match(moved, /href="https:\/\/elsewhere\.example\/advisories\/LANTERN-2027-0001"/)
  })

  it('is a feed also before the first advisory, and the same at every request', () => {
    const empty = atomFeed({ ...feed, advisories: [] })
    assert.equal(textOf(parsed(empty)[0], 'updated'), '2027-03-03T00:00:00.000Z')
  })

  it('stays well-formed whatever an advisory says', () => {
    fc.assert(
      fc.property(fc.array(anyAdvisory, { maxLength: 3 }), (advisories) => {
        const [root] = parsed(atomFeed({ ...feed, project: advisories[0]?.project ?? feed.project, advisories }))
        assert.equal(root.children.filter(({ name }) => name === 'entry').length, advisories.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('publishing a JSON feed', () => {
  it('holds what JSON Feed 1.1 demands, with the ids of the Atom feed', () => {
    const json = jsonFeed({ ...feed, advisories: [completed, brief] })
    assert.equal(json.version, 'https://jsonfeed.org/version/1.1')
    assert.equal(json.feed_url, 'https://desk.example/advisories/feed.json')
    const [first, second] = json.items
    assert.equal(first?.id, 'tag:desk.example,2027-03-03:advisories/LANTERN-2027-0001')
    assert.deepEqual(
      [first?.date_published, first?.date_modified],
      ['2027-03-03T12:00:00.000Z', '2027-03-03T12:01:00.000Z'],
    )
    assert.match(first?.content_text ?? '', /^Full advisory, revision 2\.[\s\S]*Credit: Ada Lovelace$/)
    assert.deepEqual(second?.tags, ['brief', 'high', 'CVE-2027-12345'])
  })

  it('names nobody who wished no name', () => {
    const json = JSON.stringify(jsonFeed({ ...feed, advisories: [{ ...sample, credits: [], anonymous: 2 }] }))
    assert.ok(json.includes('Credit: 2 people who wish no name'))
    assert.ok(!json.includes('Ada'))
  })
})

describe('taking the beginning of all ids', () => {
  it('is the name of the desk and the day', () => {
    assert.deepEqual(tagBase('https://Desk.Example:8443', at), { authority: 'desk.example', date: '2027-03-03' })
    assert.equal(tagBase('http://[::1]:8080', at).authority, 'desk.invalid')
  })
})

// ── a reader of XML 1.0 that takes what a feed may hold and refuses everything else ──

interface Node {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Node[]
  text: string
}

function parsed(xml: string): [Node] {
  const root: Node = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, section 2.2 forbids exactly these.
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u)
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, '')
  assert.notEqual(rest, xml)
  while (rest !== '') {
    const found = /^(?:<\/([a-z]+)>|<([a-z]+)((?: [a-z:]+="[^"<]*")*)(\/?)>|([^<]+))/.exec(rest)
    assert.ok(found, `not well-formed at ${JSON.stringify(rest.slice(0, 80))}`)
    rest = rest.slice(found[0].length)
    const parent = open.at(-1) ?? assert.fail('something stands outside')
    if (found[1]) assert.equal(open.pop()?.name, found[1])
    else if (found[2]) {
      const attributes = [...(found[3] ?? '').matchAll(/ ([a-z:]+)="([^"]*)"/g)].map(
        ([, key = '', value = '']) => [key, unescaped(value)] as const,
      )
      assert.equal(new Set(attributes.map(([key]) => key)).size, attributes.length)
      const node: Node = { name: found[2], attributes: Object.fromEntries(attributes), children: [], text: '' }
      parent.children.push(node)
      if (!found[4]) open.push(node)
    } else parent.text += unescaped(found[5] ?? '')
  }
  assert.equal(open.length, 1)
  const [feedNode, ...more] = root.children
  assert.ok(feedNode?.name === 'feed' && more.length === 0 && root.text.trim() === '')
  return [feedNode]
}

function unescaped(text: string): string {
  assert.doesNotMatch(text, /&(?!#\d+;)/)
  return text.replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))
}

function only(node: Node, name: string): Node {
  const [first, ...more] = node.children.filter((child) => child.name === name)
  assert.ok(first && more.length === 0, `one ${name}`)
  return first
}

const textOf = (node: Node, name: string): string => only(node, name).text

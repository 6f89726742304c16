import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  ada,
  at,
  caseOf,
  documentOf,
  drafted,
  fields,
  publicOf,
  released,
  samplePolicy,
  vector,
} from '../../test/advisories.ts'
import {
  type AdvisoryDocument,
  advisoryDocument,
  canonicalText,
  mergeNames,
  type PublicName,
  problems,
  reveal,
} from './advisory.ts'
import { atomFeed, jsonFeed, tagBase } from './feed.ts'
import { markdown } from './markdown.ts'
import { osv } from './osv.ts'

describe('writing an advisory', () => {
  it('takes what the team wrote, the rating, the CVE and the release', () => {
    const document = documentOf(caseOf({ type: 'CveRecorded', cve: 'CVE-2027-12345' }, released, drafted()))
    assert.equal(document.title, fields.title)
    assert.equal(document.details, fields.details)
    assert.equal(document.cve, 'CVE-2027-12345')
    assert.equal(document.fixedIn, 'v4.39.1')
    assert.deepEqual([document.cvss, document.score, document.severity], [vector, 8.7, 'high'])
    assert.deepEqual(document.project, {
      name: 'Lantern',
      site: 'https://lantern.example/',
      repository: 'https://github.com/lantern/lantern',
    })
  })

  it('uses affected versions and severity of the case where the draft says nothing of them', () => {
    const affected = [{ product: 'Lantern', fixed: '5.0.0' }]
    const c = caseOf(
      { type: 'AffectedSet', affected },
      { type: 'SeverityAssessed', cvss: vector, score: 8.7 },
      drafted({ affected: [], cvss: undefined }),
    )
    const document = documentOf(c)
    assert.deepEqual(
      document.affected.map(({ product, fixed }) => ({ product, fixed })),
      affected,
    )
    assert.equal(document.score, 8.7)
  })

  it('leaves an ill rating out', () => {
    assert.equal(documentOf(caseOf(drafted({ cvss: 'high' }))).severity, null)
  })

  it('holds back details and steps in a brief revision where the team chose nothing else', () => {
    const brief = documentOf(caseOf(drafted()), 'brief', { detailsBy: at })
    assert.equal(brief.details, null)
    assert.equal(brief.reproduce, null)
    assert.equal(brief.impact, fields.impact)
    assert.equal(brief.references.length, 1)
    assert.equal(brief.detailsBy, at)
  })

  it('holds back exactly what the team chose', () => {
    const c = caseOf(drafted({ heldBack: ['references', 'cwe', 'impact'] }))
    const brief = documentOf(c, 'brief')
    assert.deepEqual([brief.references, brief.cwe, brief.impact, brief.details], [[], null, null, fields.details])
    assert.deepEqual(
      { ...documentOf(c, 'full'), extent: 'brief' },
      { ...brief, references: fields.references, cwe: fields.cwe, impact: fields.impact },
    )
  })

  it('credits nobody twice and leaves no trace of who wishes not to be mentioned', () => {
    const { credits } = documentOf(caseOf(drafted()), 'full', {
      credits: [
        { person: 'p1', as: 'named', naming: 2 },
        { person: 'p2', as: 'none', naming: 1 },
        { person: 'p1', as: 'anonymous', naming: 2 },
        { person: 'p3', as: 'anonymous', naming: 4 },
      ],
    })
    assert.deepEqual(credits, [
      { person: 'p1', as: 'named', naming: 2 },
      { person: 'p3', as: 'anonymous', naming: 0 },
    ])
  })

  it('never falls back to what the reporter wrote', () => {
    const document = documentOf(caseOf())
    assert.equal(document.title, '')
    assert.ok(problems(document).some(({ field, must }) => field === 'title' && must))
  })

  it('lets no private word into any document, whatever was drafted', () => {
    const c = caseOf(
      { type: 'MessageSent', from: 'reporter', text: 'secret-message', files: [] },
      { type: 'NoteAdded', text: 'secret-note', files: [] },
      { type: 'CaseTagged', tags: ['secret-tag'] },
      { type: 'CaseAssigned', member: 'secret-member' },
      { type: 'FixOffered', text: 'secret-offer', files: [], version: 'secret-build', image: 'secret-image' },
      { type: 'ExposureRecorded', exposure: 'attacks', awareAt: at, by: 'secret-source', reason: 'secret-reason' },
      { type: 'CveRefused', reason: 'secret-refusal' },
      released,
    )
    assert.ok((JSON.stringify(c).match(/secret-/g) ?? []).length > 25)
    const kept = Object.keys(fields) as (keyof typeof fields)[]
    fc.assert(
      fc.property(fc.subarray(kept), fc.constantFrom('brief' as const, 'full' as const), (names, extent) => {
        const draft = Object.fromEntries(names.map((name) => [name, fields[name]]))
        const shown = publicOf(documentOf({ ...c, draft }, extent))
        const feed = {
          project: shown.project,
          origin: 'https://desk.example',
          tag: tagBase('https://desk.example', at),
          advisories: [shown],
        }
        const everything = [
          JSON.stringify(shown),
          JSON.stringify(osv(shown, 'https://desk.example/a')),
          markdown(shown, 'https://desk.example/a'),
          atomFeed(feed),
          JSON.stringify(jsonFeed(feed)),
        ]
        assert.doesNotMatch(everything.join('\n'), /secret-|P-8KX2MQ|"p1"/)
      }),
      { numRuns: 60 },
    )
  })

  it('has a closed list of fields', () => {
    assert.deepEqual(Object.keys(documentOf(caseOf())).toSorted(), closed)
  })
})

describe('approving an advisory', () => {
  const c = caseOf(drafted())
  const text = (more: Partial<AdvisoryDocument>) => canonicalText({ ...documentOf(c), ...more })

  it('covers every word, the extent and the credits', () => {
    const changed: Partial<AdvisoryDocument>[] = [
      { title: 'x' },
      { summary: 'x' },
      { impact: 'x' },
      { details: 'x' },
      { reproduce: 'x' },
      { mitigation: 'x' },
      { workaround: 'x' },
      { nothingToDo: true },
      { affected: [] },
      { cvss: null },
      { score: 1 },
      { severity: 'low' },
      { cwe: null },
      { cve: 'CVE-2027-1000' },
      { references: [] },
      { credits: [] },
      { extent: 'brief' },
      { project: { name: 'x', site: null } },
    ]
    for (const change of changed) assert.notEqual(text(change), text({}), Object.keys(change).join())
  })

  it('does not cover what comes with the act itself', () => {
    assert.equal(
      text({
        id: 'LANTERN-2027-0002',
        revision: 2,
        detailsBy: 1,
        fixedIn: '5',
        releaseUrl: 'https://a.example/',
        commit: 'x',
      }),
      text({}),
    )
    assert.equal(
      advisoryDocument({
        case: c,
        policy: samplePolicy,
        advisoryId: 'X-2027-0001',
        extent: 'full',
        revision: 1,
        credits: [],
      }).detailsBy,
      null,
    )
  })

  it('does not depend on the order in which something was built', () => {
    const document = documentOf(c)
    const turned = Object.fromEntries(Object.entries(document).reverse()) as unknown as AdvisoryDocument
    const { product, fixed, ...row } = document.affected[0] ?? { product: '' }
    assert.equal(canonicalText({ ...turned, affected: [{ fixed, ...row, product }] }), canonicalText(document))
  })
})

describe('finding what an advisory lacks', () => {
  const lacks = (document: AdvisoryDocument) =>
    problems(document)
      .filter(({ must }) => must)
      .map(({ field }) => field)

  it('demands a title, a summary and what users can do', () => {
    assert.deepEqual(lacks(documentOf(caseOf())), ['title', 'summary', 'mitigation'])
    assert.deepEqual(lacks(documentOf(caseOf(drafted()))), [])
  })

  const empty = { mitigation: undefined, workaround: undefined, affected: [] }
  for (const [what, answer] of [
    ['a fixed version', documentOf(caseOf(drafted({ ...empty, affected: [{ product: 'Lantern', fixed: '5' }] })))],
    ['a workaround', documentOf(caseOf(drafted({ ...empty, workaround: 'Turn it off.' })))],
    ['a stated "nothing"', documentOf(caseOf(drafted({ ...empty, nothingToDo: true })))],
  ] as const)
    it(`takes ${what} as something users can do`, () => assert.deepEqual(lacks(answer), []))

  it('does not count a workaround that is held back', () => {
    const c = caseOf(drafted({ ...empty, workaround: 'Turn it off.', heldBack: ['workaround'] }))
    assert.deepEqual(lacks(documentOf(c, 'brief')), ['mitigation'])
    assert.deepEqual(lacks(documentOf(c, 'full')), [])
  })

  it('takes blank text for nothing', () => {
    assert.deepEqual(lacks(documentOf(caseOf(drafted({ ...empty, title: ' \n', summary: '\t', mitigation: '  ' })))), [
      'title',
      'summary',
      'mitigation',
    ])
  })
})

describe('revealing an advisory', () => {
  const document = documentOf(caseOf(drafted()), 'full', {
    revision: 2,
    credits: [
      { person: 'p1', as: 'named', naming: 1 },
      { person: 'p2', as: 'anonymous', naming: 0 },
      { person: 'p3', as: 'named', naming: 1 },
      { person: 'p4', as: 'named', naming: 1 },
    ],
  })
  const history = [
    { revision: 2, at: at + 5, extent: 'full' },
    { revision: 1, at, extent: 'brief' },
  ] as const

  it('shows names as they were confirmed, and nobody whose name is gone', () => {
    const shown = reveal(
      document,
      new Map<string, PublicName | null>([
        ['p1', ada],
        ['p3', null],
        ['p9', { name: 'Nobody', url: null }],
      ]),
      history,
    )
    assert.deepEqual(shown.credits, [ada])
    assert.equal(shown.anonymous, 1)
    assert.ok(!JSON.stringify(shown).includes('"p1"'))
  })

  it('never shows the name of somebody who wished none, even where it is known', () => {
    assert.deepEqual(reveal(document, new Map([['p2', ada]]), history).credits, [])
  })

  it('dates it by its first and by the shown revision', () => {
    const shown = reveal(document, new Map(), history)
    assert.deepEqual(
      [shown.publishedAt, shown.updatedAt, shown.revisions.map(({ revision }) => revision)],
      [at, at + 5, [1, 2]],
    )
    assert.equal(reveal({ ...document, revision: 1 }, new Map(), history).updatedAt, at)
  })

  it('shows one person behind two reports once, and two of one name with different links twice', () => {
    const other = { name: ada.name, url: 'https://ada.example/' }
    assert.deepEqual(mergeNames([{ name: ada.name, url: null }, ada, ada, other, { name: ada.name, url: null }]), [
      ada,
      other,
    ])
  })
})

const closed = [
  'affected',
  'commit',
  'credits',
  'cve',
  'cvss',
  'cwe',
  'details',
  'detailsBy',
  'extent',
  'fixedIn',
  'id',
  'impact',
  'mitigation',
  'nothingToDo',
  'project',
  'references',
  'releaseUrl',
  'reproduce',
  'revision',
  'score',
  'severity',
  'summary',
  'title',
  'workaround',
].toSorted()

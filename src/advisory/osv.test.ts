import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { commit, sample, vector } from '../../test/advisories.ts'
import { anyAdvisory } from '../../test/any-advisory.ts'
import { type OsvAffected, osv } from './osv.ts'

const page = 'https://desk.example/advisories/LANTERN-2027-0001'
const affectedBy = (change: Partial<typeof sample>): readonly OsvAffected[] | undefined =>
  osv({ ...sample, ...change }, page).affected
const lantern = { ecosystem: 'npm', name: 'lantern' }

describe('writing an OSV record', () => {
  it('keeps to the private prefix and points to the CVE id', () => {
    const record = osv(sample, page)
    assert.equal(record.id, 'x_LANTERN-2027-0001')
    assert.deepEqual(record.aliases, ['CVE-2027-12345'])
    assert.deepEqual(record.severity, [{ type: 'CVSS_V4', score: vector }])
    assert.equal(record.modified, '2027-03-03T12:00:00.000Z')
    assert.deepEqual(record.database_specific, { extent: 'full', revision: 1, severity: 'HIGH', cwe_ids: ['CWE-613'] })
  })

  it('gives versions of a known ecosystem as a range', () => {
    assert.deepEqual(affectedBy({}), [
      { package: lantern, ranges: [{ type: 'SEMVER', events: [{ introduced: '4.30.0' }, { fixed: '4.39.1' }] }] },
    ])
  })

  it('takes the release for the fix of the one product there is', () => {
    const row = { product: 'Lantern', ecosystem: 'NPM', package: 'lantern' }
    assert.deepEqual(affectedBy({ affected: [row] })?.[0]?.ranges?.[0]?.events, [
      { introduced: '0' },
      { fixed: '4.39.1' },
    ])
  })

  it('does not take it for the fix of several, nor says that they are affected for ever', () => {
    const row = { product: 'Lantern', ecosystem: 'npm', package: 'lantern' }
    assert.deepEqual(affectedBy({ affected: [row, { ...row, package: 'lantern-cli' }] }), [
      { package: lantern },
      { package: { ...lantern, name: 'lantern-cli' } },
    ])
  })

  it('says that all versions are affected where there is no fix', () => {
    const affected = [{ product: 'Lantern', ecosystem: 'npm', package: 'lantern' }]
    assert.deepEqual(affectedBy({ affected, fixedIn: null, commit: null })?.[0]?.ranges?.[0]?.events, [
      { introduced: '0' },
    ])
  })

  it('names the last affected version only where no fixed one is given', () => {
    const row = { product: 'Lantern', ecosystem: 'PyPI', package: 'lantern', lastAffected: '4.39.0' }
    assert.deepEqual(affectedBy({ affected: [row] })?.[0]?.ranges, [
      { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { last_affected: '4.39.0' }] },
    ])
    assert.deepEqual(affectedBy({ affected: [{ ...row, fixed: '4.39.1' }] })?.[0]?.ranges?.[0]?.events, [
      { introduced: '0' },
      { fixed: '4.39.1' },
    ])
  })

  it('falls back to the commit in the repository for everything else, with the versions beside it', () => {
    const affected = [{ product: 'Lantern', introduced: '4.30.0', fixed: 'v4.39.1' }]
    assert.deepEqual(
      affectedBy({ affected, commit: `https://github.com/lantern/lantern/commit/${commit} (CVE-2027-12345)` }),
      [
        {
          ranges: [
            {
              type: 'GIT',
              repo: 'https://github.com/lantern/lantern',
              events: [{ introduced: '0' }, { fixed: commit }],
              database_specific: { versions: [{ introduced: '4.30.0' }, { fixed: '4.39.1' }] },
            },
          ],
        },
      ],
    )
  })

  it('leaves ranges out without a full commit, and says the versions in the text', () => {
    const record = osv(
      { ...sample, affected: [{ product: 'Lantern', fixed: '4.39.1' }], commit: commit.slice(0, 12) },
      page,
    )
    assert.equal(record.affected, undefined)
    assert.match(record.details, /Lantern: before 4\.39\.1/)
  })

  it('puts text that is no version into the text alone', () => {
    const affected = [
      { product: 'Lantern', ecosystem: 'npm', package: 'lantern', introduced: 'all since spring', fixed: '4.39.1' },
    ]
    assert.deepEqual(affectedBy({ affected }), [{ package: lantern }])
  })

  it('lists the advisory itself, the release, the commit and what the team gave, each once', () => {
    const references = [
      { type: 'article', url: 'https://lantern.example/blog/sessions' },
      { type: 'fix', url: `https://github.com/lantern/lantern/commit/${commit}` },
      { type: 'web', url: 'javascript:alert(1)' },
    ] as const
    assert.deepEqual(osv({ ...sample, references: [...references] }, page).references, [
      { type: 'ADVISORY', url: page },
      { type: 'WEB', url: 'https://github.com/lantern/lantern/releases/tag/v4.39.1' },
      { type: 'FIX', url: `https://github.com/lantern/lantern/commit/${commit}` },
      { type: 'ARTICLE', url: 'https://lantern.example/blog/sessions' },
    ])
  })

  it('credits by name, with a link only where one was confirmed, and nobody who wished no name', () => {
    const record = osv(
      {
        ...sample,
        credits: [...sample.credits, { name: 'Grace', url: null }, { name: 'Eve', url: 'javascript:alert(1)' }],
        anonymous: 2,
      },
      page,
    )
    assert.deepEqual(record.credits, [
      { name: 'Ada Lovelace', contact: ['https://github.com/ada'], type: 'REPORTER' },
      { name: 'Grace', type: 'REPORTER' },
      { name: 'Eve', type: 'REPORTER' },
    ])
    assert.equal(osv({ ...sample, credits: [], anonymous: 1 }, page).credits, undefined)
  })

  it('never gives an event that is not exactly one of introduced, fixed and last affected', () => {
    fc.assert(
      fc.property(anyAdvisory, (advisory) => {
        for (const { ranges } of osv(advisory, page).affected ?? [])
          for (const { events } of ranges ?? []) {
            assert.ok(events.length === 1 || events.length === 2)
            assert.deepEqual(Object.keys(events[0] ?? {}), ['introduced'])
            assert.ok(events.slice(1).every((event) => /^(fixed|last_affected)$/.test(Object.keys(event).join())))
          }
      }),
      { numRuns: 300 },
    )
  })
})

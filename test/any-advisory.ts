import fc from 'fast-check'
import type { PublicAdvisory } from '../src/advisory/advisory.ts'
import { ecosystems } from '../src/advisory/osv-ecosystem.ts'
import { commit, vector } from './advisories.ts'

/** Any advisory at all, for properties. Apart from the sample, as making texts of any characters takes a second. */

const nasty = fc.constantFrom(
  '<b>',
  ']]>',
  '&amp;',
  '\u0000',
  '\uD800',
  '\u202E',
  '`',
  '\n\n# x',
  '![',
  '](javascript:alert(1))',
  '\uFFFF',
  '"',
  "'",
)
const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'binary' }), nasty), { maxLength: 4 })
  .map((parts) => parts.join(''))
const maybeText = fc.option(anyText, { nil: null })
const address = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  anyText,
  anyText.map((text) => `https://a.example/${text}`),
  anyText.map((text) => `mailto:${text}`),
)
const version = fc.oneof(anyText, fc.constantFrom('0', '1.2.3', 'v1.2.3', '1.2.3-beta.1', '2:1.0~rc1', '', ' 4 '))
const when = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) })
const extent = fc.constantFrom('brief' as const, 'full' as const)

const anyRow = fc.record(
  {
    product: anyText,
    ecosystem: fc.oneof(
      fc.constantFrom(...ecosystems),
      fc.constantFrom('Debian:12', 'NPM', 'Debian:', 'nonsense'),
      anyText,
    ),
    package: anyText,
    introduced: version,
    fixed: version,
    lastAffected: version,
    note: anyText,
  },
  { requiredKeys: ['product'] },
)

export const anyAdvisory: fc.Arbitrary<PublicAdvisory> = fc.record({
  id: fc.stringMatching(/^[A-Z][A-Z0-9]{1,15}-[0-9]{4}-[0-9]{4}$/),
  revision: fc.integer({ min: 1, max: 9 }),
  extent,
  title: anyText,
  summary: anyText,
  impact: maybeText,
  details: maybeText,
  reproduce: maybeText,
  mitigation: maybeText,
  workaround: maybeText,
  nothingToDo: fc.boolean(),
  affected: fc.array(anyRow, { maxLength: 4 }),
  cvss: fc.constantFrom(null, vector, `${vector}/E:A/S:P/U:Red`),
  score: fc.constantFrom(null, 0, 8.7, 10),
  severity: fc.constantFrom(null, 'none' as const, 'high' as const, 'critical' as const),
  cwe: fc.oneof(maybeText, fc.constant('CWE-79, CWE-80')),
  cve: fc.constantFrom(null, 'CVE-2027-12345'),
  fixedIn: fc.option(version, { nil: null }),
  releaseUrl: fc.option(address, { nil: null }),
  commit: fc.oneof(maybeText, fc.constant(commit), fc.constant(`${commit} names CVE-2027-12345`)),
  references: fc.array(
    fc.record({
      type: fc.constantFrom('fix' as const, 'release' as const, 'article' as const, 'report' as const, 'web' as const),
      url: address,
    }),
    { maxLength: 4 },
  ),
  project: fc.record({
    name: anyText,
    site: fc.option(address, { nil: null }),
    repository: fc.option(address, { nil: null }),
  }),
  detailsBy: fc.option(when, { nil: null }),
  credits: fc.array(fc.record({ name: anyText, url: fc.option(address, { nil: null }) }), { maxLength: 3 }),
  anonymous: fc.nat(3),
  publishedAt: when,
  updatedAt: when,
  revisions: fc.array(fc.record({ revision: fc.integer({ min: 1, max: 9 }), at: when, extent }), { maxLength: 3 }),
})

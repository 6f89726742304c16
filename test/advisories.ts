import fc from 'fast-check'
import { type AdvisoryDocument, advisoryDocument, type PublicAdvisory, reveal } from '../src/advisory/advisory.ts'
import { ecosystems } from '../src/advisory/osv-ecosystem.ts'
import type { Case } from '../src/case/case.ts'
import type { AdvisoryFields, CaseEvent } from '../src/case/event.ts'
import { evolve } from '../src/case/evolve.ts'
import { type Policy, policy } from '../src/case/policy.ts'

/** A case and its advisory for the tests of what is written from it. The story is invented; names are from the history books. */

export const samplePolicy: Policy = policy.parse({
  project: { name: 'Lantern', site: 'https://lantern.example/', repository: 'https://github.com/lantern/lantern' },
})

export const at = Date.UTC(2027, 2, 3, 12)
export const commit = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
export const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N'

export const fields: AdvisoryFields = {
  title: 'Session cookie accepted after sign-out',
  summary: 'A session that was signed out could still be used.',
  impact: 'Whoever had copied a cookie stayed signed in.',
  affected: [{ product: 'Lantern', ecosystem: 'npm', package: 'lantern', introduced: '4.30.0', fixed: '4.39.1' }],
  mitigation: 'Restart the server after signing somebody out.',
  details: 'The session table was read before it was written.',
  reproduce: '1. Sign in.\n2. Sign out.\n3. Send the cookie again.',
  cvss: vector,
  cwe: 'CWE-613',
  references: [{ type: 'article', url: 'https://lantern.example/blog/sessions' }],
}

/** A case by its facts; the report is full of words that must never get out. */
export const caseOf = (...events: readonly CaseEvent[]): Case =>
  events.reduce<Case>(
    (state, event, index) =>
      evolve(state, { seq: index + 2, id: `e${index}`, at, actor: 'member:m1', cause: `c${index}`, event }),
    evolve(null, { seq: 1, id: 'e', at, actor: 'reporter:p1', cause: 'c', event: received }),
  )

export const received: CaseEvent = {
  type: 'ReportReceived',
  number: 'P-8KX2MQ',
  door: 'form',
  policy: 'a'.repeat(64),
  reporter: 'p1',
  files: [
    { id: 'f1', name: 'secret-file.pdf', size: 3, sha256: 'b'.repeat(64), blob: 'c'.repeat(64), key: 'secret-key' },
  ],
  arrivedFrom: 'secret-from',
  report: {
    title: 'secret-title',
    description: 'secret-description',
    product: 'secret-product',
    version: 'secret-version',
    reproduce: 'secret-reproduce',
    impact: 'secret-impact',
    configuration: 'secret-configuration',
    discovery: 'secret-discovery',
    suggestedFix: 'secret-fix',
    cwe: 'secret-cwe',
    cvss: 'secret-cvss',
    aiUse: { discovery: 'secret-ai', reviewed: true },
    original: 'secret-original',
    exploited: true,
    exploitedEvidence: 'secret-evidence',
    publicAt: 'secret-place',
    knownTo: 'secret-others',
    plan: 'secret-plan',
    planAt: at,
    trackingIds: 'secret-ids',
    comments: 'secret-comments',
    foundAt: 'secret-date',
  },
}

export const released: CaseEvent = {
  type: 'FixReleased',
  version: 'v4.39.1',
  url: 'https://github.com/lantern/lantern/releases/tag/v4.39.1',
  commit,
}

export const drafted = (more: AdvisoryFields = {}): CaseEvent => ({
  type: 'AdvisoryDrafted',
  fields: { ...fields, ...more },
})

export const documentOf = (
  c: Case,
  extent: 'brief' | 'full' = 'full',
  more: Partial<Parameters<typeof advisoryDocument>[0]> = {},
): AdvisoryDocument =>
  advisoryDocument({
    case: c,
    policy: samplePolicy,
    advisoryId: 'LANTERN-2027-0001',
    extent,
    revision: 1,
    credits: [{ person: 'p1', as: 'named', naming: 1 }],
    ...more,
  })

export const ada = { name: 'Ada Lovelace', url: 'https://github.com/ada' }

export const publicOf = (document: AdvisoryDocument): PublicAdvisory =>
  reveal(document, new Map([['p1', ada]]), [{ revision: document.revision, at, extent: document.extent }])

export const sample: PublicAdvisory = publicOf(
  documentOf(caseOf({ type: 'CveRecorded', cve: 'CVE-2027-12345' }, released, drafted())),
)

// ── any advisory at all, for properties ──

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

import { type AdvisoryDocument, advisoryDocument, type PublicAdvisory, reveal } from '../src/advisory/advisory.ts'
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

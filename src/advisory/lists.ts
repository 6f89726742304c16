import type { Case } from '../case/case.ts'
import type { Report } from '../case/event.ts'
import type { PublicAdvisory } from './advisory.ts'
import { severityLabel } from './severity.ts'
import { releaseFor, versionsText } from './versions.ts'

/** One thing on the publish page, for members: what it is, and what it says. */
export interface Listed {
  readonly label: string
  readonly value: string
}

export interface Lists {
  readonly now: readonly Listed[]
  readonly later: readonly Listed[]
  readonly never: readonly Listed[]
}

/** What publishing does: what becomes public now, what with the completed advisory, and what never does. */
export function lists(
  preview: { readonly brief: PublicAdvisory; readonly full: PublicAdvisory; readonly extent: 'brief' | 'full' },
  c: Case,
): Lists {
  const full = publicThings(preview.full)
  if (preview.extent === 'full') return { now: full, later: [], never: privateThings(c) }
  const now = publicThings(preview.brief)
  const later = full.filter((thing) => !now.some((other) => other.label === thing.label && other.value === thing.value))
  return { now, later, never: privateThings(c) }
}

function publicThings(advisory: PublicAdvisory): Listed[] {
  const release = releaseFor(advisory)
  const { severity, score } = advisory
  return [
    said('Title', advisory.title),
    said('Summary', advisory.summary),
    said('Impact', advisory.impact),
    ...advisory.affected.map((row) => said('Affected', `${row.product}: ${versionsText(row, release)}`)),
    said('Severity', severity && severityLabel(severity, score)),
    said('CVSS 4.0', advisory.cvss),
    said('CVE', advisory.cve),
    said('CWE', advisory.cwe),
    said('Fixed in', advisory.fixedIn),
    said('Release', advisory.releaseUrl),
    said('Commit', advisory.commit),
    said('Mitigation', advisory.mitigation),
    said('Workaround', advisory.workaround),
    said('What users can do', advisory.nothingToDo ? 'Nothing yet, and the advisory says so' : null),
    said('Details', advisory.details),
    said('How to reproduce', advisory.reproduce),
    ...advisory.references.map(({ url }) => said('Reference', url)),
    ...advisory.credits.map(({ name, url }) => said('Credit', url ? `${name} (${url})` : name)),
    said('Credit without a name', counted(advisory.anonymous, 'person', 'people')),
  ].filter((thing) => thing !== null)
}

function privateThings(c: Case): Listed[] {
  const { report } = c
  return [
    said('Title of the report', report.title),
    said('Report', counted(report.description.length, 'character', 'characters')),
    ...Object.entries(answers).map(([name, label]) => (name in report ? said(label, 'kept in the case') : null)),
    said('Case number', c.number),
    said('Messages', counted(c.thread.length, 'message', 'messages')),
    said('Team notes', counted(c.notes.length, 'note', 'notes')),
    said('Files', c.files.map((file) => file.name).join(', ')),
    said('Tags', c.tags.join(', ')),
    c.assignee === null ? null : said('Who works on it', 'known to members only'),
    c.reporter === null
      ? null
      : said('Contact of the reporter', 'if one was given, kept by the team under a key of its own'),
  ].filter((thing) => thing !== null)
}

const said = (label: string, value: string | null): Listed | null => (value ? { label, value } : null)

const counted = (count: number, one: string, many: string): string | null =>
  count === 0 ? null : `${count} ${count === 1 ? one : many}`

/** Every answer of the report form that is not shown above, so that a new question cannot be forgotten here. */
const answers = {
  product: 'Product, as reported',
  version: 'Version, as reported',
  reproduce: 'Steps to reproduce, as reported',
  impact: 'Impact, as reported',
  configuration: 'Configuration, as reported',
  discovery: 'How it was found',
  suggestedFix: 'Suggested fix',
  cwe: 'CWE, as reported',
  cvss: 'Severity, as reported',
  aiUse: 'Use of AI',
  original: 'Text before translation',
  exploited: 'Report of attacks',
  exploitedEvidence: 'Evidence of attacks',
  publicAt: 'Where it is public, as reported',
  knownTo: 'Who else was told',
  plan: 'Publication plan of the reporter',
  planAt: 'Date planned by the reporter',
  trackingIds: 'Tracking numbers of others',
  comments: 'Comments',
  foundAt: 'When it was found',
} as const satisfies Record<Exclude<keyof Report, 'title' | 'description'>, string>

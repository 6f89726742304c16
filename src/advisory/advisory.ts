import type { Case } from '../case/case.ts'
import type { AdvisoryFields, Affected, CreditAs } from '../case/event.ts'
import type { Millis, PersonId } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { band, cvss4 } from '../case/severity.ts'

/**
 * The advisory as a model: written from the case, and turned into pages, Markdown, OSV and feeds. The document names
 * people by id; names are put in when it is shown, so that dropping a name takes it out of every revision.
 */
export interface AdvisoryDocument {
  readonly id: string
  readonly revision: number
  readonly extent: 'brief' | 'full'
  readonly title: string
  readonly summary: string
  readonly impact: string | null
  readonly details: string | null
  readonly reproduce: string | null
  readonly mitigation: string | null
  readonly workaround: string | null
  readonly nothingToDo: boolean
  readonly affected: readonly Affected[]
  readonly cvss: string | null
  readonly score: number | null
  readonly severity: 'none' | 'low' | 'medium' | 'high' | 'critical' | null
  readonly cwe: string | null
  readonly cve: string | null
  readonly fixedIn: string | null
  readonly releaseUrl: string | null
  readonly commit: string | null
  readonly references: NonNullable<AdvisoryFields['references']>
  readonly credits: readonly { readonly person: PersonId; readonly as: CreditAs; readonly naming: number }[]
  readonly project: { readonly name: string; readonly site: string | null; readonly repository?: string | null }
  /** When a brief revision will be completed. */
  readonly detailsBy: Millis | null
}

/** What a reader sees: the document with the names that may be shown, and its history. */
export interface PublicAdvisory extends Omit<AdvisoryDocument, 'credits'> {
  /** Name and link, exactly as confirmed. Who chose "without a name" is counted in `anonymous`, nobody else is. */
  readonly credits: readonly { readonly name: string; readonly url: string | null }[]
  readonly anonymous: number
  readonly publishedAt: Millis
  readonly updatedAt: Millis
  readonly revisions: readonly { readonly revision: number; readonly at: Millis; readonly extent: 'brief' | 'full' }[]
}

/** What an advisory is written from. Persons are ids; who is credited, and how, is decided by the case. */
export interface Writing {
  readonly case: Case
  readonly policy: Policy
  readonly advisoryId: string
  readonly extent: 'brief' | 'full'
  readonly revision: number
  readonly credits: AdvisoryDocument['credits']
  /** When a brief revision will be completed. */
  readonly detailsBy?: Millis | null
}

/** The fields that may wait until the advisory is completed. */
type Holdable = NonNullable<AdvisoryFields['heldBack']>[number]
/** Held back where the team said nothing else: what an attacker would need first. */
export const heldBackByDefault: readonly Holdable[] = ['details', 'reproduce']

/**
 * The document as it would become public. Every field is named here, one by one: what the reporter sent, said or
 * attached, and what the team noted, has no way in. A title that nobody wrote stays empty and is a problem; it is
 * never the report's.
 */
export function advisoryDocument(writing: Writing): AdvisoryDocument {
  const { case: c, policy } = writing
  const { draft: fields, released: release } = c
  const held: ReadonlySet<Holdable> = new Set(writing.extent === 'brief' ? (fields.heldBack ?? heldBackByDefault) : [])
  const unlessHeld = (name: Holdable, value: string | undefined) => (held.has(name) ? null : written(value))
  return {
    id: writing.advisoryId,
    revision: writing.revision,
    extent: writing.extent,
    title: written(fields.title) ?? '',
    summary: written(fields.summary) ?? '',
    impact: unlessHeld('impact', fields.impact),
    details: unlessHeld('details', fields.details),
    reproduce: unlessHeld('reproduce', fields.reproduce),
    mitigation: written(fields.mitigation),
    workaround: unlessHeld('workaround', fields.workaround),
    nothingToDo: fields.nothingToDo ?? false,
    affected: (fields.affected?.length ? fields.affected : c.affected).map(publicRow),
    ...rating(fields.cvss ?? c.severity?.cvss),
    cwe: unlessHeld('cwe', fields.cwe),
    cve: c.cve.id,
    fixedIn: written(release?.version),
    releaseUrl: written(release?.url),
    commit: written(release?.commit),
    references: held.has('references') ? [] : (fields.references ?? []).map(({ type, url }) => ({ type, url })),
    credits: credited(writing.credits),
    project: {
      name: policy.project.name,
      site: policy.project.site ?? null,
      repository: policy.project.repository ?? null,
    },
    detailsBy: writing.extent === 'brief' ? (writing.detailsBy ?? null) : null,
  }
}

const written = (text: string | null | undefined): string | null => text?.trim() || null

const publicRow = (row: Affected): Affected => ({
  product: row.product,
  ecosystem: row.ecosystem,
  package: row.package,
  introduced: row.introduced,
  fixed: row.fixed,
  lastAffected: row.lastAffected,
  note: row.note,
})

function rating(text: string | undefined): Pick<AdvisoryDocument, 'cvss' | 'score' | 'severity'> {
  const rated = cvss4(text ?? '')
  return rated === null
    ? { cvss: null, score: null, severity: null }
    : { cvss: rated.vector, score: rated.score, severity: band(rated.score) }
}

/** Who wishes not to be mentioned leaves no trace, not even an id; nobody is credited twice. */
function credited(credits: AdvisoryDocument['credits']): AdvisoryDocument['credits'] {
  const wished = credits.filter((credit) => credit.as !== 'none')
  return wished
    .filter((credit, at) => wished.findIndex((other) => other.person === credit.person) === at)
    .map(({ person, as, naming }) => ({ person, as, naming: as === 'named' ? naming : 0 }))
}

/**
 * What people approve, as one text for the digest: keys sorted, so that equal documents give equal bytes (RFC 8785).
 * The numbers, the due date and the facts of the release are not in it: they come with the act itself, which may give
 * another number or a later second than the preview did. Each is a fact of its own with somebody's name to it. Without
 * the number of the revision, two revisions that say the same have the same digest.
 */
export function canonicalText(document: AdvisoryDocument): string {
  const {
    id: _id,
    revision: _number,
    detailsBy: _by,
    fixedIn: _in,
    releaseUrl: _url,
    commit: _commit,
    ...approved
  } = document
  return sortedJson(approved)
}

/** JSON with the keys of every object in order of their code units. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** One thing a document lacks. Without the `must` ones it is not published; the others are advice. */
export interface Lack {
  readonly field: keyof AdvisoryDocument
  readonly must: boolean
  readonly text: string
}

export function problems(document: AdvisoryDocument): readonly Lack[] {
  const lacks: Lack[] = []
  const must = (field: Lack['field'], text: string) => lacks.push({ field, must: true, text })
  const advise = (field: Lack['field'], text: string) => lacks.push({ field, must: false, text })
  if (document.title === '') must('title', 'Write a title. The one from the report stays private.')
  if (document.summary === '') must('summary', 'Say in a sentence or two what is wrong.')
  if (!saysWhatToDo(document))
    must('mitigation', 'Say what users can do: a fixed version, a mitigation, or that there is nothing.')
  if (document.affected.length === 0) advise('affected', 'Say which products and versions are affected.')
  if (document.impact === null) advise('impact', 'Say what an attacker can do with it.')
  if (document.cvss === null) advise('cvss', 'Rate it with CVSS 4.0, so that readers can sort it.')
  if (document.extent === 'full' && document.details === null)
    advise('details', 'Explain the cause, so that others learn from it.')
  return lacks
}

const saysWhatToDo = (document: AdvisoryDocument): boolean =>
  document.nothingToDo ||
  document.mitigation !== null ||
  document.workaround !== null ||
  document.affected.some((row) => written(row.fixed) !== null)

export interface PublicName {
  readonly name: string
  readonly url: string | null
}

/**
 * The document with names. `names` holds, for the persons of this document, the name and link that a member confirmed
 * (the form `naming` of the credit); who dropped their name, or is not there, is not shown and not counted.
 * `history` is every revision so far, this one among them.
 */
export function reveal(
  document: AdvisoryDocument,
  names: ReadonlyMap<PersonId, PublicName | null>,
  history: PublicAdvisory['revisions'],
): PublicAdvisory {
  const revisions = history
    .map(({ revision, at, extent }) => ({ revision, at, extent }))
    .toSorted((a, b) => a.revision - b.revision)
  const [first] = revisions
  const shown = revisions.find(({ revision }) => revision === document.revision)
  if (!first || !shown) throw new Error('the history of an advisory names the revision that is shown')
  const named = document.credits.filter(({ as }) => as === 'named').flatMap(({ person }) => names.get(person) ?? [])
  return {
    ...document,
    credits: mergeNames(named),
    anonymous: document.credits.filter(({ as }) => as === 'anonymous').length,
    publishedAt: first.at,
    updatedAt: shown.at,
    revisions,
  }
}

/** One person may stand behind several reports: the same name is shown once, with the link if any of them has one. */
export function mergeNames(names: readonly PublicName[]): readonly PublicName[] {
  const merged: PublicName[] = []
  for (const { name, url } of names) {
    const at = merged.findIndex((other) => other.name === name && (other.url === url || !other.url || !url))
    if (at < 0) merged.push({ name, url })
    else merged[at] = { name, url: merged[at]?.url ?? url }
  }
  return merged
}

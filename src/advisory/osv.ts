import type { Affected } from '../case/event.ts'
import { bare } from '../case/version.ts'
import type { PublicAdvisory } from './advisory.ts'
import { markdownBody } from './markdown.ts'
import { ecosystemOf, type OsvEvent, rangeType } from './osv-ecosystem.ts'
import { releaseFor } from './versions.ts'
import { linkAddress, webAddress } from './web-address.ts'

/** A record of the OSV schema 1.7.5, as far as an advisory of this desk fills it. */
export interface OsvRecord {
  readonly schema_version: '1.7.5'
  readonly id: string
  readonly modified: string
  readonly published: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly details: string
  readonly severity?: readonly { readonly type: 'CVSS_V4'; readonly score: string }[]
  readonly affected?: readonly OsvAffected[]
  readonly references: readonly OsvReference[]
  readonly credits?: readonly {
    readonly name: string
    readonly contact?: readonly string[]
    readonly type: 'REPORTER'
  }[]
  readonly database_specific: Readonly<Record<string, unknown>>
}

export interface OsvAffected {
  readonly package?: { readonly ecosystem: string; readonly name: string }
  readonly ranges?: readonly OsvRange[]
}

interface OsvRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT'
  readonly repo?: string
  readonly events: readonly OsvEvent[]
  readonly database_specific?: { readonly versions: readonly OsvEvent[] }
}

interface OsvReference {
  readonly type: 'ADVISORY' | 'FIX' | 'ARTICLE' | 'REPORT' | 'WEB'
  readonly url: string
}

/** `page` is the public address of the advisory. */
export function osv(advisory: PublicAdvisory, page: string): OsvRecord {
  const affected = affectedOf(advisory)
  return {
    schema_version: '1.7.5',
    // Prefixes are registered; `x_` is the one kept for private use.
    id: `x_${advisory.id}`,
    modified: new Date(advisory.updatedAt).toISOString(),
    published: new Date(advisory.publishedAt).toISOString(),
    ...(advisory.cve && { aliases: [advisory.cve] }),
    summary: advisory.title,
    details: markdownBody(advisory),
    ...(advisory.cvss && { severity: [{ type: 'CVSS_V4', score: advisory.cvss }] }),
    ...(affected.length > 0 && { affected }),
    references: referencesOf(advisory, page),
    ...(advisory.credits.length > 0 && { credits: advisory.credits.map(creditOf) }),
    database_specific: {
      extent: advisory.extent,
      revision: advisory.revision,
      ...(advisory.severity && { severity: advisory.severity.toUpperCase() }),
      ...(advisory.cwe && { cwe_ids: advisory.cwe.match(/CWE-\d+/g) ?? [] }),
    },
  }
}

/**
 * Packages of a known ecosystem by their versions. For everything else the one thing that machines can compare is the
 * commit with the fix; without it the versions stand in the text alone.
 */
function affectedOf(advisory: PublicAdvisory): OsvAffected[] {
  const release = releaseFor(advisory)
  const packages = advisory.affected.flatMap((row) => packageOf(row, advisory) ?? [])
  const others = advisory.affected.filter((row) => !known(row))
  const git = others.length > 0 || advisory.affected.length === 0 ? gitRange(advisory, others, release) : undefined
  return git ? [...packages, { ranges: [git] }] : packages
}

const known = (row: Affected) => ecosystemOf(row.ecosystem) !== undefined && Boolean(row.package?.trim())

function packageOf(row: Affected, advisory: Ranged): OsvAffected | undefined {
  const ecosystem = ecosystemOf(row.ecosystem)
  const name = row.package?.trim()
  if (!ecosystem || !name) return undefined
  const events = packageRange(row, advisory)
  return events === undefined
    ? { package: { ecosystem, name } }
    : { package: { ecosystem, name }, ranges: [{ type: rangeType(ecosystem, events), events }] }
}

/** Which versions of a package are affected; undefined where that cannot be said truly. */
export function packageRange(row: Affected, advisory: Ranged): OsvEvent[] | undefined {
  const events = eventsOf(row, releaseFor(advisory))
  // A fix exists, but not which version of this product has it: "all versions for ever" would be false.
  const saysNothing = advisory.fixedIn !== null && events?.length === 1 && !row.introduced
  return saysNothing ? undefined : events
}

/** What the ranges are made from. */
type Ranged = Pick<PublicAdvisory, 'affected' | 'fixedIn' | 'commit' | 'project'>

/** What is no package of a known ecosystem is found by the commit with the fix, where that is known. */
export const isFoundByCommit = (advisory: Ranged): boolean => gitRange(advisory, [], null) !== undefined

/** `introduced` is required; `fixed` and `last_affected` exclude each other. Undefined where the text is no version. */
function eventsOf(row: Affected, release: string | null): OsvEvent[] | undefined {
  const fixed = row.fixed?.trim() || (row.lastAffected?.trim() ? undefined : release?.trim())
  const last = fixed ? undefined : row.lastAffected?.trim()
  const events: OsvEvent[] = [{ introduced: bare(row.introduced?.trim() || '0') }]
  if (fixed) events.push({ fixed: bare(fixed) })
  else if (last) events.push({ last_affected: bare(last) })
  return events.every((event) =>
    Object.values(event).every((version) => /^[0-9A-Za-z][0-9A-Za-z.+~:_-]*$/.test(version)),
  )
    ? events
    : undefined
}

function gitRange(advisory: Ranged, rows: readonly Affected[], release: string | null): OsvRange | undefined {
  const repo = webAddress(advisory.project.repository ?? '')
  const fixed = commitHash(advisory.commit)
  if (!repo || !fixed) return undefined
  const [only] = rows
  const versions = rows.length === 1 && only ? eventsOf(only, release) : undefined
  return {
    type: 'GIT',
    repo,
    events: [{ introduced: '0' }, { fixed }],
    ...(versions && versions.length > 1 && { database_specific: { versions } }),
  }
}

/** The full hash in what was said of the commit: bare, in an address, or beside the CVE id it names. */
const commitHash = (commit: string | null): string | undefined =>
  commit?.toLowerCase().match(/(?<![0-9a-f])([0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])/)?.[1]

function referencesOf(advisory: PublicAdvisory, page: string): OsvReference[] {
  const commit = commitHash(advisory.commit)
  const repository = webAddress(advisory.project.repository ?? '')
  const all = [
    { type: 'ADVISORY', url: page },
    { type: 'WEB', url: advisory.releaseUrl },
    { type: 'FIX', url: commitPage(repository, commit) },
    ...advisory.references.map(({ type, url }) => ({ type: referenceTypes[type], url })),
  ] as const
  return all
    .flatMap(({ type, url }) => {
      const address = webAddress(url ?? '')
      return address ? [{ type, url: address }] : []
    })
    .filter((reference, at, list) => list.findIndex((other) => other.url === reference.url) === at)
}

const referenceTypes = { fix: 'FIX', release: 'WEB', article: 'ARTICLE', report: 'REPORT', web: 'WEB' } as const

/** Where a commit is shown, on the forges whose paths are known. */
function commitPage(repository: string | undefined, commit: string | undefined): string | null {
  if (!repository || !commit) return null
  const base = repository.replace(/(\.git)?\/*$/, '')
  if (/^https:\/\/(github\.com|codeberg\.org)\//.test(base)) return `${base}/commit/${commit}`
  return base.startsWith('https://gitlab.com/') ? `${base}/-/commit/${commit}` : null
}

/** We know who told us. Whether they also were the first to find it is not ours to say. */
function creditOf({ name, url }: PublicAdvisory['credits'][number]) {
  const contact = linkAddress(url ?? '')
  return { name, ...(contact && { contact: [contact] }), type: 'REPORTER' as const }
}

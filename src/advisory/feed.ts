import type { PublicAdvisory } from './advisory.ts'
import { date, oneLine } from './line.ts'
import { severityLabel } from './severity.ts'
import { releaseFor, versionsText } from './versions.ts'
import { webAddress } from './web-address.ts'
import { element, xmlText } from './xml.ts'

/** What a feed needs to know beside the advisories: newest first, as many as the feed shall hold. */
export interface FeedOf {
  readonly project: { readonly name: string; readonly site: string | null }
  /** The public address of this desk without a slash at the end. */
  readonly origin: string
  readonly tag: TagBase
  readonly advisories: readonly PublicAdvisory[]
}

/**
 * The beginning of every id, RFC 4151: a name this desk held on that day. It is taken once, at the first publication,
 * and kept when the desk moves: readers would otherwise show every advisory as new.
 */
export interface TagBase {
  readonly authority: string
  /** 2027-03-03 */
  readonly date: string
}

export function tagBase(origin: string, firstPublishedAt: number): TagBase {
  const host = URL.canParse(origin) ? new URL(origin).hostname : ''
  // An address in brackets is no name in the sense of RFC 4151.
  return { authority: /^[a-z0-9][a-z0-9.-]*$/.test(host) ? host : 'desk.invalid', date: date(firstPublishedAt) }
}

/** RFC 4287. Every revision moves `updated` and keeps the id, so that a completed advisory is news once more. */
export function atomFeed(feed: FeedOf): string {
  const { origin, project } = feed
  const self = `${origin}/advisories/feed.atom`
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    [
      element('id', {}, [xmlText(feedId(feed))]),
      element('title', {}, [xmlText(titleOf(feed))]),
      element('updated', {}, [updatedOf(feed)]),
      element('author', {}, [
        element('name', {}, [xmlText(oneLine(project.name))]),
        ...(webAddress(project.site ?? '')
          ? [element('uri', {}, [xmlText(webAddress(project.site ?? '') ?? '')])]
          : []),
      ]),
      element('link', { rel: 'self', type: 'application/atom+xml', href: self }),
      element('link', { rel: 'alternate', type: 'text/html', href: `${origin}/advisories` }),
      ...feed.advisories.map((advisory) => atomEntry(advisory, feed)),
    ],
  )}\n`
}

const atomEntry = (advisory: PublicAdvisory, feed: FeedOf): string =>
  element('entry', {}, [
    element('id', {}, [xmlText(entryId(advisory, feed.tag))]),
    element('title', { type: 'text' }, [xmlText(entryTitle(advisory))]),
    element('published', {}, [iso(advisory.publishedAt)]),
    element('updated', {}, [iso(advisory.updatedAt)]),
    element('link', { rel: 'alternate', type: 'text/html', href: pageOf(advisory, feed) }),
    ...tagsOf(advisory).map((term) => element('category', { term })),
    element('content', { type: 'text' }, [xmlText(entryText(advisory))]),
  ])

/** JSON Feed 1.1. */
export function jsonFeed(feed: FeedOf) {
  const { origin, project } = feed
  const site = webAddress(project.site ?? '')
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: titleOf(feed),
    home_page_url: `${origin}/advisories`,
    feed_url: `${origin}/advisories/feed.json`,
    language: 'en',
    authors: [{ name: oneLine(project.name), ...(site && { url: site }) }],
    items: feed.advisories.map((advisory) => ({
      id: entryId(advisory, feed.tag),
      url: pageOf(advisory, feed),
      title: entryTitle(advisory),
      content_text: entryText(advisory),
      date_published: iso(advisory.publishedAt),
      date_modified: iso(advisory.updatedAt),
      tags: tagsOf(advisory),
    })),
  }
}

const titleOf = ({ project }: FeedOf) => `Security advisories of ${oneLine(project.name)}`
const tagUri = ({ authority, date: on }: TagBase, specific: string) => `tag:${authority},${on}:${specific}`
const feedId = ({ tag }: FeedOf) => tagUri(tag, 'advisories')
const entryId = ({ id }: PublicAdvisory, tag: TagBase) => tagUri(tag, `advisories/${encodeURIComponent(id)}`)
const pageOf = ({ id }: PublicAdvisory, { origin }: FeedOf) => `${origin}/advisories/${encodeURIComponent(id)}`
const iso = (at: number) => new Date(at).toISOString()

/** An empty feed needs a time too (RFC 4287, section 4.1.1); it must not change from one request to the next. */
const updatedOf = ({ advisories, tag }: FeedOf) =>
  advisories.length === 0 ? `${tag.date}T00:00:00.000Z` : iso(Math.max(...advisories.map(({ updatedAt }) => updatedAt)))

const entryTitle = ({ id, title }: PublicAdvisory) => `${id}: ${oneLine(title)}`

const tagsOf = ({ extent, severity, cve }: PublicAdvisory) => [extent, severity, cve].filter((tag) => tag !== null)

/** Plain text for whoever reads the feed: what it is, whom it concerns, what to do. The page has the rest. */
function entryText(advisory: PublicAdvisory): string {
  const { severity, score, cve, fixedIn, mitigation, workaround, nothingToDo } = advisory
  const release = releaseFor(advisory)
  return [
    extentText(advisory),
    severity && `Severity: ${severityLabel(severity, score)}${cve ? `, ${cve}` : ''}`,
    advisory.summary,
    ...advisory.affected.map((row) => `Affected: ${oneLine(row.product)}, ${oneLine(versionsText(row, release))}`),
    fixedIn && `Fixed in ${oneLine(fixedIn)}.`,
    mitigation,
    workaround && `Workaround: ${workaround}`,
    nothingToDo && 'There is nothing users can do yet.',
    creditText(advisory),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function extentText({ extent, revision, detailsBy }: PublicAdvisory): string {
  if (extent === 'brief')
    return `Brief advisory, revision ${revision}. Details follow${detailsBy === null ? ' later' : ` around ${date(detailsBy)}`}.`
  return `Full advisory, revision ${revision}.`
}

function creditText({ credits, anonymous }: PublicAdvisory): string | false {
  const unnamed = anonymous === 1 ? 'one person who wishes no name' : `${anonymous} people who wish no name`
  const all = [...credits.map(({ name }) => oneLine(name)), ...(anonymous > 0 ? [unnamed] : [])]
  return all.length > 0 && `Credit: ${all.join(', ')}`
}

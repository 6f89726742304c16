import type { PublicAdvisory } from './advisory.ts'
import { date, minute, oneLine } from './line.ts'
import { severityLabel } from './severity.ts'
import { namesFix, releaseFor, versionsText } from './versions.ts'
import { linkAddress, webAddress } from './web-address.ts'

/**
 * The advisory as Markdown (CommonMark). Text fields are the team's own Markdown and stand as they are; titles,
 * products, versions and names are text, and every character in them that could be markup is escaped.
 */
export const markdown = (advisory: PublicAdvisory, page: string): string =>
  `${sections([`# ${asText(advisory.title)}`, facts(advisory, page), body(advisory), credit(advisory), history(advisory)])}\n`

/** The part that OSV takes as `details`: everything that has no field of its own there. */
export const markdownBody = (advisory: PublicAdvisory): string => body(advisory)

function body(advisory: PublicAdvisory): string {
  return sections([
    advisory.extent === 'brief' && heldBack(advisory),
    text(advisory.summary),
    headed('Impact', text(advisory.impact)),
    headed('Who is affected', affected(advisory)),
    headed('What to do', whatToDo(advisory)),
    headed('Details', text(advisory.details)),
    headed('How to reproduce', text(advisory.reproduce)),
    headed('References', references(advisory)),
  ])
}

const heldBack = ({ detailsBy }: PublicAdvisory) =>
  `This is a brief first revision. Details were held back so that users can update first; they follow${detailsBy === null ? ' later' : ` around ${date(detailsBy)}`}.`

function facts(advisory: PublicAdvisory, page: string): string {
  const { cve, cwe, severity, score, cvss, updatedAt, publishedAt } = advisory
  return list([
    `Advisory: ${link(advisory.id, page)}, revision ${advisory.revision}, ${advisory.extent}`,
    `Project: ${link(advisory.project.name, advisory.project.site)}`,
    cve && `CVE: ${asText(cve)}`,
    severity && `Severity: ${severityLabel(severity, score)}`,
    cvss && `CVSS 4.0: \`${cvss}\``,
    cwe && `Weakness: ${asText(cwe)}`,
    `Published: ${minute(publishedAt)}`,
    updatedAt !== publishedAt && `Updated: ${minute(updatedAt)}`,
  ])
}

function affected(advisory: PublicAdvisory): string {
  const release = releaseFor(advisory)
  return list(
    advisory.affected.map((row) => {
      const inEcosystem =
        row.package &&
        ` (${[row.ecosystem, row.package]
          .filter(Boolean)
          .map((part) => asText(part ?? ''))
          .join(', ')})`
      const note = row.note?.trim() && `. ${asText(row.note)}`
      return `${asText(row.product)}${inEcosystem || ''}: ${versionsText(row, release, asVersion)}${note || ''}`
    }),
  )
}

function whatToDo(advisory: PublicAdvisory): string {
  const { fixedIn, releaseUrl, nothingToDo, mitigation, workaround } = advisory
  return sections([
    fixedIn && !namesFix(advisory) && `Update to ${link(fixedIn, releaseUrl)}.`,
    text(mitigation),
    // On lines of its own: a code block that began behind other words would end where it begins, and swallow the rest.
    workaround && `**Workaround.**\n\n${text(workaround)}`,
    nothingToDo && 'There is nothing users can do yet.',
  ])
}

const references = (advisory: PublicAdvisory) =>
  list(
    advisory.references.flatMap(({ url }) => {
      const address = webAddress(url)
      return address ? `<${address}>` : []
    }),
  )

function credit(advisory: PublicAdvisory): string {
  const { credits, anonymous } = advisory
  const unnamed = anonymous === 1 ? 'One person who wishes no name' : `${anonymous} people who wish no name`
  return headed(
    'Credit',
    list([...credits.map(({ name, url }) => link(name, url, linkAddress)), anonymous > 0 && unnamed]),
  )
}

const history = ({ revisions }: PublicAdvisory) =>
  headed(
    'History',
    list(revisions.map(({ revision, at, extent }) => `Revision ${revision} (${extent}): ${minute(at)}`)),
  )

type Piece = string | null | undefined | false

const sections = (pieces: readonly Piece[]): string => pieces.filter(Boolean).join('\n\n')
const headed = (heading: string, under: string): string => (under === '' ? '' : `## ${heading}\n\n${under}`)
const list = (items: readonly Piece[]): string =>
  items
    .filter(Boolean)
    .map((item) => `- ${item}`)
    .join('\n')

function link(name: string, url: string | null, read = webAddress): string {
  const address = read(url ?? '')
  return address ? `[${asText(name)}](<${address}>)` : asText(name)
}

/**
 * CommonMark 0.31, section 2.4: a backslash escapes punctuation. Only what would be markup where it stands is escaped:
 * many readers of an OSV record see the text as it is, and "\\@lantern/core" or "1.0\\~rc1" is no package and no version.
 */
export const asText = (plain: string): string =>
  oneLine(plain)
    // A backslash means itself unless punctuation follows.
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\$&')
    .replace(/[`*[\]]/g, '\\$&')
    // Underscores within a word emphasise nothing (section 6.2). A run is tried from its beginning only: from each of
    // its places, 64 KiB of them would cost most of a minute.
    .replace(/(?<![\p{L}\p{N}_])_+|(?<!_)_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll('_', '\\_'))
    // Tags, autolinks and character references (sections 6.6, 6.5, 2.5); a bare "<2.0" is none of them.
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/&(?=#?[0-9A-Za-z]+;)/g, '\\&')
    // Forges make links of addresses, and strike out what stands between tildes.
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/~(?=~)|(?<=~)~/g, '\\~')
    // What begins a block, or ends a heading (sections 4.2, 5.1, 5.2).
    .replace(/^(?:[-+>](?=\s|$)|>|#{1,6}(?=\s|$)|-(?=[-\s]*$)|~)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/(?<=\s)#(?=#*$)/, '\\#')

/** A version in words as it is, or as code where its signs would do something to the words around it. */
const asVersion = (plain: string): string => {
  const version = oneLine(plain)
  return /^[0-9A-Za-z.+-]+$/.test(version) || version.includes('`') ? asText(version) : `\`${version}\``
}

/** The team's Markdown as it stands, except that a code block left open must not swallow what comes after it. */
function text(written: string | null): string {
  const lines = (written ?? '').toWellFormed().replace(/\r\n?/g, '\n').trim().split('\n')
  let open: string | undefined
  for (const line of lines) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line)
    if (!fence?.[1]) continue
    if (open === undefined) open = fence[1][0] === '`' && fence[2]?.includes('`') ? undefined : fence[1]
    else if (fence[1][0] === open[0] && fence[1].length >= open.length && fence[2]?.trim() === '') open = undefined
  }
  return [...lines, ...(open === undefined ? [] : [open])].join('\n')
}

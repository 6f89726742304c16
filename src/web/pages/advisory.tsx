import type { ComponentChildren } from 'preact'
import type { PublicAdvisory } from '../../advisory/advisory.ts'
import { markdown } from '../../advisory/markdown.ts'
import { osv } from '../../advisory/osv.ts'
import { namesFix, releaseFor, versionsText } from '../../advisory/versions.ts'
import { json, notFound, text } from '../answer.tsx'
import { Markdown } from '../markdown.tsx'
import type { Visit } from '../route.ts'
import { Crumbs } from '../ui/crumbs.tsx'
import { Definitions } from '../ui/definition.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Day, Time } from '../ui/time.tsx'
import { english, UiLanguage } from '../ui/words.ts'
import { SeverityBadge } from './advisories.tsx'
import { CreditName } from './credits.tsx'
import { en } from './messages/en.ts'
import { MessagesProvider } from './messages/languages.ts'
import { filled } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** One advisory: as a page, as Markdown, as OSV. `?revision=` shows an earlier one. */
export async function advisoryPage(visit: Visit): Promise<Response> {
  const [, id = '', form = ''] = /^([A-Z0-9][A-Za-z0-9-]{0,60})(\.md|\.osv\.json)?$/.exec(visit.params.id ?? '') ?? []
  const asked = visit.query.get('revision')
  if (id === '' || (asked !== null && !/^[1-9]\d{0,5}$/.test(asked))) return notFound(visit)
  const advisory = await visit.desk.advisory(id, asked === null ? undefined : Number(asked))
  if (advisory === undefined) return notFound(visit)
  const headers = validators(advisory)
  // Documents name the public address, whatever door the reader came through.
  const page = `${visit.config.url}/advisories/${encodeURIComponent(id)}`
  if (form === '.md') return text(markdown(advisory, page), { type: 'text/markdown; charset=utf-8', headers })
  if (form === '.osv.json') return json(osv(advisory, page), { headers })
  const latest = advisory.revisions.at(-1)?.revision ?? advisory.revision
  const { advisories: m } = messagesFor(visit).lists
  const at = `/advisories/${encodeURIComponent(id)}`
  return translated(
    visit,
    <PublicPage visit={visit} title={filled(m.one, { id: advisory.id })} here="/advisories" at={at} translated>
      <Crumbs items={[{ href: '/advisories', label: m.page }]} here={advisory.id} />
      {advisory.revision !== latest && (
        <Notice kind="warn" title={m.earlier}>
          <p>
            <Link href={at}>{m.newest}</Link>
          </p>
        </Notice>
      )}
      <AdvisoryArticle advisory={advisory} />
      <Section title={m.otherForms}>
        <Prose>
          <p>
            <Link href={`${at}.md`}>Markdown</Link> ·{' '}
            <bdi>
              <Link href={`${at}.osv.json`}>{m.osv}</Link>
            </bdi>
          </p>
        </Prose>
      </Section>
    </PublicPage>,
    { headers },
  )
}

const validators = ({ updatedAt }: PublicAdvisory): Readonly<Record<string, string>> => ({
  'Last-Modified': new Date(updatedAt).toUTCString(),
})

/** The advisory itself, on its own page. It is one document with one wording, whatever the page around it speaks. */
function AdvisoryArticle({ advisory }: { advisory: PublicAdvisory }) {
  return (
    <UiLanguage.Provider value={english}>
      <MessagesProvider value={en}>
        <div class="document" lang="en" dir="ltr">
          <PageHead title={<PersonText text={advisory.title} />} />
          <AdvisoryParts advisory={advisory} isPublic />
        </div>
      </MessagesProvider>
    </UiLanguage.Provider>
  )
}

/** The same beside the editor and on the publish page, before anybody else sees it. */
export function AdvisoryBody({ advisory, draft = false }: { advisory: PublicAdvisory; draft?: boolean }) {
  return (
    <article class="section">
      <h2>
        <PersonText text={advisory.title} />
      </h2>
      <p>
        <bdi>{advisory.id}</bdi>
      </p>
      <AdvisoryParts advisory={advisory} draft={draft} />
    </article>
  )
}

interface Shown {
  advisory: PublicAdvisory
  isPublic?: boolean
  /** The newest revision is a preview: it was not published yet. */
  draft?: boolean
}

function AdvisoryParts({ advisory, isPublic = false, draft = false }: Shown) {
  return (
    <>
      {advisory.extent === 'brief' && <Brief advisory={advisory} />}
      <Facts advisory={advisory} draft={draft} />
      <Text title="Summary" text={advisory.summary} />
      <Text title="Impact" text={advisory.impact} />
      {advisory.affected.length > 0 && <WhoIsAffected advisory={advisory} />}
      <WhatToDo advisory={advisory} />
      <Text title="Details" text={advisory.details} />
      <Text title="How to reproduce" text={advisory.reproduce} />
      <References advisory={advisory} />
      <Credits advisory={advisory} />
      <Revisions advisory={advisory} isPublic={isPublic} draft={draft} />
    </>
  )
}

function Brief({ advisory }: { advisory: PublicAdvisory }) {
  return (
    <Notice title="This is a brief advisory.">
      <p>
        Some details are held back so that users can update first.{' '}
        {advisory.detailsBy !== null && (
          <>
            They follow around <Day at={advisory.detailsBy} />.
          </>
        )}
      </p>
    </Notice>
  )
}

function Facts({ advisory, draft }: Shown) {
  const isFirst = advisory.revisions.length <= 1
  return (
    <Definitions
      items={[
        { term: 'Project', detail: named(advisory.project.name, advisory.project.site) },
        { term: 'Severity', detail: <SeverityBadge severity={advisory.severity} score={advisory.score} /> },
        { term: 'CVSS 4.0', detail: advisory.cvss && <code dir="ltr">{advisory.cvss}</code> },
        {
          term: 'CVE',
          detail: advisory.cve && <Link href={`https://www.cve.org/CVERecord?id=${advisory.cve}`}>{advisory.cve}</Link>,
        },
        { term: 'Weakness', detail: advisory.cwe && <PersonText text={advisory.cwe} /> },
        { term: 'Fixed in', detail: advisory.fixedIn && named(advisory.fixedIn, advisory.releaseUrl) },
        { term: 'Commit', detail: advisory.commit && <code dir="ltr">{advisory.commit}</code> },
        { term: 'Published', detail: draft && isFirst ? notYet : <Time at={advisory.publishedAt} /> },
        {
          term: 'Updated',
          detail: draft
            ? !isFirst && notYet
            : advisory.updatedAt !== advisory.publishedAt && <Time at={advisory.updatedAt} />,
        },
      ].map(({ term, detail }) => ({ term, detail: detail === false ? null : detail }))}
    />
  )
}

const notYet = 'Not published yet'

const named = (name: string, url: string | null): ComponentChildren =>
  url === null ? (
    <PersonText text={name} />
  ) : (
    <Link href={url}>
      <PersonText text={name} />
    </Link>
  )

function Text({ title, text }: { title: string; text: string | null }) {
  if (text === null || text === '') return null
  return (
    <Section title={title} level={2}>
      <Markdown text={text} by="person" />
    </Section>
  )
}

function WhoIsAffected({ advisory }: { advisory: PublicAdvisory }) {
  const release = releaseFor(advisory)
  return (
    <Section title="Who is affected">
      <Table
        caption="Affected products"
        hideCaption
        columns={[{ head: 'Product', lead: true }, { head: 'Versions' }, { head: 'Package' }]}
        rows={advisory.affected.map((row, index) => ({
          key: `${index}`,
          cells: [
            <PersonText text={row.product} />,
            <PersonText text={versionsText(row, release)} />,
            row.package === undefined ? (
              '–'
            ) : (
              <PersonText text={[row.ecosystem, row.package].filter(Boolean).join(': ')} />
            ),
          ],
        }))}
      />
    </Section>
  )
}

function WhatToDo({ advisory }: { advisory: PublicAdvisory }) {
  const { mitigation, workaround, nothingToDo, fixedIn } = advisory
  if (!mitigation && !workaround && !nothingToDo && fixedIn === null) return null
  return (
    <Section title="What to do">
      {fixedIn !== null && !namesFix(advisory) && (
        <p>
          Update to <PersonText text={fixedIn} /> or later.
        </p>
      )}
      {mitigation !== null && <Markdown text={mitigation} by="person" />}
      {workaround !== null && (
        <>
          <h3>Until you can update</h3>
          <Markdown text={workaround} by="person" />
        </>
      )}
      {nothingToDo && <p>There is nothing that users can do yet.</p>}
    </Section>
  )
}

function References({ advisory }: { advisory: PublicAdvisory }) {
  if (advisory.references.length === 0) return null
  return (
    <Section title="References">
      <Prose>
        <ul>
          {advisory.references.map(({ type, url }) => (
            <li key={url}>
              {kinds[type]}: <Link href={url}>{url}</Link>
            </li>
          ))}
        </ul>
      </Prose>
    </Section>
  )
}

const kinds = { fix: 'Fix', release: 'Release', article: 'Article', report: 'Report', web: 'More' }

function Credits({ advisory }: { advisory: PublicAdvisory }) {
  if (advisory.credits.length === 0 && advisory.anonymous === 0) return null
  return (
    <Section title="Credit">
      <Prose>
        <ul>
          {advisory.credits.map(({ name, url }, index) => (
            <li key={index}>
              <CreditName name={name} url={url} />
            </li>
          ))}
          {advisory.anonymous > 0 && <li>{unnamed(advisory.anonymous)}</li>}
        </ul>
      </Prose>
    </Section>
  )
}

const unnamed = (count: number): string =>
  count === 1 ? 'One person who wished to stay unnamed' : `${count} people who wished to stay unnamed`

/** Before it is public there is nothing yet that a link could lead to. */
function Revisions({ advisory, isPublic, draft }: Shown) {
  if (advisory.revisions.length === 0) return null
  return (
    <Section title="Revisions">
      <Prose>
        <ol>
          {advisory.revisions.map(({ revision, at, extent }) => (
            <li key={revision} value={revision}>
              {isPublic ? (
                <Link
                  href={`/advisories/${encodeURIComponent(advisory.id)}?revision=${revision}`}
                  current={revision === advisory.revision ? 'true' : undefined}
                >
                  {extents[extent]}
                </Link>
              ) : (
                extents[extent]
              )}
              , {draft && revision === advisory.revision ? 'not published yet' : <Time at={at} />}
            </li>
          ))}
        </ol>
      </Prose>
    </Section>
  )
}

const extents = { brief: 'Brief', full: 'Full' }

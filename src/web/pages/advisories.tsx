import type { PublicAdvisory } from '../../advisory/advisory.ts'
import { severityLabel } from '../../advisory/severity.ts'
import { html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Badge, type BadgeKind } from '../ui/badge.tsx'
import { Link } from '../ui/link.tsx'
import { Pager } from '../ui/pager.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Day } from '../ui/time.tsx'
import { PublicPage } from './public-page.tsx'

/** What was published, newest first. */
export async function advisoriesPage(visit: Visit): Promise<Response> {
  const after = visit.query.get('after') ?? undefined
  const { items, next } = await visit.desk.advisories(after)
  return html(
    visit,
    <PublicPage visit={visit} title="Advisories" here="/advisories">
      <PageHead title="Security advisories" lead="What was found, whom it concerns, and what to do about it." />
      <Prose>
        <p>
          To hear of new ones, follow the <Link href="/advisories/feed.atom">Atom feed</Link> or the{' '}
          <Link href="/advisories/feed.json">JSON feed</Link>.
        </p>
      </Prose>
      {items.length === 0 ? (
        <Empty title="Nothing has been published yet." />
      ) : (
        <Table
          caption="Published advisories"
          hideCaption
          columns={[
            { head: 'Advisory', lead: true },
            { head: 'Severity' },
            { head: 'Published' },
            { head: 'Fixed in' },
          ]}
          rows={items.map((item) => ({ key: item.id, cells: cellsOf(item) }))}
        />
      )}
      <Pager
        label="Advisories"
        first={after === undefined ? undefined : '/advisories'}
        next={next === null ? undefined : `/advisories?after=${encodeURIComponent(next)}`}
        nextLabel="Older ones"
      />
    </PublicPage>,
  )
}

function cellsOf(item: PublicAdvisory) {
  return [
    <>
      <Link href={`/advisories/${encodeURIComponent(item.id)}`}>
        <PersonText text={item.title} />
      </Link>
      <div class="hint">
        <bdi>{item.id}</bdi>
        {item.cve !== null && (
          <>
            {' '}
            · <bdi>{item.cve}</bdi>
          </>
        )}
        {item.extent === 'brief' && ' · brief, details follow'}
      </div>
    </>,
    <SeverityBadge severity={item.severity} score={item.score} />,
    <Day at={item.publishedAt} />,
    item.fixedIn === null ? '–' : <PersonText text={item.fixedIn} />,
  ]
}

export function SeverityBadge({ severity, score }: Pick<PublicAdvisory, 'severity' | 'score'>) {
  if (severity === null) return <>not rated</>
  return <Badge kind={kinds[severity]}>{severityLabel(severity, score)}</Badge>
}

const kinds = { none: 'plain', low: 'info', medium: 'warn', high: 'bad', critical: 'bad' } satisfies Record<
  NonNullable<PublicAdvisory['severity']>,
  BadgeKind
>

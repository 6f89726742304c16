import type { PublicAdvisory } from '../../advisory/advisory.ts'
import type { Visit } from '../route.ts'
import { Badge, type BadgeKind } from '../ui/badge.tsx'
import { Link } from '../ui/link.tsx'
import { Pager } from '../ui/pager.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Day } from '../ui/time.tsx'
import type { Messages } from './messages/en.ts'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** What was published, newest first. */
export async function advisoriesPage(visit: Visit): Promise<Response> {
  const after = visit.query.get('after') ?? undefined
  const { items, next } = await visit.desk.advisories(after)
  const { advisories: m } = messagesFor(visit).lists
  return translated(
    visit,
    <PublicPage visit={visit} title={m.page} here="/advisories" translated>
      <PageHead title={m.title} lead={m.lead} />
      <Prose>
        <p>
          <Said
            text={m.feeds}
            atom={<Link href="/advisories/feed.atom">{m.atom}</Link>}
            json={<Link href="/advisories/feed.json">{m.json}</Link>}
          />
        </p>
      </Prose>
      {items.length === 0 ? (
        <Empty title={m.nothing} />
      ) : (
        <Table
          caption={m.caption}
          hideCaption
          columns={[{ head: m.advisory, lead: true }, { head: m.severity }, { head: m.published }, { head: m.fixedIn }]}
          rows={items.map((item) => ({ key: item.id, cells: cellsOf(item, m) }))}
        />
      )}
      <Pager
        label={m.page}
        first={after === undefined ? undefined : '/advisories'}
        next={next === null ? undefined : `/advisories?after=${encodeURIComponent(next)}`}
        firstLabel={m.first}
        nextLabel={m.older}
      />
    </PublicPage>,
  )
}

function cellsOf(item: PublicAdvisory, m: Messages['lists']['advisories']) {
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
        {item.extent === 'brief' && ` · ${m.brief}`}
      </div>
    </>,
    <SeverityBadge severity={item.severity} score={item.score} />,
    <Day at={item.publishedAt} />,
    item.fixedIn === null ? '–' : <PersonText text={item.fixedIn} />,
  ]
}

export function SeverityBadge({ severity, score }: Pick<PublicAdvisory, 'severity' | 'score'>) {
  const { advisories: m } = useMessages().lists
  if (severity === null) return <>{m.notRated}</>
  const level = m.levels[severity]
  return <Badge kind={kinds[severity]}>{score === null ? level : `${level} (${score.toFixed(1)})`}</Badge>
}

const kinds = { none: 'plain', low: 'info', medium: 'warn', high: 'bad', critical: 'bad' } satisfies Record<
  NonNullable<PublicAdvisory['severity']>,
  BadgeKind
>

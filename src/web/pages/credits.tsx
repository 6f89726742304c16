import { html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { PublicPage } from './public-page.tsx'

/** Everybody who helped and wished to be named, by name. Whoever wished no name is not here at all. */
export async function creditsPage(visit: Visit): Promise<Response> {
  const people = await visit.desk.credits()
  return html(
    visit,
    <PublicPage visit={visit} title="Credits" here="/credits">
      <PageHead
        title="Thank you"
        lead="These people found vulnerabilities, told us in private, and chose to be named."
      />
      {people.length === 0 ? (
        <Empty title="There is nobody to name yet.">
          <p>Whoever reports a vulnerability decides whether they are named.</p>
        </Empty>
      ) : (
        <Table
          caption="People who helped"
          hideCaption
          columns={[{ head: 'Name', lead: true }, { head: 'Advisories' }]}
          rows={people.map((person, index) => ({
            key: `${index}`,
            cells: [<CreditName name={person.name} url={person.url} />, <Advisories ids={person.advisories} />],
          }))}
        />
      )}
    </PublicPage>,
  )
}

/** A name with its link, exactly as the preview showed it to its owner. */
export function CreditName({ name, url }: { name: string; url: string | null }) {
  if (url === null) return <PersonText text={name} />
  return (
    <Link href={url} byOthers>
      <PersonText text={name} />
    </Link>
  )
}

function Advisories({ ids }: { ids: readonly string[] }) {
  return (
    <>
      {ids.map((id, index) => (
        <>
          {index > 0 && ', '}
          <Link href={`/advisories/${encodeURIComponent(id)}`}>{id}</Link>
        </>
      ))}
    </>
  )
}

import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** Everybody who helped and wished to be named, by name. Whoever wished no name is not here at all. */
export async function creditsPage(visit: Visit): Promise<Response> {
  const people = await visit.desk.credits()
  const { credits: m } = messagesFor(visit).lists
  return translated(
    visit,
    <PublicPage visit={visit} title={m.page} here="/credits" translated>
      <PageHead title={m.title} lead={m.lead} />
      {people.length === 0 ? (
        <Empty title={m.nobody}>
          <p>{m.nobodyText}</p>
        </Empty>
      ) : (
        <Table
          caption={m.caption}
          hideCaption
          columns={[{ head: m.name, lead: true }, { head: m.advisories }]}
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

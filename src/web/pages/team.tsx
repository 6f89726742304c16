import { policyBlocks } from '../../advisory/policy-blocks.ts'
import type { Handles } from '../../team/handles.ts'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** Who reads reports, and how to know them. Nobody is named who did not agree to it. */
export async function teamPage(visit: Visit): Promise<Response> {
  const people = await visit.team.roster()
  const { lists, policyText } = messagesFor(visit)
  const m = lists.team
  const about = policyBlocks(visit.desk.policy().policy, { words: policyText }).find(({ name }) => name === 'team')
  return translated(
    visit,
    <PublicPage visit={visit} title={m.page} here="/team" translated>
      <PageHead title={m.title} lead={m.lead} />
      {about !== undefined && <PolicyBlock block={{ ...about, title: m.know }} />}
      <Section title={m.members}>
        {people.length === 0 ? (
          <Empty title={m.nobody}>
            <p>{m.nobodyText}</p>
          </Empty>
        ) : (
          <Table
            caption={m.caption}
            hideCaption
            columns={[{ head: m.name, lead: true }, { head: m.role }, { head: m.know }]}
            rows={people.map(({ name, role, known }, index) => ({
              key: `${index}`,
              cells: [<PersonText text={name} />, m.roles[role], <Known known={known} />],
            }))}
          />
        )}
        <Prose>
          <p>
            <Said
              text={m.signed}
              file={<Link href="/team/roster.txt">{m.signedFile}</Link>}
              command={<code dir="ltr">postern verify</code>}
              keys={<Link href="/.well-known/postern-keys.json">{m.keys}</Link>}
            />
          </p>
        </Prose>
      </Section>
    </PublicPage>,
  )
}

function Known({ known }: { known: Handles }) {
  const { team: m } = useMessages().lists
  const all = Object.entries(known)
  if (all.length === 0) return <>{m.notSaid}</>
  return (
    <ul class="plain handles">
      {all.map(([kind, value]) => (
        <li key={kind}>
          {kinds[kind as keyof Handles]} <PersonText text={kind === 'openpgp' ? inFours(value) : value} />
        </li>
      ))}
    </ul>
  )
}

/** As fingerprints are read aloud. */
const inFours = (fingerprint: string): string => fingerprint.match(/.{4}/g)?.join(' ') ?? fingerprint

const kinds: Readonly<Record<keyof Handles, string>> = {
  matrix: 'Matrix:',
  discord: 'Discord:',
  openpgp: 'OpenPGP:',
  github: 'GitHub:',
}

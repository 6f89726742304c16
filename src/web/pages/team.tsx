import { policyBlocks } from '../../advisory/policy-blocks.ts'
import type { Role } from '../../case/ids.ts'
import type { Handles } from '../../team/handles.ts'
import { html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { PublicPage } from './public-page.tsx'

/** Who reads reports, and how to know them. Nobody is named who did not agree to it. */
export async function teamPage(visit: Visit): Promise<Response> {
  const people = await visit.team.roster()
  const about = policyBlocks(visit.desk.policy().policy).find(({ name }) => name === 'team')
  return html(
    visit,
    <PublicPage visit={visit} title="Team" here="/team">
      <PageHead title="The team" lead="These people read the reports that arrive here." />
      {about !== undefined && <PolicyBlock block={{ ...about, title: 'How to know them' }} />}
      <Section title="Members">
        {people.length === 0 ? (
          <Empty title="Nobody on this team chose to be named here.">
            <p>Reports still reach the whole team.</p>
          </Empty>
        ) : (
          <Table
            caption="Members who agreed to be named"
            hideCaption
            columns={[{ head: 'Name', lead: true }, { head: 'Role' }, { head: 'How to know them' }]}
            rows={people.map(({ name, role, known }, index) => ({
              key: `${index}`,
              cells: [<PersonText text={name} />, roles[role], <Known known={known} />],
            }))}
          />
        )}
        <Prose>
          <p>
            The same as a <Link href="/team/roster.txt">signed file</Link>, to be checked with{' '}
            <code>postern verify</code> or with OpenSSL and{' '}
            <Link href="/.well-known/postern-keys.json">the keys of this desk</Link>. Whoever says to be on this team,
            anywhere, is on it only if they stand here.
          </p>
        </Prose>
      </Section>
    </PublicPage>,
  )
}

function Known({ known }: { known: Handles }) {
  const all = Object.entries(known)
  if (all.length === 0) return <>not said</>
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

const roles: Readonly<Record<Role, string>> = { lead: 'Lead', member: 'Member', observer: 'Observer' }

import { policyBlocks } from '../../advisory/policy-blocks.ts'
import type { Role } from '../../case/ids.ts'
import { html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Section } from '../ui/section.tsx'
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
            columns={[{ head: 'Name', lead: true }, { head: 'Role' }]}
            rows={people.map(({ name, role }, index) => ({
              key: `${index}`,
              cells: [<PersonText text={name} />, roles[role]],
            }))}
          />
        )}
      </Section>
    </PublicPage>,
  )
}

const roles: Readonly<Record<Role, string>> = { lead: 'Lead', member: 'Member', observer: 'Observer' }

import type { Linked } from '../../team/team.ts'
import type { Visit } from '../route.ts'
import { PersonText } from '../ui/person-text.tsx'
import { Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Ago, Day } from '../ui/time.tsx'
import { ByProvider } from './provider.tsx'
import { OneButton } from './team-parts.tsx'

/** Logins at the provider that open this desk for its owner. Shown where there is a provider, or still a link to one. */
export function LinkedLogins({ visit, linked }: { visit: Visit; linked: readonly Linked[] }) {
  if (visit.team.providerName === null && linked.length === 0) return null
  return (
    <Section title="Login of your organisation" id="logins" card>
      {linked.length === 0 ? (
        <Prose>
          <p>None is linked. Linking one asks for your passkey, and then for that login.</p>
        </Prose>
      ) : (
        <Table
          caption="Linked logins"
          hideCaption
          columns={[{ head: 'Provider', lead: true }, { head: 'Since' }, { head: 'Last used' }, { head: 'Change' }]}
          rows={linked.map(({ id, issuer, since, usedAt }) => ({
            key: id,
            cells: [
              <PersonText text={issuer} />,
              <Day at={since} />,
              usedAt === 0 ? 'not yet' : <Ago at={usedAt} now={visit.desk.now()} />,
              <OneButton
                visit={visit}
                action="/desk/account/provider/unlink"
                field="login"
                value={id}
                label={`Unlink: ${issuer}`}
              >
                Unlink
              </OneButton>,
            ],
          }))}
        />
      )}
      <ByProvider visit={visit} action="/desk/account/provider" words="Link a login at" />
    </Section>
  )
}

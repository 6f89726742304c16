import { role as roles } from '../../case/ids.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import type { Member } from '../../team/team.ts'
import { frameOf, html, notFound } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Day } from '../ui/time.tsx'
import { EnrolLink, memberPath, roleChoices, roleText } from './member-parts.tsx'
import { teamNav } from './team-nav.ts'
import { Refused, SignOut } from './team-parts.tsx'

export const membersPage = (visit: Visit): Promise<Response> => list(visit)

/** The team, for its leads. Each change asks for a fresh passkey and counts from the next request on. */
async function list(visit: Visit, told: Told = {}): Promise<Response> {
  const members = (await visit.team.members()).filter(({ state }) => state !== 'removed')
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Members"
      layout="desk"
      nav={teamNav(visit, '/desk/members')}
      account={<SignOut visit={visit} />}
    >
      <PageHead title="Members" />
      <Refused refusal={told.refusal} />
      {told.enrol !== undefined && <EnrolLink link={told.enrol} />}
      <Table
        caption="The team"
        hideCaption
        columns={[{ head: 'Name', lead: true }, { head: 'Role' }, { head: 'Since' }]}
        rows={members.map((member) => ({ key: member.id, cells: cells(member) }))}
      />
      <Section title="Invite somebody" card>
        <Form action="/desk/members/invite" hidden={{ token: visit.formToken }} label="Invite somebody">
          <TextField name="name" label="Name" width="medium" max={100} required value={told.typed?.name ?? ''} />
          <Radios name="role" label="Role" required value={told.typed?.role ?? 'member'} choices={roleChoices} />
          <Actions>
            <Button>Make a link for them</Button>
          </Actions>
        </Form>
      </Section>
    </Page>
  )
  return html(visit, page, { status: told.refusal === undefined ? 200 : 409 })
}

function cells(member: Member) {
  return [
    <Link href={memberPath(member)}>
      <PersonText text={member.name} />
    </Link>,
    roleText(member),
    <Day at={member.since} />,
  ]
}

interface Told {
  readonly refusal?: TeamRefusal
  readonly enrol?: string
  readonly typed?: { readonly name: string; readonly role: string }
}

export async function invite(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['name', 'role'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  const wanted = roles.safeParse(form.fields.role)
  if (by === undefined || !wanted.success) return notFound(visit)
  const typed = { name: form.fields.name ?? '', role: wanted.data }
  const invited = await visit.team.addMember({ ...typed, by })
  return list(visit, isRefusal(invited) ? { refusal: invited, typed } : { enrol: invited.enrol })
}

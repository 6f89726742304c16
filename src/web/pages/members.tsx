import { type Role, role as roles } from '../../case/ids.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import type { Member } from '../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Radios, Select } from '../ui/choice.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Day } from '../ui/time.tsx'
import { teamNav } from './team-nav.ts'
import { OneButton, Refused, SignOut } from './team-parts.tsx'

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
        columns={[{ head: 'Name', lead: true }, { head: 'Role' }, { head: 'Since' }, { head: 'Change' }]}
        rows={members.map((member) => ({ key: member.id, cells: cells(visit, member) }))}
      />
      <Section title="Invite somebody" card>
        <Form action="/desk/members/invite" hidden={{ token: visit.formToken }} label="Invite somebody">
          <TextField name="name" label="Name" width="medium" max={100} required value={told.typed?.name ?? ''} />
          <Radios
            name="role"
            label="Role"
            required
            value={told.typed?.role ?? 'member'}
            choices={roles.options.map((value) => ({
              value,
              label: roleTexts[value].label,
              hint: roleTexts[value].hint,
            }))}
          />
          <Actions>
            <Button>Make a link for them</Button>
          </Actions>
        </Form>
      </Section>
    </Page>
  )
  return html(visit, page, { status: told.refusal === undefined ? 200 : 409 })
}

interface Told {
  readonly refusal?: TeamRefusal
  readonly enrol?: string
  readonly typed?: { readonly name: string; readonly role: string }
}

const roleTexts = {
  lead: { label: 'Lead', hint: 'Everything, also the team itself and publishing early.' },
  member: { label: 'Member', hint: 'Works on cases and publishes.' },
  observer: { label: 'Observer', hint: 'Reads cases and changes nothing.' },
} as const satisfies Record<Role, unknown>

function EnrolLink({ link }: { link: string }) {
  return (
    <Notice kind="ok" title="The link is shown only now.">
      <p dir="ltr" translate={false}>
        <code>{link}</code>
      </p>
      <p>Give it to them yourself, in private. It works once, for an hour. Whoever opens it first comes in.</p>
    </Notice>
  )
}

function cells(visit: Visit, member: Member) {
  return [
    <PersonText text={member.name} />,
    member.state === 'invited' ? `${member.role}, invited` : member.role,
    <Day at={member.since} />,
    <Changes visit={visit} member={member} />,
  ]
}

function Changes({ visit, member }: { visit: Visit; member: Member }) {
  const at = `/desk/members/${member.id}`
  return (
    <>
      <Form action={`${at}/role`} hidden={{ token: visit.formToken }} label={`Role of ${member.name}`}>
        <Select
          id={`role-${member.id}`}
          name="role"
          label="Role"
          value={member.role}
          options={roles.options.map((value) => ({ value, label: roleTexts[value].label }))}
        />
        <Button kind="quiet">Change</Button>
      </Form>
      {member.state === 'invited' && (
        <OneButton visit={visit} action={`${at}/link`} field="again" value="yes" label={`New link for ${member.name}`}>
          New link
        </OneButton>
      )}
      <OneButton visit={visit} action={`${at}/remove`} field="sure" value="yes" label={`Remove ${member.name}`}>
        Remove
      </OneButton>
    </>
  )
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

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

export async function inviteAgain(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['again'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const invited = await visit.team.inviteAgain({ member: visit.params.id ?? '', by })
  return list(visit, isRefusal(invited) ? { refusal: invited } : { enrol: invited.enrol })
}

export async function changeRole(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['role'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  const wanted = roles.safeParse(form.fields.role)
  if (by === undefined || !wanted.success) return notFound(visit)
  return answered(visit, await visit.team.setRole({ member: visit.params.id ?? '', role: wanted.data, by }))
}

export async function remove(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['sure'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  return answered(visit, await visit.team.removeMember({ member: visit.params.id ?? '', by }))
}

const answered = (visit: Visit, done: object): Response | Promise<Response> =>
  isRefusal(done)
    ? done.refused === 'no-such-member'
      ? notFound(visit)
      : list(visit, { refusal: done })
    : seeOther('/desk/members')

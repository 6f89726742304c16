import { role as roles } from '../../case/ids.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import type { Member } from '../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { EnrolLink, memberPath, roleChoices, roleText } from './member-parts.tsx'
import { teamNav } from './team-nav.ts'
import { OneButton, Refused, SignOut } from './team-parts.tsx'

/** One member: the role, a new link for who did not come yet, and the way out. */
export const memberPage = (visit: Visit): Promise<Response> => one(visit)

async function one(visit: Visit, told: Told = {}): Promise<Response> {
  const member = (await visit.team.members()).find(({ id }) => id === visit.params.id)
  if (member === undefined || member.state === 'removed') return notFound(visit)
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Member"
      layout="desk"
      nav={teamNav(visit, '/desk/members')}
      account={<SignOut visit={visit} />}
    >
      <PageHead title={<PersonText text={member.name} />} lead={roleText(member)} />
      <Refused refusal={told.refusal} />
      {told.enrol !== undefined && <EnrolLink link={told.enrol} />}
      <RoleSection visit={visit} member={member} />
      {member.state === 'invited' && (
        <Section title="A new link" card>
          <Prose>
            <p>The link from before ends, and this one works for an hour.</p>
          </Prose>
          <OneButton visit={visit} action={`${memberPath(member)}/link`} field="again" value="yes" label="A new link">
            Make a new link
          </OneButton>
        </Section>
      )}
      <Section title="Remove from the team" card>
        <Prose>
          <p>Sessions, API tokens and passkeys end at once. What this member did stays in the cases, with the name.</p>
        </Prose>
        <OneButton
          visit={visit}
          action={`${memberPath(member)}/remove`}
          field="sure"
          value="yes"
          label="Remove from the team"
        >
          Remove
        </OneButton>
      </Section>
    </Page>
  )
  return html(visit, page, { status: told.refusal === undefined ? 200 : 409 })
}

function RoleSection({ visit, member }: { visit: Visit; member: Member }) {
  return (
    <Section title="Role" card>
      <Form action={`${memberPath(member)}/role`} hidden={{ token: visit.formToken }} label="Role">
        <Radios name="role" label="What may this member do?" value={member.role} choices={roleChoices} />
        <Actions>
          <Button>Change the role</Button>
        </Actions>
      </Form>
    </Section>
  )
}

interface Told {
  readonly refusal?: TeamRefusal
  readonly enrol?: string
}

export async function inviteAgain(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['again'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const invited = await visit.team.inviteAgain({ member: visit.params.id ?? '', by })
  return one(visit, isRefusal(invited) ? { refusal: invited } : { enrol: invited.enrol })
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
      : one(visit, { refusal: done })
    : seeOther('/desk/members')

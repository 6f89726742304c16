import { isRefusal, type TeamRefusal } from '../../../team/refusal.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../guard.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { PageHead, Prose } from '../../ui/section.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { teamNav } from '../team-nav.ts'
import { Refused, SignOut } from '../team-parts.tsx'
import { TWO_PERSON } from '../two-person.tsx'

export const erasePath = (number: string): string => `/desk/cases/${number}/erase`

/** What erasing does and what it cannot do, and the question for a second person. */
export const erasePage = (visit: Visit): Promise<Response> => show(visit)

async function show(visit: Visit, refusal?: TeamRefusal, typed = ''): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.caseFor(visit.member, visit.params.number ?? '')
  if (found === undefined || found.glassUntil !== null) return notFound(visit)
  const { number, view } = found
  const page = (
    <Page
      frame={frameOf(visit)}
      title={`Erase ${number}`}
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: `/desk/cases/${number}`, label: number }]} here="Erase" />
      <PageHead title={`Erase ${number} for good`} lead="Another member has to agree. Then a lead does it." />
      <Refused refusal={refusal} />
      <Prose>
        <p>
          Its key is destroyed. Report, thread, notes, files and the names of whoever reported it can be read by nobody
          any more, on no node of this desk; every receipt code for it ends. The log still says that there was a case,
          who did something to it and when, and nothing of what.
        </p>
        {view.case.published.length > 0 && (
          <p>
            What was published stays public, with the credit it gives. Whoever is named there can take their name back
            first, in their thread.
          </p>
        )}
      </Prose>
      <Notice kind="warn" title="Copies made before stay readable.">
        <p>
          Backups, exports and snapshots of the machine hold the key of their day. The case is gone everywhere only once
          the last of them is.
        </p>
      </Notice>
      <Form action={erasePath(number)} hidden={{ token: visit.formToken }} label="Ask that this case is erased">
        <TextArea
          name="reason"
          label="Why?"
          hint="The other members read this. Say nothing of what the case is about."
          rows={3}
          required
          value={typed}
        />
        <Actions>
          <Button>Ask for it</Button>
        </Actions>
      </Form>
    </Page>
  )
  return html(visit, page, { status: refusal === undefined ? 200 : 409 })
}

export async function askForErasing(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['reason'] })
  if (form instanceof Response) return form
  const { member } = visit
  const found = member === null ? undefined : await visit.desk.caseFor(member, visit.params.number ?? '')
  if (member === null || found === undefined) return notFound(visit)
  const reason = form.fields.reason ?? ''
  const asked = await visit.team.askTwoPerson({ kind: 'erase', subject: found.number, reason, by: member.member })
  return isRefusal(asked) ? show(visit, asked, reason) : seeOther(TWO_PERSON)
}

import type { GivenUp } from '../../../desk/undelivered.ts'
import type { Member } from '../../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, PageHead, Section } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago } from '../../ui/time.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { What } from './what-news.tsx'

export const UNDELIVERED = '/desk/undelivered'

/** News that the desk gave up on after some days, each with another try. */
export async function undeliveredPage(visit: Visit): Promise<Response> {
  if (visit.member === null) return notFound(visit)
  const [all, members] = await Promise.all([visit.house.undelivered.list(visit.member), visit.team.members()])
  const done = visit.query.get('done')
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Not delivered"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="Not delivered" />
      {done === 'again' && <Notice kind="ok" title="It is on its way again." />}
      {done === 'drop' && <Notice kind="ok" title="It is not tried any more." />}
      {done === 'gone' && <Notice title="That one is on its way already." />}
      <PageHead
        title="Not delivered"
        lead="The desk tried to tell somebody, for days unless it was refused outright, and gave up. The cases themselves are as they should be."
      />
      {all.length === 0 ? (
        <Empty title="Everything was delivered, or is on its way." />
      ) : (
        <Section title="Given up">
          <Table
            caption="News that nobody got, longest ago first"
            hideCaption
            columns={[
              { head: 'News', lead: true },
              { head: 'Case' },
              { head: 'Given up' },
              { head: 'Why' },
              { head: '' },
            ]}
            rows={all.map((one) => ({ key: one.id, cells: cells(visit, one, members) }))}
          />
        </Section>
      )}
    </Page>,
  )
}

/** Sent again by the next look of the outbox; what was wrong is for whoever presses this to mend first. */
export async function tryAgain(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['job', 'do'] })
  if (form instanceof Response) return form
  const { undelivered } = visit.house
  const [id, drop] = [form.fields.job ?? '', form.fields.do === 'drop']
  if (visit.member === null) return notFound(visit)
  const done = drop ? await undelivered.letGo(visit.member, id) : await undelivered.again(visit.member, id)
  return seeOther(`${UNDELIVERED}?done=${done ? (drop ? 'drop' : 'again') : 'gone'}`)
}

const cells = (visit: Visit, one: GivenUp, members: readonly Member[]) => [
  <What what={one.what} members={members} />,
  one.case === null ? '–' : <Link href={`/desk/cases/${one.case}`}>{one.case}</Link>,
  <Ago at={one.at} now={visit.desk.now()} />,
  <span>
    <code dir="ltr">{one.error}</code>, after {one.tries} {one.tries === 1 ? 'try' : 'tries'}
  </span>,
  <Form
    action={UNDELIVERED}
    hidden={{ token: visit.formToken, job: one.id }}
    label={`Try again: ${one.case ?? one.what.kind}`}
  >
    <Actions>
      <Button>Try again</Button>
      <Button kind="quiet" name="do" value="drop">
        Let it go
      </Button>
    </Actions>
  </Form>,
]

import type { News } from '../../../desk/notice.ts'
import type { GivenUp } from '../../../desk/undelivered.ts'
import { frameOf, html, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Button } from '../../ui/button.tsx'
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

export const UNDELIVERED = '/desk/undelivered'

/** News that the desk gave up on after some three days, each with another try. */
export async function undeliveredPage(visit: Visit): Promise<Response> {
  const all = await visit.house.undelivered.list()
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
      {done === 'gone' && <Notice title="That one is on its way already." />}
      <PageHead
        title="Not delivered"
        lead="The desk tried for about three days to tell somebody, and gave up. The cases themselves are as they should be."
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
            rows={all.map((one) => ({ key: one.id, cells: cells(visit, one) }))}
          />
        </Section>
      )}
    </Page>,
  )
}

/** Sent again by the next look of the outbox; what was wrong is for whoever presses this to mend first. */
export async function tryAgain(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['job'] })
  if (form instanceof Response) return form
  const revived = await visit.house.undelivered.again(form.fields.job ?? '')
  return seeOther(`${UNDELIVERED}?done=${revived ? 'again' : 'gone'}`)
}

const cells = (visit: Visit, one: GivenUp) => [
  one.news === null ? 'Of a case that was erased' : words[one.news],
  one.case === null ? '–' : <Link href={`/desk/cases/${one.case}`}>{one.case}</Link>,
  <Ago at={one.at} now={visit.desk.now()} />,
  <span>
    <code dir="ltr">{one.error}</code>, after {one.tries} {one.tries === 1 ? 'try' : 'tries'}
  </span>,
  <Form
    action={UNDELIVERED}
    hidden={{ token: visit.formToken, job: one.id }}
    label={`Try again: ${one.case ?? 'an erased case'}`}
  >
    <Button>Try again</Button>
  </Form>,
]

const words: Readonly<Record<News, string>> = {
  'new-report': 'A new report came in',
  exploited: 'Attacks were reported or seen',
  'reporter-answered': 'The reporter answered',
  'publication-held': 'A planned publication is on hold',
  published: 'An advisory was published',
}

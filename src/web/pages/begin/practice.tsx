import { frameOf, html, notFound, seeOther, sorry } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ReceiptCode } from '../../ui/receipt-code.tsx'
import { Empty, Section } from '../../ui/section.tsx'
import { AdvisoryBody } from '../advisory.tsx'
import { threadSession } from '../receipt.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'

/** Above the inbox: the practice case, or the offer of one to leads. It stands in no list. */
export async function PracticeCard({ visit }: { visit: Visit }) {
  const found = await visit.desk.practice.find()
  if (found === undefined)
    return visit.member?.role === 'lead' ? (
      <More summary="Practise with a case that does not count" id="practice">
        <Form action="/desk/practice" hidden={{ token: visit.formToken }} label="Make a practice case">
          <p>{what}</p>
          <Actions>
            <Button>Make a practice case</Button>
          </Actions>
        </Form>
      </More>
    ) : null
  return (
    <Section title="Practice case" id="practice" card aside={<bdi class="hint">{found.number}</bdi>}>
      <p>
        {found.published
          ? 'You went through all of it, up to the advisory. Look at it once more, or take it away.'
          : what}
      </p>
      <Actions>
        <ButtonLink href={`/desk/cases/${found.number}`} kind="primary">
          {found.published ? 'Open it' : 'Practise'}
        </ButtonLink>
        {found.published && visit.member?.role === 'lead' && <Remove visit={visit} />}
      </Actions>
    </Section>
  )
}

const what =
  'Never counted or published: reply, reproduce, release, and see it from the reporter’s side. It takes five minutes.'

/** On every page of the practice case: what it is, and the way to the other side. */
export async function PracticeBanner({ visit }: { visit: Visit }) {
  const found = await visit.desk.practice.find()
  if (found === undefined) return null
  return (
    <Notice title="This is practice. Nothing here is counted, told to anybody, or public.">
      <Actions>
        {found.access !== null && visit.member?.role !== 'observer' && (
          <Form action="/desk/practice/thread" hidden={{ token: visit.formToken }} label="The reporter’s side">
            <Button>See it as the reporter</Button>
          </Form>
        )}
        {found.published && <ButtonLink href="/desk/practice/advisory">See the advisory</ButtonLink>}
        {visit.member?.role === 'lead' && <Remove visit={visit} />}
      </Actions>
      <More summary="The reporter’s receipt code">
        <p>A real reporter gets such a code once, and nobody on the team ever sees it.</p>
        <ReceiptCode code={found.receipt} />
      </More>
    </Notice>
  )
}

const Remove = ({ visit }: { visit: Visit }) => (
  <Form action="/desk/practice/remove" hidden={{ token: visit.formToken }} label="Take the practice case away">
    <Button kind="quiet">Take it away</Button>
  </Form>
)

export async function makePractice(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  return form instanceof Response ? form : seeOther(`/desk/cases/${await visit.desk.practice.make()}`)
}

export async function removePractice(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  await visit.desk.practice.remove()
  return seeOther('/desk')
}

/** Lets a member in where only the practice case's reporter can be: by the very session that a receipt code opens. */
export async function practiceThread(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const found = await visit.desk.practice.find()
  if (found === undefined) return notFound(visit)
  if (found.access === null)
    return sorry(visit, 409, 'The code was replaced', 'Open the thread with the new code that the thread showed.')
  return seeOther('/thread', { cookies: [await threadSession(visit, found.access)] })
}

/** The advisory that never was: what readers would see, for members alone. */
export async function practiceAdvisory(visit: Visit): Promise<Response> {
  const [advisory, found] = await Promise.all([visit.desk.practice.advisory(), visit.desk.practice.find()])
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Practice advisory"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs
        items={[
          { href: '/desk', label: 'Inbox' },
          ...(found === undefined ? [] : [{ href: `/desk/cases/${found.number}`, label: found.number }]),
        ]}
        here="Practice advisory"
      />
      <Notice title="This is practice. Only members can see this page.">
        <p>A real advisory stands under Advisories, in the feeds and in the files for programs, from this moment on.</p>
      </Notice>
      {advisory === undefined ? (
        <Empty title="The practice has not come to its advisory yet." />
      ) : (
        <AdvisoryBody advisory={advisory} />
      )}
    </Page>,
  )
}

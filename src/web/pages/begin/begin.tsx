import { policyMarkdown } from '../../../advisory/policy-markdown.ts'
import type { Answers, WrongAnswer } from '../../../config/first-file.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { PageHead, Prose } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { intakeNotice } from '../desk/intake-notice.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { BeforePublic } from './before-public.tsx'
import { securityMdNow } from './first-checks.ts'
import { NotWritten } from './not-written.tsx'

const nothing: Answers = { name: '', site: '', fallback: '' }

/** The one page of the first run; from then on the list of what comes before going public. */
export const beginPage = (visit: Visit): Promise<Response> | Response =>
  visit.desk.firstRun.done() ? listPage(visit) : askPage(visit, nothing, [], 200)

/** Three answers, and the desk is ready for its first report: a practice one. */
export async function begin(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['name', 'site', 'fallback'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const { name = '', site = '', fallback = '' } = form.fields
  const settled = await visit.desk.firstRun.settle(visit.member, { name, site, fallback })
  if ('wrong' in settled) return askPage(visit, { name, site, fallback }, settled.wrong, 422)
  await visit.desk.practice.make()
  return seeOther('/desk')
}

/** What a lead did outside of the desk. */
export async function confirmFirstStep(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['step'] })
  if (form instanceof Response) return form
  if (visit.member === null || form.fields.step !== 'security-md') return notFound(visit)
  await visit.desk.firstRun.confirm(visit.member, form.fields.step, securityMdNow(visit))
  return seeOther('/desk/begin')
}

function askPage(visit: Visit, typed: Answers, wrong: readonly WrongAnswer[], status: number): Response {
  const error = (field: keyof Answers) => wrong.find((one) => one.field === field)?.text
  const { deadlines } = visit.desk.policy().policy
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Begin" account={<SignOut visit={visit} />}>
      {wrong.length > 0 && <ErrorSummary errors={wrong.map(({ field, text }) => ({ id: field, text }))} />}
      <PageHead
        title="Give this desk its name"
        lead="Everything else has a default that fits a small project, and you can change it later."
      />
      <Form action="/desk/begin" hidden={{ token: visit.formToken }} label="Begin">
        <TextField
          name="name"
          label="Name of the project"
          hint="As its users know it. The policy page, advisories and feeds show it."
          required
          width="medium"
          max={500}
          value={typed.name}
          error={error('name')}
        />
        <TextField
          name="site"
          label="Its web site"
          type="url"
          value={typed.site}
          error={error('site')}
          hint="Such as https://lantern.example. Leave it empty if there is none."
        />
        <TextField
          name="fallback"
          label="Where to write when this desk cannot be reached"
          verbatim
          value={typed.fallback}
          error={error('fallback')}
          hint="A mail address, or a page on another machine. The policy page and security.txt name it. You may leave it empty."
        />
        <Prose>
          <p>
            With the starter policy you promise a first answer within {deadlines.firstAnswer} days, news every{' '}
            {deadlines.news} days, and that nothing is public for {deadlines.embargo} days at the most.
          </p>
          <p class="hint">
            Your answers are written to <bdi dir="ltr">{visit.config.configPath}</bdi> and count at once. A file with
            something in it is never overwritten.
          </p>
        </Prose>
        <Actions>
          <Button kind="primary">Open the desk</Button>
        </Actions>
      </Form>
    </Page>,
    { status },
  )
}

async function listPage(visit: Visit): Promise<Response> {
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Before you go public"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <PageHead
        title="Before you go public"
        lead="The list looks for itself each time you open it. Nothing here is needed to practise."
      />
      {await intakeNotice(visit)}
      {await NotWritten({ visit })}
      {await BeforePublic({ visit, securityMd: policyMarkdown(visit.desk.policy().policy, visit.config.url) })}
    </Page>,
  )
}

import { randomUUID } from 'node:crypto'
import type { Door } from '../../../case/event.ts'
import { door } from '../../../case/event.ts'
import type { Problem } from '../../../desk/desk.ts'
import { inUnits } from '../../../limits.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { FILE_COUNT, readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Checkbox, FieldGroup, Select } from '../../ui/choice.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Page } from '../../ui/page.tsx'
import { PageHead, Prose, Section } from '../../ui/section.tsx'
import { FileField, TextArea, TextField } from '../../ui/text-field.tsx'
import { fields as labels } from '../messages/en-fields.ts'
import { noRoom, tooManyFiles } from '../not-sent.ts'
import type { ReportField, Typed } from '../report-fields.ts'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { momentHelp, momentValue, readMoment } from './moment-text.ts'
import { doorWords } from './words.ts'

const reportFields = [
  'title',
  'description',
  'product',
  'version',
  'reproduce',
  'impact',
  'cvss',
  'cwe',
  'publicAt',
  'knownTo',
  'planAt',
  'exploited',
  'exploitedEvidence',
  'email',
] as const satisfies readonly ReportField[]
const doors: readonly Door[] = ['email', 'github', 'matrix', 'discord', 'phone', 'in-person', 'other']

export const newCasePage = (visit: Visit): Response =>
  answer(visit, { arrivedAt: momentValue(visit.desk.now()) }, [], 200)

/** A report that reached the team some other way, or that the team found itself. */
export async function enterCase(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, {
    fields: ['once', 'door', 'arrivedAt', 'from', 'foundByTeam', ...reportFields],
    files: 'files',
  })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const typed = form.fields
  const again = (status: number, problems: readonly Problem[]) =>
    answer(
      visit,
      typed,
      form.files.length > 0 ? [...problems, { field: 'files', text: 'Please choose the files again.' }] : problems,
      status,
    )
  if (form.noRoom !== null) return again(503, [noRoom(form.noRoom)])
  if (form.tooLarge !== null)
    return again(413, [
      {
        field: form.tooLarge === FILE_COUNT ? 'files' : form.tooLarge,
        text:
          form.tooLarge === FILE_COUNT
            ? `${tooManyFiles(visit)}. Add the others to the case afterwards.`
            : 'This is more than fits here. Attach the whole text as a file, or split the file.',
      },
    ])
  const arrivedAt = readMoment(typed.arrivedAt ?? '')
  if (arrivedAt === undefined || arrivedAt > visit.desk.now())
    return again(422, [
      { field: 'arrivedAt', text: arrivedAt === undefined ? momentHelp : 'That time has not come yet.' },
    ])
  const entered = await visit.desk.enterByHand(visit.member, {
    form: Object.fromEntries(reportFields.map((field) => [field, typed[field] ?? ''])),
    files: form.files,
    door: door.safeParse(typed.door).data ?? 'other',
    arrivedAt,
    from: typed.from ?? '',
    foundByTeam: typed.foundByTeam === 'yes',
    key: typed.once,
  })
  if ('problems' in entered) return again(422, entered.problems)
  return entered.handOver === null
    ? seeOther(`/desk/cases/${entered.number}`)
    : html(visit, <HandOver visit={visit} number={entered.number} code={entered.handOver} />, { status: 201 })
}

/** Shown once, to the member who entered it. The code is in no address, so that no history keeps it. */
function HandOver({ visit, number, code }: { visit: Visit; number: string; code: string }) {
  return (
    <Page
      frame={frameOf(visit)}
      title={`${number} entered`}
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here={number} />
      <PageHead
        title={`${number} is open`}
        lead="Give its reporter the way in. This code is shown only now, and it works once, for 30 days."
      />
      <Section card title="For the reporter">
        <Prose>
          <p>
            Open <code dir="ltr">{`${visit.origin}/take-over`}</code> and enter this code. You get a receipt of your
            own, and can read and answer there.
          </p>
        </Prose>
        <p class="receipt" dir="ltr" translate={false}>
          <code>{code}</code>
        </p>
        <p class="hint">
          Send it on the way the report came, or in another private way. Whoever has it first takes the report over.
        </p>
      </Section>
      <Actions>
        <ButtonLink href={`/desk/cases/${number}`} kind="primary">
          Go to the case
        </ButtonLink>
      </Actions>
    </Page>
  )
}

function answer(visit: Visit, typed: Typed, problems: readonly Problem[], status: number): Response {
  const error = (field: string) => problems.find((problem) => problem.field === field)?.text
  const line = (
    field: ReportField,
    more: { label?: string; hint?: string; width?: 'short' | 'medium'; required?: boolean; type?: 'date' } = {},
  ) => (
    <TextField
      name={field}
      label={more.label ?? labels[field]}
      value={typed[field] ?? ''}
      error={error(field)}
      hint={more.hint}
      width={more.width}
      required={more.required}
      type={more.type}
    />
  )
  const lines = (field: ReportField, rows: number, hint?: string, required = false) => (
    <TextArea
      name={field}
      label={labels[field]}
      value={typed[field] ?? ''}
      error={error(field)}
      hint={hint}
      rows={rows}
      required={required}
    />
  )
  const { limits } = visit.config
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Enter a report"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="Enter a report" />
      <ErrorSummary
        title="Not entered yet. Nothing you typed is lost:"
        errors={problems.map(({ field, text }) => ({ id: field, text }))}
      />
      <PageHead
        title="Enter a report"
        lead="One that came by mail, in a chat, on the phone; or one that you found yourselves."
      />
      <div class="card narrow">
        <Form
          action="/desk/cases/new"
          files
          hidden={{ token: visit.formToken, once: randomUUID() }}
          label="Enter a report"
        >
          <FieldGroup legend="How it came">
            <Select
              name="door"
              label="Arrived by"
              value={typed.door ?? 'email'}
              error={error('door')}
              options={doors.map((value) => ({ value, label: doorWords[value] }))}
            />
            <TextField
              name="arrivedAt"
              label="Arrived at (UTC)"
              type="datetime-local"
              width="medium"
              required
              value={typed.arrivedAt ?? ''}
              error={error('arrivedAt')}
              hint="The promised times are counted from here."
            />
            <TextField
              name="from"
              label="From whom"
              width="medium"
              value={typed.from ?? ''}
              error={error('from')}
              hint="As they call themselves; may stay empty. Only the team sees it."
            />
            {line('email', { label: 'Their mail address', width: 'medium' })}
            <Checkbox
              name="foundByTeam"
              label="The team found it"
              checked={typed.foundByTeam === 'yes'}
              hint="Then there is no reporter to write to, and nobody to credit."
            />
          </FieldGroup>
          <FieldGroup legend="What it says">
            <Checkbox
              name="exploited"
              label={labels.exploited}
              checked={typed.exploited === 'yes'}
              hint="It goes to the top of everything."
            />
            {line('title', { required: true })}
            {lines('description', 10, 'Paste it as it came.', true)}
            {line('product')}
            {line('version', { width: 'medium' })}
            <More summary="More of it" open={reportFields.slice(4).some((field) => error(field) !== undefined)}>
              {lines('reproduce', 5)}
              {lines('impact', 3)}
              {lines('exploitedEvidence', 3)}
              {line('cvss')}
              {line('cwe', { width: 'medium' })}
              {line('publicAt')}
              {lines('knownTo', 3)}
              {line('planAt', { width: 'short', type: 'date' })}
            </More>
            <FileField
              name="files"
              label="Files"
              multiple
              error={error('files')}
              hint={`Up to ${limits.filesPerMessage} at once, ${inUnits(limits.fileSize)} each.`}
            />
          </FieldGroup>
          <Actions>
            <Button kind="primary">Open the case</Button>
          </Actions>
        </Form>
      </div>
    </Page>
  )
  return html(visit, page, { status })
}

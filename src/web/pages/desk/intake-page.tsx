import type { Problem } from '../../../desk/desk.ts'
import { type Intake, longestPause, type Paused } from '../../../desk/intake-state.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { PageHead, Section } from '../../ui/section.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { Day } from '../../ui/time.tsx'
import { PausedNotice } from '../paused-notice.tsx'
import type { Typed } from '../report-fields.ts'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'

export const INTAKE = '/desk/intake'
const fields = ['do', 'until', 'why', 'meanwhile'] as const

/** Whether new reports come in, and a lead's way to pause that. */
export const intakePage = (visit: Visit): Promise<Response> => show(visit, null, [])

export async function changeIntake(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [...fields] })
  if (form instanceof Response) return form
  const { member } = visit
  if (member === null) return notFound(visit)
  const typed = form.fields
  if (typed.do === 'open') {
    await visit.desk.intake.open(member)
    return seeOther(`${INTAKE}?done=open`)
  }
  const done = await visit.desk.intake.pause(member, {
    until: dayIn(typed.until ?? ''),
    why: typed.why ?? '',
    meanwhile: typed.meanwhile ?? '',
  })
  return 'problems' in done ? show(visit, typed, done.problems) : seeOther(`${INTAKE}?done=paused`)
}

/** The beginning of a day in UTC, as a date field sends it or as people write it. */
function dayIn(typed: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(typed.trim()) ? Date.parse(`${typed.trim()}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? null : at
}

async function show(visit: Visit, typed: Typed | null, problems: readonly Problem[]): Promise<Response> {
  const intake = await visit.desk.intake.now()
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Intake"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <ErrorSummary errors={problems.map(({ field, text }) => ({ id: field, text }))} />
      <Done visit={visit} intake={intake} />
      <PageHead
        title="Intake"
        lead={
          intake.state === 'open' ? (
            'Reports come in.'
          ) : (
            <>
              Paused until <Day at={intake.until} weekday />.
            </>
          )
        }
      />
      {intake.state === 'paused' && <AsOthersSeeIt intake={intake} />}
      {visit.member?.role === 'lead' ? (
        <PauseForm visit={visit} intake={intake} typed={typed} problems={problems} />
      ) : (
        <p>A lead can change this.</p>
      )}
    </Page>,
    { status: problems.length > 0 ? 422 : 200 },
  )
}

function Done({ visit, intake }: { visit: Visit; intake: Intake }) {
  const done = visit.query.get('done')
  if (done === 'open' && intake.state === 'open') return <Notice kind="ok" title="Reports come in again." />
  if (done !== 'paused' || intake.state === 'open') return null
  return <Notice kind="ok" title="Paused. The form, the first page, security.txt and the API say so already." />
}

const AsOthersSeeIt = ({ intake }: { intake: Paused }) => (
  <Section title="What everybody reads">
    <PausedNotice paused={intake} />
  </Section>
)

function PauseForm(props: { visit: Visit; intake: Intake; typed: Typed | null; problems: readonly Problem[] }) {
  const { visit, intake, typed, problems } = props
  const paused = intake.state === 'paused' ? intake : null
  const error = (name: string) => problems.find(({ field }) => field === name)?.text
  const value = (name: 'why' | 'meanwhile') => typed?.[name] ?? paused?.[name] ?? ''
  const until = typed?.until ?? (paused === null ? '' : new Date(paused.until).toISOString().slice(0, 10))
  const hidden = { token: visit.formToken }
  return (
    <>
      <Section title={paused === null ? 'Pause it' : 'Change the pause'} card>
        <p>
          No new reports come in until that day, with one exception: what is exploited right now arrives at once, with
          its notice. Cases that are open go on with their deadlines, and whoever is in the middle of writing can still
          send.
        </p>
        <Form action={INTAKE} hidden={hidden} label={paused === null ? 'Pause it' : 'Change the pause'}>
          <TextField
            name="until"
            label="Until"
            type="date"
            width="short"
            required
            hint={`At the beginning of this day (UTC) reports come in again by themselves. At most ${longestPause} days.`}
            value={until}
            error={error('until')}
          />
          <TextArea
            name="why"
            label="Why"
            rows={3}
            required
            hint="In your own words. People who found something read it before they write."
            value={value('why')}
            error={error('why')}
          />
          <TextArea
            name="meanwhile"
            label="What happens meanwhile"
            rows={3}
            hint="Such as who still looks in, or where else somebody may turn."
            value={value('meanwhile')}
            error={error('meanwhile')}
          />
          <Actions>
            <Button kind="primary" name="do" value="pause">
              {paused === null ? 'Pause until then' : 'Change the pause'}
            </Button>
          </Actions>
        </Form>
      </Section>
      {paused !== null && (
        <Form action={INTAKE} hidden={hidden} label="End the pause">
          <Actions>
            <Button name="do" value="open">
              End the pause now
            </Button>
          </Actions>
        </Form>
      )}
    </>
  )
}

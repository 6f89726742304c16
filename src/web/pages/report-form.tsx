import type { ComponentChildren } from 'preact'
import type { FileRef } from '../../case/event.ts'
import type { Policy } from '../../case/policy.ts'
import type { Problem } from '../../desk/desk.ts'
import { filled } from '../../desk/report-form.ts'
import { inUnits, type Limits } from '../../limits.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Checkbox, FieldGroup } from '../ui/choice.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { FileList } from '../ui/file-list.tsx'
import { Form } from '../ui/form.tsx'
import { Jump, Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import { FileField, TextArea, TextField } from '../ui/text-field.tsx'
import { CreditWish } from './credit-wish.tsx'
import { NotHereList } from './not-here.tsx'
import { PublicPage } from './public-page.tsx'
import { labels, type ReportField, type Typed } from './report-fields.ts'
import { TellWish } from './tell-wish.tsx'

export interface ReportFormState {
  readonly typed: Typed
  /** Of the draft, once there is one. */
  readonly secret: string | null
  readonly files: readonly FileRef[]
  readonly problems: readonly Problem[]
}

/** The whole report on one page. Only a title and a few sentences are required; everything typed comes back. */
export function ReportFormPage({ visit, state }: { visit: Visit; state: ReportFormState }) {
  const { policy } = visit.desk.policy()
  const ask = askFor(state)
  return (
    <PublicPage visit={visit} title="Report" here="/report">
      <ErrorSummary errors={state.problems.map(({ field, text }) => ({ id: field, text }))} />
      <PageHead title="Report a vulnerability" lead="Only the team reads this. You need no account and no name." />
      <NotHereList policy={policy} />
      <Form action="/report" files hidden={{ token: visit.formToken, draft: state.secret ?? '' }} label="Report">
        <Exploited ask={ask} />
        <Line ask={ask} field="title" required hint="One line that says what is wrong." />
        <Lines
          ask={ask}
          field="description"
          required
          rows={8}
          hint="What did you find, and where? A few sentences are enough to begin."
        />
        <Line ask={ask} field="product" hint="Which program, package or service?" />
        <Line ask={ask} field="version" width="medium" hint="As exactly as you know it: a version, a commit, a day." />
        <Lines ask={ask} field="reproduce" rows={8} hint="Step by step, so that we can see it ourselves." />
        <Demanded policy={policy} ask={ask} />
        <CreditWish typed={state.typed} problems={state.problems} />
        <TellWish visit={visit} typed={state.typed} problems={state.problems} />
        <MoreThatHelps policy={policy} ask={ask} />
        <Files limits={visit.config.limits} state={state} />
        <Actions>
          <Button kind="primary" name="do" value="review">
            Review before sending
          </Button>
        </Actions>
        <p class="hint">
          Nothing is sent yet. On the next page you see everything once more, and the code with which you can come back.
        </p>
        <Attached files={state.files} />
      </Form>
    </PublicPage>
  )
}

/** What was typed into a field, and what is wrong with it. */
type Ask = (field: ReportField) => { readonly value: string; readonly error: string | undefined }

const askFor =
  ({ typed, problems }: ReportFormState): Ask =>
  (field) => ({ value: typed[field] ?? '', error: errorOf(problems, field) })

const errorOf = (problems: readonly Problem[], field: string): string | undefined =>
  problems
    .filter((problem) => problem.field === field)
    .map(({ text }) => text)
    .join(' ') || undefined

interface Asked {
  ask: Ask
  field: ReportField
  label?: string
  hint?: ComponentChildren
  required?: boolean
}

function Line(
  props: Asked & { width?: 'short' | 'medium'; type?: 'date' | 'email'; autocomplete?: string; verbatim?: boolean },
) {
  const { value, error } = props.ask(props.field)
  return (
    <TextField
      name={props.field}
      label={props.label ?? labels[props.field]}
      hint={props.hint}
      required={props.required}
      value={value}
      error={error}
      width={props.width}
      type={props.type}
      autocomplete={props.autocomplete}
      verbatim={props.verbatim}
    />
  )
}

function Lines(props: Asked & { rows: number }) {
  const { value, error } = props.ask(props.field)
  const label = props.label ?? labels[props.field]
  return (
    <TextArea
      name={props.field}
      label={label}
      hint={props.hint}
      required={props.required}
      value={value}
      error={error}
      rows={props.rows}
    />
  )
}

function Yes(props: Asked) {
  const { value, error } = props.ask(props.field)
  return (
    <Checkbox
      name={props.field}
      label={props.label ?? labels[props.field]}
      hint={props.hint}
      error={error}
      checked={value === 'yes'}
    />
  )
}

function Exploited({ ask }: { ask: Ask }) {
  const evidence = ask('exploitedEvidence')
  return (
    <Section card title="Is it urgent?">
      <Yes ask={ask} field="exploited" hint="Attacks are happening. Your report goes to the top of everything." />
      <More summary="What did you see of the attacks?" open={evidence.value !== '' || evidence.error !== undefined}>
        <Lines ask={ask} field="exploitedEvidence" rows={4} />
      </More>
    </Section>
  )
}

/** What this project's policy asks of every report. */
function Demanded({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { report } = policy
  return (
    <>
      {report.configuration && (
        <Lines
          ask={ask}
          field="configuration"
          rows={4}
          hint="If it only happens with certain settings or a certain set-up, describe them."
        />
      )}
      {report.severity === 'cvss-4.0' && (
        <Severity ask={ask} hint="If you rate it, please use CVSS 4.0. You may leave this to us." />
      )}
      {report.aiUse && <AiUse policy={policy} ask={ask} />}
      {report.translation && (
        <Lines
          ask={ask}
          field="original"
          rows={4}
          hint={
            <>
              If a machine translated what you wrote, add your own text here. It stays private.{' '}
              {report.translationPolicy !== undefined && (
                <Link href={report.translationPolicy}>The rules for translations</Link>
              )}
            </>
          }
        />
      )}
      {report.codeOfConduct !== undefined && (
        <p>
          The <Link href={report.codeOfConduct}>code of conduct</Link> applies to this report and to everything that is
          said in it.
        </p>
      )}
    </>
  )
}

const Severity = ({ ask, hint }: { ask: Ask; hint: ComponentChildren }) => (
  <Line ask={ask} field="cvss" label="Severity (CVSS 4.0)" verbatim hint={hint} />
)

function AiUse({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { aiPolicy } = policy.report
  return (
    <FieldGroup
      legend="Use of generative AI"
      hint={
        <>
          For each part, write “none”, or which tool you used and how.{' '}
          {aiPolicy !== undefined && <Link href={aiPolicy}>The policy on AI</Link>}
        </>
      }
    >
      <Line ask={ask} field="aiDiscovery" label="Finding the vulnerability" />
      <Line ask={ask} field="aiInformation" label="The information in this report" />
      <Line ask={ask} field="aiProofOfConcept" label="The proof of concept" />
      <Line ask={ask} field="aiSuggestedFix" label="The suggested fix" />
      <Yes ask={ask} field="aiReviewed" label="I reviewed what the tools made, and I understand it" />
    </FieldGroup>
  )
}

/** After the questions that VINCE asks (CERT/CC). */
function MoreThatHelps({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { report } = policy
  const inside: readonly ReportField[] = [
    'impact',
    ...(report.configuration ? [] : (['configuration'] as const)),
    'suggestedFix',
    ...(report.severity === 'optional' ? (['cvss'] as const) : []),
    'cwe',
    'discovery',
    'foundAt',
    'publicAt',
    'knownTo',
    'plan',
    'planAt',
    'trackingIds',
    'comments',
    'name',
    'email',
  ]
  return (
    <More
      summary="More that helps us"
      hint="All of it optional"
      open={inside.map(ask).some(({ value, error }) => filled(value) || error !== undefined)}
    >
      <Lines ask={ask} field="impact" rows={4} hint="What can somebody do with it, and to whom?" />
      {!report.configuration && (
        <Lines ask={ask} field="configuration" rows={4} hint="Settings or a set-up without which it does not happen." />
      )}
      <Lines ask={ask} field="suggestedFix" rows={4} hint="An idea is welcome; a patch fits better among the files." />
      {report.severity === 'optional' && <Severity ask={ask} hint="A CVSS 4.0 vector, if you have one." />}
      <Line ask={ask} field="cwe" width="medium" hint="Such as CWE-79." />
      <Lines ask={ask} field="discovery" rows={3} hint="By reading, by testing, with which tools?" />
      <Line ask={ask} field="foundAt" width="medium" />
      <Line ask={ask} field="publicAt" hint="An address, if somebody wrote about it in public." />
      <Lines ask={ask} field="knownTo" rows={3} hint="Other projects, companies or coordinators that you told." />
      <Lines ask={ask} field="plan" rows={3} hint="If you mean to publish something about it: what?" />
      <Line ask={ask} field="planAt" width="short" type="date" hint="We take it as a proposal and answer it." />
      <Line ask={ask} field="trackingIds" hint="CVE ids, or numbers of other desks." />
      <Lines ask={ask} field="comments" rows={3} />
      <FieldGroup
        legend="Who you are"
        hint="You need not say. Only the team sees it, and nobody writes to this address by itself."
      >
        <Line ask={ask} field="name" width="medium" autocomplete="name" />
        <Line ask={ask} field="email" width="medium" type="email" autocomplete="email" />
      </FieldGroup>
    </More>
  )
}

function Files({ limits, state }: { limits: Limits; state: ReportFormState }) {
  const error = errorOf(state.problems, 'files')
  return (
    <FileField
      name="files"
      label="Files"
      multiple
      error={error}
      hint={
        <>
          Files are passed on as they are and may name you: look into their properties first. Up to{' '}
          {limits.filesPerMessage} at once, {inUnits(limits.fileSize)} each.{' '}
          {state.files.length > 0 && (
            <>
              {state.files.length === 1 ? 'One is attached already' : `${state.files.length} are attached already`}, see{' '}
              <Jump to="attached">below</Jump>.
            </>
          )}
        </>
      }
    />
  )
}

/** Below the button that goes on, because pressing Enter in a field presses the first button of a form. */
function Attached({ files }: { files: readonly FileRef[] }) {
  if (files.length === 0) return null
  return (
    <Section title="Attached so far" id="attached">
      <FileList
        label="Attached files"
        files={files.map(({ id, name, size, sha256 }) => ({
          name,
          size,
          sha256,
          more: (
            <Button kind="quiet" name="do" value={`remove:${id}`}>
              Remove
            </Button>
          ),
        }))}
      />
    </Section>
  )
}

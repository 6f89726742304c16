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
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { NotHereList } from './not-here.tsx'
import { messagesFor, PublicPage } from './public-page.tsx'
import type { ReportField, Typed } from './report-fields.ts'
import { LoadNotices, type ReportLoad } from './report-load.tsx'
import { TellWish } from './tell-wish.tsx'

export interface ReportFormState {
  readonly typed: Typed
  /** Of the draft, once there is one. */
  readonly secret: string | null
  readonly files: readonly FileRef[]
  readonly problems: readonly Problem[]
}

/** The whole report on one page. Only a title and a few sentences are required; everything typed comes back. */
export function ReportFormPage(props: { visit: Visit; state: ReportFormState; load: ReportLoad }) {
  const { visit, state: given, load } = props
  const { policy } = visit.desk.policy()
  const { nav, form: m, problems, load: words } = messagesFor(visit)
  const state = {
    ...given,
    problems: given.problems.map(({ field, text }) => ({ field, text: problems[text] ?? text })),
  }
  const ask = askFor(state)
  return (
    <PublicPage visit={visit} title={nav.report} here="/report" translated>
      <ErrorSummary errors={state.problems.map(({ field, text }) => ({ id: field, text }))} />
      <PageHead title={m.title} lead={m.lead} />
      <LoadNotices load={load} />
      <NotHereList policy={policy} />
      <Form action="/report" files hidden={{ token: visit.formToken, draft: state.secret ?? '' }} label={nav.report}>
        <Exploited ask={ask} />
        <Line ask={ask} field="title" required hint={m.titleHint} />
        <Lines ask={ask} field="description" required rows={8} hint={m.descriptionHint} />
        <Line ask={ask} field="product" hint={m.productHint} />
        <Line ask={ask} field="version" width="medium" hint={m.versionHint} />
        <Lines ask={ask} field="reproduce" rows={8} hint={m.reproduceHint} />
        <Demanded policy={policy} ask={ask} />
        <CreditWish typed={state.typed} problems={state.problems} />
        <TellWish visit={visit} typed={state.typed} problems={state.problems} />
        <MoreThatHelps policy={policy} ask={ask} />
        <Files limits={visit.config.limits} state={state} />
        <Actions>
          <Button kind="primary" name="do" value="review">
            {m.review}
          </Button>
          {load.intake.state === 'paused' && (
            <Button name="do" value="save" unchecked>
              {words.save}
            </Button>
          )}
        </Actions>
        <p class="hint">{m.nothingSent}</p>
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
  const { fields: labels } = useMessages()
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
  const { fields: labels } = useMessages()
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
  const { fields: labels } = useMessages()
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
  const { form: m } = useMessages()
  const evidence = ask('exploitedEvidence')
  return (
    <Section card title={m.urgent}>
      <Yes ask={ask} field="exploited" hint={m.exploited} />
      <More summary={m.attacks} open={evidence.value !== '' || evidence.error !== undefined}>
        <Lines ask={ask} field="exploitedEvidence" rows={4} />
      </More>
    </Section>
  )
}

/** What this project's policy asks of every report. */
function Demanded({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { form: m } = useMessages()
  const { report } = policy
  return (
    <>
      {report.configuration && <Lines ask={ask} field="configuration" rows={4} hint={m.configurationAsked} />}
      {report.severity === 'cvss-4.0' && <Severity ask={ask} hint={m.severityAsked} />}
      {report.aiUse && <AiUse policy={policy} ask={ask} />}
      {report.translation && (
        <Lines
          ask={ask}
          field="original"
          rows={4}
          hint={
            <>
              {m.originalHint}{' '}
              {report.translationPolicy !== undefined && <Link href={report.translationPolicy}>{m.originalRules}</Link>}
            </>
          }
        />
      )}
      {report.codeOfConduct !== undefined && (
        <p>
          <Said text={m.conduct} link={<Link href={report.codeOfConduct}>{m.conductLink}</Link>} />
        </p>
      )}
    </>
  )
}

const Severity = ({ ask, hint }: { ask: Ask; hint: ComponentChildren }) => (
  <Line ask={ask} field="cvss" label={useMessages().form.severity} verbatim hint={hint} />
)

function AiUse({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { form: m } = useMessages()
  const { aiPolicy } = policy.report
  return (
    <FieldGroup
      legend={m.ai}
      hint={
        <>
          {m.aiHint} {aiPolicy !== undefined && <Link href={aiPolicy}>{m.aiPolicy}</Link>}
        </>
      }
    >
      <Line ask={ask} field="aiDiscovery" label={m.aiDiscovery} />
      <Line ask={ask} field="aiInformation" label={m.aiInformation} />
      <Line ask={ask} field="aiProofOfConcept" label={m.aiProofOfConcept} />
      <Line ask={ask} field="aiSuggestedFix" label={m.aiSuggestedFix} />
      <Yes ask={ask} field="aiReviewed" label={m.aiReviewed} />
    </FieldGroup>
  )
}

/** After the questions that VINCE asks (CERT/CC). */
function MoreThatHelps({ policy, ask }: { policy: Policy; ask: Ask }) {
  const { form: m } = useMessages()
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
      summary={m.more}
      hint={m.moreHint}
      open={inside.map(ask).some(({ value, error }) => filled(value) || error !== undefined)}
    >
      <Lines ask={ask} field="impact" rows={4} hint={m.impactHint} />
      {!report.configuration && <Lines ask={ask} field="configuration" rows={4} hint={m.configurationHint} />}
      <Lines ask={ask} field="suggestedFix" rows={4} hint={m.suggestedFixHint} />
      {report.severity === 'optional' && <Severity ask={ask} hint={m.severityHint} />}
      <Line ask={ask} field="cwe" width="medium" hint={m.cweHint} />
      <Lines ask={ask} field="discovery" rows={3} hint={m.discoveryHint} />
      <Line ask={ask} field="foundAt" width="medium" />
      <Line ask={ask} field="publicAt" hint={m.publicAtHint} />
      <Lines ask={ask} field="knownTo" rows={3} hint={m.knownToHint} />
      <Lines ask={ask} field="plan" rows={3} hint={m.planHint} />
      <Line ask={ask} field="planAt" width="short" type="date" hint={m.planAtHint} />
      <Line ask={ask} field="trackingIds" hint={m.trackingIdsHint} />
      <Lines ask={ask} field="comments" rows={3} />
      <FieldGroup legend={m.who} hint={m.whoHint}>
        <Line ask={ask} field="name" width="medium" autocomplete="name" />
        <Line ask={ask} field="email" width="medium" type="email" autocomplete="email" />
      </FieldGroup>
    </More>
  )
}

function Files({ limits, state }: { limits: Limits; state: ReportFormState }) {
  const { form: m } = useMessages()
  const error = errorOf(state.problems, 'files')
  return (
    <FileField
      name="files"
      label={m.files}
      multiple
      error={error}
      hint={
        <>
          <Said
            text={m.filesHint}
            count={<bdi>{limits.filesPerMessage}</bdi>}
            size={<bdi>{inUnits(limits.fileSize)}</bdi>}
          />{' '}
          {state.files.length > 0 && (
            <Said text={m.attachedAlready(state.files.length)} link={<Jump to="attached">{m.below}</Jump>} />
          )}
        </>
      }
    />
  )
}

/** Below the button that goes on, because pressing Enter in a field presses the first button of a form. */
function Attached({ files }: { files: readonly FileRef[] }) {
  const { form: m } = useMessages()
  if (files.length === 0) return null
  return (
    <Section title={m.attached} id="attached">
      <FileList
        label={m.attachedFiles}
        files={files.map(({ id, name, size, sha256 }) => ({
          name,
          size,
          sha256,
          more: (
            <Button kind="quiet" name="do" value={`remove:${id}`}>
              {m.remove}
            </Button>
          ),
        }))}
      />
    </Section>
  )
}

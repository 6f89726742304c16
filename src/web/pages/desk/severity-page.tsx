import { type Metric, metricGroups } from '../../../advisory/cvss.ts'
import { severityLabel } from '../../../advisory/severity.ts'
import { band, cvss4 } from '../../../case/severity.ts'
import type { Problem } from '../../../desk/desk.ts'
import { html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { FieldGroup, Radios, Select } from '../../ui/choice.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Prose } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { commandId } from '../command-id.ts'
import type { Typed } from '../report-fields.ts'
import { CaseFrame } from './case-page.tsx'
import { actOf, type CaseState, casePath, hiddenOf, may, openCase } from './case-state.ts'

const metrics = metricGroups.flatMap((group) => group.metrics)
const mandatory = new Set(
  metricGroups.filter((group) => group.mandatory).flatMap((group) => group.metrics.map(({ key }) => key)),
)

/** The calculator of CVSS 4.0. It works without scripts: a press computes, another one saves. */
export async function severityPage(visit: Visit): Promise<Response> {
  const state = await openCase(visit)
  if (state === undefined) return notFound(visit)
  const { severity, report } = state.found.view.case
  const known = severity?.cvss ?? cvss4(report.cvss ?? '')?.vector ?? ''
  return answer(visit, state, { chosen: chosenIn(known), problems: [], computed: known !== '' })
}

export async function postSeverity(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['once', 'seen', 'do', 'vector', ...metrics.map(({ key }) => key)] })
  if (form instanceof Response) return form
  const state = await openCase(visit)
  if (state === undefined || visit.member === null) return notFound(visit)
  const { fields } = form
  if (fields.do === 'read') return readVector(visit, state, fields)
  const problems = [...mandatory]
    .filter((key) => (fields[key] ?? '') === '')
    .map((key) => ({ field: key, text: `${nameOf(key)}: choose one.` }))
  const rated = cvss4(vectorOf(fields))
  if (rated === null || problems.length > 0)
    return answer(
      visit,
      state,
      { chosen: fields, problems: problems.length > 0 ? problems : [unreadable], computed: false },
      422,
    )
  if (fields.do !== 'save') return answer(visit, state, { chosen: fields, problems: [], computed: true })
  const body = { type: 'AssessSeverity', cvss: rated.vector } as const
  const done = await visit.desk.handle(visit.member, state.found.number, { ...body, id: commandId(fields.once, body) })
  if ('refused' in done)
    return answer(visit, state, { chosen: fields, problems: [{ field: 'AV', text: done.hint }], computed: true }, 409)
  return seeOther(`${casePath(state)}?done=AssessSeverity`)
}

const unreadable: Problem = {
  field: 'vector',
  text: 'That is no CVSS 4.0 vector. It begins with CVSS:4.0/ and names every base metric.',
}

/** A vector from elsewhere fills the form; it is looked at before it is saved. */
function readVector(visit: Visit, state: CaseState, fields: Typed): Promise<Response> {
  const rated = cvss4(fields.vector ?? '')
  return rated === null
    ? answer(visit, state, { chosen: fields, problems: [unreadable], computed: false }, 422)
    : answer(visit, state, { chosen: chosenIn(rated.vector), problems: [], computed: true })
}

const nameOf = (key: string): string => metrics.find((metric) => metric.key === key)?.name ?? key

const chosenIn = (vector: string): Typed =>
  Object.fromEntries(
    vector
      .split('/')
      .slice(1)
      .map((part) => part.split(':') as [string, string]),
  )

/** In the order of the standard; what is not defined is left out. */
const vectorOf = (chosen: Typed): string =>
  [
    'CVSS:4.0',
    ...metrics.flatMap(({ key }) =>
      (chosen[key] ?? '') === '' || chosen[key] === 'X' ? [] : [`${key}:${chosen[key]}`],
    ),
  ].join('/')

interface Calculated {
  readonly chosen: Typed
  readonly problems: readonly Problem[]
  readonly computed: boolean
}

async function answer(visit: Visit, state: CaseState, calculated: Calculated, status = 200): Promise<Response> {
  const { report } = state.found.view.case
  const page = (
    <CaseFrame state={state} title={`${state.found.number} severity`} here="/severity">
      <ErrorSummary
        title="Not computed yet:"
        errors={calculated.problems.map(({ field, text }) => ({ id: field, text }))}
      />
      <Result calculated={calculated} />
      {report.cvss !== undefined && (
        <Prose>
          <p>
            The reporter wrote: <PersonText text={report.cvss} />
          </p>
        </Prose>
      )}
      {may(state, 'AssessSeverity') ? (
        <Calculator state={state} calculated={calculated} />
      ) : (
        <p class="hint">{actOf(state, 'AssessSeverity')?.hint}</p>
      )}
    </CaseFrame>
  )
  return html(visit, page, { status })
}

function Result({ calculated }: { calculated: Calculated }) {
  const rated = calculated.computed ? cvss4(vectorOf(calculated.chosen)) : null
  if (rated === null) return null
  return (
    <Notice kind="info" title={severityLabel(band(rated.score), rated.score)}>
      <p>
        <code dir="ltr">{rated.vector}</code>
      </p>
    </Notice>
  )
}

function Calculator({ state, calculated }: { state: CaseState; calculated: Calculated }) {
  const { chosen, problems } = calculated
  const error = (key: string) => problems.find(({ field }) => field === key)?.text
  const at = { state, form: 'AssessSeverity' } as const
  return (
    <Form action={casePath(state, '/severity')} hidden={hiddenOf(at)} label="CVSS 4.0" class="calculator">
      {metricGroups.map((group) =>
        group.mandatory ? (
          <FieldGroup key={group.name} legend={group.name}>
            <div class="metrics">
              {group.metrics.map((metric) => (
                <Radios
                  key={metric.key}
                  name={metric.key}
                  label={`${metric.question ?? metric.name} (${metric.key})`}
                  hint={metric.name}
                  error={error(metric.key)}
                  value={chosen[metric.key] ?? ''}
                  choices={metric.values.map(({ key, name, meaning }) => ({
                    value: key,
                    label: name,
                    ...(meaning !== null && { hint: meaning }),
                  }))}
                />
              ))}
            </div>
          </FieldGroup>
        ) : (
          <More
            key={group.name}
            summary={group.name}
            hint="Optional"
            open={group.metrics.some(({ key }) => (chosen[key] ?? 'X') !== 'X' && chosen[key] !== '')}
          >
            <div class="metrics">
              {group.metrics.map((metric) => (
                <Optional key={metric.key} metric={metric} value={chosen[metric.key] ?? 'X'} />
              ))}
            </div>
          </More>
        ),
      )}
      <Actions sticky>
        <Button name="do" value="compute">
          Compute
        </Button>
        <Button kind="primary" name="do" value="save">
          Save this rating
        </Button>
      </Actions>
      <More summary="A vector from elsewhere" open={error('vector') !== undefined}>
        <TextField
          name="vector"
          label="CVSS 4.0 vector"
          verbatim
          value={chosen.vector ?? ''}
          error={error('vector')}
          max={300}
        />
        <Actions>
          <Button name="do" value="read">
            Fill the form with it
          </Button>
        </Actions>
      </More>
    </Form>
  )
}

const Optional = ({ metric, value }: { metric: Metric; value: string }) => (
  <Select
    name={metric.key}
    label={`${metric.name} (${metric.key})`}
    hint={metric.question ?? undefined}
    value={value === '' ? 'X' : value}
    options={metric.values.map(({ key, name }) => ({ value: key, label: name }))}
  />
)

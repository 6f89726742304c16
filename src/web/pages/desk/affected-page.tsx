import { createHash } from 'node:crypto'
import type { ComponentChildren } from 'preact'
import { gapOf } from '../../../advisory/scanners.ts'
import { versionsText } from '../../../advisory/versions.ts'
import { type Affected, affected as affectedRow } from '../../../case/event.ts'
import { rangeProblem } from '../../../case/version-range.ts'
import type { Problem } from '../../../desk/desk.ts'
import { filled } from '../../../desk/report-form.ts'
import { html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { More } from '../../ui/more.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Empty, Prose, Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { commandId } from '../command-id.ts'
import type { Typed } from '../report-fields.ts'
import { CaseFrame } from './case-page.tsx'
import { actOf, type CaseState, casePath, hiddenOf, may, openCase } from './case-state.ts'

const fields = ['product', 'introduced', 'fixed', 'lastAffected', 'ecosystem', 'package', 'note'] as const
type Field = (typeof fields)[number]

/** Which products and versions are affected. Each is a form of its own, so that adding and removing need no scripts. */
export async function affectedPage(visit: Visit): Promise<Response> {
  const state = await openCase(visit, { done: visit.query.get('done') })
  return state === undefined ? notFound(visit) : answer(visit, state, null, 200)
}

/** A row that could not be saved, with what was typed. `row` is its place, or the number of rows for a new one. */
interface Wrong {
  readonly row: number
  readonly typed: Typed
  readonly problems: readonly Problem[]
}

export async function postAffected(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['once', 'seen', 'do', 'row', 'was', ...fields] })
  if (form instanceof Response) return form
  const state = await openCase(visit)
  if (state === undefined || visit.member === null) return notFound(visit)
  const typed = form.fields
  const rows = state.found.view.case.affected
  const row = typed.row === 'new' ? rows.length : Number(typed.row)
  const id = commandId(
    typed.once,
    fields.map((field) => typed[field]),
    typed.do,
    typed.row,
  )
  if (await visit.desk.handled(visit.member, state.found.stream, id)) return done(state)
  const wrong = (status: number, field: string, text: string) =>
    answer(visit, state, { row, typed, problems: [{ field, text }] }, status)
  // Somebody else may have moved the rows meanwhile: then this is another row than the one that was looked at.
  if (!Number.isInteger(row) || row < 0 || row > rows.length || markOf(rows[row]) !== (typed.was ?? ''))
    return wrong(409, 'product', 'The list changed while you were looking. Look at it again.')
  const next = changed(rows, row, typed)
  if (next === null) return wrong(422, 'product', 'Name the product.')
  const unclear = rangeProblem(next, rows)
  if (unclear !== null) return wrong(422, unclear.field, unclear.text)
  if (next.length > 100) return wrong(422, 'product', 'There is room for 100 products. Put some of them together.')
  const outcome = await visit.desk.handle(visit.member, state.found.number, { type: 'SetAffected', affected: next, id })
  return 'refused' in outcome ? wrong(409, 'product', outcome.hint) : done(state)
}

const done = (state: CaseState): Response => seeOther(`${casePath(state, '/affected')}?done=SetAffected`)

/** The list with this row put in, changed or taken out; null where the row names no product. */
function changed(rows: readonly Affected[], row: number, typed: Typed): Affected[] | null {
  if (typed.do === 'remove') return rows.filter((_, index) => index !== row)
  const read = affectedRow.safeParse(
    Object.fromEntries(fields.flatMap((field) => (filled(typed[field]) ? [[field, (typed[field] ?? '').trim()]] : []))),
  )
  if (!read.success) return null
  return row === rows.length ? [...rows, read.data] : rows.map((one, index) => (index === row ? read.data : one))
}

/** What a row said when it was looked at. */
const markOf = (row: Affected | undefined): string =>
  row === undefined
    ? ''
    : createHash('sha256')
        .update(JSON.stringify(fields.map((field) => row[field] ?? '')))
        .digest('hex')

function answer(visit: Visit, state: CaseState, wrong: Wrong | null, status: number): Response {
  const rows = state.found.view.case.affected
  const page = (
    <CaseFrame state={state} title={`${state.found.number} affected versions`} here="/affected">
      {wrong !== null && (
        <ErrorSummary
          title="Not saved yet. Nothing you typed is lost:"
          errors={wrong.problems.map(({ field, text }) => ({ id: `${field}-${wrong.row}`, text }))}
        />
      )}
      <Section title="Affected versions">
        <Prose>
          <p>The advisory shows these. Users look for one thing: the first version with the fix.</p>
        </Prose>
        {rows.length === 0 && <Empty title="Nothing is said yet." />}
        <div class="stack">
          {rows.map((row, index) => (
            <More
              key={index}
              summary={<PersonText text={row.product} />}
              hint={versionsText(row)}
              open={wrong?.row === index}
            >
              {may(state, 'SetAffected') ? (
                <RowForm state={state} row={row} index={index} wrong={wrong} />
              ) : (
                <PersonText text={versionsText(row)} />
              )}
            </More>
          ))}
        </div>
      </Section>
      {may(state, 'SetAffected') ? (
        <Section card title="Add a product">
          <RowForm state={state} row={undefined} index={rows.length} wrong={wrong} />
        </Section>
      ) : (
        <p class="hint">{actOf(state, 'SetAffected')?.hint}</p>
      )}
    </CaseFrame>
  )
  return html(visit, page, { status })
}

/** As far as it is known before anything is published. */
const written = ({ visit, found: { view } }: CaseState) => {
  const { project } = visit.desk.policy().policy
  return {
    affected: view.case.affected,
    fixedIn: view.case.released?.version ?? null,
    commit: view.case.released?.commit ?? null,
    project: { name: project.name, site: null, repository: project.repository ?? null },
  }
}

function RowForm({
  state,
  row,
  index,
  wrong,
}: {
  state: CaseState
  row: Affected | undefined
  index: number
  wrong: Wrong | null
}) {
  const at = { state, form: 'SetAffected' } as const
  const hidden = { ...hiddenOf(at), row: row === undefined ? 'new' : String(index), was: markOf(row) }
  const gap = row === undefined ? undefined : gapOf(row, written(state))
  const line = (field: Field, label: string, hint?: ComponentChildren) => (
    <TextField
      id={`${field}-${index}`}
      name={field}
      label={label}
      hint={hint}
      width="medium"
      max={1_000}
      required={field === 'product'}
      value={wrong?.row === index ? (wrong.typed[field] ?? '') : (row?.[field] ?? '')}
      error={wrong?.row === index ? wrong.problems.find((problem) => problem.field === field)?.text : undefined}
    />
  )
  return (
    <Form
      action={casePath(state, '/affected')}
      hidden={hidden}
      label={row === undefined ? 'Add a product' : `Product ${index + 1}`}
    >
      <div class="metrics">
        {line('product', 'Product')}
        {line('introduced', 'First affected version', 'Empty, or 0: from the start.')}
        {line('fixed', 'First version with the fix')}
        {line('lastAffected', 'Last affected version', 'Only where there is no fix.')}
        {line('ecosystem', 'Ecosystem', 'Such as npm, Go, PyPI: scanners look here.')}
        {line('package', 'Package', 'Its name there.')}
      </div>
      {gap !== undefined && (
        <p class="hint">
          <Icon name="warning" /> <PersonText text={gap} />
        </p>
      )}
      {line('note', 'Note', 'Such as a build or a setting without which it does not happen.')}
      <Actions>
        <Button kind={row === undefined ? 'primary' : 'secondary'} name="do" value="save">
          {row === undefined ? 'Add it' : 'Save'}
        </Button>
        {row !== undefined && (
          <Button kind="danger" name="do" value="remove">
            Remove
          </Button>
        )}
      </Actions>
    </Form>
  )
}

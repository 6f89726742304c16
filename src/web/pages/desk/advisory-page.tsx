import type { ComponentChildren } from 'preact'
import { heldBackByDefault } from '../../../advisory/advisory.ts'
import { versionsText } from '../../../advisory/versions.ts'
import { affectedIn } from '../../../case/affected.ts'
import type { AdvisoryFields } from '../../../case/event.ts'
import type { AdvisoryPreview } from '../../../desk/desk.ts'
import { html, notFound } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Badge } from '../../ui/badge.tsx'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Checkbox, FieldGroup } from '../../ui/choice.tsx'
import { Form } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Beside } from '../../ui/section.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AdvisoryBody } from '../advisory.tsx'
import { LineOf, LinesOf } from './act-form.tsx'
import { type Holdable, referencesText } from './advisory-fields.ts'
import { CaseFrame } from './case-page.tsx'
import {
  actOf,
  actPath,
  type CaseState,
  casePath,
  errorOf,
  type FormAt,
  hiddenOf,
  idOf,
  may,
  openAdvisory,
  type Told,
  typedIn,
} from './case-state.ts'

export const advisoryEditor = (visit: Visit): Promise<Response> =>
  showEditor(visit, { done: visit.query.get('done') }, 200)

/** The advisory field by field, and right beside it the page as it will be public. */
export async function showEditor(visit: Visit, told: Told, status: number): Promise<Response> {
  const opened = await openAdvisory(visit, told)
  if (opened === undefined) return notFound(visit)
  const { state, preview } = opened
  const shown = shownExtent(visit, preview)
  const page = (
    <CaseFrame state={state} title={`${state.found.number} advisory`} here="/advisory">
      <Beside even label="As it will be public" aside={<Shown state={state} preview={preview} shown={shown} />}>
        {may(state, 'DraftAdvisory') ? (
          <Editor state={state} staged={isStaged(state)} warnings={preview.warnings} />
        ) : (
          <NotNow state={state} />
        )}
      </Beside>
    </CaseFrame>
  )
  return html(visit, page, { status })
}

/** A policy that publishes a brief advisory first has two texts; the others have one. */
const isStaged = ({ found }: CaseState): boolean => found.policy.publish.when === 'with-release'

function shownExtent(visit: Visit, { extent }: AdvisoryPreview): 'brief' | 'full' {
  const asked = visit.query.get('show')
  return asked === 'brief' || asked === 'full' ? asked : extent
}

function NotNow({ state }: { state: CaseState }) {
  const hint = actOf(state, 'DraftAdvisory')?.hint
  return (
    <Notice title="The text can be read, not changed.">{hint !== undefined && hint !== null && <p>{hint}</p>}</Notice>
  )
}

function Shown({ state, preview, shown }: { state: CaseState; preview: AdvisoryPreview; shown: 'brief' | 'full' }) {
  return (
    <>
      {isStaged(state) && (
        <Tabs
          label="Which text is shown"
          tabs={(['brief', 'full'] as const).map((extent) => ({
            href: casePath(state, `/advisory?show=${extent}`),
            label: (
              <>
                {extent === 'brief' ? 'Brief' : 'Full'}
                {preview.extent === extent && ' (comes next)'}
              </>
            ),
            current: extent === shown,
          }))}
        />
      )}
      <p class="hint">As it will be public, from the draft that is saved.</p>
      <div class="card sheet">
        <AdvisoryBody advisory={preview[shown]} draft />
      </div>
      <Actions>
        <ButtonLink href={casePath(state, '/publish')}>What becomes public</ButtonLink>
      </Actions>
    </>
  )
}

function Editor({
  state,
  staged,
  warnings,
}: {
  state: CaseState
  staged: boolean
  warnings: AdvisoryPreview['warnings']
}) {
  const at: FormAt = { state, form: 'DraftAdvisory' }
  const { draft, severity } = state.found.view.case
  const lines = (
    field: keyof AdvisoryFields & ('summary' | 'impact' | 'mitigation' | 'workaround' | 'details' | 'reproduce'),
    label: string,
    hint: string,
    rows = 5,
  ) => (
    <Marked at={at} field={field} staged={staged}>
      <LinesOf at={at} field={field} label={label} hint={hint} rows={rows} ready={draft[field] ?? ''} />
    </Marked>
  )
  return (
    <Form id={idOf(at.form, 'form')} action={actPath(at)} hidden={hiddenOf(at)} label="Advisory" class="editor">
      {errorOf(at, 'form') !== undefined && <p class="error">{errorOf(at, 'form')}</p>}
      <FieldGroup legend="What is it?">
        <Marked at={at} field="title" staged={staged}>
          <LineOf
            at={at}
            field="title"
            label="Title"
            ready={draft.title ?? ''}
            hint="One line for lists and feeds. The title of the report stays private."
            max={1_000}
          />
        </Marked>
        {lines('summary', 'Summary', 'Two or three sentences: what is wrong, and in which part.')}
        <Marked at={at} field="cwe" staged={staged}>
          <LineOf
            at={at}
            field="cwe"
            label="Kind of weakness"
            ready={draft.cwe ?? ''}
            width="medium"
            verbatim
            hint="Its number in the list of MITRE, such as CWE-79. May stay empty."
            max={1_000}
          />
        </Marked>
      </FieldGroup>
      <FieldGroup legend="Who is affected?">
        <Products state={state} at={at} warnings={warnings} />
        {lines('impact', 'Impact', 'What an attacker can do with it, and to whom.')}
        <p>
          Severity:{' '}
          {(draft.cvss ?? severity?.cvss) === undefined ? (
            'not assessed'
          ) : (
            <code dir="ltr">{draft.cvss ?? severity?.cvss}</code>
          )}{' '}
          <Link href={casePath(state, '/severity')}>{severity === null ? 'Rate it with CVSS 4.0' : 'Change'}</Link>
        </p>
      </FieldGroup>
      <FieldGroup legend="What should they do?">
        {lines('mitigation', 'Mitigation', 'Where to update to, and what to change or look at after that.')}
        {lines('workaround', 'Until they can update', 'What helps meanwhile, and what it costs.', 3)}
        <Checkbox
          id={idOf(at.form, 'nothingToDo')}
          name="nothingToDo"
          label="There is nothing that users can do yet"
          hint="Said in the advisory, so that nobody searches in vain."
          checked={typedIn(at, 'nothingToDo', draft.nothingToDo === true ? 'yes' : '') === 'yes'}
        />
      </FieldGroup>
      <FieldGroup legend="How does it work?">
        {lines('details', 'Details', 'The cause, so that others learn from it.', 8)}
        {lines('reproduce', 'How to reproduce', 'What defenders need for testing, and attackers would like to have.')}
      </FieldGroup>
      <FieldGroup legend="Where is more?">
        <Marked at={at} field="references" staged={staged}>
          <LinesOf
            at={at}
            field="references"
            label="References"
            verbatim
            rows={3}
            ready={referencesText(draft.references)}
            hint="One address in a line. A word before it says what it is: fix, release, article, report or web."
          />
        </Marked>
      </FieldGroup>
      <Actions sticky>
        <Button kind="primary">Save the draft</Button>
        <span class="hint">Only members see drafts.</span>
      </Actions>
    </Form>
  )
}

/** Says of each field whether the brief advisory shows it, and lets it be held back where that may be. */
function Marked({
  at,
  field,
  staged,
  children,
}: {
  at: FormAt
  field: keyof AdvisoryFields
  staged: boolean
  children: ComponentChildren
}) {
  if (!staged) return <>{children}</>
  const holds = isHoldable(field)
  const { draft } = at.state.found.view.case
  const list = typedIn(at, 'heldBack', (draft.heldBack ?? heldBackByDefault).join('\n')).split('\n')
  const held = holds && list.includes(field)
  return (
    <div class="marked">
      {children}
      <div class="mark-line">
        <Badge kind={held ? 'warn' : 'ok'}>{held ? 'Held back at first' : 'In the brief'}</Badge>
        {holds && (
          <span class="choice">
            <input type="checkbox" id={idOf(at.form, `hold-${field}`)} name="heldBack" value={field} checked={held} />
            <label for={idOf(at.form, `hold-${field}`)}>{`Hold back: ${names[field]}`}</label>
          </span>
        )}
      </div>
    </div>
  )
}

const names: Readonly<Record<Holdable, string>> = {
  details: 'details',
  reproduce: 'how to reproduce',
  workaround: 'workaround',
  impact: 'impact',
  references: 'references',
  cwe: 'weakness',
}
const isHoldable = (field: string): field is Holdable => field in names

function Products({ state, at, warnings }: { state: CaseState; at: FormAt; warnings: AdvisoryPreview['warnings'] }) {
  const of = state.found.view.case
  const rows = affectedIn(of)
  const own = (of.draft.affected?.length ?? 0) > 0
  return (
    <div>
      <p>
        <strong>Products and versions</strong>
        {!own && (
          <>
            {' '}
            <Link href={casePath(state, '/affected')}>{rows.length === 0 ? 'Say which are affected' : 'Change'}</Link>
          </>
        )}
      </p>
      <ul class="plain">
        {rows.map((row, index) => (
          <li key={index}>
            <PersonText text={`${row.product}: ${versionsText(row)}`} />
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p class="hint">Nothing is said of them yet.</p>}
      {warnings
        .filter(({ field }) => field === 'affected')
        .map(({ text }) => (
          <p key={text} class="hint">
            <Icon name="warning" /> <PersonText text={text} />
          </p>
        ))}
      {own && (
        <Checkbox
          id={idOf(at.form, 'ownProducts')}
          name="ownProducts"
          value="no"
          label="Use the list of the case instead"
          hint="A program gave this advisory a list of its own."
          checked={typedIn(at, 'ownProducts') === 'no'}
        />
      )}
    </div>
  )
}

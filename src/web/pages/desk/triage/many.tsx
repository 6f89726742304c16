import { questionTitles } from '../../../../case/canned.ts'
import type { DeclineReason } from '../../../../case/event.ts'
import type { Problem } from '../../../../desk/desk.ts'
import type { Member } from '../../../../team/team.ts'
import type { Visit } from '../../../route.ts'
import { Actions, Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/choice.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { Form } from '../../../ui/form.tsx'
import { More } from '../../../ui/more.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { TextArea, TextField } from '../../../ui/text-field.tsx'
import type { Typed } from '../../report-fields.ts'
import { declineWords } from '../words.ts'

/** The form of an act on several cases at once, as it was sent and could not be carried out as a whole. */
export interface ManyKept {
  readonly typed: Typed
  readonly problems: readonly Problem[]
  readonly status: number
  /** So many acts were taken back. */
  readonly undone?: number
}

/** Which rows stand chosen. */
export const chosenIn = (kept: ManyKept | null): ReadonlySet<string> =>
  new Set((kept?.typed.c ?? '').split('\n').map((one) => one.split('.')[0] ?? ''))

const formId = 'm'

/** Observers look. */
export const chooseFor = (visit: Visit): string | undefined => (visit.member?.role === 'observer' ? undefined : formId)

export function ManyOutcome({ kept }: { kept: ManyKept | null }) {
  if (kept === null) return null
  const undone = kept.undone ?? 0
  const taken = undone > 0 && (
    <Notice
      kind="ok"
      title={`Taken back: ${undone === 1 ? 'one act' : `${undone} acts`}. Nothing of it was sent, and the cases are chosen again.`}
    />
  )
  if (kept.problems.length === 0) return taken === false ? null : taken
  return (
    <>
      {taken}
      <ErrorSummary
        title={kept.undone === undefined ? 'Not all of it was done:' : 'Not all of it could be taken back:'}
        errors={kept.problems.map(({ field, text }) => ({ id: `many-${field}`, text }))}
      />
    </>
  )
}

const reasons: readonly DeclineReason[] = [
  ...(['not-security', 'not-reproducible', 'out-of-scope', 'file-in-public', 'obsolete-product'] as const),
  ...(['other-vendor', 'conduct'] as const),
]

/** The same acts as on the page of new reports, for the rows that were chosen above. */
export function ManyActs({
  visit,
  members,
  kept,
  back,
}: {
  visit: Visit
  members: readonly Member[]
  kept: ManyKept | null
  /** The part of the inbox that they were chosen in. */
  back: string
}) {
  const typed = kept?.typed ?? {}
  const error = (field: string) => kept?.problems.find((problem) => problem.field === field)?.text
  return (
    <More
      summary="Do the same with those I chose"
      hint="Each answer waits a minute, and can be undone"
      id="several"
      open={kept !== null}
    >
      <Form id={formId} action="/desk/triage/many" hidden={{ token: visit.formToken, back }} label="Several at once">
        <Select
          id="many-act"
          name="act"
          label="What"
          required
          value={typed.act ?? ''}
          options={optionsFor(members)}
          error={error('act')}
        />
        <TextField
          id="many-duplicateOf"
          name="duplicateOf"
          label="Number of the main case, for duplicates"
          width="short"
          verbatim
          value={typed.duplicateOf}
          error={error('duplicateOf')}
        />
        <TextArea
          id="many-text"
          name="text"
          label="Words of your own"
          hint="Left empty, each reporter gets the ready text."
          rows={3}
          value={typed.text}
          error={error('text')}
        />
        <Actions>
          <Button>Do it with all I chose</Button>
        </Actions>
      </Form>
    </More>
  )
}

/** What is done and how, in one value: `ask steps`, `decline out-of-scope`, `assign` and a member. */
const optionsFor = (members: readonly Member[]) => [
  { value: '', label: 'Choose' },
  { value: 'acknowledge', label: 'Acknowledge' },
  ...Object.entries(questionTitles).map(([name, title]) => ({ value: `ask ${name}`, label: `Ask: ${title}` })),
  ...reasons.map((reason) => ({ value: `decline ${reason}`, label: `Decline: ${declineWords[reason]}` })),
  { value: 'duplicate', label: 'Duplicates of one case' },
  { value: 'not-a-report', label: 'Not a report' },
  ...members
    .filter(({ state, role }) => state === 'active' && role !== 'observer')
    .map(({ id, name }) => ({ value: `assign ${id}`, label: `Assign to ${name}` })),
]

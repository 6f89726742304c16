import { questions } from '../../../../case/canned.ts'
import type { DeclineReason } from '../../../../case/event.ts'
import type { Problem } from '../../../../desk/desk.ts'
import type { Member } from '../../../../team/team.ts'
import type { Visit } from '../../../route.ts'
import { Actions, Button } from '../../../ui/button.tsx'
import { Radios, Select } from '../../../ui/choice.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { Form } from '../../../ui/form.tsx'
import { More } from '../../../ui/more.tsx'
import { TextArea, TextField } from '../../../ui/text-field.tsx'
import type { Typed } from '../../report-fields.ts'
import { declineWords } from '../words.ts'

/** The form of an act on several cases at once, as it was sent and could not be carried out as a whole. */
export interface ManyKept {
  readonly typed: Typed
  readonly problems: readonly Problem[]
  readonly status: number
}

const formId = 'many'

/** Observers look. */
export const chooseFor = (visit: Visit): string | undefined => (visit.member?.role === 'observer' ? undefined : formId)

export function ManyOutcome({ kept }: { kept: ManyKept | null }) {
  if (kept === null) return null
  return (
    <ErrorSummary
      title="Not all of it was done:"
      errors={kept.problems.map(({ field, text }) => ({ id: `many-${field}`, text }))}
    />
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
}: {
  visit: Visit
  members: readonly Member[]
  kept: ManyKept | null
}) {
  const typed = kept?.typed ?? {}
  const error = (field: string) => kept?.problems.find((problem) => problem.field === field)?.text
  const team = members.filter(({ state, role }) => state === 'active' && role !== 'observer')
  return (
    <More
      summary="Do the same with those I chose"
      hint="Each reporter gets the words in their own thread, after a minute in which you can undo"
      id="several"
      open={kept !== null}
    >
      <Form id={formId} action="/desk/triage/many" hidden={{ token: visit.formToken }} label="Several at once">
        <Radios
          id="many-act"
          name="act"
          label="What"
          required
          value={typed.act ?? ''}
          error={error('act')}
          choices={[
            { value: 'acknowledge', label: 'Acknowledge' },
            {
              value: 'ask',
              label: 'Ask',
              more: (
                <Select
                  id="many-canned"
                  name="canned"
                  label="Ready question"
                  value={typed.canned ?? ''}
                  options={[
                    { value: '', label: 'The words below' },
                    ...questions.map(({ name, title }) => ({ value: name, label: title })),
                  ]}
                />
              ),
            },
            {
              value: 'decline',
              label: 'Decline',
              more: (
                <Select
                  id="many-reason"
                  name="reason"
                  label="Reason"
                  value={typed.reason ?? ''}
                  options={reasons.map((value) => ({ value, label: declineWords[value] }))}
                />
              ),
            },
            {
              value: 'duplicate',
              label: 'Duplicates of one case',
              more: (
                <TextField
                  id="many-duplicateOf"
                  name="duplicateOf"
                  label="Number of the main case"
                  width="short"
                  verbatim
                  value={typed.duplicateOf}
                  error={error('duplicateOf')}
                />
              ),
            },
            { value: 'not-a-report', label: 'Not a report' },
            {
              value: 'assign',
              label: 'Assign',
              more: (
                <Select
                  id="many-member"
                  name="member"
                  label="To"
                  value={typed.member ?? visit.member?.member ?? ''}
                  options={team.map(({ id, name }) => ({ value: id, label: name }))}
                />
              ),
            },
          ]}
        />
        <TextArea
          id="many-text"
          name="text"
          label="Words of your own"
          hint="Left empty, each reporter gets the ready text for what you chose."
          rows={4}
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

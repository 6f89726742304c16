import { dueAt } from '../../../case/deadline.ts'
import { type DeclineReason, declineReason } from '../../../case/event.ts'
import type { StepView } from '../../../case/view.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ActForm, LinesOf } from './act-form.tsx'
import { errorOf, type FormAt, idOf, typedIn } from './case-state.ts'
import { comeAlong } from './come-along.ts'
import { questionTexts } from './ready-texts.ts'
import { declineWords, stepWords } from './words.ts'

/** Forms of the review, from the acknowledgement to the end of a case. */
export interface FormProps {
  at: FormAt
  /** It is the one thing to do next. */
  main?: boolean
}

export const AcknowledgeForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Acknowledge" button="Acknowledge">
    <p>The reporter sees at once that a person has it. It promises nothing else.</p>
  </ActForm>
)

export const AcceptForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Accept the report" button="Accept the report">
    <p>
      Accept it if it is complete enough and looks like a vulnerability. If something is missing, ask for it instead.
    </p>
  </ActForm>
)

export function AskForm({ at, main }: FormProps) {
  return (
    <ActForm
      at={at}
      label="Ask for what is missing"
      buttons={<Button kind={main ? 'primary' : 'secondary'}>Send the question to the reporter</Button>}
    >
      <input type="hidden" name="canned" value={typedIn(at, 'canned')} />
      <LinesOf
        at={at}
        label="Question"
        required
        rows={5}
        hint="The reporter reads this and can answer in private. The review begins again with the answer."
      />
      <fieldset class="field">
        <legend>Ready questions</legend>
        <p class="hint">One press puts it into the text above. Nothing is sent by it.</p>
        <div class="actions ready">
          {questionTexts(at.state).map(([value, title]) => (
            <Button key={value} kind="quiet" name="use" value={value}>
              {title}
            </Button>
          ))}
        </div>
      </fieldset>
    </ActForm>
  )
}

export function DeclineForm({ at, main }: FormProps) {
  const { state } = at
  const silent = dueAt(state.found.view.case, 'reporter-silent')
  const over = silent !== null && silent <= state.visit.desk.now()
  const chosen = typedIn(at, 'reason', main && over ? 'no-answer' : '')
  const read = typedIn(at, 'text') !== ''
  const choice = (value: DeclineReason) => ({
    value,
    label: declineWords[value],
    ...(value === 'no-answer' && !over && { refused: 'Offered once the reporter had their time to answer.' }),
    ...(value === 'duplicate' && {
      more: (
        <TextField
          id={idOf(at.form, 'duplicateOf')}
          name="duplicateOf"
          label="Number of the main case"
          hint={comeAlong(state.found.view.case)}
          width="short"
          verbatim
          value={typedIn(at, 'duplicateOf')}
          error={errorOf(at, 'duplicateOf')}
        />
      ),
    }),
  })
  return (
    <ActForm
      at={at}
      label="Decline the report"
      buttons={
        <>
          <Button kind={read ? 'danger' : 'secondary'}>
            {read ? 'Decline and tell the reporter' : 'Show the text for this reason'}
          </Button>
          {read && (
            <Button kind="quiet" name="use" value="ready">
              Start again from the ready text
            </Button>
          )}
        </>
      }
    >
      <Radios
        id={idOf(at.form, 'reason')}
        name="reason"
        label="Reason"
        required
        value={chosen}
        error={errorOf(at, 'reason')}
        choices={(Object.keys(declineWords) as DeclineReason[])
          .filter((value) => declineReason.safeParse(value).success)
          .map(choice)}
      />
      <LinesOf
        at={at}
        label="What the reporter reads"
        rows={read ? 6 : 3}
        hint={
          read
            ? 'Read it once more, and change what does not fit. The reporter may answer once.'
            : 'Leave it empty to get a ready text for the reason. You read it before anything is sent.'
        }
      />
    </ActForm>
  )
}

export const ReopenForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Take the case up again" button="Take it up again">
    <LinesOf at={at} label="Why" required hint="Stays within the team, as a note." />
  </ActForm>
)

export const CloseForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Close the case" button="Close the case" danger>
    <LinesOf at={at} field="reason" label="Why" required rows={3} hint="Stays within the team." />
  </ActForm>
)

export const ReproduceForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Confirm that it reproduces" button="It reproduces">
    <LinesOf at={at} label="A word to the reporter (optional)" rows={3} hint="The reporter reads this." />
  </ActForm>
)

/** Steps that the policy marks "if possible" and that are not settled. */
export function optionalSteps(steps: readonly StepView[]): readonly StepView[] {
  return steps.flatMap((step) => [
    ...(step.optional && step.kind !== null && (step.state === 'present' || step.state === 'ahead') ? [step] : []),
    ...optionalSteps(step.steps),
  ])
}

export function SkipForm({ at }: FormProps) {
  const steps = optionalSteps(at.state.found.view.steps).flatMap(({ kind }) => kind ?? [])
  return (
    <ActForm at={at} label="Skip an optional step" button="Skip the step">
      <Radios
        id={idOf(at.form, 'step')}
        name="step"
        label="Step"
        layout="row"
        required
        value={typedIn(at, 'step', steps[0])}
        error={errorOf(at, 'step')}
        choices={steps.map((kind) => ({ value: kind, label: stepWords[kind] }))}
      />
      <LinesOf
        at={at}
        field="reason"
        label="Why"
        required
        rows={3}
        hint="The reporter sees that the step is skipped; the reason stays within the team."
      />
    </ActForm>
  )
}

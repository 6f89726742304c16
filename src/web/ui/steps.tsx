import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import { useUiWords } from './words.ts'

export type StepState = 'done' | 'present' | 'skipped' | 'ahead'

export interface Step {
  readonly text: ComponentChildren
  /** The policy's own number, such as "8" or "3.1"; counted from one where it is missing. */
  readonly number?: string
  /** Left out on the policy page, where no case is under way. */
  readonly state?: StepState
  /** Beside that word, in the line below: since when, why skipped, what is asked of the reader. */
  readonly note?: ComponentChildren
  readonly steps?: readonly Step[]
  /** Whether the nested steps are numbered as in the policy, or happen together. */
  readonly nested?: 'ordered' | 'unordered'
}

/** The policy's own steps. Where the case stands is told by word and shape, not by colour alone. */
export function Steps(props: { steps: readonly Step[]; label: string }) {
  return (
    <ol class="steps" aria-label={props.label}>
      {props.steps.map((step, index) => (
        <StepItem key={index} step={step} mark={step.number ?? `${index + 1}`} />
      ))}
    </ol>
  )
}

function StepItem({ step, mark }: { step: Step; mark: string }) {
  return (
    <li class={`step ${step.state ?? 'plain'}`} aria-current={step.state === 'present' ? 'step' : undefined}>
      <span class={mark === bullet ? 'step-mark bullet' : 'step-mark'}>
        <bdi>{mark}</bdi>
      </span>
      <div class="step-in">
        <div class="step-text">{step.text}</div>
        <StepNote step={step} />
        <NestedSteps step={step} />
      </div>
    </li>
  )
}

function NestedSteps({ step }: { step: Step }) {
  if (step.steps === undefined || step.steps.length === 0) return null
  const List = step.nested === 'unordered' ? 'ul' : 'ol'
  return (
    <List class="steps">
      {step.steps.map((nested, index) => (
        <StepItem
          key={index}
          step={nested}
          mark={nested.number ?? (step.nested === 'unordered' ? bullet : `${index + 1}`)}
        />
      ))}
    </List>
  )
}

/** "Done", and when; "Skipped", and why. A line of its own, so that neither sticks to the other. */
function StepNote({ step: { state, note } }: { step: Step }) {
  const { steps: words } = useUiWords()
  const said = state !== undefined && state !== 'ahead'
  if (!said && note === undefined) return null
  return (
    <div class="step-note">
      {said && (
        <span class={`step-word ${state}`}>
          {state === 'done' && <Icon name="check" />}
          {words[state]}
        </span>
      )}{' '}
      {note !== undefined && <span>{note}</span>}
    </div>
  )
}

const bullet = '•'

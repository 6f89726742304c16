import type { StepView } from '../../../case/view.ts'
import { Markdown } from '../../markdown.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import type { Step } from '../../ui/steps.tsx'
import { Day } from '../../ui/time.tsx'

/** A step of the policy in the project's own words, for the narrow column beside a case. */
export function stepOf(step: StepView, bulleted: boolean): Step {
  const nested = step.steps.map((one) => stepOf(one, step.together))
  return {
    ...(!bulleted && { number: step.number.split('.').at(-1) }),
    text: <Markdown text={step.text} by="project" />,
    // What a step only tells about is not done now or then.
    state: step.kind === null && step.state === 'present' && step.steps.length === 0 ? 'ahead' : step.state,
    ...(step.doneAt !== null && { note: <Day at={step.doneAt} /> }),
    ...(step.skippedBecause !== null && { note: <PersonText text={step.skippedBecause} /> }),
    ...(nested.length > 0 && { steps: nested, nested: step.together ? ('unordered' as const) : ('ordered' as const) }),
  }
}

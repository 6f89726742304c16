import type { StepKind } from '../case/event.ts'
import type { Policy, Step } from '../case/policy.ts'
import { stepText } from '../case/step-text.ts'
import { englishSteps, type StepWords } from '../case/step-words.ts'

/** A step with its number as the policy counts: `3`, `3.1`. */
export interface NumberedStep {
  readonly number: string
  readonly kind: StepKind | null
  /** Markdown: the project's own words, or the default sentence. */
  readonly text: string
  readonly optional: boolean
  readonly steps: readonly NumberedStep[]
  /** These happen at the same time: a list without order. */
  readonly together: readonly NumberedStep[]
}

export const numberSteps = (policy: Policy, words: StepWords = englishSteps): readonly NumberedStep[] =>
  numbered(policy.steps, policy, null, '', words)

const numbered = (
  steps: readonly Step[],
  policy: Policy,
  within: Step | null,
  before: string,
  words: StepWords,
): readonly NumberedStep[] =>
  steps.map((step, place) => {
    const number = `${before}${place + 1}`
    return {
      number,
      kind: step.kind ?? null,
      text: stepText(step, policy, within, place, words),
      optional: step.optional ?? false,
      steps: numbered(step.steps ?? [], policy, step, `${number}.`, words),
      together: numbered(step.together ?? [], policy, step, `${number}.`, words),
    }
  })

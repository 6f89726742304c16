import type { Policy, Step } from './policy.ts'
import { englishSteps, type StepWords } from './step-words.ts'

/**
 * What a step says where the project says nothing itself. `within` is the step that holds this one and `place` counts
 * from 0 in it: the steps inside a review are its loop.
 */
export function stepText(
  step: Step,
  policy: Policy,
  within: Step | null = null,
  place = 0,
  words: StepWords = englishSteps,
): string {
  if (step.text !== undefined) return step.text
  if (step.kind === undefined) return step.together === undefined ? '' : words.together
  if (within?.kind === 'review' && step.kind === 'review') return words.reviewLoop[place] ?? ''
  switch (step.kind) {
    case 'review':
      return step.steps === undefined ? words.reviewAlone : words.steps.review
    case 'patch':
      return step.optional ? words.patchIfPossible : words.steps.patch
    case 'verify':
      return words.verify[policy.verify.by]
    case 'publish':
      return policy.publish.when === 'with-release' ? words.publishWithRelease : words.steps.publish
    case 'update':
      return words.steps.update.replace('{days}', words.days(policy.publish.details))
    default:
      return words.steps[step.kind]
  }
}

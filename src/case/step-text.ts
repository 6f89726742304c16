import type { StepKind } from './event.ts'
import type { Policy, Step } from './policy.ts'

/**
 * What a step says where the project says nothing itself. `within` is the step that holds this one and `place` counts
 * from 0 in it: the steps inside a review are its loop.
 */
export function stepText(step: Step, policy: Policy, within: Step | null = null, place = 0): string {
  if (step.text !== undefined) return step.text
  if (step.kind === undefined) return step.together === undefined ? '' : 'These happen at the same time:'
  if (within?.kind === 'review' && step.kind === 'review') return reviewLoop[place] ?? ''
  return sentences[step.kind](policy, step)
}

const reviewLoop = [
  'We tell you in private what is missing.',
  'You add it in private.',
  'The review starts again. Once nothing is missing, we go on.',
]

const sentences: Readonly<Record<StepKind, (policy: Policy, step: Step) => string>> = {
  report: () => 'You report the vulnerability in private.',
  acknowledge: () => 'We tell you that your report arrived.',
  review: (_, step) =>
    step.steps === undefined
      ? 'We review the report and ask you where something is missing.'
      : 'We review the report and see whether something is missing. If so:',
  reproduce: () => 'We reproduce the vulnerability.',
  patch: (_, step) =>
    step.optional
      ? 'We patch it. If possible, you get the fix early, so that you can test it.'
      : 'We patch it, and you get the fix early, so that you can test it.',
  verify: ({ verify }) => verifySentences[verify.by],
  cve: () => 'We request a CVE id, and it is assigned.',
  release: () => 'We release the fix.',
  publish: ({ publish }) =>
    publish.when === 'with-release'
      ? 'A brief advisory is published together with the release.'
      : 'The advisory is published once users have had time to update.',
  update: ({ publish }) =>
    `About ${daysText(publish.details)} after the release, the advisory is completed with what was held back.`,
}

const verifySentences = {
  either: 'You or we confirm that the fix resolves it.',
  reporter: 'You confirm that the fix resolves it.',
  team: 'We confirm that the fix resolves it.',
}

export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

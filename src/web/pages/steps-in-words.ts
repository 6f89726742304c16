import { englishSteps, type StepWords } from '../../case/step-words.ts'
import type { StepView } from '../../case/view.ts'

/** A step with our own sentence in another language. What the project wrote itself stays as the project wrote it. */
export function inWords(step: StepView, words: StepWords): StepView {
  if (words === englishSteps) return step
  return { ...step, text: sentence(step.text, words), steps: step.steps.map((one) => inWords(one, words)) }
}

function sentence(text: string, words: StepWords): string {
  const days = withDays.exec(text)?.[1]
  if (days !== undefined) return words.steps.update.replace('{days}', words.days(Number(days)))
  const at = ours.indexOf(text)
  return at < 0 ? text : (sentencesOf(words)[at] ?? text)
}

const sentencesOf = ({
  together,
  reviewLoop,
  steps,
  reviewAlone,
  patchIfPossible,
  verify,
  publishWithRelease,
}: StepWords) => [
  together,
  ...reviewLoop,
  ...(['report', 'acknowledge', 'review', 'reproduce', 'patch', 'verify', 'cve', 'release', 'publish'] as const).map(
    (kind) => steps[kind],
  ),
  reviewAlone,
  patchIfPossible,
  verify.either,
  verify.reporter,
  verify.team,
  publishWithRelease,
]
const ours = sentencesOf(englishSteps)

/** "About 7 days after the release, …" */
const withDays = new RegExp(`^${englishSteps.steps.update.replace('{days}', '(\\d+) days?')}$`)

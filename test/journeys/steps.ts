import type { Json } from './house-kit.ts'

/** The number of the step that the thread marks as present, or of all of them joined where they happen together. */
export const present = (thread: { readonly steps: readonly Json[] }): string =>
  allSteps(thread.steps)
    .filter((step) => step.state === 'present')
    .map((step) => step.number)
    .join(' ')

const allSteps = (steps: readonly Json[]): Json[] => steps.flatMap((step) => [step, ...allSteps(step.steps)])

/** Every step with its state, in the order of the policy. */
export const states = (thread: { readonly steps: readonly Json[] }): readonly string[] =>
  allSteps(thread.steps).map((step) => `${step.number} ${step.kind ?? 'text'} ${step.state}`)

import type { Case } from './case.ts'
import type { StepKind } from './event.ts'
import type { Policy, Step } from './policy.ts'
import { doneAlready, kindsOf, nested, presentKinds, settled } from './process.ts'
import { stepText } from './step-text.ts'
import type { StepView } from './view.ts'

/** The policy's own steps, numbered and nested as it has them, with the present one marked. */
export const steps = (state: Case, policy: Policy): readonly StepView[] => {
  const here = presentKinds(state, policy)
  const loop = loopStates(state, here.has('review'))
  return policy.steps.map((step, index) =>
    viewOf(step, String(index + 1), { state, here, loop, policy, index }, index, null),
  )
}

interface Place {
  readonly state: Case
  readonly policy: Policy
  readonly here: ReadonlySet<StepKind>
  readonly loop: readonly StepView['state'][]
  /** The top-level step this one belongs to. */
  readonly index: number
}

const viewOf = (
  step: Step,
  number: string,
  place: Place,
  at: number,
  within: Step | null,
  parent?: StepView['state'],
): StepView => {
  const own = ownState(step, place, parent)
  const children = nested(step).map((child, index) =>
    step.kind === 'review'
      ? loopView(child, `${number}.${index + 1}`, index, step, place)
      : viewOf(child, `${number}.${index + 1}`, place, index, step, step.kind === undefined ? undefined : own.state),
  )
  const whole = step.kind === undefined && children.length > 0 ? together(children, own) : own
  return {
    number,
    kind: step.kind ?? null,
    text: stepText(step, place.policy, within, at),
    ...whole,
    optional: step.optional === true,
    steps: children,
    together: step.together !== undefined,
  }
}

type Standing = Pick<StepView, 'state' | 'doneAt' | 'skippedBecause'>

const ownState = (step: Step, place: Place, parent: StepView['state'] | undefined): Standing => {
  if (step.kind === undefined) return { state: parent ?? textState(place), doneAt: null, skippedBecause: null }
  const was = settled(place.state, step.kind)
  if (was !== null) return { state: was.at === null ? 'skipped' : 'done', doneAt: was.at, skippedBecause: was.skipped }
  return { state: place.here.has(step.kind) ? 'present' : 'ahead', doneAt: null, skippedBecause: null }
}

/** A step of text alone is behind us once a later step is. */
const textState = ({ state, policy, index }: Place): StepView['state'] =>
  kindsOf(policy.steps.slice(index + 1)).some((kind) => doneAlready(state, kind) !== null) ? 'done' : 'ahead'

const together = (children: readonly StepView[], own: Standing): Standing => {
  const ruled = children.filter((child) => child.kind !== null)
  if (ruled.length === 0) return own
  if (ruled.some((child) => child.state === 'present')) return { ...own, state: 'present' }
  if (ruled.every((child) => child.state === 'done' || child.state === 'skipped')) {
    const times = ruled.flatMap((child) => child.doneAt ?? [])
    return { state: 'done', doneAt: times.length === 0 ? null : Math.max(...times), skippedBecause: null }
  }
  return { ...own, state: 'ahead' }
}

/** Asked, answered, reviewed again: the three nested steps of the review. */
const loopStates = (state: Case, reviewing: boolean): readonly StepView['state'][] => {
  if (state.acceptedAt !== null) return Array<StepView['state']>(3).fill(state.reviews > 1 ? 'done' : 'skipped')
  if (!reviewing) return ['ahead', 'ahead', 'ahead']
  if (state.question !== null) return ['done', 'present', 'ahead']
  return state.reviews > 1 ? ['done', 'done', 'present'] : ['ahead', 'ahead', 'ahead']
}

const loopView = (step: Step, number: string, index: number, review: Step, place: Place): StepView => ({
  number,
  kind: step.kind ?? null,
  text: stepText(step, place.policy, review, index),
  state: place.loop[index] ?? 'ahead',
  doneAt: null,
  skippedBecause: place.loop[index] === 'skipped' ? 'Nothing was missing.' : null,
  optional: step.optional === true,
  steps: [],
  together: false,
})

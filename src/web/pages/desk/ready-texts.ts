import { filledIn, houseTexts, questionTitles, type TextGroup, type Values } from '../../../case/canned.ts'
import { dueAt } from '../../../case/deadline.ts'
import { stepKind } from '../../../case/event.ts'
import { day } from '../../../case/policy.ts'
import { kindsOf } from '../../../case/process.ts'
import type { Visit } from '../../route.ts'
import { dayText } from '../../ui/time.tsx'
import type { CaseState } from './case-state.ts'
import { stepWords } from './words.ts'

/** One ready text: of the house, in the project's words where it has some, or one of the project's own by its place. */
export interface TextName {
  readonly group: TextGroup | 'own'
  readonly name: string
}

/** The text for this case, filled in. Nothing that anybody typed is ever read as a template. */
export function readyText(state: CaseState, wanted: TextName): string {
  const { visit, found } = state
  const text = textOf(visit, wanted)
  const newest = found.view.case.published.at(-1)
  const values: Values = {
    number: found.number,
    project: visit.desk.policy().policy.project.name,
    member: visit.member?.name,
    deadline: dayText(deadlineOf(state, wanted)),
    cve: found.view.case.cve.id ?? undefined,
    version: found.view.case.released?.version,
    advisory: newest === undefined ? undefined : `${visit.config.url}/advisories/${newest.advisory}`,
  }
  return filledIn(text, values)
}

/** The text where no more of a case was read than its number: among many cases, and for questions and declines. */
export function readyWords(visit: Visit, number: string, wanted: TextName): string {
  const { policy } = visit.desk.policy()
  const days = wanted.group === 'decline' ? policy.deadlines.declineAnswer : policy.deadlines.silent
  return filledIn(textOf(visit, wanted), {
    number,
    project: policy.project.name,
    member: visit.member?.name,
    deadline: dayText(visit.desk.now() + days * day),
  })
}

const textOf = ({ config: { texts } }: Visit, { group, name }: TextName): string => {
  if (group === 'own') return texts.own[Number(name)]?.text ?? ''
  const ours: Readonly<Record<string, string | undefined>> = texts[group]
  const theirs: Readonly<Record<string, string>> = houseTexts[group]
  return ours[name] ?? theirs[name] ?? ''
}

/** The day that the text speaks of: until when the reporter may answer or test, else when they hear from us again. */
function deadlineOf({ visit, found }: CaseState, { group, name }: TextName): number {
  const now = visit.desk.now()
  const { deadlines, verify } = found.policy
  const first = dueAt(found.view.case, 'first-answer')
  if (group === 'decline') return now + deadlines.declineAnswer * day
  if (group === 'questions') return now + deadlines.silent * day
  if (group === 'steps' && name === 'patch') return now + verify.wait * day
  if (group === 'steps' && (name === 'report' || name === 'acknowledge') && first !== null && first > now) return first
  return now + deadlines.news * day
}

/** What a button of a form names: `version` (a question), `steps.release`, `own.0`. Null where there is no such text. */
export function readText(value: string): TextName | null {
  if (Object.hasOwn(houseTexts.questions, value)) return { group: 'questions', name: value }
  const [, group = '', name = ''] = /^(steps|more|own)\.([a-z0-9-]{1,40})$/.exec(value) ?? []
  if (group === 'own') return /^\d{1,2}$/.test(name) ? { group, name } : null
  if (group !== 'steps' && group !== 'more') return null
  return Object.hasOwn(houseTexts[group], name) ? { group, name } : null
}

type Offered = readonly (readonly [value: string, title: string])[]

/** For a message: the steps of this policy, what happens beside them, and the project's own. */
export const messageTexts = (state: CaseState): Offered => [
  ...stepKind.options
    .filter((kind) => kindsOf(state.found.policy.steps).includes(kind))
    .map((kind) => [`steps.${kind}`, stepWords[kind]] as const),
  ...Object.entries(moreTitles).map(([name, title]) => [`more.${name}`, title] as const),
  ...ownTexts(state),
]

/** For a question: the house's, and the project's own. */
export const questionTexts = (state: CaseState): Offered => [...Object.entries(questionTitles), ...ownTexts(state)]

const ownTexts = ({ visit }: CaseState): Offered =>
  visit.config.texts.own.map(({ title }, place) => [`own.${place}`, title] as const)

const moreTitles: { readonly [M in keyof typeof houseTexts.more]?: string } = {
  wait: 'It takes longer',
  reminder: 'A reminder',
  reopen: 'Taken up again',
  thanks: 'Thank you, at the end',
}

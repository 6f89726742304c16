import type { Problem, ReporterThread } from '../../desk/desk.ts'
import type { Told } from '../../desk/notices.ts'
import type { Visit } from '../route.ts'
import type { Typed } from './report-fields.ts'

/** What the thread page shows: the case as this reporter sees it, and what came of the form just sent. */
export interface ThreadState {
  readonly visit: Visit
  readonly thread: ReporterThread
  /** A form that was just carried out, by its name. */
  readonly done: string | null
  /** A form that could not be carried out, with everything that was typed into it. */
  readonly refused: Refused | null
  /** A credit to look at before it is chosen. */
  readonly preview: Typed | null
  /** How this reporter is told of news; nothing where their name was dropped. */
  readonly told: Told | undefined
  /** The token of a feed that was just made. */
  readonly madeFeed: string | null
}

export interface Refused {
  readonly form: FormName
  readonly typed: Typed
  readonly problems: readonly Problem[]
}

const formNames = [
  'information',
  'message',
  'verify',
  'credit',
  'embargo',
  'decline-answer',
  'withdraw',
  'rotate',
  'forget',
  'told',
] as const
export type FormName = (typeof formNames)[number]
export const isFormName = (name: string): name is FormName => formNames.some((known) => known === name)

/** The hidden fields of every form here: the token, and what its sender was looking at. */
export const hiddenOf = ({ visit, thread }: ThreadState): Readonly<Record<string, string>> => ({
  token: visit.formToken,
  seen: String(thread.view.version),
})

export const typedIn = (state: ThreadState, form: FormName, field: string): string =>
  state.refused?.form === form ? (state.refused.typed[field] ?? '') : ''

export const errorOf = (state: ThreadState, form: FormName, field: string): string | undefined =>
  state.refused?.form !== form
    ? undefined
    : state.refused.problems
        .filter((problem) => problem.field === field)
        .map(({ text }) => text)
        .join(' ') || undefined

/** Several forms of this page have a field of the same name, so ids carry the form's. */
export const idOf = (form: FormName, field: string): string => `${form}-${field}`

export const may = ({ thread }: ThreadState, command: ReporterThread['view']['acts'][number]['command']): boolean =>
  thread.view.acts.some((act) => act.command === command && act.allowed)

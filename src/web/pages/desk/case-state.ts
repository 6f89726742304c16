import { randomUUID } from 'node:crypto'
import type { ComponentChildren } from 'preact'
import type { CommandType } from '../../../case/command.ts'
import type { Act } from '../../../case/view.ts'
import type { AdvisoryPreview, Problem, TeamCase } from '../../../desk/desk.ts'
import type { Held } from '../../../desk/held.ts'
import type { Kept } from '../../../desk/kept-texts.ts'
import type { BrokenGlass } from '../../../team/glass.ts'
import type { Member } from '../../../team/team.ts'
import type { Visit } from '../../route.ts'
import { PracticeBanner } from '../begin/practice.tsx'
import type { Typed } from '../report-fields.ts'

/** What a page of one case shows: the case as the team sees it, and what came of the form just sent. */
export interface CaseState {
  readonly visit: Visit
  readonly found: TeamCase
  readonly members: readonly Member[]
  /** An act that was given in passing and is about to be carried out. */
  readonly held: Held | undefined
  /** A form that was just carried out, by its command. */
  readonly done: string | null
  readonly refused: Refused | null
  /** What this member typed and has not sent, by form. */
  readonly kept: ReadonlyMap<string, Kept>
  /** Stands above everything on the pages of a practice case. */
  readonly practice: ComponentChildren
  /** How often glass was broken for this case, oldest first. */
  readonly glass: readonly BrokenGlass[]
}

/** A form that was not carried out, with everything that was typed into it. */
export interface Refused {
  readonly form: FormName
  readonly typed: Typed
  readonly problems: readonly Problem[]
  /** Something happened after this fact, and the sender had not seen it. */
  readonly newsAfter?: number
}

/** A member gives a command for the team; the `behalf` form of it enters what the reporter said elsewhere. */
export type FormName = CommandType | `behalf-${CommandType}`

/** One form of a page. */
export interface FormAt {
  readonly state: CaseState
  readonly form: FormName
}

export type Told = Partial<Pick<CaseState, 'done' | 'refused'>>

export async function openCase(visit: Visit, told: Told = {}): Promise<CaseState | undefined> {
  if (visit.member === null) return undefined
  const found = await visit.desk.caseFor(visit.member, visit.params.number ?? '')
  if (found === undefined) return undefined
  // What a member does in passing with a case is nothing to somebody who only looks.
  const looks = found.glassUntil !== null
  const [members, kept, held, practice, glass] = await Promise.all([
    visit.team.members(),
    visit.desk.kept.of(visit.member.member, found.stream),
    looks ? undefined : visit.desk.triage.held(found.stream),
    found.view.case.practice ? PracticeBanner({ visit }) : null,
    found.view.case.access === null ? [] : visit.team.glassOf(found.number),
  ])
  return { visit, found, members, kept, held, done: null, refused: null, practice, glass, ...told }
}

/** The case with the advisory as it would be published now, for the editor and the publish page. */
export async function openAdvisory(
  visit: Visit,
  told: Told,
): Promise<{ readonly state: CaseState; readonly preview: AdvisoryPreview } | undefined> {
  const state = await openCase(visit, told)
  if (visit.member === null || state === undefined) return undefined
  const preview = await visit.desk.preview(visit.member, state.found.number)
  return preview && { state, preview }
}

export const isBehalf = (form: FormName): boolean => form.startsWith('behalf-')
export const commandOf = (form: FormName): CommandType => form.replace(/^behalf-/, '') as CommandType

export const casePath = (state: CaseState, rest = ''): string => `/desk/cases/${state.found.number}${rest}`
export const actPath = ({ state, form }: FormAt): string => casePath(state, `/acts/${commandOf(form)}`)

export const actOf = ({ found }: CaseState, command: CommandType): Act | undefined =>
  found.view.acts.find((act) => act.command === command)
export const may = (state: CaseState, command: CommandType): boolean => actOf(state, command)?.allowed === true

/** Something of this member's stands in it, so it is not folded away. */
export const isBegun = (at: FormAt): boolean => isRefused(at) || at.state.kept.has(at.form)

export const isRefused = ({ state, form }: FormAt): boolean => state.refused?.form === form

/** What was typed before, else what the page offers. */
export const typedIn = ({ state, form }: FormAt, field: string, ready = ''): string =>
  state.refused?.form === form ? (state.refused.typed[field] ?? '') : (state.kept.get(form)?.fields[field] ?? ready)

export const errorOf = ({ state, form }: FormAt, field: string): string | undefined =>
  state.refused?.form === form ? state.refused.problems.find((problem) => problem.field === field)?.text : undefined

/** Many forms of a page have a field of the same name, so ids carry the form's. */
export const idOf = (form: FormName, field: string): string => `${form}-${field}`

/**
 * The hidden fields of every form: the token, what its sender was looking at, and a number that makes the same form
 * sent twice the same command.
 */
export const hiddenOf = ({ state, form }: FormAt): Readonly<Record<string, string>> => ({
  token: state.visit.formToken,
  once: randomUUID(),
  seen: String(state.found.view.case.seq),
  ...(isBehalf(form) && { behalf: 'yes' }),
})

/** How a member is called among members. */
export const nameOf = (state: Pick<CaseState, 'members'>, member: string | null): string =>
  state.members.find(({ id }) => id === member)?.name ?? 'somebody'

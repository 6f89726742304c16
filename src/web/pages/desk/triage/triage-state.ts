import { randomUUID } from 'node:crypto'
import type { Flag } from '../../../../case/flags.ts'
import type { Problem } from '../../../../desk/desk.ts'
import type { Held } from '../../../../desk/held.ts'
import type { TriageCase } from '../../../../desk/triage.ts'
import type { Member } from '../../../../team/team.ts'
import type { Visit } from '../../../route.ts'
import type { Typed } from '../../report-fields.ts'
import type { CaseState } from '../case-state.ts'

/** What the page of new reports shows: one report, what waits to be sent, and what came of the form just sent. */
export interface TriageState {
  readonly visit: Visit
  readonly of: TriageCase | null
  readonly members: readonly Member[]
  /** New reports that are left. */
  readonly left: number
  /** Where this round has come to, and where this report stands: going on behind it is leaving it for later. */
  readonly after: string | null
  readonly place: string | null
  readonly waiting: readonly Held[]
  readonly refusedActs: readonly Held[]
  /** What was typed and not sent: refused, or taken back. */
  readonly kept: Kept | null
}

export interface Kept {
  readonly act: TriageAct
  readonly typed: Typed
  readonly problems: readonly Problem[]
  readonly newsAfter?: number | undefined
  readonly undone?: boolean | undefined
  /** These are words that this member kept at that time and did not send. */
  readonly draftOf?: number | undefined
}

/** What one press can do with a new report. */
export const triageActs = ['acknowledge', 'accept', 'ask', 'duplicate', 'decline', 'not-a-report', 'assign'] as const
export type TriageAct = (typeof triageActs)[number]

export const triagePath = (after: string | null, more: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams({ ...more, ...(after !== null && { after }) })
  return query.size === 0 ? '/desk/triage' : `/desk/triage?${query}`
}

/** The hidden fields of every form of the page: what its sender was looking at, and a number that makes it one act. */
export const hiddenOf = (state: TriageState, act: TriageAct): Readonly<Record<string, string>> => ({
  token: state.visit.formToken,
  once: randomUUID(),
  act,
  case: state.of?.found.number ?? '',
  seen: String(state.of?.found.view.case.seq ?? 0),
  ...(state.after !== null && { after: state.after }),
})

/** Parts of the case page want a state of a case. */
export const asCaseState = (state: TriageState, of: TriageCase): CaseState => ({
  visit: state.visit,
  found: of.found,
  members: state.members,
  held: of.held,
  done: null,
  kept: new Map(),
  practice: null,
  glass: [],
  refused: null,
})

export const keptFor = (state: TriageState, act: TriageAct): Kept | null =>
  state.kept?.act === act ? state.kept : null

export const flagWords: Readonly<Record<Flag, string>> = {
  exploited: 'Said to be exploited now',
  reproduce: 'No steps to reproduce',
  version: 'No version given',
  unsupported: 'Version without support',
  severity: 'Severity needs CVSS 4.0',
  'ai-use': 'AI use not stated',
  'ai-unread': 'AI use: not said to be reviewed',
}

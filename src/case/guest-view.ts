import type { Case, Embargo, GuestWord, Stage } from './case.ts'
import type { AdvisoryFields, Affected, FileRef, Report } from './event.ts'
import { type GuestKind, guestOf } from './guest.ts'
import type { CaseNumber, Millis, PersonId } from './ids.ts'
import type { Policy } from './policy.ts'
import { stageOf } from './process.ts'

/**
 * What a guest of one case sees: what was reported, never who reported it or what they and the team say to each other,
 * and nothing at all of it before they agreed to keep it private. Files, fix and draft only where they were shared.
 */
export interface GuestView {
  readonly number: CaseNumber
  readonly kind: GuestKind
  readonly invitedAt: Millis
  readonly agreed: boolean
  /** Until when it stays private, as far as that is agreed. */
  readonly embargo: Embargo
  readonly told: GuestTold | null
  readonly talk: readonly GuestWord[]
}

export interface GuestTold {
  readonly stage: Stage
  readonly report: GuestReport
  readonly severity: Case['severity']
  readonly affected: readonly Affected[]
  readonly cve: string | null
  readonly advisory: string | null
  readonly draft: AdvisoryFields | null
  /** Everything this guest may download. */
  readonly files: readonly FileRef[]
}

/** The parts of a report that tell of the flaw. Who found it, how, with which tools and what they plan is theirs. */
export const guestParts = [
  'title',
  'description',
  'product',
  'version',
  'reproduce',
  'impact',
  'configuration',
  'suggestedFix',
  'cwe',
] as const
export type GuestReport = Readonly<Partial<Pick<Report, (typeof guestParts)[number]>>>

/** `undefined` for whoever is no guest of this case, or no longer. */
export const guestView = (state: Case, policy: Policy, now: Millis, person: PersonId): GuestView | undefined => {
  const guest = guestOf(state, person)
  if (guest === undefined || guest.removedAt !== null) return undefined
  const { kind, invitedAt, talk } = guest
  const agreed = guest.agreedAt !== null
  const { embargo, number } = state
  const told = agreed ? toldTo(state, policy, now, person) : null
  return { number, kind, invitedAt, agreed, embargo, told, talk: agreed ? talk : [] }
}

const toldTo = (state: Case, policy: Policy, now: Millis, person: PersonId): GuestTold => {
  const { shows = [], talk = [] } = guestOf(state, person) ?? {}
  const reported = state.thread.find(({ kind }) => kind === 'report')?.files ?? []
  return {
    stage: stageOf({ ...state, schedule: null, held: null }, policy, now),
    report: Object.fromEntries(guestParts.flatMap((part) => (state.report[part] ? [[part, state.report[part]]] : []))),
    severity: state.severity,
    affected: state.affected,
    cve: state.cve.id,
    advisory: state.published.at(-1)?.advisory ?? null,
    draft: shows.includes('advisory') ? state.draft : null,
    files: [
      ...(shows.includes('files') ? reported : []),
      ...(shows.includes('fix') ? state.fixes.flatMap(({ files }) => files) : []),
      ...talk.flatMap(({ files }) => files),
    ],
  }
}

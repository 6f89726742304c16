import type {
  AdvisoryFields,
  Affected,
  CreditAs,
  DeadlineName,
  DeclineReason,
  Door,
  EventOf,
  FileRef,
  Report,
  StepKind,
} from './event.ts'
import type { CaseId, CaseNumber, MemberId, Millis, PersonId, PolicyDigest } from './ids.ts'

/** A case as its facts add up to it. Folded by `evolve.ts`; nothing here is stored. */
export interface Case {
  readonly seq: number
  readonly number: CaseNumber
  readonly door: Door
  /** Made to practise on: never counted, listed, told of or public. */
  readonly practice: boolean
  readonly policy: PolicyDigest
  readonly report: Report
  readonly reporter: PersonId | null
  readonly receivedAt: Millis
  readonly updatedAt: Millis
  readonly acknowledged: { readonly at: Millis; readonly automatic: boolean } | null
  /** When a person of the team first did something that the reporter can see. */
  readonly openedAt: Millis | null
  /** What the team asked and nobody answered yet. */
  readonly question: { readonly at: Millis; readonly text: string } | null
  readonly reviews: number
  readonly acceptedAt: Millis | null
  readonly declined: {
    readonly at: Millis
    readonly reason: DeclineReason
    readonly text: string
    readonly duplicateOf: CaseId | null
  } | null
  /** The reporter may answer a decline once. */
  readonly declineAnswered: boolean
  readonly withdrawnAt: Millis | null
  readonly reproducedAt: Millis | null
  readonly skipped: ReadonlyMap<StepKind, string>
  readonly fixes: readonly Fix[]
  readonly verifiedAt: Millis | null
  readonly verifiedBy: 'reporter' | 'team' | null
  readonly cve: {
    readonly requestedAt: Millis | null
    readonly id: string | null
    readonly refused: string | null
    /** When it was recorded or refused. */
    readonly settledAt: Millis | null
  }
  readonly released: {
    readonly at: Millis
    readonly version: string
    readonly url: string | null
    readonly commit: string | null
  } | null
  readonly windowEnded: { readonly at: Millis; readonly reason: string } | null
  readonly draft: AdvisoryFields
  readonly draftSeq: number
  readonly approvals: ReadonlyMap<MemberId, string>
  readonly schedule: {
    readonly publishAt: Millis
    readonly revision: number
    readonly digest: string
    readonly by: MemberId
  } | null
  readonly held: {
    readonly at: Millis
    readonly reason: EventOf<'PublicationHeld'>['reason']
    readonly text: string
  } | null
  readonly published: readonly Publication[]
  /** Nothing (more) is held back. */
  readonly detailsCompletedAt: Millis | null
  readonly credit: Credit
  /** Wishes for credit since the newest revision: of the reporter, and of those whose reports follow this case. */
  readonly lateCredit: ReadonlyMap<PersonId, LateWish>
  /** Duplicates that follow this case, in the order they arrived. */
  readonly duplicates: readonly {
    readonly case: CaseId
    readonly person: PersonId | null
    readonly receivedAt: Millis
    /** How many levels of others follow it. */
    readonly leads: number
  }[]
  readonly embargo: Embargo
  readonly exposure: {
    readonly vulnerability: Exposed | null
    readonly exploit: Exposed | null
    readonly attacks: Exposed | null
  }
  readonly deadlines: ReadonlyMap<DeadlineName, Millis>
  /** When the desk last reminded each side. */
  readonly reminded: { readonly reporter: Millis | null; readonly team: Millis | null }
  /** What the reporter of this case can see, counted and dated apart from what only the team sees. */
  readonly visible: Seen
  /** What the reporter of a duplicate can see of this case: where it stands, and never its text. */
  readonly followed: Seen
  readonly thread: readonly Message[]
  readonly notes: readonly Note[]
  readonly files: readonly FileRef[]
  readonly assignee: MemberId | null
  /** Need-to-know: only these members see the case. `null`: the whole team. */
  readonly access: readonly MemberId[] | null
  readonly guests: readonly Guest[]
  readonly tags: readonly string[]
  readonly severity: { readonly cvss: string; readonly score: number } | null
  readonly needsCvss4: boolean
  readonly affected: readonly Affected[]
  /** Whatever named the reporter was dropped, and they gave no name since. */
  readonly forgotten: boolean
  /** Whoever writes now need not be who wrote first. */
  readonly receiptReplaced: boolean
  readonly closedAt: Millis | null
}

export interface LateWish {
  readonly as: CreditAs
  readonly naming: number
  /** When that person reported: those who did so after the publication are not credited. */
  readonly receivedAt: Millis
}

/** Somebody from outside who was let into this case. */
export interface Guest {
  readonly person: PersonId
  readonly kind: 'vendor' | 'distribution' | 'coordinator' | 'expert'
  readonly shows: readonly ('files' | 'fix' | 'advisory')[]
  readonly invitedAt: Millis
  /** Before they agreed to keep it private they read nothing. */
  readonly agreedAt: Millis | null
  readonly removedAt: Millis | null
  /** Between this guest and the team alone. */
  readonly talk: readonly GuestWord[]
}

export interface GuestWord {
  readonly at: Millis
  readonly from: 'guest' | 'team'
  readonly text: string
  readonly files: readonly FileRef[]
}

export interface Fix {
  readonly at: Millis
  readonly text: string
  readonly version: string | null
  readonly image: string | null
  readonly files: readonly FileRef[]
  readonly outcome: 'open' | 'verified' | 'failed' | 'replaced'
}

export interface Seen {
  readonly version: number
  readonly at: Millis
}

export interface Publication {
  readonly at: Millis
  readonly advisory: string
  readonly revision: number
  readonly extent: 'brief' | 'full'
  readonly digest: string
  readonly document: Readonly<Record<string, unknown>>
}

/** The reporter's own wish. `null`: no word yet. Silence until publication means no name. */
export interface Credit {
  readonly askedAt: Millis | null
  readonly as: CreditAs | null
  readonly naming: number
  /** The form of the name and link that a member looked at. */
  readonly confirmed: number | null
  /** Given after the receipt code was replaced: a member confirms it first, whoever publishes. */
  readonly waits: boolean
}

/** Vultron's embargo machine: None, Proposed, Active, Revise, eXited. */
export interface Embargo {
  readonly state: 'none' | 'proposed' | 'active' | 'revising' | 'exited'
  readonly until: Millis | null
  /** `date`: nothing public before that time. `advisory-or-date`: until our advisory, at the latest that time. */
  readonly terms: 'advisory-or-date' | 'date' | null
  /** Whose word made it: `policy` where the reporter said nothing against our terms. */
  readonly agreedBy: 'reporter' | 'team' | 'policy' | null
  readonly proposal: { readonly until: Millis; readonly by: 'reporter' | 'team' | 'policy' } | null
}

export interface Exposed {
  readonly awareAt: Millis
  readonly by: string
  readonly reason: string
}

export interface Message {
  readonly seq: number
  readonly at: Millis
  readonly from: 'reporter' | 'team' | 'desk'
  readonly member: MemberId | null
  readonly kind:
    | 'report'
    | 'message'
    | 'question'
    | 'information'
    | 'decline'
    | 'decline-answer'
    | 'fix'
    | 'fix-verified'
    | 'fix-failed'
    | 'withdrawal'
    | 'credit-question'
  readonly text: string
  readonly files: readonly FileRef[]
}

export interface Note {
  readonly seq: number
  readonly at: Millis
  readonly member: MemberId | null
  readonly text: string
  readonly files: readonly FileRef[]
}

/** Where a case stands, one word for lists and clocks. Derived from the facts and the policy by `process.ts`. */
export const stages = [
  'received', // nobody reviewed it yet
  'waiting-for-reporter',
  'reproducing',
  'patching',
  'verifying',
  'awaiting-cve',
  'releasing',
  'users-updating',
  'publishing',
  'completing', // a brief advisory is out, what was held back is due
  'published',
  'declined',
  'withdrawn',
  'closed',
] as const
export type Stage = (typeof stages)[number]

/** Groups of the inbox, in the order they are shown. */
export const groups = [
  'exploited',
  'new',
  'waiting-for-us',
  'waiting-for-reporter',
  'waiting-to-publish',
  'done',
] as const
export type Group = (typeof groups)[number]

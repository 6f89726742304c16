import type { AdvisoryDocument, Lack, PublicAdvisory } from '../advisory/advisory.ts'
import type { Group, Stage } from '../case/case.ts'
import type { Command } from '../case/command.ts'
import type { Silent } from '../case/credit.ts'
import type { Door, FileRef, Recorded } from '../case/event.ts'
import type { Actor, CaseId, CaseNumber, MemberId, Millis, PersonId, PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import type { Refusal } from '../case/refusal.ts'
import type { Next, ReporterView, TeamView } from '../case/view.ts'
import type { AccountSession } from '../team/account-session.ts'
import type { TeamRefusal } from '../team/refusal.ts'
import type { Budget } from './budget.ts'
import type { Clusters } from './clusters.ts'
import type { EraseAsk, Erased } from './erase.ts'
import type { Expectation } from './expectation.ts'
import type { DeskFigures } from './figures/figures.ts'
import type { FirstRun } from './first-run.ts'
import type { Guests } from './guests.ts'
import type { SinceAsk } from './inbox-since.ts'
import type { IntakeState } from './intake-state.ts'
import type { KeptTexts } from './kept-texts.ts'
import type { Viewer } from './many-cases.ts'
import type { Mentions } from './mentions.ts'
import type { News } from './news.ts'
import type { OwnDesk } from './own-desk.ts'
import type { Practice } from './practice.ts'
import type { Triage } from './triage.ts'

/**
 * The desk connects the case with the world: the one write path (`handle`) and the one read path (every read names its
 * viewer). Doors and channels call this and nothing behind it.
 */
export interface Desk {
  // ── the reporter's side ────────────────────────────────────────────────────────────────────────────────────────
  /** Keeps what was typed, whether or not it can be sent yet. Without a secret a new draft begins. */
  saveDraft(draft: DraftInput): Promise<DraftSaved>
  readDraft(secret: string): Promise<DraftSaved | undefined>
  /** Sends it. A repeat, also after an unknown commit, answers the same receipt. */
  sendDraft(secret: string, flood?: boolean, by?: ReporterAccess | null): Promise<Sent | Unsendable>
  /**
   * The API's way: key and body at once. The same key with another body is refused with `key-reused`, and in a pause
   * all that is not exploited now with `intake-paused`.
   */
  report(
    key: string | null,
    form: Form,
    files: readonly FileRef[],
    door: Door,
    flood?: boolean,
    by?: ReporterAccess | null,
  ): Promise<Sent | Unsendable | ReportRefused>
  /** Streams a file to disk, sealed, before anything refers to it. Throws `BlobTooLarge`. */
  putFile(name: string, source: AsyncIterable<Uint8Array>): Promise<FileRef>

  /** Whom a receipt code lets in. Unknown, expired, rotated and malformed take the same path and time. */
  openReceipt(
    code: string,
  ): Promise<ReporterAccess | { readonly replacedAt: Millis; readonly receipt: string } | undefined>
  thread(access: ReporterAccess): Promise<ReporterThread | undefined>
  asReporter(access: ReporterAccess, command: Command, naming?: Naming): Promise<Done | Refusal>
  /** A new code to save before it works. Nothing is kept of it. */
  offerReceipt(access: ReporterAccess): { readonly offer: ReceiptOffer; readonly receipt: string }
  /** From now on the offered code works; the old one says "replaced" for 30 days. A repeat gives the same code. */
  rotateReceipt(access: ReporterAccess, offer: ReceiptOffer): Promise<string | Refusal>
  /** The same for a day, when the answer got lost and the old code opens nothing any more. */
  replacedBy(offer: ReceiptOffer): Promise<{ readonly receipt: string; readonly number: CaseNumber } | undefined>
  /** Drops everything that names this person and destroys their key. */
  forget(access: ReporterAccess): Promise<Done | Refusal>

  /** How many reports of whoever has this thread open wait, and how many may before the next ones are slower. */
  budget(access: ReporterAccess): Promise<Budget>

  // ── the team's side ────────────────────────────────────────────────────────────────────────────────────────────
  inbox(viewer: MemberActor, ask: InboxAsk): Promise<InboxPage>
  /** The beginning of every open group at once, in the order of the groups: one look, one leaf in the audit log. */
  front(viewer: MemberActor, ask: Pick<InboxAsk, 'stage' | 'assignee'>): Promise<InboxFront>
  /** What came and changed in a stretch of time, newest change first. */
  since(viewer: MemberActor, ask: SinceAsk): Promise<InboxPage>
  counts(viewer: MemberActor): Promise<Readonly<Record<Group, number>>>
  /** The stream of a case that this member may see. Tells nothing of it. */
  streamOf(viewer: MemberActor, number: CaseNumber): Promise<CaseId | undefined>
  /** Records the read in the audit log. Throws `ManyCasesOpened` where the passkey has to come first. */
  caseFor(viewer: Viewer, number: CaseNumber): Promise<TeamCase | undefined>
  /** The one write path for a case that exists. */
  handle(actor: MemberActor, number: CaseNumber, command: Command, naming?: Naming): Promise<Done | Refusal>
  /** Whether this member's command of this id was carried out already: a form that was sent twice. */
  handled(actor: MemberActor, stream: CaseId, id: string): Promise<boolean>
  /** A report that arrived elsewhere, or that the team found. Gives a one-time hand-over code where there is a reporter. */
  enterByHand(
    actor: MemberActor | null,
    entry: HandEntry,
  ): Promise<{ readonly number: CaseNumber; readonly handOver: string | null } | Unsendable>
  /** The reporter takes a hand-entered case over: the code becomes a receipt, once. */
  /** With the same key the same code is shown again, where the first answer got lost. */
  takeOver(
    handOver: string,
    key?: string,
  ): Promise<{ readonly receipt: string; readonly number: CaseNumber } | undefined>
  /** The advisory as it would be published now, for the editor and the publish page. */
  preview(viewer: Viewer, number: CaseNumber): Promise<AdvisoryPreview | undefined>
  search(viewer: MemberActor, words: string): Promise<SearchPage>
  /** The new reports, one after the other, and the acts that wait a minute before they are sent. */
  readonly triage: Triage
  /** Everybody who reported the same. */
  readonly clusters: Clusters
  /** People from outside who are let into one case. */
  readonly guests: Guests
  /** What each member sets up, has typed and not sent, and is named in: for nobody else. */
  readonly own: OwnDesk
  readonly kept: KeptTexts
  readonly mentions: Mentions
  /** What is new, for pages that are open. */
  readonly news: News

  /** One file of a case, for whoever may see it. */
  file(viewer: MemberActor | ReporterAccess, number: CaseNumber, fileId: string): Promise<OpenFile | undefined>

  // ── what is public ─────────────────────────────────────────────────────────────────────────────────────────────
  policy(): { readonly policy: Policy; readonly digest: PolicyDigest }
  policyBy(digest: PolicyDigest): Promise<Policy | undefined>
  advisories(after?: string): Promise<{ readonly items: readonly PublicAdvisory[]; readonly next: string | null }>
  advisory(id: string, revision?: number): Promise<PublicAdvisory | undefined>
  credits(): Promise<
    readonly { readonly name: string; readonly url: string | null; readonly advisories: readonly string[] }[]
  >

  /** Who is on the team, for choosing an assignee. Names are for members only. */
  members(): Promise<
    readonly {
      readonly id: MemberId
      readonly name: string
      readonly role: string /** Can sign in; others only have names in old cases. */
      readonly active: boolean
    }[]
  >
  now(): Millis

  // ── load ───────────────────────────────────────────────────────────────────────────────────────────────────────
  readonly intake: IntakeState
  readonly figures: DeskFigures
  /** What may be expected of a first answer that is due then. */
  expected(of: { readonly stream: CaseId; readonly receivedAt: Millis; readonly by: Millis }): Promise<Expectation>

  // ── the first hour ─────────────────────────────────────────────────────────────────────────────────────────────
  readonly firstRun: FirstRun
  readonly practice: Practice
  /** Destroys the key of a case, for good. A member needs what two agreed to; the console does not. */
  erase(ask: EraseAsk): Promise<Erased | TeamRefusal>
}

export type MemberActor = Extract<Actor, { as: 'member' }>

/** Field names as the form and the API name them; text as it was typed. */
export type Form = Readonly<Record<string, string>>

export interface DraftInput {
  readonly secret: string | null
  readonly form: Form
  readonly addFiles: readonly FileRef[]
  readonly removeFiles: readonly string[]
}

export interface DraftSaved {
  /** 128 bits for the hidden field. */
  readonly secret: string
  readonly form: Form
  readonly files: readonly FileRef[]
  /** Empty: it can be sent. */
  readonly problems: readonly Problem[]
  /** Ten words; it starts to work when Send is pressed. */
  readonly receipt: string
  /** Set once it was sent. */
  readonly sent: Sent | null
}

export interface Problem {
  readonly field: string
  readonly text: string
}

export interface Sent {
  readonly receipt: string
  readonly number: CaseNumber
  readonly receivedAt: Millis
  /** When an answer can be expected. */
  readonly answerBy: Millis
  readonly proof: Proof
}

export type ReportRefused =
  | { readonly refused: 'key-reused' }
  | { readonly refused: 'intake-paused'; readonly until: Millis; readonly why: string }

export interface Unsendable {
  readonly problems: readonly Problem[]
}

/** Proof of submission: no title, no number. `postern verify` checks it offline. */
export interface Proof {
  readonly context: 'proof/v1'
  readonly origin: string
  readonly keyId: string
  /** RFC 3339, UTC. */
  readonly time: string
  readonly salt: string
  /** Hex SHA-256 of salt and canonical report. */
  readonly sha256: string
  /** base64url Ed25519 over the lines above. */
  readonly signature: string
}

export interface ReporterAccess {
  readonly as: 'reporter'
  readonly stream: CaseId
  readonly person: PersonId
  /** The tag of the receipt that let them in: a rotated receipt ends its sessions. */
  readonly receipt: string
  /** Where the thread was opened from an account. */
  readonly account?: AccountSession | undefined
}

/** What a new receipt code is made from, beside a key of the desk: nobody can make it from these two alone. */
export interface ReceiptOffer {
  /** The tag of the receipt it takes the place of. */
  readonly from: string
  /** Made of chance. */
  readonly id: string
}

export interface ReporterThread {
  readonly view: ReporterView
  /**
   * The day on which somebody of the team first opened the report, as UTC midnight: the one read that its reporter is
   * told of (docs/security.md). `null` as long as nobody did.
   */
  readonly openedOn: Millis | null
  readonly policy: Policy
  readonly digest: PolicyDigest
  /** The name and link this person gave for credit, exactly as they would appear. */
  readonly naming: Naming | null
  readonly name: string | null
  readonly email: string | null
  /** Of the first answer, as long as it is awaited. */
  readonly expected: Expectation | null
}

export interface Naming {
  readonly name: string
  readonly url?: string | undefined
}

export interface Done {
  readonly done: true
  readonly number: CaseNumber
  readonly seq: number
}

export interface InboxAsk {
  readonly group?: Group | undefined
  readonly stage?: Stage | undefined
  /** `null`: nobody's. */
  readonly assignee?: MemberId | null | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export interface InboxRow {
  readonly number: CaseNumber
  /** How far its facts go: what somebody who acts on this row has seen. */
  readonly seq: number
  readonly title: string
  readonly group: Group
  readonly stage: Stage
  readonly receivedAt: Millis
  readonly updatedAt: Millis
  readonly next: Next
  readonly assignee: MemberId | null
  readonly door: Door
  readonly waitingSince: Millis | null
  readonly tags: readonly string[]
}

export interface InboxPage {
  readonly items: readonly InboxRow[]
  /** Opaque cursor of the next page. */
  readonly next: string | null
}

/** The open groups in their order, each with its soonest due cases; no more in all than one page holds. */
export type InboxFront = readonly {
  readonly group: Group
  readonly items: readonly InboxRow[]
  /** The group goes on. */
  readonly more: boolean
}[]

export interface TeamCase {
  readonly number: CaseNumber
  readonly stream: CaseId
  readonly view: TeamView
  readonly policy: Policy
  readonly digest: PolicyDigest
  /** Names by person id, as far as they were given and not dropped. */
  readonly people: ReadonlyMap<
    PersonId,
    { readonly name: string | null; readonly email: string | null; readonly naming: Naming | null }
  >
  /** Numbers and titles of linked cases: the main one, or the duplicates. */
  readonly linked: ReadonlyMap<CaseId, { readonly number: CaseNumber; readonly title: string }>
  /** Other reports of the same reporter, as far as the reporter said so and this member sees them. */
  readonly together: readonly CaseNumber[]
  /** Another policy is in force by now. */
  readonly newerPolicy: boolean
  /** Why the planned publication would be held if everything stays as it is, each with its hint. */
  readonly planProblems: readonly Refusal[]
  /** What happened, fact by fact, for the team's timeline. */
  readonly facts: readonly Recorded[]
  /** Until when the viewer reads it by broken glass, and does nothing in it; null for those who see it anyway. */
  readonly glassUntil: Millis | null
}

export interface AdvisoryPreview {
  readonly brief: PublicAdvisory
  readonly full: PublicAdvisory
  /** Which of the two comes next. */
  readonly extent: 'brief' | 'full'
  readonly digest: string
  readonly document: AdvisoryDocument
  /** Everything that stands against publishing it now, each with its hint. */
  readonly problems: readonly Refusal[]
  /** What would make it better, and stands against nothing. */
  readonly warnings: readonly Lack[]
  /** Reporters of duplicates who said nothing about credit, and so are not named. */
  readonly silent: Silent
  readonly seq: number
}

export interface HandEntry {
  readonly form: Form
  readonly files: readonly FileRef[]
  readonly door: Door
  readonly arrivedAt: Millis
  readonly from: string
  /** Found by the team: no reporter, no credit question. */
  readonly foundByTeam: boolean
  /** The same key by the same member is the same entry: a double press opens one case, and shows the same code. */
  readonly key?: string | undefined
}

export interface SearchPage {
  readonly items: readonly InboxRow[]
  /** How much of the desk is searchable so far, 0 to 1. */
  readonly ready: number
  readonly problem: string | null
}

export interface OpenFile {
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly bytes: AsyncIterable<Uint8Array>
}

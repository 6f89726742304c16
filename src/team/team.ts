import type { CaseId, MemberId, Millis, PersonId, Role } from '../case/ids.ts'
import type { AccountSession } from './account-session.ts'
import type { AnswerToChallenge, Challenged, NewPasskey } from './ceremony.ts'
import type { DeskFact, TwoPersonKind } from './desk-log.ts'
import type { BrokenGlass } from './glass.ts'
import type { Handles } from './handles.ts'
import type { Departure, Errand } from './provider-sign-in.ts'
import type { TeamRefusal } from './refusal.ts'
import type { RoleByGroups } from './role-by-groups.ts'
import type { TwoPersonRequest } from './two-person.ts'

/**
 * The team says who may come in. Everything is asked of the store on every call, nothing is remembered between two
 * requests: a removed member, an ended session or a revoked token is refused on the very next one.
 */
export interface Team {
  // ── who is it? asked by the guard on every request ─────────────────────────────────────────────────────────────
  /** Whom a session cookie lets in; `undefined` for unknown, idle, expired and removed alike. */
  session(token: string): Promise<SignedIn | undefined>
  /** Whether an open session still stands, by its public id. Asking is not using it: it goes on growing old. */
  stands(session: string): Promise<boolean>
  /** Whom an API token lets in; `undefined` for malformed, unknown, expired, revoked and removed alike. */
  bearer(token: string): Promise<Bearer | undefined>
  /** Whose thread a reporter's cookie opens, until half an hour after it was last used. */
  reporterSession(token: string): Promise<ReporterSession | undefined>

  // ── members ────────────────────────────────────────────────────────────────────────────────────────────────────
  members(): Promise<readonly Member[]>
  /** `by` is null at the console. The link is shown once and works once, for an hour. */
  addMember(ask: {
    name: string
    role: Role
    by: MemberId | null
  }): Promise<{ member: MemberId; enrol: string } | TeamRefusal>
  /** A new link for somebody who is invited and did not come yet; the old one ends. */
  inviteAgain(ask: {
    member: MemberId
    by: MemberId | null
  }): Promise<{ member: MemberId; enrol: string } | TeamRefusal>
  setRole(ask: { member: MemberId; role: Role; by: MemberId | null }): Promise<Done | TeamRefusal>
  /** Ends sessions, tokens, passkeys and links in the same append. Names in old cases stay readable. */
  removeMember(ask: { member: MemberId; by: MemberId | null }): Promise<Done | TeamRefusal>
  /** At the console only: a link that signs this member in, once, within ten minutes. Audited. */
  memberSignIn(name: string): Promise<{ member: MemberId; link: string } | TeamRefusal>
  /** The link for the very first member, or null where the log ever had one. A new one voids the old. */
  firstEnrolment(): Promise<string | null>

  // ── enrolment and sign-in ──────────────────────────────────────────────────────────────────────────────────────
  /** Looks at an enrolment link without using it up. `name` is null for the first member, who chooses one. */
  invitation(code: string): Promise<{ name: string | null; role: Role } | undefined>
  enrolmentChallenge(code: string, name: string | null): Promise<Challenged | TeamRefusal>
  /** Uses the link up, keeps the passkey and signs in, all in one append. */
  enrol(code: string, answer: NewPasskey, browser: string): Promise<Session | TeamRefusal>
  /** A discoverable credential: nobody says a name, and the answer is the same whoever asks. */
  signInChallenge(): Promise<Challenged>
  signIn(answer: AnswerToChallenge, browser: string): Promise<Session | TeamRefusal>
  /** Whether a console link can still be used. Looking does not use it up. */
  signInLink(code: string): Promise<{ name: string } | undefined>
  useSignInLink(code: string, browser: string): Promise<Session | TeamRefusal>
  signOut(token: string): Promise<void>

  // ── a fresh passkey for one act ────────────────────────────────────────────────────────────────────────────────
  stepUpChallenge(session: SignedIn, act: string): Promise<Challenged>
  /** Rotates the session: the answer carries a new cookie token. */
  stepUp(session: SignedIn, act: string, answer: AnswerToChallenge): Promise<Session | TeamRefusal>

  // ── what a member looks after ──────────────────────────────────────────────────────────────────────────────────
  passkeys(member: MemberId): Promise<readonly Passkey[]>
  /** Refused with `step-up-needed` unless `mayAddPasskey` (strong.ts) says yes. */
  passkeyChallenge(session: SignedIn): Promise<Challenged | TeamRefusal>
  /** Ends this member's other sessions and rotates this one. */
  addPasskey(session: SignedIn, answer: NewPasskey, browser: string): Promise<Session | TeamRefusal>
  /** The last one cannot be removed. Ends this member's other sessions. */
  removePasskey(session: SignedIn, passkey: string): Promise<Done | TeamRefusal>
  renamePasskey(session: SignedIn, passkey: string, name: string): Promise<Done | TeamRefusal>
  /** The printed code, as long as this very reference of the session lasts; null once it was put away or used. */
  recoveryCode(session: SignedIn, token: string): Promise<string | null>
  /** A new printed code; the one before ends. It is shown by `recoveryCode` with the same token. */
  makeRecoveryCode(session: SignedIn, token: string): Promise<Done | TeamRefusal>
  /** It is on paper: from now on nobody sees it again. Rotates the session. */
  putAwayRecoveryCode(session: SignedIn): Promise<Session>
  /** Signs in, once. Told to every member. */
  useRecoveryCode(code: string, browser: string): Promise<Session | TeamRefusal>
  /** When the printed code was made, or null where there is none. */
  recoveryCodeSince(member: MemberId): Promise<Millis | null>
  sessions(member: MemberId): Promise<readonly OpenSession[]>
  endSession(member: MemberId, session: string): Promise<Done | TeamRefusal>
  endOtherSessions(session: SignedIn): Promise<void>
  /** The agreement to be named on /team; null takes it back. */
  setShownAs(member: MemberId, shownAs: string | null, known?: Handles): Promise<Done | TeamRefusal>
  /** Whoever agreed to be named. Nobody else. */
  roster(): Promise<readonly { readonly name: string; readonly role: Role; readonly known: Handles }[]>

  // ── the sign-in provider ───────────────────────────────────────────────────────────────────────────────────────
  /** As it stands on the button; null where there is none. */
  readonly providerName: string | null
  /** Where to send the browser for this errand, with the cookie that binds the answer to it. */
  toProvider(errand: Errand, typed: string): Promise<Departure | TeamRefusal>
  /** What was typed before this browser left, such as what for. */
  errandTyped(cookie: string | null): string | undefined
  /** Takes the provider's answer once. */
  fromProvider(ask: {
    errand: Errand
    cookie: string | null
    /** The query of the address that the browser came back to. */
    search: string
    browser: string
  }): Promise<Session | TeamRefusal>
  identities(member: MemberId): Promise<readonly Linked[]>
  unlink(session: SignedIn, identity: string): Promise<Done | TeamRefusal>
  /** A proxy that the operator trusts names this member. Exact names alone; a lead is never made of groups. */
  headerSignIn(ask: {
    name: string
    role: RoleByGroups | null | undefined
    browser: string
  }): Promise<Session | TeamRefusal>

  // ── what needs a second person ─────────────────────────────────────────────────────────────────────────────────
  /** What waits, was agreed to or is in use, by its end. */
  twoPersonRequests(): Promise<readonly TwoPersonRequest[]>
  askTwoPerson(ask: {
    kind: TwoPersonKind
    subject: string
    reason: string
    by: MemberId
  }): Promise<{ readonly request: string } | TeamRefusal>
  /** `by` is null at the console, which counts where no other member could agree; a day passes then as well. */
  agreeTwoPerson(ask: { request: string; by: MemberId | null }): Promise<{ readonly readyAt: Millis } | TeamRefusal>
  stopTwoPerson(ask: { request: string; by: MemberId | null }): Promise<Done | TeamRefusal>
  /** The link for a member whose passkeys are all lost, once it is due. */
  recoveryLink(ask: { request: string; by: MemberId | null }): Promise<{ readonly link: string } | TeamRefusal>
  /** Until when this member may read this case by broken glass, or null. */
  glassBroken(member: MemberId, subject: string): Promise<Millis | null>
  /** Every time that glass was broken for this case, oldest first. */
  glassOf(subject: string): Promise<readonly BrokenGlass[]>

  /** What was changed about the desk itself, newest first. */
  log(): Promise<readonly DeskFact[]>

  // ── API tokens ─────────────────────────────────────────────────────────────────────────────────────────────────
  /** The token is shown once. At most 90 days, and no scope that the member's role does not allow. */
  createToken(
    ask: TokenAsk,
  ): Promise<{ readonly token: string; readonly id: string; readonly expiresAt: Millis } | TeamRefusal>
  tokens(member: MemberId): Promise<readonly Token[]>
  revokeToken(ask: { member: MemberId; token: string; by: MemberId | null }): Promise<Done | TeamRefusal>

  /** Ends the tokens and sessions that stand in this text, and says how many did. */
  endSpilled(text: string, by: MemberId | null): Promise<number>

  // ── reporters ──────────────────────────────────────────────────────────────────────────────────────────────────
  /** After the desk opened the receipt. The answer is the cookie's token. */
  openReporterSession(access: ReporterSession): Promise<string>
  endReporterSession(token: string): Promise<void>

  /** Deletes sessions, used challenges and links that are over. The desk's sweeper calls it. */
  sweep(): Promise<void>
}

export interface Done {
  readonly done: true
}

export interface Member {
  readonly id: MemberId
  readonly name: string
  readonly role: Role
  readonly state: 'invited' | 'active' | 'removed'
  readonly since: Millis
  /** The name on /team, or null without consent. */
  readonly shownAs: string | null
  /** How they are known elsewhere; shown together with the name. */
  readonly handles: Handles
}

/** How a session began: it decides what may be done without a fresh passkey, which is to make one. */
export const BEGAN = ['passkey', 'enrolment', 'console', 'recovery', 'provider', 'header'] as const

/** A member with an open session. `as`, `member`, `role` make an actor of it. */
export interface SignedIn {
  readonly as: 'member'
  readonly member: MemberId
  readonly role: Role
  readonly name: string
  /** The public id of the session, never the token. */
  readonly session: string
  readonly began: (typeof BEGAN)[number]
  readonly createdAt: Millis
  /** The newest step-up. It counts for its act alone, for five minutes (`strongFor`). */
  readonly strong: { readonly act: string; readonly at: Millis } | null
  /** How many work at the present address. */
  readonly passkeys: number
  /** One opens cases; publishing, exporting and changes to the team ask for a second one first. */
  readonly onlyOnePasskey: boolean
  /** The sign-in provider may be asked instead, where the operator said so and this member is linked. */
  readonly confirmsByProvider: boolean
}

export interface Bearer {
  readonly as: 'member'
  readonly member: MemberId
  readonly role: Role
  readonly name: string
  readonly token: string
  readonly scopes: readonly Scope[]
}

export const SCOPES = ['read', 'act', 'publish'] as const
export type Scope = (typeof SCOPES)[number]

export interface ReporterSession {
  readonly as: 'reporter'
  readonly stream: CaseId
  readonly person: PersonId
  /** The tag of the receipt that let them in. */
  readonly receipt: string
  /** Opened from an account, and over when its session is. */
  readonly account?: AccountSession | undefined
}

/** A login at the sign-in provider that opens this desk for one member. */
export interface Linked {
  readonly id: string
  readonly issuer: string
  readonly since: Millis
  /** 0: not used yet. */
  readonly usedAt: Millis
}

/** A session just begun or rotated: the token goes into the cookie and nowhere else. */
export interface Session {
  readonly token: string
  readonly member: MemberId
}

export interface OpenSession {
  readonly id: string
  readonly createdAt: Millis
  readonly seenAt: Millis
  /** Such as "Firefox on Linux". */
  readonly browser: string
}

export interface Passkey {
  readonly id: string
  readonly label: string
  readonly createdAt: Millis
  /** 0: not used yet. */
  readonly usedAt: Millis
  /** Kept by a provider on several devices, rather than on one alone. */
  readonly synced: boolean
  /** The host it was made for, where this desk has another one by now: it cannot be used any more. */
  readonly elsewhere: string | null
}

export interface TokenAsk {
  readonly member: MemberId
  readonly label: string
  readonly scopes: readonly Scope[]
  readonly days: number
  readonly by: MemberId | null
}

export interface Token {
  readonly id: string
  readonly label: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Millis
  readonly expiresAt: Millis
  /** To the hour. 0: never. */
  readonly usedAt: Millis
}

import type { CaseNumber, Millis } from '../../case/ids.ts'
import type { AccountSession, OpenAccountSession } from '../../team/account-session.ts'
import type { AnswerToChallenge, Challenged } from '../../team/ceremony.ts'
import type { ReporterAccess, ReporterThread } from '../desk.ts'

/**
 * Accounts of reporters, where the operator lets them have one. An account gathers reports of one person and opens their
 * threads as their receipts do. It is no name: the team sees nothing of it, unless the reporter says which reports belong
 * together.
 */
export interface Accounts {
  /** This desk can send mail. Where it cannot, a passkey is the only way in. */
  readonly mail: boolean

  // ── coming in ──────────────────────────────────────────────────────────────────────────────────────────────────
  /** Whom the cookie lets in; `undefined` for unknown, idle, expired and ended alike. */
  session(token: string): Promise<AccountSession | undefined>
  /** A new account with a passkey. `called` is what the browser shows in its list of passkeys. */
  newChallenge(called: string): Promise<Challenged>
  make(answer: AnswerToChallenge): Promise<Token | undefined>
  signInChallenge(): Promise<Challenged>
  signIn(answer: AnswerToChallenge): Promise<Token | undefined>
  /** Sends a code there, and answers with the secret for the cookie of this browser; `null` where it is no address. */
  askCode(address: string, by: AccountSession | null): Promise<string | null>
  /** Lets whoever reads that mailbox in, into a new account where there is none yet. */
  enterCode(secret: string, code: string): Promise<Token | undefined>
  signOut(token: string): Promise<void>

  // ── the reports ────────────────────────────────────────────────────────────────────────────────────────────────
  /** Newest first. What was erased is not among them. */
  reports(who: AccountSession): Promise<readonly OwnReport[]>
  /** `full`: it gathers as many as it may. */
  claim(who: AccountSession, access: ReporterAccess): Promise<'done' | 'full'>
  holds(who: AccountSession, access: ReporterAccess): Promise<boolean>
  /** The thread of one of them, as whoever came in by this session may see it. */
  open(who: AccountSession, number: CaseNumber): Promise<ReporterAccess | undefined>
  /** Back to its receipt alone. Threads that were opened from the account end. */
  letGo(who: AccountSession, number: CaseNumber): Promise<boolean>
  /** Whether the team may see that this report and the others that say so are of one person. */
  tellTogether(who: AccountSession, number: CaseNumber, told: boolean): Promise<boolean>

  // ── looking after it ───────────────────────────────────────────────────────────────────────────────────────────
  overview(who: AccountSession): Promise<Overview | undefined>
  passkeyChallenge(who: AccountSession, called: string): Promise<Challenged | undefined>
  /** Ends every other session. */
  addPasskey(who: AccountSession, answer: AnswerToChallenge): Promise<boolean>
  /** Not the last way in. */
  removePasskey(who: AccountSession, passkey: string): Promise<boolean>
  removeAddress(who: AccountSession): Promise<boolean>
  endSession(who: AccountSession, session: string): Promise<void>
  /** Destroys its key: address, passkeys and which reports it gathered are readable to nobody. The reports stay. */
  delete(who: AccountSession): Promise<boolean>
  sweep(): Promise<void>
}

/** For the cookie, and for nothing else. */
export interface Token {
  readonly token: string
}

export interface OwnReport {
  readonly number: CaseNumber
  readonly at: Millis
  readonly together: boolean
  /** `null` where its receipt code was replaced elsewhere: then only the new one opens it. */
  readonly thread: ReporterThread | null
}

export interface Overview {
  readonly address: string | null
  readonly passkeys: readonly { readonly id: string; readonly createdAt: Millis; readonly usedAt: Millis }[]
  readonly sessions: readonly OpenAccountSession[]
  readonly reports: number
  /** Whether this session may change how somebody comes in: by a mailbox only where there is nothing better. */
  readonly mayChange: boolean
}

import type { TagBase } from '../advisory/feed.ts'
import type { SigningKey } from '../advisory/keys-json.ts'
import type { Config } from '../config.ts'
import type { Accounts } from '../desk/accounts/accounts.ts'
import type { AuditLog } from '../desk/audit/audit-log.ts'
import type { Desk, MemberActor, ReporterAccess } from '../desk/desk.ts'
import type { Check } from '../desk/health.ts'
import type { Notices } from '../desk/notices.ts'
import type { Own } from '../desk/own-desk.ts'
import type { Quiet } from '../desk/quiet.ts'
import type { Ready } from '../desk/readiness.ts'
import type { Undelivered } from '../desk/undelivered.ts'
import type { AccountSession } from '../team/account-session.ts'
import type { Scope, SignedIn, Team } from '../team/team.ts'
import type { Assets } from './assets.ts'
import type { LimitName } from './limit.ts'
import type { Language } from './pages/messages/languages.ts'
import type { SaidByProxy } from './said-by-proxy.ts'

/**
 * Every URL is a row of the table in `routes.ts`, and no row can forget to say who may come in. The server builds
 * itself from the rows; the generated test visits every one of them as every role.
 */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Hono path: `/desk/cases/:number`. */
  readonly path: string
  /**
   * `everyone`: public. `receipt`: whoever opened a thread with a receipt code (cookie or `Authorization: Receipt`).
   * `account`: a reporter who signed in to their account.
   * `observer`, `member`, `lead`: on the team with at least that role (session cookie, or bearer token where `api`).
   */
  readonly who: 'everyone' | 'receipt' | 'account' | 'guest' | 'observer' | 'member' | 'lead'
  /** Decides headers, caching, errors as page or problem details, and how CSRF is checked. */
  readonly kind: 'public' | 'receipt' | 'member' | 'api' | 'download' | 'static' | 'feed'
  /** Scope a bearer token needs here. */
  readonly scope?: 'read' | 'act' | 'publish'
  /** Acts that ask for a fresh passkey: publishing, exporting, members, keys. */
  readonly stepUp?: boolean
  /** With `stepUp`: one looks after one's own ways in, for which the one passkey suffices. */
  readonly ownKeys?: boolean
  /**
   * With `receipt`: a form comes to its handler also when its session is over, with `reporter` null. It then does
   * nothing but give back what was typed and ask for the code.
   */
  readonly lapsed?: boolean
  /** Answers a code that was replaced where it may still repeat what it did last; otherwise the guard says no. */
  readonly replaced?: (visit: Visit, receipt: string) => Promise<Response | undefined>
  /** A row that is there only where the operator lets reporters have accounts. */
  readonly only?: 'accounts'
  readonly handle: (visit: Visit) => Promise<Response> | Response
}

/** One request, after the guard let it in. */
export interface Visit {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The address this visitor used: the public one or the onion. Links are made from it. */
  readonly origin: string
  readonly onion: boolean
  readonly desk: Desk
  readonly team: Team
  readonly config: Config
  readonly assets: Assets
  readonly house: HouseFacts
  /** Set exactly where `who` asks for it. */
  readonly member:
    | (MemberActor & {
        readonly name: string
        readonly session: string | null
        /** When this person showed a passkey for this very page. */
        readonly strongAt: number | null
        /** A person who looks at a page: broken glass counts for that, and never for a form or a program. */
        readonly onlyLooks: boolean
        /** What a bearer token may do; null for a person at a browser. */
        readonly scopes: readonly Scope[] | null
      })
    | null
  /** The whole session behind `member`, for the pages that look after it. */
  readonly signedIn: SignedIn | null
  /** What this member set up for their own desk; null for everybody else, and for programs. */
  readonly own: Own | null
  readonly reporter: ReporterAccess | null
  /** Who signed in to an account of their own. Set exactly where `who` asks for it. */
  readonly account: AccountSession | null
  /** Whose receipt opens one case as a guest. */
  readonly guest: ReporterAccess | null
  /** Of the reporter's side: by the link that was pressed last, else as the browser asks. */
  readonly language: Language
  /** The hidden field that every form carries (CSRF, third check). */
  readonly formToken: string
  /** The same for a form that anybody may send, on a page that not everybody sees. */
  readonly openToken: string
  /** The same for the session that this very answer begins. */
  readonly tokenFor: (session: string) => string
  /** Whom a trusted proxy in front names; null where none does. */
  readonly saidByProxy: () => SaidByProxy
  /** The third check of every form, done by whoever reads it. */
  readonly tokenHolds: (token: string) => boolean
  /** The same check for a form whose session ended: this desk made the token. It lets nobody do anything. */
  readonly tokenOutlived: (token: string) => boolean
  /** When this token of a form for anybody was made at the earliest: tokens know their hour. */
  readonly tokenMadeAt: (token: string) => number | null
  /** Whether the form that carried this token was one of this thread. */
  readonly tokenIsOf: (token: string, stream: string) => boolean
  /** The same visit, once a receipt code opened this session. */
  readonly inside: (reporter: ReporterAccess, session: string) => Visit
  /**
   * Counts one use of this limit and says whether it is still within it. Without `by`, for the visitor's address,
   * which nobody but the limiter ever sees.
   */
  readonly within: (limit: LimitName, by?: string, points?: number) => Promise<boolean>
  /** What the operator should mend, for the desk's status: of the configuration, and of the proxy in front. */
  readonly warnings: () => readonly string[]
}

/** What only the whole house knows. */
export interface HouseFacts {
  /** Whether this node can take reports right now. */
  ready(): Promise<Ready>
  /** When this desk began, UTC milliseconds. */
  readonly begunAt: number
  /** The public keys that proofs of submission are checked with. */
  readonly proofKeys: readonly SigningKey[]
  /** Where the root key lies, as a sentence says it, and whether a paper copy of it was typed in and was right. */
  rootKey(): Promise<{ readonly from: string; readonly copied: boolean }>
  /** Who is on the team and agreed to be named, as a signed file. */
  roster(): Promise<string>
  /** How the ids of the feeds begin: fixed at the first publication and kept when the desk moves. */
  feedTag(): Promise<TagBase>
  /** What the operator should see to at this moment, such as a disk that fills up. */
  warnings(): readonly string[]
  /** How everything is doing at this moment. */
  checks(): Promise<readonly Check[]>
  /** What was wrong when this desk last looked at itself, within the last minute or so. */
  wrong(): readonly Check[]
  /** Whether the desk sends and publishes, or waits for a lead after it moved to another address. */
  readonly quiet: Quiet
  readonly notices: Notices
  /** Null where reporters have no accounts here. */
  readonly accounts: Accounts | null
  /** News that was given up, for a member to send on its way again. */
  readonly undelivered: Undelivered
  readonly audit: AuditLog
}

import type { MemberId } from '../case/ids.ts'
import type { ReporterAccess } from './desk.ts'
import type { MemberNews } from './notice.ts'
import type { QuietHours } from './quiet-hours.ts'
import type { UnlistedFeed } from './unlisted-feed.ts'

/** How people are told that there is news: and what they chose. */
export interface Notices {
  /** This desk can send mail. Where it cannot, nobody is offered it. */
  readonly mail: boolean
  /** Nobody on the team, and no program, hears of a new report. */
  nobodyTold(): Promise<boolean>

  // ── members ────────────────────────────────────────────────────────────────────────────────────────────────────
  ofMember(member: MemberId): Promise<MemberWish>
  /** Which news, when not, and whether they are on call. */
  choose(member: MemberId, choice: Pick<MemberWish, 'news' | 'quiet' | 'onCall'>): Promise<void>
  onCall(): Promise<readonly MemberId[]>

  // ── reporters ──────────────────────────────────────────────────────────────────────────────────────────────────
  /** `undefined` where the receipt opens nothing any more, or the name was dropped. */
  ofReporter(access: ReporterAccess): Promise<Told | undefined>
  /** The address of the feed that was made when the report was sent, for the page that shows the receipt. */
  feedOfReceipt(receipt: string): Promise<string | null>
  /** As chosen in the report form: a feed whose address follows from the receipt. */
  makeFeedOfReceipt(receipt: string): Promise<void>

  // ── both ───────────────────────────────────────────────────────────────────────────────────────────────────────
  /** Sends a code there, unless this address got one today. False where it is no address, or nobody is there. */
  askMail(of: Addressee, address: string): Promise<boolean>
  /** Whether this code confirmed an address. */
  confirmMail(code: string): Promise<boolean>
  stopMail(of: Addressee): Promise<void>
  /** A new feed address, told this once. The one before ends. */
  makeFeed(of: Addressee): Promise<string | null>
  endFeed(of: Addressee): Promise<void>
  feed(token: string): Promise<UnlistedFeed | undefined>
}

export type Addressee = { readonly member: MemberId } | ReporterAccess

export interface Told {
  /** The confirmed address. */
  readonly mail: string | null
  /** Waits for its code; `refused` where the address does not take mail. */
  readonly asked: { readonly address: string; readonly refused: boolean } | null
  /** Was in use, until its server said that there is no such address. */
  readonly lost: string | null
  readonly feed: boolean
}

export interface MemberWish extends Told {
  readonly news: readonly MemberNews[]
  readonly quiet: QuietHours | null
  readonly onCall: boolean
}

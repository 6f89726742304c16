/**
 * The store remembers. It takes values and never callbacks: nobody outside sees a transaction begin.
 * Both engines run the same SQL, written once in the portable subset (docs/decisions/001), with `?1` placeholders.
 */

export type Param = string | number | null | Uint8Array

export interface Statement {
  readonly sql: string
  readonly params: readonly Param[]
}

/** One statement that changes rows. Made by the aggregate modules in this folder, never written elsewhere. */
export interface Write extends Statement {
  /** How many rows it must change; a different number is a lost race and undoes the whole append. */
  readonly changes?: number
}

/** One statement that reads rows, with the shape that each row is checked against at the boundary. */
export interface Query<Row> extends Statement {
  readonly row: { parse(value: unknown): Row }
}

/** A fact as it lies on disk: the code in clear says nothing of exposure, everything else is in the sealed body. */
export interface SealedEvent {
  readonly id: string
  readonly code: string
  readonly v: number
  readonly actor: string
  readonly cause: string
  /** UTC milliseconds. */
  readonly at: number
  readonly body: Uint8Array
}

export interface StoredEvent extends SealedEvent {
  readonly stream: string
  readonly seq: number
}

/** Work that must happen because of this append, carried by the outbox (design section 4, point 9). */
export interface Job {
  readonly id: string
  readonly lane: 'publish' | 'reply' | 'notice'
  readonly topic: string
  /** At most one job per topic and key is ever enqueued. */
  readonly dedupe: string
  readonly stream: string
  readonly body: Uint8Array
  readonly runAt: number
}

/** An unnumbered leaf of the audit log; numbering comes later, in batches, by a lease holder. */
export interface Leaf {
  readonly id: string
  readonly at: number
  readonly actor: string
  readonly act: string
  readonly stream: string
  /** Salted commitment to the details: erasing a case leaves the tree valid. */
  readonly commitment: Uint8Array
}

/** A value that may exist once on this desk: command ids, receipt tags, draft tags, case numbers. */
export interface Unique {
  readonly scope: string
  readonly tag: string
  /** Given back to whoever comes second. */
  readonly owner: string
}

export interface Append {
  readonly stream: string
  /** The sequence number this append builds on; 0 for a new stream. `ANY` where it has no events and builds on nothing. */
  readonly expected: number
  readonly events: readonly SealedEvent[]
  readonly rows: readonly Write[]
  readonly jobs: readonly Job[]
  readonly audit: readonly Leaf[]
  readonly uniques: readonly Unique[]
}

/** For rows, jobs and leaves that are right whatever the stream says by now, such as the leaf of a read. */
export const ANY = -1

export type Appended =
  | { readonly result: 'committed'; readonly seq: number }
  /** Somebody else was first: replay and decide again. */
  | { readonly result: 'conflict' }
  /** This value exists already: a repeat after an unknown commit gets the first answer. */
  | { readonly result: 'duplicate'; readonly scope: string; readonly owner: string }

export interface Store {
  /** Other nodes write as well, each by a clock of its own. */
  readonly shared: boolean
  /** Resolves after the commit is on disk. Nothing of it is visible before. Throws `StoreFailure`. */
  append(append: Append): Promise<Appended>
  /** Several appends that stand or fall together, such as a new case and the desk's own record of it. */
  appendAll(appends: readonly Append[]): Promise<Appended>
  /** Rows that belong to no stream: sessions, drafts, leases. All or nothing; `conflict` where `changes` did not match. */
  write(writes: readonly Write[], uniques?: readonly Unique[]): Promise<Appended>
  /** The facts of one stream in order, after `seq` (0 for all). */
  events(stream: string, after?: number): Promise<readonly StoredEvent[]>
  read<Row>(query: Query<Row>): Promise<readonly Row[]>
  /** The owner of a unique value, if there is one. */
  owner(scope: string, tag: string): Promise<string | undefined>
  /**
   * Everything as it is at this moment, while others go on writing and are not held up. Whoever takes one closes it: an
   * engine keeps old versions of rows for it until then.
   */
  snapshot(): Promise<Snapshot>
  /**
   * Takes what was deleted out of the files of this engine as well: its log, old versions of rows, copies it made. False
   * where somebody still reads an old state: then it is to be asked again later.
   */
  forgetDeleted(): Promise<boolean>
  close(): Promise<void>
}

export interface Snapshot {
  read<Row>(query: Query<Row>): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The world failed, not the rules. `retry` says whether the same call may go through later. */
export class StoreFailure extends Error {
  /** `unknown`: the answer to a commit was lost. The same command again is stored once, and gets the first answer. */
  readonly code: 'full' | 'io' | 'busy' | 'unknown' | 'closed' | 'unreadable'
  readonly retry: boolean
  constructor(code: StoreFailure['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreFailure'
    this.code = code
    this.retry = code === 'full' || code === 'busy' || code === 'unknown'
  }
}

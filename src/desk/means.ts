import type { Millis, PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import type { Limits } from '../limits.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Keys } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Room } from './room.ts'
import type { Uploads } from './uploads.ts'

/** What the desk works with. Built by main; the desk itself names no engine, no channel, no clock. */
export interface Means {
  readonly store: Store
  readonly keys: Keys
  readonly blobs: Blobs
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
  readonly limits: Limits
  readonly uploads: Uploads
  /** How much the disk still takes. */
  readonly room: () => Room
  /** The address this desk is known by: proofs and advisories name it. */
  readonly origin: string
  readonly policy: { readonly policy: Policy; readonly digest: PolicyDigest }
  /** False while the audit log cannot be trusted to be written: its disk is spent, or nobody numbers it any more. */
  readonly auditStands?: () => boolean
  /** A line for the operator's log. Never case text, never a name. */
  readonly note: (event: string, facts?: Readonly<Record<string, string | number | boolean>>) => void
}

export interface Clock {
  /** UTC milliseconds. */
  now(): Millis
  /** Milliseconds that only ever run forward: the difference to `now` tells when somebody moved the clock. */
  steady(): number
  /** Calls again and again until stopped; a test's clock calls when it is moved. */
  every(milliseconds: number, work: () => void): { stop(): void }
}

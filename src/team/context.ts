import type { Millis } from '../case/ids.ts'
import type { Keys } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Provider } from './provider.ts'

/** What the team needs of the house. Time and chance come in from outside. */
export interface TeamContext {
  readonly store: Store
  readonly keys: Keys
  readonly clock: { now(): Millis }
  readonly random: (bytes: number) => Uint8Array
  /** The public address, without a slash at its end. Passkeys belong to its host name and work nowhere else. */
  readonly origin: string
  /** The sign-in provider beside this desk, where the operator named one. */
  readonly provider?: Provider | null
  /** The name a browser shows when a passkey is made. */
  readonly project: string
}

export const rpIdOf = (context: Pick<TeamContext, 'origin'>): string => new URL(context.origin).hostname

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

import type { Millis } from '../case/ids.ts'
import type { RoleByGroups } from './role-by-groups.ts'

/**
 * A system beside this desk that says who somebody is (OpenID Connect Core 1.0). It never says who is on the team:
 * only an identity that a member linked, or that came by an invitation, opens anything.
 */
export interface Provider {
  /** As it stands on the button. */
  readonly name: string
  readonly issuer: string
  /** Whether it may stand in for the passkey where one is asked for again. */
  readonly confirms: boolean
  /** Where the browser goes. Throws `ProviderFailure` where the provider does not answer. */
  address(ask: ProviderAsk): Promise<string>
  /** Whom the provider names in its answer. Throws `ProviderFailure`. */
  identify(ask: ProviderAsk & { readonly search: string }): Promise<Identified>
  /** The role for these groups: null where none of them is known here, undefined where groups make no difference. */
  roleFor(groups: readonly string[]): RoleByGroups | null | undefined
}

export interface ProviderAsk {
  /** Where the browser comes back to. */
  readonly back: string
  readonly state: string
  readonly nonce: string
  /** RFC 7636: shown to the provider with the code, its hash before. */
  readonly verifier: string
  /** They have to show anew who they are, however recently they did. */
  readonly fresh: boolean
}

export interface Identified {
  readonly issuer: string
  readonly subject: string
  /** When they last showed who they are. */
  readonly authTime: Millis | null
  readonly groups: readonly string[]
}

/** `down`: nothing that can be used came back. `refused`: something did, and it is not to be believed. */
export class ProviderFailure extends Error {
  readonly code: 'down' | 'refused'
  readonly retry: boolean
  constructor(code: ProviderFailure['code'], options?: { cause?: unknown }) {
    super(`the sign-in provider: ${code}`, options)
    this.name = 'ProviderFailure'
    this.code = code
    this.retry = code === 'down'
  }
}

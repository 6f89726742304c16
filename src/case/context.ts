import type { Case } from './case.ts'
import type { Millis } from './ids.ts'
import type { Policy } from './policy.ts'

/** What a decision may know beside the case and the command. Everything is a value: no clock, no chance, no disk. */
export interface Context {
  readonly now: Millis
  /** The policy this case is pinned to. */
  readonly policy: Policy
  /** The advisory as it would be published right now, with the digest people approve. Absent where nobody asked. */
  readonly preview?: Preview | undefined
  /** The case that `duplicateOf` names, or that this one follows. */
  readonly main?: Case | undefined
}

export interface Preview {
  /** `PREFIX-2027-0001`: the published id, or the one that will be given. */
  readonly advisory: string
  readonly extent: 'brief' | 'full'
  /** Of what people look at and approve: the facts of a release that goes out with it are not in it. */
  readonly digest: string
  readonly document: Readonly<Record<string, unknown>>
  /** It names the reporter of a duplicate, and no member looked at that name yet. */
  readonly namesUnseen?: boolean | undefined
  /** Such a name was given after the receipt code of that report was replaced. */
  readonly namesWait?: boolean | undefined
}

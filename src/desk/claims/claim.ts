/** What a report says is in the project's code, and what was seen when it was looked up. */
export interface Claim {
  readonly kind: 'file' | 'name' | 'version' | 'commit'
  /** As the report writes it. */
  readonly name: string
  /** "Not there" is said only where it is certain; everything else that was not seen is open. */
  readonly finding: 'found' | 'not-there' | 'cannot-tell'
  /** For a person to read, in plain text. */
  readonly sentence: string
  /** Commits since the stated version that touched it, newest first. */
  readonly changes: readonly Change[]
}

export interface Change {
  readonly commit: string
  /** UTC milliseconds. */
  readonly at: number
  readonly subject: string
  /** Its words speak of a fix, or of the same CVE: the first to look at. */
  readonly maybeFix: boolean
  /** The first release that has it, where that was looked up. */
  readonly release: string | null
}

export interface Checked {
  readonly claims: readonly Claim[]
  /** Where it was looked: the newest state here, and the version the report names. */
  readonly looked: { readonly branch: string; readonly at: number; readonly release: string | null } | null
  /** Versions that have a tag here, in no certain order. */
  readonly releases: readonly string[]
  /** Why nothing, or not everything, could be looked up. */
  readonly problem: string | null
}

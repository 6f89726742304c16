import type { UiWords } from './words.ts'

/** What every page of this desk shares. Made once at the start and handed to each page. */
export interface Frame {
  /** The project's name as people say it. */
  readonly project: string
  readonly lang: string
  /** What the parts of the page say by themselves; English where nothing is given. */
  readonly words?: UiWords | undefined
  readonly dir: 'ltr' | 'rtl'
  /** Addresses with the hash of their content in the name (assets.ts). */
  readonly stylesheet: string
  readonly favicon: string
  /** Set where a member is signed in, for the working pages alone. */
  readonly desk?: DeskFrame | undefined
}

/** What makes the working pages quick for those who use them all day. They are complete without it. */
export interface DeskFrame {
  readonly script: string
  readonly stylesheet: string
  /** Whether this member lets single keys act. */
  readonly keys: boolean
}

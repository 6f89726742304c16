import type { Mentions } from '../../case/mentions.ts'
import type { Claim } from './claim.ts'
import type { Clone, Tag } from './clone.ts'
import type { Git } from './git.ts'
import { readTree, type Tree } from './tree.ts'

/** One look at a repository for one report. */
export interface Look {
  readonly git: Git
  readonly clone: Clone
  /** The release the report is about, where it names one that is known here. */
  readonly release: Tag | null
  readonly states: readonly State[]
  readonly mentions: Mentions
}

/** One state of the code that is looked at: that of the release, and the newest. */
export interface State {
  readonly name: string
  readonly commit: string
  readonly tree: Tree | undefined
}

export async function readStates(git: Git, clone: Clone, release: Tag | null): Promise<readonly State[]> {
  const named = [
    ...(release === null ? [] : [{ name: release.name, commit: release.commit }]),
    ...(release?.commit === clone.tip ? [] : [{ name: clone.branch, commit: clone.tip }]),
  ]
  return inTurn(named, async (state) => ({ ...state, tree: await readTree(git, state.commit) }))
}

/** Where it was looked, for a sentence: "v4.39.1 and main". */
export const placesOf = ({ states }: Look): string => states.map(({ name }) => name).join(' and ')

export const claim = (kind: Claim['kind'], name: string, finding: Claim['finding'], sentence: string): Claim => ({
  kind,
  name,
  finding,
  sentence,
  changes: [],
})

/** One after another: a small machine has other things to do as well. */
export async function inTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const each of all) done.push(await work(each))
  return done
}

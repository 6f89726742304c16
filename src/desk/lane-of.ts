import { type LaneGuess, suggestLane } from '../case/lane.ts'
import type { Mentions } from '../case/mentions.ts'
import type { Checked } from './claims/claim.ts'

/** A guess from what a message says and, where a clone was looked into, from what of it is in the code. */
export function laneOf(
  told: { readonly title: string; readonly text: string },
  mentions: Mentions,
  checked: Checked | null,
  project: string,
): LaneGuess {
  const inCode = (checked?.claims ?? []).filter(({ kind }) => kind === 'file' || kind === 'name')
  return suggestLane({
    title: told.title,
    text: told.text,
    mentions,
    project,
    notThere: inCode.filter(({ finding }) => finding === 'not-there').map(({ name }) => name),
    there: inCode.filter(({ finding }) => finding === 'found').map(({ name }) => name),
    releases: checked?.releases ?? [],
  })
}

import type { Case } from '../case/case.ts'
import { type LaneGuess, suggestLane } from '../case/lane.ts'
import { type Mentions, mentionsOf } from '../case/mentions.ts'
import { reportTold } from './alike/told.ts'
import type { Checked } from './claims/claim.ts'

/** Everything that a report names: what can be looked up, and compared with what others name. */
export function mentionsIn({ report }: Pick<Case, 'report'>): Mentions {
  const { title, text } = reportTold(report)
  return mentionsOf(`${title}\n\n${text}`)
}

export function laneFor({ report }: Pick<Case, 'report'>, checked: Checked | null, project: string): LaneGuess {
  const { title, text } = reportTold(report)
  return laneOf(title, text, mentionsIn({ report }), checked, project)
}

export function laneOf(
  title: string,
  text: string,
  mentions: Mentions,
  checked: Checked | null,
  project: string,
): LaneGuess {
  const inCode = (checked?.claims ?? []).filter(({ kind }) => kind === 'file' || kind === 'name')
  return suggestLane({
    title,
    text,
    mentions,
    project,
    notThere: inCode.filter(({ finding }) => finding === 'not-there').map(({ name }) => name),
    there: inCode.filter(({ finding }) => finding === 'found').map(({ name }) => name),
    releases: checked?.releases ?? [],
  })
}

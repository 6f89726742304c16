import type { Case } from '../case/case.ts'
import type { CaseId } from '../case/ids.ts'
import { type LaneGuess, suggestLane } from '../case/lane.ts'
import { type Mentions, mentionsOf } from '../case/mentions.ts'
import { type AlikeCases, alikeCases } from './alike/alike-cases.ts'
import { reportTold } from './alike/told.ts'
import type { Checked } from './claims/claim.ts'
import type { ClaimCheck } from './claims/claim-check.ts'
import type { Means } from './means.ts'
import type { Search } from './search.ts'

/** What helps a person to sort one new report. It is only ever shown: nothing here acts, and no reporter sees it. */
export interface TriageAid {
  readonly mentions: Mentions
  readonly alike: AlikeCases
  /** What of it was looked up in the project's code; null where no clone is configured. */
  readonly checked: Checked | null
  readonly lane: LaneGuess
}

/** A page does not wait longer than this for the code to be looked through. */
const wait = 400

export async function triageAid(
  { means, search, claims }: { readonly means: Means; readonly search: Search; readonly claims: ClaimCheck },
  stream: CaseId,
  of: Case,
): Promise<TriageAid> {
  const { title, text } = reportTold(of.report)
  const mentions = mentionsOf(`${title}\n\n${text}`)
  const [alike, checked] = await Promise.all([alikeCases(means, search, stream, of), claims.check(mentions, wait)])
  return { mentions, alike, checked, lane: laneOf(title, text, mentions, checked, means.policy.policy.project.name) }
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

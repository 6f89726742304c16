import type { CaseId, CaseNumber } from '../case/ids.ts'
import type { LaneGuess } from '../case/lane.ts'
import type { SharedMentions } from '../case/shared-mentions.ts'
import { alikeCases, type AlikeCase as Near } from './alike/alike-cases.ts'
import { reportTold } from './alike/told.ts'
import type { CaseFile } from './case-file.ts'
import type { Checked } from './claims/claim.ts'
import type { ClaimCheck } from './claims/claim-check.ts'
import type { MemberActor } from './desk.ts'
import { laneOf } from './lane-of.ts'
import type { Means } from './means.ts'
import { mentionsIn } from './mentions-in.ts'
import type { Search } from './search.ts'

/** What helps to judge a report quickly and stands beside it. All of it is for people to look at; nothing acts by itself. */
export interface Beside {
  /** The cases most like this one, most alike first: more than are shown, since some follow the same main case. */
  alike(file: CaseFile, viewer: MemberActor): Promise<readonly AlikeCase[]>
  judged(file: CaseFile): Promise<Judged>
}

export interface Judged {
  /** What the report names, looked up in the project's code; `null` where no clone is configured. */
  readonly checked: Checked | null
  /** Where a message like this might belong, by its words and by what was looked up. */
  readonly lane: LaneGuess
}

export interface AlikeCase {
  readonly stream: CaseId
  readonly number: CaseNumber
  readonly title: string
  /** What both have: a file, a function, a weakness, words. */
  readonly why: readonly string[]
}

/** A page does not wait longer than this for the code to be looked through. */
const wait = 400

export function besideReports(means: Means, search: Search, claims: ClaimCheck): Beside {
  return {
    alike: async ({ stream, case: of }, viewer) =>
      (await alikeCases(means, search, viewer, stream, of)).items.map(alikeCase),
    async judged({ case: of }) {
      const mentions = mentionsIn(of)
      const checked = await claims.check(mentions, wait)
      return { checked, lane: laneOf(reportTold(of.report), mentions, checked, means.policy.policy.project.name) }
    },
  }
}

const alikeCase = ({ stream, row, same, words, advisory }: Near): AlikeCase => ({
  stream,
  number: row.number,
  title: row.title,
  why: [
    ...(advisory === null ? [] : [`published as ${advisory}`]),
    ...kinds.flatMap(([kind, word]) => same[kind].slice(0, 2).map((name) => `same ${word}: ${name}`)),
    ...(words.length === 0 ? [] : [`words: ${words.slice(0, 5).join(', ')}`]),
  ].slice(0, 5),
})

const kinds: readonly (readonly [keyof SharedMentions, string])[] = [
  ['vulnerabilities', 'CVE'],
  ['commits', 'commit'],
  ['functions', 'function'],
  ['files', 'file'],
  ['endpoints', 'address'],
  ['parameters', 'parameter'],
  ['weaknesses', 'weakness'],
  ['versions', 'version'],
]

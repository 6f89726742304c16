import type { Case } from '../../case/case.ts'
import type { CaseId } from '../../case/ids.ts'
import { type Mentions, mentionsOf } from '../../case/mentions.ts'
import { type SharedMentions, sharedMentions } from '../../case/shared-mentions.ts'
import { caseByStream } from '../../store/inbox-rows.ts'
import { readCase } from '../case-file.ts'
import type { InboxRow, MemberActor } from '../desk.ts'
import { rowsOf } from '../inbox.ts'
import type { Means } from '../means.ts'
import { mentionsIn } from '../mentions-in.ts'
import type { Search } from '../search.ts'
import { sightOf } from '../sight.ts'
import { advisoryTold, reportTold } from './told.ts'

/** Beside a new report: the cases and advisories that are most like it, and what it is that they have in common. */
export interface AlikeCases {
  readonly items: readonly AlikeCase[]
  /** How much of the desk was compared so far, 0 to 1. */
  readonly ready: number
  /** There was no time to compare everything. */
  readonly cut: boolean
}

export interface AlikeCase {
  readonly row: InboxRow
  readonly stream: CaseId
  /** Which text of it is alike: what its reporter wrote, or its advisory. */
  readonly part: 'report' | 'advisory'
  /** From 0, no word in common, to 1, the same words as often. */
  readonly likeness: number
  readonly words: readonly string[]
  readonly same: SharedMentions
  /** The id of its advisory, once one is published. */
  readonly advisory: string | null
}

/** More than are shown: a case that names the same CVE or commit comes first, whatever its words, and some follow another. */
const read = 8

export async function alikeCases(
  means: Means,
  search: Search,
  viewer: MemberActor,
  stream: CaseId,
  of: Case,
): Promise<AlikeCases> {
  const told = reportTold(of.report)
  const mentions = mentionsIn(of)
  const except = [stream, ...(await sightOf(means).keptFrom(viewer))]
  const { alike, ready, cut } = await search.alike(told, { most: read, except })
  const cases = await Promise.all(
    alike.map(async ({ stream, ...found }) => {
      const [file, record] = await Promise.all([
        readCase(means.store, means.keys, stream),
        means.store.read(caseByStream(stream)),
      ])
      const [row] = await rowsOf(means, viewer, record)
      if (file === undefined || row === undefined) return []
      const same = sharedMentions(mentions, mentionsOfCase(file.case))
      if (!tells(found.words, same)) return []
      return [{ ...found, row, stream: file.stream, same, advisory: file.case.published.at(-1)?.advisory ?? null }]
    }),
  )
  return { items: cases.flat().sort(named), ready, cut }
}

function mentionsOfCase(of: Case): Mentions {
  const [report, advisory] = [reportTold(of.report), advisoryTold(of.draft)]
  return mentionsOf([report.title, report.text, advisory.title, advisory.text].join('\n\n'))
}

/** Who only have a small number in common, as in "Report 2", are not shown as alike: nobody could say why. */
const tells = (words: readonly string[], same: SharedMentions): boolean =>
  words.length > 0 || Object.values(same).some((both) => both.length > 0)

const decisive = ({ same }: AlikeCase): number => Number(same.vulnerabilities.length + same.commits.length > 0)
/** Sorting keeps the order of those that are equal. */
const named = (a: AlikeCase, b: AlikeCase): number => decisive(b) - decisive(a)

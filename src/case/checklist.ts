import { usersCanAct } from './affected.ts'
import type { Case } from './case.ts'
import { isCvss4 } from './severity.ts'

/** What a brief advisory must have before it goes out together with the release. */
export interface Item {
  readonly item:
    | 'summary'
    | 'brief details'
    | 'impact'
    | 'mitigation'
    | 'CVSS 4.0'
    | 'release URL'
    | 'commit that names the CVE'
  readonly done: boolean
}

/** The title is the summary that lists and feeds show; the details in brief are the paragraph below it. */
export const checklist = (state: Case): readonly Item[] => {
  const { draft, released, cve } = state
  return [
    { item: 'summary', done: isThere(draft.title) },
    { item: 'brief details', done: isThere(draft.summary) },
    { item: 'impact', done: isThere(draft.impact) && draft.heldBack?.includes('impact') !== true },
    {
      item: 'mitigation',
      done:
        isThere(draft.mitigation) || draft.nothingToDo === true || (isThere(draft.workaround) && usersCanAct(state)),
    },
    { item: 'CVSS 4.0', done: isCvss4(draft.cvss ?? state.severity?.cvss ?? '') },
    { item: 'release URL', done: isThere(released?.url ?? undefined) },
    {
      item: 'commit that names the CVE',
      done: isThere(released?.commit ?? undefined) && (cve.id === null || released?.commit?.includes(cve.id) === true),
    },
  ]
}

/** These two come with the release itself, and so with the very act that publishes. */
export const comesWithRelease = ({ item }: Item): boolean =>
  item === 'release URL' || item === 'commit that names the CVE'

/** What is missing, apart from the name of the CVE in the commit, which has a refusal of its own. */
export const missing = (state: Case): readonly string[] =>
  checklist(state).flatMap(({ item, done }) =>
    done || (item === 'commit that names the CVE' && isThere(state.released?.commit ?? undefined)) ? [] : [item],
  )

const isThere = (text: string | undefined): boolean => text !== undefined && text.trim() !== ''

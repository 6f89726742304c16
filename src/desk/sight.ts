import type { CaseId, CaseNumber } from '../case/ids.ts'
import { caseMembers, keptFrom } from '../store/case-member-rows.ts'
import { caseByNumber } from '../store/inbox-rows.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'

/**
 * Who of the team sees which case. Asked of the store on every read and remembered nowhere, so that whoever is taken
 * off a case sees nothing of it from the next request on.
 */
export interface Sight {
  sees(viewer: Pick<MemberActor, 'member'>, stream: CaseId): Promise<boolean>
  /** The cases that are kept from this member; for lists that were made elsewhere. */
  keptFrom(viewer: MemberActor): Promise<ReadonlySet<CaseId>>
}

/** The case that a member names by its number. What is kept from them answers like what does not exist. */
export async function namedCase(
  means: Pick<Means, 'store'>,
  viewer: MemberActor,
  number: CaseNumber,
): Promise<CaseId | undefined> {
  if (!/^P-[0-9A-Z]{6}$/i.test(number)) return undefined
  const [row] = await means.store.read(caseByNumber(number.toUpperCase()))
  // Also asked of what does not exist: the answer takes as long for the one as for the other.
  return (await sightOf(means).sees(viewer, row?.stream ?? nowhere)) ? row?.stream : undefined
}

/** The stream of no case: what stands in a command whose case was not found, so that no stream can be named outright. */
export const nowhere: CaseId = 'no-such-case'

export const sightOf = ({ store }: Pick<Means, 'store'>): Sight => ({
  async sees({ member }, stream) {
    const named = await store.read(caseMembers(stream))
    return named.length === 0 || named.some((one) => one.member === member)
  },
  keptFrom: async ({ member }) => new Set((await store.read(keptFrom(member))).map(({ stream }) => stream)),
})

import type { TwoPersonRequest } from '../../team/two-person.ts'
import type { Visit } from '../route.ts'

/** What waits for a second person, as far as this member may know of it: a case that is kept from them is not there. */
export async function twoPersonOpen({ team, desk, member }: Visit): Promise<readonly TwoPersonRequest[]> {
  if (member === null) return []
  const open = (await team.twoPersonRequests()).filter(({ state }) => state === 'asked' || state === 'agreed')
  const known = await Promise.all(
    open.map(async ({ kind, subject }) => kind !== 'erase' || (await desk.streamOf(member, subject)) !== undefined),
  )
  return open.filter((_, index) => known[index])
}

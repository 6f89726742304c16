import type { Role } from '../case/ids.ts'
import type { TeamContext } from './context.ts'
import type { Handles } from './handles.ts'
import { members } from './member.ts'

/** Who is named on /team: those who agreed, under the name they agreed to, leads first. Nobody else is counted either. */
export async function roster(
  context: TeamContext,
): Promise<readonly { readonly name: string; readonly role: Role; readonly known: Handles }[]> {
  return (await members(context))
    .filter(({ state }) => state === 'active')
    .flatMap(({ shownAs, role, handles }) => (shownAs === null ? [] : [{ name: shownAs, role, known: handles }]))
    .toSorted((one, other) => order[one.role] - order[other.role] || one.name.localeCompare(other.name, 'en'))
}

const order = { lead: 0, member: 1, observer: 2 } as const satisfies Record<Role, number>

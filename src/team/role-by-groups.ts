import type { Role } from '../case/ids.ts'

/** What another system's groups make of somebody. No group makes a lead: only a lead does. */
export type RoleByGroups = Exclude<Role, 'lead'>

/** The role for these groups: `undefined` where groups make no difference, null where none of them is known here. */
export function roleFor(
  roles: Readonly<Record<string, RoleByGroups>> | undefined,
  groups: readonly string[],
): RoleByGroups | null | undefined {
  if (roles === undefined) return undefined
  const mine = groups.flatMap((group) => (Object.hasOwn(roles, group) ? [roles[group]] : []))
  return mine.includes('member') ? 'member' : mine.includes('observer') ? 'observer' : null
}

/** As what a member comes in whose groups say this; null: they do not. A lead stays one whatever the groups say. */
export function roleNow(said: RoleByGroups | null | undefined, role: Role): Role | null {
  if (said === null) return null
  return said === undefined || role === 'lead' ? role : said
}

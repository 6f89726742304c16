import { updateMember } from '../store/member-rows.ts'
import type { TeamContext } from './context.ts'
import { change, note } from './desk-log.ts'
import { members, sealed } from './member.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { type RoleByGroups, roleNow } from './role-by-groups.ts'
import { newSession } from './session.ts'
import type { Session } from './team.ts'

/**
 * A proxy in front of the desk says who this is, and the desk believes it as far as reading and working on cases go.
 * The name has to be a member's, letter by letter. What cannot be taken back still asks for a passkey.
 */
export async function headerSignIn(
  context: TeamContext,
  ask: { name: string; role: RoleByGroups | null | undefined; browser: string },
): Promise<Session | TeamRefusal> {
  const who = (await members(context)).find(({ name, state }) => state === 'active' && name === ask.name)
  if (who === undefined) return refuse('header-unknown')
  const role = roleNow(ask.role, who.role)
  if (role === null) return refuse('no-group')
  const { token, write } = await newSession(context, {
    member: who.id,
    browser: ask.browser,
    began: 'header',
    strong: null,
  })
  const answer = { token, member: who.id }
  if (role !== who.role)
    return change<Session>(context, who.id, async () => ({
      events: [{ type: 'RoleChanged', member: who.id, from: who.role, to: role }],
      rows: [write, updateMember(await sealed(context, { ...who, role }), who.state)],
      answer,
    }))
  await note(context, { member: who.id, act: 'signed-in', rows: [write] })
  return answer
}

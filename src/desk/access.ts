import type { Command } from '../case/command.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import type { Desk } from './desk.ts'

/** Whoever may see a case from now on is on the team, and one of them leads: nobody else could end its embargo. */
export async function withoutLead(command: Command, members: Desk['members']): Promise<Refusal | null> {
  if (command.type !== 'SetAccess' || command.members === null) return null
  const team = (await members()).filter(({ active }) => active)
  const named = command.members.map((member) => team.find(({ id }) => id === member))
  if (named.includes(undefined)) return refuse('no-such-member')
  return named.some((member) => member?.role === 'lead') ? null : refuse('needs-a-lead')
}

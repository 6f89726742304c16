import type { Command } from '../case/command.ts'
import { endWaysOf } from '../store/receipt-rows.ts'
import type { CaseFile } from './case-file.ts'
import type { Desk, MemberActor, Naming } from './desk.ts'
import type { Means } from './means.ts'
import { mentionRows } from './mentions.ts'
import { forgetPerson } from './person.ts'
import { creditRows } from './reporter.ts'
import type { More } from './write-path.ts'

/** Rows beside the facts of a case that a member's command writes in the same commit; undefined where there are none. */
export function goesAlong(
  means: Means,
  members: Desk['members'],
  { actor, file, command, given }: { actor: MemberActor; file: CaseFile; command: Command; given: Naming | undefined },
): More | undefined {
  const { reporter: person } = file.case
  if (person !== null && (given !== undefined || command.type === 'ChooseCredit'))
    return creditRows(means, { person }, command, given)
  if (person !== null && command.type === 'ForgetPerson')
    return async () => ({ rows: forgetPerson(means.keys, person) })
  if (command.type === 'AddNote')
    return async (now) => ({ rows: await mentionRows(means, await members(), now, actor.member, command.text) })
  // From then on their code is like one that never was, and an invitation lets nobody in any more.
  if (command.type === 'RemoveGuest') return async () => ({ rows: endWaysOf(file.stream, command.person) })
  return undefined
}

import type { Command } from '../case/command.ts'
import type { GuestKind } from '../case/guest.ts'
import { type GuestView, guestView } from '../case/guest-view.ts'
import type { CaseNumber, PersonId, PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Done, MemberActor, OpenFile, ReporterAccess } from './desk.ts'
import { freshId } from './fresh.ts'
import { handOverCode, handOverRow } from './hand-entry.ts'
import type { Means } from './means.ts'
import { openFile } from './open-file.ts'
import { newPerson, readPerson } from './person.ts'
import { hourlyReads, noteRead } from './read-leaf.ts'
import { stillOpens } from './receipts.ts'
import type { WritePath } from './write-path.ts'

/**
 * People from outside who are let into one case. They come in as anonymous reporters do: with a code that is given once
 * and becomes a receipt of their own. Whether they are still let in is asked of the case on every request.
 */
export interface Guests {
  /** Makes the person and the one-time code for them, told this once. */
  invite(actor: MemberActor, number: CaseNumber, ask: Invitation): Promise<Invited | Refusal>
  /** Whether this code lets anybody in right now. */
  letsIn(access: ReporterAccess): Promise<boolean>
  /** `undefined` for whoever is no guest, or no longer. */
  look(access: ReporterAccess): Promise<GuestView | undefined>
  give(access: ReporterAccess, command: GuestCommand): Promise<Done | Refusal>
  file(access: ReporterAccess, id: string): Promise<OpenFile | undefined>
  /** What the team calls the guests of a case. */
  names(people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>
}

export interface Invitation {
  readonly id: string
  readonly name: string
  readonly kind: GuestKind
  readonly shows: readonly ('files' | 'fix' | 'advisory')[]
}

export interface Invited {
  readonly handOver: string
  readonly number: CaseNumber
}

export type GuestCommand = Extract<Command, { type: 'AgreeAsGuest' | 'WriteAsGuest' }>

export function guestsOf(
  means: Means,
  path: WritePath,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  find: (viewer: MemberActor, number: CaseNumber) => Promise<CaseFile | undefined>,
): Guests {
  const look = async (access: ReporterAccess): Promise<{ file: CaseFile; view: GuestView } | undefined> => {
    if (!isGuestId(access.person) || !(await stillOpens(means, access))) return undefined
    const file = await readCase(means.store, means.keys, access.stream)
    const policy = file === undefined ? undefined : await policyBy(file.case.policy)
    if (file === undefined || policy === undefined) return undefined
    const view = guestView(file.case, policy, means.clock.now(), access.person)
    return view && { file, view }
  }

  const noted = hourlyReads(means)

  return {
    async invite(actor, number, { id, name, kind, shows }) {
      const file = await find(actor, number)
      if (file === undefined) return refuse('no-such-case')
      const person = `guest-${freshId(means.random)}`
      // A form that was sent twice is one invitation, and shows the same code.
      const handOver = handOverCode(means, actor, `guest:${file.stream}:${id}`)
      const command: Command = { type: 'InviteGuest', id, person, kind, shows: [...shows] }
      const done = await path.give(actor, file.stream, command, async () => ({
        rows: [
          ...newPerson(means.keys, person, { name }, means.clock.now()),
          handOverRow(means, handOver, file.stream, person),
        ],
      }))
      return 'refused' in done ? done : { handOver, number: done.number }
    },

    letsIn: async (access) => (await look(access)) !== undefined,

    async look(access) {
      const found = await look(access)
      if (found === undefined) return undefined
      await noted(found.file, `guest:${access.person}`, `${access.receipt} ${found.view.agreed}`)
      return found.view
    },

    async give(access, command) {
      if ((await look(access)) === undefined) return refuse('no-such-case')
      return path.give({ as: 'guest', person: access.person }, access.stream, command)
    },

    async file(access, id) {
      const found = await look(access)
      const ref = found?.view.told?.files.find((file) => file.id === id)
      if (found === undefined || ref === undefined) return undefined
      await noteRead(means, found.file, `guest:${access.person}`, 'file-read')
      return openFile(means, ref)
    },

    async names(people) {
      const read = people.map(
        async (person) => [person, (await readPerson(means.store, means.keys, person)).name ?? 'A guest'] as const,
      )
      return new Map(await Promise.all(read))
    },
  }
}

/** Ids of guests say what they are, so that no page of a reporter ever takes one for another. */
export const isGuestId = (person: PersonId): boolean => person.startsWith('guest-')

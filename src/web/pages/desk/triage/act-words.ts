import { declines } from '../../../../case/canned.ts'
import { clusterWords } from '../../../../case/cluster-words.ts'
import type { DeclineReason } from '../../../../case/event.ts'
import type { Policy } from '../../../../case/policy.ts'
import type { Held, HeldCommand } from '../../../../desk/held.ts'
import type { Member } from '../../../../team/team.ts'
import { declineWords } from '../words.ts'

/** What an act is, for lists of what waits to be sent. */
export function heldWords(command: HeldCommand, members: readonly Member[]): string {
  switch (command.type) {
    case 'AcknowledgeReceipt':
      return 'Acknowledge'
    case 'AcceptReport':
      return 'Accept'
    case 'RequestInformation':
      return 'Ask the reporter'
    case 'DeclineReport':
      return `Decline: ${declineWords[command.reason].toLowerCase()}`
    case 'AssignCase':
      return command.member === null
        ? 'Assign to nobody'
        : `Assign to ${members.find(({ id }) => id === command.member)?.name ?? 'somebody'}`
  }
}

export const whoActs = (held: Held, members: readonly Member[], me: string | undefined): string =>
  held.member === me ? 'You' : (members.find(({ id }) => id === held.member)?.name ?? 'Somebody')

/** The ready text for a reason. What a duplicate's reporter can expect of credit is in the policy. */
export const readyDecline = (reason: DeclineReason, policy: Policy): string =>
  reason === 'duplicate' ? clusterWords(policy) : declines[reason]

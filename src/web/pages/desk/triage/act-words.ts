import { type HouseTexts, questionTitles } from '../../../../case/canned.ts'
import { clusterWords } from '../../../../case/cluster-words.ts'
import type { DeclineReason } from '../../../../case/event.ts'
import type { Lane } from '../../../../case/lane.ts'
import type { Held, HeldCommand } from '../../../../desk/held.ts'
import type { Member } from '../../../../team/team.ts'
import type { Visit } from '../../../route.ts'
import { readyWords } from '../ready-texts.ts'
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
  held.member === me ? 'you' : (members.find(({ id }) => id === held.member)?.name ?? 'somebody')

/** The ready text for a reason. What a duplicate's reporter can expect of credit is in the policy. */
export const readyDecline = (visit: Visit, number: string, reason: DeclineReason): string =>
  reason === 'duplicate' && visit.config.texts.decline.duplicate === undefined
    ? clusterWords(visit.desk.policy().policy)
    : readyWords(visit, number, { group: 'decline', name: reason })

export type QuestionName = keyof HouseTexts['questions']

/** The ready questions, in the order in which they are offered. */
export const questionNames = Object.keys(questionTitles) as QuestionName[]

export const readyQuestion = (visit: Visit, number: string, name: string): string =>
  readyWords(visit, number, { group: 'questions', name })

/** What a message might be. "Might": whoever reads it decides. */
export const laneWords: Readonly<Record<Lane, string>> = {
  review: 'A report to be read',
  'names-missing': 'A report that names things which are not in the code',
  scanner: 'What a scanner said about a website',
  'not-a-vulnerability': 'Something that works as it should, or harms only oneself',
  bounty: 'A question about money',
  support: 'A question, an application or an offer',
  elsewhere: "About somebody else's software",
  'already-fixed': 'About versions that get no fixes any more',
  pressure: 'Pressure, with nothing to look into',
  'follow-up': 'News about an earlier report',
}

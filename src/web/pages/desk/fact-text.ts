import type { CaseEvent, EventOf, EventType, Recorded } from '../../../case/event.ts'
import { momentText } from '../../ui/time.tsx'
import type { CaseState } from './case-state.ts'
import { nameOf } from './case-state.ts'
import { declineWords, guestWords, stepWords } from './words.ts'

/** What a fact says in one line of the team's timeline. The texts themselves stand in the thread and in the notes. */
export const factText = (event: CaseEvent, state: CaseState): string => {
  const say = sentences[event.type] as (event: CaseEvent, state: CaseState) => string
  return say(event, state)
}

/** Who did it, as the team calls them. */
export const factActor = (fact: Recorded, state: CaseState): string => {
  if (fact.actor === 'desk') return 'the desk'
  if (fact.actor.startsWith('member:')) return nameOf(state, fact.actor.slice('member:'.length))
  return fact.actor.startsWith('guest:') ? 'a guest' : 'the reporter'
}

type Sentences = { readonly [T in EventType]: (event: EventOf<T>, state: CaseState) => string }

const sentences: Sentences = {
  ReportReceived: ({ arrivedAt }) =>
    arrivedAt === undefined ? 'Report received' : `Report entered; it arrived on ${momentText(arrivedAt)}`,
  ReceiptAcknowledged: ({ automatic }) => (automatic ? 'Receipt acknowledged automatically' : 'Receipt acknowledged'),
  InformationRequested: () => 'Asked the reporter for information',
  InformationAdded: (event) => `The reporter answered${said(event)}`,
  ReportAccepted: () => 'Accepted after review',
  ReportDeclined: ({ reason }) => `Declined: ${declineWords[reason].toLowerCase()}`,
  DeclineAnswered: (event) => `The reporter answered the decline${said(event)}`,
  ReportWithdrawn: (event) => `Report withdrawn${said(event)}`,
  CaseReopened: () => 'Taken up again',
  ReproductionConfirmed: () => 'Reproduced',
  StepSkipped: ({ step, reason }) => `Step skipped: ${stepWords[step].toLowerCase()}. ${reason}`,
  FixOffered: ({ version }) => `Fix offered to the reporter${version === undefined ? '' : `: ${version}`}`,
  FixVerified: (event) => `Fix confirmed by the ${event.by}${said(event)}`,
  FixFailed: (event) => `The fix does not hold, says the ${event.by}${said(event)}`,
  CveRequested: ({ from }) => `CVE id requested${from === undefined ? '' : ` from ${from}`}`,
  CveRecorded: ({ cve }) => `CVE id recorded: ${cve}`,
  CveRefused: ({ reason }) => `No CVE id: ${reason}`,
  FixReleased: ({ version }) => `Fix released: ${version}`,
  AdvisoryDrafted: () => 'Advisory draft saved',
  AdvisoryApproved: () => 'Advisory text approved',
  AdvisoryScheduled: ({ publishAt }) => `Advisory scheduled for ${momentText(publishAt)}`,
  ScheduleCancelled: ({ reason }) => `Plan to publish cancelled: ${reason}`,
  AdvisoryPublished: ({ advisory, revision, extent }) =>
    `Advisory ${advisory} published: revision ${revision}, ${extent}`,
  PracticePublished: ({ revision, extent }) =>
    `Practice: the advisory would be public now: revision ${revision}, ${extent}`,
  DetailsCompleted: ({ reason }) => `Nothing was held back: ${reason}`,
  UpdateWindowEnded: ({ reason }) => `Update window ended early: ${reason}`,
  CreditAsked: () => 'Asked the reporter about credit',
  CreditChosen: (event) => `Credit chosen: ${creditSaid[event.as]}${said(event)}`,
  CreditConfirmed: () => 'Name for the credit confirmed',
  PersonForgotten: () => 'Everything that names the reporter was dropped',
  EmbargoProposed: (event) => `Embargo proposed by the ${event.by} until ${momentText(event.until)}${said(event)}`,
  EmbargoAccepted: (event) => `Embargo agreed until ${momentText(event.until)}${said(event)}`,
  EmbargoRejected: (event) => `Proposed date turned down by the ${event.by}${said(event)}`,
  EmbargoExited: ({ reason, text }) => `Embargo ended: ${text ?? exits[reason]}`,
  ExposureRecorded: ({ exposure, awareAt, reason }) =>
    `${exposures[exposure]}, known to us since ${momentText(awareAt)}: ${reason}`,
  MessageSent: (event) => `Message from the ${event.from}${said(event)}`,
  NoteAdded: () => 'Team note added',
  CaseAssigned: ({ member }, state) =>
    member === null ? 'Assigned to nobody' : `Assigned to ${nameOf(state, member)}`,
  AccessSet: ({ members }, state) =>
    members === null
      ? 'Open to the whole team'
      : `Seen only by ${members.map((member) => nameOf(state, member)).join(', ')}`,
  GuestInvited: ({ kind }) => `Guest invited: ${guestWords[kind].toLowerCase()}`,
  GuestAgreed: () => 'A guest agreed to keep it private',
  GuestRemoved: () => 'A guest was taken off',
  GuestMessage: ({ from }) => (from === 'guest' ? 'Message from a guest' : 'Message to a guest'),
  CaseTagged: ({ tags }) => (tags.length === 0 ? 'Tags taken away' : `Tags: ${tags.join(', ')}`),
  SeverityAssessed: ({ score }) => `Severity assessed: ${score.toFixed(1)}`,
  AffectedSet: ({ affected }) => `Affected products: ${affected.map(({ product }) => product).join(', ') || 'none'}`,
  FilesAdded: ({ files }) => `${files.length === 1 ? 'File' : 'Files'} added`,
  DuplicateLinked: () => 'Another report follows this case as a duplicate',
  DuplicateUnlinked: () => 'A duplicate does not follow this case any more',
  DuplicateCreditChosen: () => 'The reporter of a duplicate changed their wish for credit',
  PolicyAdopted: ({ reason }) => `Present policy adopted: ${reason}`,
  ReceiptRotated: () => 'The reporter replaced the receipt code',
  ReminderDue: ({ of }) =>
    of === 'reporter' ? 'The reporter was due to be reminded' : 'What the team promised is overdue',
  PublicationHeld: ({ text }) => `Publication held: ${text}`,
  CaseClosed: ({ reason }) => `Closed: ${reason}`,
}

const said = ({ onBehalf }: { readonly onBehalf?: unknown }): string =>
  onBehalf === undefined ? '' : ', entered on their behalf'
const creditSaid = { named: 'by name', anonymous: 'without a name', none: 'not mentioned' }
const exposures = {
  vulnerability: 'The vulnerability is public',
  exploit: 'An exploit is public',
  attacks: 'Attacks were seen',
}
const exits: Readonly<Record<EventOf<'EmbargoExited'>['reason'], string>> = {
  published: 'the advisory is public',
  public: 'it became public',
  exploit: 'an exploit is public',
  attacks: 'attacks were seen',
  ended: 'its time has come',
  withdrawn: 'the report was withdrawn',
  'by-lead': 'by a lead',
}

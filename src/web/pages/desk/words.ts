import type { Group, Stage } from '../../../case/case.ts'
import type { CommandType } from '../../../case/command.ts'
import type { DeadlineName, DeclineReason, Door, StepKind } from '../../../case/event.ts'
import type { GuestKind } from '../../../case/guest.ts'

/** What things are called on the team's pages. */
export const groupWords: Readonly<Record<Group, string>> = {
  exploited: 'Exploited',
  new: 'New',
  'waiting-for-us': 'Waiting for us',
  'waiting-for-reporter': 'Waiting for the reporter',
  'waiting-to-publish': 'Waiting to publish',
  done: 'Done',
}

export const stageWords: Readonly<Record<Stage, string>> = {
  received: 'To review',
  'waiting-for-reporter': 'Waiting for the reporter',
  reproducing: 'To reproduce',
  patching: 'To fix',
  verifying: 'Fix to be tested',
  'awaiting-cve': 'Waiting for a CVE id',
  releasing: 'To release',
  'users-updating': 'Users are updating',
  publishing: 'To publish',
  completing: 'Advisory to complete',
  published: 'Published',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  closed: 'Closed',
}

export const doorWords: Readonly<Record<Door, string>> = {
  form: 'Form',
  api: 'API',
  email: 'Mail',
  github: 'GitHub',
  matrix: 'Matrix',
  discord: 'Discord',
  phone: 'Phone',
  'in-person': 'In person',
  other: 'Elsewhere',
  team: 'The team',
}

export const guestWords: Readonly<Record<GuestKind, string>> = {
  vendor: 'Another vendor',
  distribution: 'A distribution',
  coordinator: 'A coordinator',
  expert: 'An expert',
}

export const declineWords: Readonly<Record<DeclineReason, string>> = {
  duplicate: 'A duplicate',
  'not-security': 'Not a security matter',
  'not-reproducible': 'Could not be reproduced',
  'out-of-scope': 'Out of scope',
  'file-in-public': 'Not private: please file it in public',
  'obsolete-product': 'A version without support',
  'other-vendor': 'The product of another vendor',
  'no-answer': 'No answer',
  conduct: 'Conduct',
  junk: 'No report at all',
}

export const stepWords: Readonly<Record<StepKind, string>> = {
  report: 'Report',
  acknowledge: 'Acknowledge',
  review: 'Review',
  reproduce: 'Reproduce',
  patch: 'Let the reporter have the fix',
  verify: 'Verify the fix',
  cve: 'CVE id',
  release: 'Release',
  publish: 'Publish',
  update: 'Complete the advisory',
}

export const deadlineWords: Readonly<Record<DeadlineName, string>> = {
  'first-answer': 'First answer promised',
  news: 'News promised',
  'reporter-reminder': 'Reporter is reminded',
  'reporter-silent': '“No answer” is possible from',
  verify: 'Team may confirm the fix from',
  'update-window': 'Users can update until',
  details: 'Advisory is to be complete',
  'decline-answer': 'Reporter may answer until',
}

/** The acts as headings: what would be done. */
export const actWords: Readonly<Partial<Record<CommandType, string>>> = {
  AcknowledgeReceipt: 'Acknowledge that it arrived',
  RequestInformation: 'Ask for what is missing',
  AcceptReport: 'Accept the report',
  DeclineReport: 'Decline the report',
  ReopenCase: 'Take the case up again',
  CloseCase: 'Close the case',
  ConfirmReproduction: 'Confirm that it reproduces',
  SkipStep: 'Skip an optional step',
  OfferFix: 'Offer a fix to the reporter',
  VerifyFix: 'Say whether the fix holds',
  RequestCve: 'Note that a CVE id was requested',
  RecordCve: 'Record the CVE id',
  RefuseCve: 'Record that no CVE id was given',
  ReleaseFix: 'Release the fix',
  ReleaseAndPublish: 'Release and publish',
  ScheduleAdvisory: 'Schedule the advisory',
  PublishAdvisory: 'Publish the advisory',
  CompleteDetails: 'Say that nothing was held back',
  EndUpdateWindow: 'End the update window early',
  AskCredit: 'Ask about credit',
  ConfirmCredit: 'Confirm the name for the credit',
  ChooseCredit: 'Credit',
  ProposeEmbargo: 'Propose a date for the embargo',
  AcceptEmbargo: 'Agree to the proposed date',
  RejectEmbargo: 'Turn the proposed date down',
  ExitEmbargo: 'End the embargo',
  RecordExposure: 'Record that it is public',
  RecordExploitation: 'Record attacks',
  AddInformation: 'Answer to our question',
  AnswerDecline: 'Answer to the decline',
  WithdrawReport: 'Withdrawal',
  SendMessage: 'Message',
  AddFiles: 'Add internal files',
  AdoptPolicy: 'Adopt the present policy',
}

/** Told once, after the act. */
export const doneWords: Readonly<Record<string, string>> = {
  AcknowledgeReceipt: 'Acknowledged. The reporter sees that a person has it.',
  RequestInformation: 'The question was sent to the reporter.',
  AcceptReport: 'Accepted.',
  DeclineReport: 'Declined. The reporter can read why, and may answer once.',
  ReopenCase: 'The case is open again.',
  CloseCase: 'The case is closed.',
  ConfirmReproduction: 'Reproduced.',
  SkipStep: 'The step is skipped.',
  OfferFix: 'The fix was sent to the reporter.',
  VerifyFix: 'The result is recorded.',
  RequestCve: 'Noted.',
  RecordCve: 'The CVE id is recorded.',
  RefuseCve: 'Recorded. Nothing waits for it any more.',
  ReleaseFix: 'The fix is released.',
  ReleaseAndPublish: 'Released, and the brief advisory is public.',
  PublishAdvisory: 'The advisory is public.',
  ScheduleAdvisory: 'Scheduled. This very text is published at its time, unless it changes.',
  CancelSchedule: 'The plan is cancelled.',
  ApproveAdvisory: 'You approved this text.',
  DraftAdvisory: 'The draft is saved.',
  CompleteDetails: 'The advisory is complete as it stands.',
  EndUpdateWindow: 'The update window has ended.',
  AskCredit: 'The reporter was asked about credit.',
  ConfirmCredit: 'The name is confirmed.',
  ChooseCredit: 'The wish is recorded.',
  ProposeEmbargo: 'The date is proposed.',
  AcceptEmbargo: 'The date is agreed.',
  RejectEmbargo: 'The date is turned down.',
  ExitEmbargo: 'The embargo has ended.',
  RecordExposure: 'Recorded. Nobody waits for the update window now.',
  RecordExploitation: 'Recorded. The case is at the top of the inbox.',
  SendMessage: 'Sent to the reporter.',
  AddInformation: 'The answer is recorded.',
  AnswerDecline: 'The answer is recorded, and the review begins again.',
  WithdrawReport: 'The withdrawal is recorded.',
  AddNote: 'Kept within the team.',
  AddFiles: 'The files are kept within the team.',
  AssignCase: 'Assigned.',
  SetAccess: 'Saved. It holds from now on, for every page that is opened.',
  TagCase: 'The tags are saved.',
  AdoptPolicy: 'The case runs under the present policy now.',
  AssessSeverity: 'The severity is saved.',
  SetAffected: 'The affected versions are saved.',
}

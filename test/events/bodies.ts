import type { CaseEvent, EventType } from '../../src/case/event.ts'

/** One fact of every kind, as the first version writes it. Changing a line here never changes a sample on disk. */
const at = Date.UTC(2027, 2, 1, 9)
const hash = 'a'.repeat(64)
const file = { id: 'f1', name: 'proof.txt', size: 12, sha256: hash, blob: 'b'.repeat(64), key: 'c2VjcmV0' }
const text = 'Ein kurzer Text – short, kind and clear.'
const files = [file]
const onBehalf = { channel: 'email', evidence: 'Mail of 1 March' } as const
const deadlines = { news: at, 'first-answer': null } as const

export const firstVersions: { readonly [T in EventType]: Extract<CaseEvent, { type: T }> } = {
  ReportReceived: {
    type: 'ReportReceived', number: 'P-0A1B2C', door: 'form', policy: hash, files, reporter: 'r1', arrivedAt: at, arrivedFrom: text,
    credit: 'named', needsCvss4: true, flood: false, deadlines,
    report: {
      title: 'A title', description: text, product: 'Lantern', version: '2.1', reproduce: text, impact: text, configuration: text, discovery: text,
      suggestedFix: text, cwe: 'CWE-79', cvss: 'high', aiUse: { discovery: 'none', information: 'a model', reviewed: true }, original: text,
      exploited: true, exploitedEvidence: text, publicAt: 'https://example.org/', knownTo: text, plan: text, planAt: at, trackingIds: 'X-1',
      comments: text, foundAt: 'February',
    },
  },
  ReceiptAcknowledged: { type: 'ReceiptAcknowledged', automatic: true, deadlines },
  InformationRequested: { type: 'InformationRequested', text, canned: 'version', deadlines },
  InformationAdded: { type: 'InformationAdded', text, files, onBehalf, deadlines },
  ReportAccepted: { type: 'ReportAccepted', deadlines },
  ReportDeclined: { type: 'ReportDeclined', reason: 'duplicate', text, duplicateOf: 'case-1', deadlines },
  DeclineAnswered: { type: 'DeclineAnswered', text, files, onBehalf, deadlines },
  ReportWithdrawn: { type: 'ReportWithdrawn', text, onBehalf, deadlines },
  CaseReopened: { type: 'CaseReopened', text, deadlines },
  ReproductionConfirmed: { type: 'ReproductionConfirmed', text, deadlines },
  StepSkipped: { type: 'StepSkipped', step: 'patch', reason: text, deadlines },
  FixOffered: { type: 'FixOffered', text, files, version: '2.2-rc1', image: 'registry.example/lantern:fix', deadlines },
  FixVerified: { type: 'FixVerified', by: 'reporter', text, onBehalf, deadlines },
  FixFailed: { type: 'FixFailed', by: 'team', text, files, onBehalf, deadlines },
  CveRequested: { type: 'CveRequested', from: 'GitHub', deadlines },
  CveRecorded: { type: 'CveRecorded', cve: 'CVE-2027-12345', deadlines },
  CveRefused: { type: 'CveRefused', reason: text, deadlines },
  FixReleased: { type: 'FixReleased', version: '2.2', url: 'https://example.org/2.2', commit: 'abc CVE-2027-12345', deadlines },
  AdvisoryDrafted: {
    type: 'AdvisoryDrafted',
    fields: {
      title: 'A title', summary: text, impact: text, mitigation: text, workaround: text, details: text, reproduce: text, cwe: 'CWE-79', nothingToDo: false,
      affected: [{ product: 'Lantern', ecosystem: 'npm', package: 'lantern', introduced: '0', fixed: '2.2', note: text }],
      cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      references: [{ type: 'fix', url: 'https://example.org/fix' }], heldBack: ['details', 'reproduce'],
    },
  },
  AdvisoryApproved: { type: 'AdvisoryApproved', digest: hash },
  AdvisoryScheduled: { type: 'AdvisoryScheduled', publishAt: at, revision: 1, digest: hash },
  ScheduleCancelled: { type: 'ScheduleCancelled', reason: text },
  AdvisoryPublished: { type: 'AdvisoryPublished', advisory: 'LANTERN-2027-0001', revision: 1, extent: 'brief', digest: hash, document: { id: 'LANTERN-2027-0001', title: 'A title' }, deadlines },
  PracticePublished: { type: 'PracticePublished', advisory: 'PRACTICE', revision: 1, extent: 'full', digest: hash, document: { id: 'PRACTICE', title: 'A title' }, deadlines },
  DetailsCompleted: { type: 'DetailsCompleted', reason: text, deadlines },
  UpdateWindowEnded: { type: 'UpdateWindowEnded', reason: text, deadlines },
  CreditAsked: { type: 'CreditAsked', person: 'r1', text },
  CreditChosen: { type: 'CreditChosen', person: 'r1', as: 'anonymous', naming: 0, onBehalf },
  CreditConfirmed: { type: 'CreditConfirmed', person: 'r1', naming: 1 },
  PersonForgotten: { type: 'PersonForgotten', person: 'r1' },
  EmbargoProposed: { type: 'EmbargoProposed', until: at, by: 'reporter', text, onBehalf },
  EmbargoAccepted: { type: 'EmbargoAccepted', until: at, terms: 'date', by: 'team', onBehalf },
  EmbargoRejected: { type: 'EmbargoRejected', by: 'team', text, onBehalf },
  EmbargoExited: { type: 'EmbargoExited', reason: 'published', text },
  ExposureRecorded: { type: 'ExposureRecorded', exposure: 'attacks', awareAt: at, by: 'Mona', reason: text, deadlines },
  MessageSent: { type: 'MessageSent', from: 'team', text, files, onBehalf, deadlines },
  NoteAdded: { type: 'NoteAdded', text, files },
  GuestInvited: { type: 'GuestInvited', person: 'guest-gina', kind: 'distribution', shows: ['files', 'fix'] },
  GuestAgreed: { type: 'GuestAgreed', person: 'guest-gina' },
  GuestRemoved: { type: 'GuestRemoved', person: 'guest-gina' },
  GuestMessage: { type: 'GuestMessage', person: 'guest-gina', from: 'guest', text: 'We build it with a patch.', files: [] },
  AccessSet: { type: 'AccessSet', members: ['member-mia'] },
  CaseAssigned: { type: 'CaseAssigned', member: null },
  CaseTagged: { type: 'CaseTagged', tags: ['login', 'web'] },
  SeverityAssessed: { type: 'SeverityAssessed', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', score: 9.3 },
  AffectedSet: { type: 'AffectedSet', affected: [{ product: 'Lantern', lastAffected: '2.1' }] },
  FilesAdded: { type: 'FilesAdded', files },
  DuplicateLinked: { type: 'DuplicateLinked', case: 'case-2', person: 'r2', receivedAt: at },
  DuplicateUnlinked: { type: 'DuplicateUnlinked', case: 'case-2' },
  DuplicateCreditChosen: { type: 'DuplicateCreditChosen', case: 'case-2', person: 'r2', receivedAt: at, as: 'named', naming: 1 },
  PolicyAdopted: { type: 'PolicyAdopted', policy: hash, reason: text },
  ReceiptRotated: { type: 'ReceiptRotated', person: 'r1' },
  ReminderDue: { type: 'ReminderDue', of: 'reporter', deadlines },
  PublicationHeld: { type: 'PublicationHeld', reason: 'clock-step', text },
  CaseClosed: { type: 'CaseClosed', reason: text },
}

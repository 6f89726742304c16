import { z } from 'zod'
import { caseNumber, cveId, digest, id, type Millis, millis } from './ids.ts'

/**
 * What has happened to a case. Facts are past tense, are never rewritten, and are lifted by `upcast.ts` when their
 * shape grows. They lie sealed under the key of their case; only `codeOf` stands beside them in clear.
 */

const text = z.string().max(262_144)
const line = z.string().max(1_000)

/** A file in a case. `key` opens this blob alone and never leaves the sealed body. */
export const fileRef = z.strictObject({
  id,
  name: z.string().max(5_000),
  size: z.int().min(0),
  sha256: digest,
  blob: digest,
  key: z.string().max(64),
})
export type FileRef = z.infer<typeof fileRef>
const files = z.array(fileRef).max(200)

/** Each part is `none` or a sentence saying how. Absent as a whole: not stated. */
export const aiUse = z.strictObject({
  discovery: text.optional(),
  information: text.optional(),
  proofOfConcept: text.optional(),
  suggestedFix: text.optional(),
  /** "I reviewed this and understand it." */
  reviewed: z.boolean().optional(),
})
export type AiUse = z.infer<typeof aiUse>

/** What a reporter sends: VINCE's and the CERT Guide's questions, most of them optional. */
export const report = z.strictObject({
  title: line,
  description: text,
  product: line.optional(),
  version: line.optional(),
  /** How to reproduce it, step by step. */
  reproduce: text.optional(),
  impact: text.optional(),
  /** Configurations or architectures that are needed to trigger it. */
  configuration: text.optional(),
  /** How it was found, with which tools. */
  discovery: text.optional(),
  suggestedFix: text.optional(),
  cwe: line.optional(),
  /** The rating as the reporter gave it, of whatever kind; a wrong one never refuses a report. */
  cvss: line.optional(),
  aiUse: aiUse.optional(),
  /** The text before machine translation. It stays private for ever. */
  original: text.optional(),
  /** The reporter says that attacks are happening now. */
  exploited: z.boolean().optional(),
  exploitedEvidence: text.optional(),
  /** Where it is public already, if it is. */
  publicAt: line.optional(),
  /** Who else was told. */
  knownTo: text.optional(),
  /** The reporter's own publication plan. */
  plan: text.optional(),
  planAt: millis.optional(),
  trackingIds: line.optional(),
  comments: text.optional(),
  foundAt: line.optional(),
})
export type Report = z.infer<typeof report>

export const creditAs = z.enum(['named', 'anonymous', 'none'])
export type CreditAs = z.infer<typeof creditAs>

const deadlineName = z.enum([
  'first-answer', // the team's first answer to the reporter
  'news', // the next news to the reporter
  'reporter-reminder', // remind the reporter
  'reporter-silent', // from here on "no answer" is offered
  'verify', // from here on the team may confirm a fix that nobody tested
  'update-window', // users have had their chance to update
  'details', // the advisory is to be completed with what was held back
  'decline-answer', // until here the reporter may answer a decline
])
export type DeadlineName = z.infer<typeof deadlineName>
/** Deadlines are facts: set when promised, so that a later policy or clock cannot move them. `null` takes one away. */
const deadlines = z.partialRecord(deadlineName, millis.nullable())
export type Deadlines = z.infer<typeof deadlines>

export const door = z.enum([
  'form',
  'api',
  'email',
  'github',
  'matrix',
  'discord',
  'phone',
  'in-person',
  'other',
  'team',
])
export type Door = z.infer<typeof door>

export const declineReason = z.enum([
  'duplicate',
  'obsolete-product',
  'not-security',
  'other-vendor', // ISO/IEC 30111, 7.1.4
  'not-reproducible',
  'out-of-scope',
  'no-answer',
  'conduct',
  'junk',
  'file-in-public',
])
export type DeclineReason = z.infer<typeof declineReason>

export const stepKind = z.enum([
  'report',
  'acknowledge',
  'review',
  'reproduce',
  'patch',
  'verify',
  'cve',
  'release',
  'publish',
  'update',
])
export type StepKind = z.infer<typeof stepKind>

/** A product with the versions people run: ranges as text, one fixed version or none. */
export const affected = z.strictObject({
  product: line,
  ecosystem: line.optional(),
  package: line.optional(),
  /** First affected version, "0" for from the start. */
  introduced: line.optional(),
  /** The first version with the fix. */
  fixed: line.optional(),
  /** The last affected version, where there is no fix. */
  lastAffected: line.optional(),
  note: line.optional(),
})
export type Affected = z.infer<typeof affected>

/** What a member writes for the advisory, field by field. Each field says whether the brief revision shows it. */
export const advisoryFields = z.strictObject({
  title: line.optional(),
  summary: text.optional(),
  impact: text.optional(),
  /** Who is affected? */
  affected: z.array(affected).max(100).optional(),
  /** What should they do? */
  mitigation: text.optional(),
  workaround: text.optional(),
  details: text.optional(),
  reproduce: text.optional(),
  cvss: z.string().max(300).optional(),
  cwe: line.optional(),
  references: z
    .array(z.strictObject({ type: z.enum(['fix', 'release', 'article', 'report', 'web']), url: z.url().max(2_000) }))
    .max(50)
    .optional(),
  /** Nothing users can do is said, not left out. */
  nothingToDo: z.boolean().optional(),
  /** Fields that are held back in the brief revision. */
  heldBack: z
    .array(z.enum(['details', 'reproduce', 'workaround', 'impact', 'references', 'cwe']))
    .max(6)
    .optional(),
})
export type AdvisoryFields = z.infer<typeof advisoryFields>

/** Why somebody from outside is let into a case. */
export const guestKinds = ['vendor', 'distribution', 'coordinator', 'expert'] as const
/** What a guest sees beside what was reported: its files, the fix, the draft of the advisory. */
export const guestShows = ['files', 'fix', 'advisory'] as const

/** A statement entered by a member for somebody who spoke elsewhere. Never from anonymous to named. */
export const onBehalf = z.strictObject({ channel: door, evidence: text })
const behalf = { onBehalf: onBehalf.optional() }
const due = { deadlines: deadlines.optional() }

const publication = z.strictObject({
  advisory: line,
  revision: z.int().min(1),
  extent: z.enum(['brief', 'full']),
  digest,
  /** The public document itself, with persons as ids: names stay under their own keys. */
  document: z.record(z.string(), z.unknown()),
  ...due,
})

export const bodies = {
  ReportReceived: z.strictObject({
    number: caseNumber,
    door,
    policy: digest,
    report,
    files,
    /** Nobody where the team found it. */
    reporter: id.nullable(),
    /** When a report came elsewhere first, entered by hand. */
    arrivedAt: millis.optional(),
    /** Never written: whom it came from is a person, and lies under that person's key so that it can be forgotten. */
    arrivedFrom: text.optional(),
    credit: creditAs.optional(),
    /** Severity is given, but not as CVSS 4.0 where the policy asks for it. */
    needsCvss4: z.boolean().optional(),
    /** It came over the limits of its address: text only, and nobody was woken. */
    flood: z.boolean().optional(),
    /** Made by the desk for the team to practise on. It never counts, and nothing of it is ever public. */
    practice: z.literal(true).optional(),
    ...due,
  }),
  ReceiptAcknowledged: z.strictObject({ automatic: z.boolean(), ...due }),
  InformationRequested: z.strictObject({ text, canned: line.optional(), ...due }),
  InformationAdded: z.strictObject({ text, files, ...behalf, ...due }),
  ReportAccepted: z.strictObject({ ...due }),
  ReportDeclined: z.strictObject({ reason: declineReason, text, duplicateOf: id.optional(), ...due }),
  DeclineAnswered: z.strictObject({ text, files, ...behalf, ...due }),
  ReportWithdrawn: z.strictObject({ text, ...behalf, ...due }),
  /** By a lead, with a reason: a declined or withdrawn case is taken up again. */
  CaseReopened: z.strictObject({ text, ...due }),
  ReproductionConfirmed: z.strictObject({ text: text.optional(), ...due }),
  StepSkipped: z.strictObject({ step: stepKind, reason: text, ...due }),
  FixOffered: z.strictObject({ text, files, version: line.optional(), image: line.optional(), ...due }),
  FixVerified: z.strictObject({ by: z.enum(['reporter', 'team']), text: text.optional(), ...behalf, ...due }),
  FixFailed: z.strictObject({ by: z.enum(['reporter', 'team']), text, files, ...behalf, ...due }),
  CveRequested: z.strictObject({ from: line.optional(), ...due }),
  CveRecorded: z.strictObject({ cve: cveId, ...due }),
  CveRefused: z.strictObject({ reason: text, ...due }),
  FixReleased: z.strictObject({ version: line, url: z.url().max(2_000).optional(), commit: line.optional(), ...due }),
  AdvisoryDrafted: z.strictObject({ fields: advisoryFields }),
  AdvisoryApproved: z.strictObject({ digest }),
  AdvisoryScheduled: z.strictObject({ publishAt: millis, revision: z.int().min(1), digest }),
  ScheduleCancelled: z.strictObject({ reason: text }),
  AdvisoryPublished: publication,
  /**
   * What publishing is in a practice case: a fact of another kind, so that nothing which makes things public, counts
   * them or tells of them ever meets one.
   */
  PracticePublished: publication,
  /** Nothing was held back: the brief advisory is complete as it stands. */
  DetailsCompleted: z.strictObject({ reason: text, ...due }),
  UpdateWindowEnded: z.strictObject({ reason: text, ...due }),
  CreditAsked: z.strictObject({ person: id, text: text.optional() }),
  /** The name and link themselves lie in the person's own record, under `naming`. */
  CreditChosen: z.strictObject({ person: id, as: creditAs, naming: z.int().min(0), ...behalf }),
  CreditConfirmed: z.strictObject({ person: id, naming: z.int().min(0) }),
  /** A person dropped everything that names them; their key is destroyed in the same append. */
  PersonForgotten: z.strictObject({ person: id }),
  EmbargoProposed: z.strictObject({
    until: millis,
    by: z.enum(['reporter', 'team', 'policy']),
    text: text.optional(),
    ...behalf,
  }),
  EmbargoAccepted: z.strictObject({
    until: millis,
    terms: z.enum(['advisory-or-date', 'date']),
    by: z.enum(['reporter', 'team', 'policy']),
    ...behalf,
  }),
  EmbargoRejected: z.strictObject({ by: z.enum(['reporter', 'team', 'policy']), text: text.optional(), ...behalf }),
  EmbargoExited: z.strictObject({
    /** `withdrawn` is never written: who withdraws leaves the embargo, and leaving it is not ending it (Vultron EM). */
    reason: z.enum(['published', 'public', 'exploit', 'attacks', 'ended', 'withdrawn', 'by-lead']),
    text: text.optional(),
  }),
  ExposureRecorded: z.strictObject({
    exposure: z.enum(['vulnerability', 'exploit', 'attacks']),
    /** When the team became aware: the clocks of CRA Article 14 start here. */
    awareAt: millis,
    by: line,
    reason: text,
    ...due,
  }),
  MessageSent: z.strictObject({ from: z.enum(['reporter', 'team']), text, files, ...behalf, ...due }),
  NoteAdded: z.strictObject({ text, files }),
  CaseAssigned: z.strictObject({ member: id.nullable() }),
  /** Who of the team may see the case: these members alone, or, where it is null, everybody. */
  AccessSet: z.strictObject({ members: z.array(id).min(1).max(100).nullable() }),
  /** Somebody from outside is let into this one case. Name and address lie in the person's own record. */
  GuestInvited: z.strictObject({ person: id, kind: z.enum(guestKinds), shows: z.array(z.enum(guestShows)).max(3) }),
  /** They agreed to keep it private until it is public; before that they read nothing. */
  GuestAgreed: z.strictObject({ person: id }),
  GuestRemoved: z.strictObject({ person: id }),
  GuestMessage: z.strictObject({ person: id, from: z.enum(['guest', 'team']), text, files }),
  CaseTagged: z.strictObject({ tags: z.array(z.string().max(40)).max(20) }),
  SeverityAssessed: z.strictObject({ cvss: z.string().max(300), score: z.number().min(0).max(10) }),
  AffectedSet: z.strictObject({ affected: z.array(affected).max(100) }),
  FilesAdded: z.strictObject({ files }),
  DuplicateLinked: z.strictObject({
    case: id,
    person: id.nullable(),
    receivedAt: millis,
    /** Others follow it already, in so many levels: they come along. */
    leads: z.int().min(1).optional(),
  }),
  DuplicateUnlinked: z.strictObject({ case: id }),
  /** After the publication: the reporter of a duplicate wishes for another credit, or (`null`) dropped their name. */
  DuplicateCreditChosen: z.strictObject({
    case: id,
    person: id,
    receivedAt: millis,
    as: creditAs.nullable(),
    naming: z.int().min(0),
  }),
  PolicyAdopted: z.strictObject({ policy: digest, reason: text }),
  ReceiptRotated: z.strictObject({ person: id }),
  ReminderDue: z.strictObject({ of: z.enum(['reporter', 'team']), ...due }),
  PublicationHeld: z.strictObject({
    reason: z.enum(['clock-step', 'clock-behind', 'gap', 'changed', 'refused']),
    text,
  }),
  CaseClosed: z.strictObject({ reason: text }),
} as const

export type EventType = keyof typeof bodies
export type CaseEvent = { [T in EventType]: { readonly type: T } & Readonly<z.infer<(typeof bodies)[T]>> }[EventType]
export type EventOf<T extends EventType> = Extract<CaseEvent, { type: T }>

/** A fact with what the store knows of it. */
export interface Recorded {
  readonly seq: number
  readonly id: string
  readonly at: Millis
  /** `member:…`, `reporter:…`, `desk`. */
  readonly actor: string
  /** The command that caused it. */
  readonly cause: string
  readonly event: CaseEvent
}

/**
 * The code that stands beside a sealed fact in clear. It must say nothing of exposure, severity, credit or notes:
 * whoever reads a stolen disk learns that something happened, and no more than the case's stage tells anyway.
 */
export const codeOf = (type: EventType): string =>
  type === 'ReportReceived' ? 'received' : type.startsWith('Embargo') ? 'embargo' : 'entry'

export const latestVersion: { readonly [T in EventType]: number } = Object.freeze(
  Object.fromEntries(Object.keys(bodies).map((type) => [type, 1])),
) as { readonly [T in EventType]: number }

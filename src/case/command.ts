import { z } from 'zod'
import {
  advisoryFields,
  affected,
  creditAs,
  declineReason,
  door,
  fileRef,
  guestKinds,
  guestShows,
  onBehalf,
  report,
  stepKind,
} from './event.ts'
import { caseNumber, cveId, digest, id, millis } from './ids.ts'

/**
 * What somebody wants of a case: imperative, with an id of its own, so that a repeat after an unknown commit gets the
 * first answer. Who may give which command in which state is in `allowed.ts`; what comes of it in `decide.ts`.
 */

const text = z.string().trim().min(1).max(65_536)
const line = z.string().trim().min(1).max(1_000)
const files = z.array(fileRef).max(20).default([])
const behalf = { onBehalf: onBehalf.optional() }

export const commands = {
  ReceiveReport: z.strictObject({
    number: caseNumber,
    door,
    policy: digest,
    report,
    files,
    reporter: id.nullable(),
    arrivedAt: millis.optional(),
    credit: creditAs.optional(),
    flood: z.boolean().optional(),
    /** The first answer is counted from here on, where the desk is paused or the reporter has many waiting. */
    answerFrom: millis.optional(),
    practice: z.boolean().optional(),
  }),
  AcknowledgeReceipt: z.strictObject({}),
  RequestInformation: z.strictObject({ text, canned: line.optional() }),
  AddInformation: z.strictObject({ text, files, ...behalf }),
  AcceptReport: z.strictObject({}),
  DeclineReport: z.strictObject({ reason: declineReason, text, duplicateOf: id.optional() }),
  AnswerDecline: z.strictObject({ text, files, ...behalf }),
  WithdrawReport: z.strictObject({ text: z.string().max(65_536).default(''), ...behalf }),
  ReopenCase: z.strictObject({ text }),
  ConfirmReproduction: z.strictObject({ text: text.optional() }),
  SkipStep: z.strictObject({ step: stepKind, reason: text }),
  OfferFix: z.strictObject({ text, files, version: line.optional(), image: line.optional() }),
  VerifyFix: z.strictObject({ holds: z.boolean(), text: z.string().max(65_536).optional(), files, ...behalf }),
  RequestCve: z.strictObject({ from: line.optional() }),
  RecordCve: z.strictObject({ cve: cveId }),
  RefuseCve: z.strictObject({ reason: text }),
  ReleaseFix: z.strictObject({
    version: line,
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    commit: line.optional(),
  }),
  /** One act where the policy publishes with the release. */
  ReleaseAndPublish: z.strictObject({
    version: line,
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    commit: line,
    fields: advisoryFields.optional(),
    digest: digest.optional(),
  }),
  DraftAdvisory: z.strictObject({ fields: advisoryFields }),
  ApproveAdvisory: z.strictObject({ digest: digest.optional() }),
  ScheduleAdvisory: z.strictObject({ publishAt: millis, digest: digest.optional() }),
  CancelSchedule: z.strictObject({ reason: text }),
  PublishAdvisory: z.strictObject({ fields: advisoryFields.optional(), digest: digest.optional() }),
  CompleteDetails: z.strictObject({ reason: text }),
  EndUpdateWindow: z.strictObject({ reason: text }),
  AskCredit: z.strictObject({ text: text.optional() }),
  /** `naming` counts the forms a person gave; the name and link lie in the person's record, written beside. */
  ChooseCredit: z.strictObject({ as: creditAs, naming: z.int().min(0).default(0), ...behalf }),
  ConfirmCredit: z.strictObject({ naming: z.int().min(0).optional() }),
  ForgetPerson: z.strictObject({}),
  ProposeEmbargo: z.strictObject({ until: millis, text: z.string().max(65_536).optional(), ...behalf }),
  AcceptEmbargo: z.strictObject({ ...behalf }),
  RejectEmbargo: z.strictObject({ text: z.string().max(65_536).optional(), ...behalf }),
  ExitEmbargo: z.strictObject({ reason: text }),
  /** It is public: the vulnerability, or an exploit for it. */
  RecordExposure: z.strictObject({
    exposure: z.enum(['vulnerability', 'exploit']),
    awareAt: millis.optional(),
    by: line.optional(),
    reason: text,
  }),
  /** Attacks were observed. */
  RecordExploitation: z.strictObject({ awareAt: millis, by: line.optional(), reason: text }),
  SendMessage: z.strictObject({ text, files, ...behalf }),
  AddNote: z.strictObject({ text, files }),
  AddFiles: z.strictObject({ files }),
  AssignCase: z.strictObject({ member: id.nullable() }),
  SetAccess: z.strictObject({ members: z.array(id).min(1).max(100).nullable() }),
  InviteGuest: z.strictObject({ person: id, kind: z.enum(guestKinds), shows: z.array(z.enum(guestShows)).max(3) }),
  RemoveGuest: z.strictObject({ person: id }),
  WriteToGuest: z.strictObject({ person: id, text, files }),
  AgreeAsGuest: z.strictObject({}),
  WriteAsGuest: z.strictObject({ text, files }),
  TagCase: z.strictObject({ tags: z.array(z.string().trim().min(1).max(40)).max(20) }),
  AssessSeverity: z.strictObject({ cvss: z.string().max(300) }),
  SetAffected: z.strictObject({ affected: z.array(affected).max(100) }),
  LinkDuplicate: z.strictObject({
    case: id,
    person: id.nullable(),
    receivedAt: millis,
    leads: z.int().min(1).optional(),
    /** What its reporter wished for already. */
    wish: z.strictObject({ as: creditAs, naming: z.int().min(0) }).optional(),
  }),
  UnlinkDuplicate: z.strictObject({ case: id }),
  NoteDuplicateCredit: z.strictObject({
    case: id,
    person: id,
    receivedAt: millis,
    as: creditAs.nullable(),
    naming: z.int().min(0),
  }),
  AdoptPolicy: z.strictObject({ policy: digest, reason: text }),
  RotateReceipt: z.strictObject({}),
  /** By the desk's own clockwork. */
  Remind: z.strictObject({ of: z.enum(['reporter', 'team']) }),
  HoldPublication: z.strictObject({
    reason: z.enum(['clock-step', 'clock-behind', 'gap', 'changed', 'refused']),
    text,
  }),
  EndEmbargo: z.strictObject({}),
  CloseCase: z.strictObject({ reason: text }),
} as const

export type CommandType = keyof typeof commands
/** A command without fields of its own infers as a record of nothing, which would forbid even its id. */
type Fields<T extends CommandType> = string extends keyof z.infer<(typeof commands)[T]>
  ? unknown
  : Readonly<z.infer<(typeof commands)[T]>>
export type Command = {
  [T in CommandType]: {
    readonly type: T
    readonly id: string /** The last sequence number the sender looked at. */
    readonly seen?: number | undefined
  } & Fields<T>
}[CommandType]
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>

import { z } from 'zod'
import { type Command, type CommandType, commands } from '../../case/command.ts'
import type { FileRef } from '../../case/event.ts'

/**
 * Which commands the API knows, version 1. A map of its own: what the rules call a command inside may change, what
 * programs out there send may not.
 */
export const teamCommands = [
  'AcknowledgeReceipt', 'RequestInformation', 'AcceptReport', 'DeclineReport', 'ReopenCase', 'ConfirmReproduction', 'SkipStep',
  'OfferFix', 'RequestCve', 'RecordCve', 'RefuseCve', 'ReleaseFix', 'ReleaseAndPublish', 'DraftAdvisory', 'ApproveAdvisory',
  'ScheduleAdvisory', 'CancelSchedule', 'PublishAdvisory', 'CompleteDetails', 'EndUpdateWindow', 'AskCredit', 'ConfirmCredit',
  'ExitEmbargo', 'RecordExposure', 'RecordExploitation', 'AddNote', 'AddFiles', 'AssignCase', 'TagCase', 'AssessSeverity',
  'SetAffected', 'AdoptPolicy', 'CloseCase',
  'SendMessage', 'VerifyFix', 'ProposeEmbargo', 'AcceptEmbargo', 'RejectEmbargo',
  // On a reporter's behalf, with `onBehalf`.
  'AddInformation', 'AnswerDecline', 'WithdrawReport', 'ChooseCredit',
] as const satisfies readonly CommandType[]

export const reporterCommands = [
  'AddInformation', 'SendMessage', 'VerifyFix', 'ChooseCredit', 'AnswerDecline', 'WithdrawReport', 'ProposeEmbargo', 'AcceptEmbargo', 'RejectEmbargo',
  'RotateReceipt', 'ForgetPerson',
] as const satisfies readonly CommandType[]

/** These put something before the public, or promise to. */
export const publishing: ReadonlySet<string> = new Set(['PublishAdvisory', 'ReleaseAndPublish', 'ScheduleAdvisory', 'ApproveAdvisory'])

/** Fields that are times: RFC 3339 with a zone at this edge, UTC milliseconds inside. */
const times: ReadonlySet<string> = new Set(['until', 'publishAt', 'awareAt'])

export interface ReadCommand {
  readonly command: Command
  /** The name and link that go with `ChooseCredit`. */
  readonly naming: { readonly name: string; readonly url?: string | undefined } | undefined
}

/** Reads a command as a program sent it, or says what is wrong with it. */
export function readCommand(value: unknown, allowed: readonly CommandType[], files: readonly FileRef[], freshId: () => string): ReadCommand | { readonly wrong: string } {
  const head = z.looseObject({ type: z.string(), id: z.string().min(1).max(200).optional(), seen: z.int().min(0).optional() }).safeParse(value)
  if (!head.success) return { wrong: `A command has a "type" and, to be repeatable, an "id". ${explain(head.error)}` }
  const { type, id, seen, ...fields } = head.data
  if (!(allowed as readonly string[]).includes(type)) return { wrong: `There is no command "${type.slice(0, 40)}" here. Known: ${allowed.join(', ')}.` }
  const schema = bodyOf(type as CommandType)
  if ('files' in fields) return { wrong: 'Files come as parts of a multipart body, beside the command.' }
  const read = schema.safeParse(millisIn(fields))
  if (!read.success) return { wrong: `${type}: ${explain(read.error)}` }
  const { name, url, ...body } = read.data as Record<string, unknown>
  const naming = type === 'ChooseCredit' && typeof name === 'string' ? { name, ...(typeof url === 'string' && { url }) } : undefined
  if (type === 'ChooseCredit' && body.as === 'named' && naming === undefined) return { wrong: 'ChooseCredit: "named" needs the name as it should appear.' }
  const withName = type === 'ChooseCredit' ? body : { ...body, ...(name !== undefined && { name }), ...(url !== undefined && { url }) }
  const command = { ...withName, ...(takesFiles(type as CommandType) && { files }), type, id: id ?? freshId(), seen } as Command
  return { command, naming }
}

/** The fields of a command as the API takes them. */
export function bodyOf(type: CommandType): z.ZodObject {
  const shape: Record<string, z.ZodType> = { ...commands[type].shape }
  delete shape.files
  delete shape.naming
  if (type === 'ChooseCredit') {
    shape.name = z.string().trim().min(1).max(200).optional()
    shape.url = z.url({ protocol: /^https?$/ }).max(1_000).optional()
  }
  return z.strictObject(shape)
}

export const takesFiles = (type: CommandType): boolean => 'files' in commands[type].shape

function millisIn(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, times.has(name) && typeof value === 'string' ? instant(value) : value]))
}

/** A time without a zone means something else in every country, so it is not taken. */
function instant(text: string): number | string {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? text : at
}

export const explain = (error: z.ZodError): string =>
  error.issues.slice(0, 5).map((issue) => `${issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''}${issue.message}`).join('; ')

import { z } from 'zod'
import { type Command, type CommandType, commands } from '../../case/command.ts'
import type { FileRef } from '../../case/event.ts'
import { caseNumber } from '../../case/ids.ts'
import { problem } from '../answer.tsx'
import { unreadable } from './unreadable.ts'

/**
 * Which commands the API knows, version 1. A map of its own: what the rules call a command inside may change, what
 * programs out there send may not.
 */
export const teamCommands = [
  'AcknowledgeReceipt',
  'RequestInformation',
  'AcceptReport',
  'DeclineReport',
  'ReopenCase',
  'ConfirmReproduction',
  'SkipStep',
  'OfferFix',
  'RequestCve',
  'RecordCve',
  'RefuseCve',
  'ReleaseFix',
  'ReleaseAndPublish',
  'DraftAdvisory',
  'ApproveAdvisory',
  'ScheduleAdvisory',
  'CancelSchedule',
  'PublishAdvisory',
  'CompleteDetails',
  'EndUpdateWindow',
  'AskCredit',
  'ConfirmCredit',
  'ExitEmbargo',
  'RecordExposure',
  'RecordExploitation',
  'AddNote',
  'AddFiles',
  'AssignCase',
  'SetAccess',
  'TagCase',
  'AssessSeverity',
  'SetAffected',
  'AdoptPolicy',
  'CloseCase',
  // By a lead, for a person who asked to be forgotten in some other way than the thread.
  'ForgetPerson',
  'SendMessage',
  'VerifyFix',
  'ProposeEmbargo',
  'AcceptEmbargo',
  'RejectEmbargo',
  // On a reporter's behalf, with `onBehalf`.
  'AddInformation',
  'AnswerDecline',
  'WithdrawReport',
  'ChooseCredit',
] as const satisfies readonly CommandType[]

export const reporterCommands = [
  'AddInformation',
  'SendMessage',
  'VerifyFix',
  'ChooseCredit',
  'AnswerDecline',
  'WithdrawReport',
  'ProposeEmbargo',
  'AcceptEmbargo',
  'RejectEmbargo',
  'RotateReceipt',
  'ForgetPerson',
] as const satisfies readonly CommandType[]

/** These put something before the public, or promise to. */
export const publishing: ReadonlySet<string> = new Set([
  'PublishAdvisory',
  'ReleaseAndPublish',
  'ScheduleAdvisory',
  'ApproveAdvisory',
])

/** Fields that are times. A time without a zone means something else in every country, so it is not taken. */
const times = ['until', 'publishAt', 'awareAt'] as const
const instant = z.iso.datetime({ offset: true, error: 'Expected a time with its zone, such as 2027-03-31T12:00:00Z.' })

export interface ReadCommand {
  readonly command: Command
  /** The name and link that go with `ChooseCredit`. */
  readonly naming: { readonly name: string; readonly url?: string | undefined } | undefined
}

/** Whose commands these are: a member may speak for a reporter, a reporter only for themselves. */
export type Sender = 'team' | 'reporter'
const known = { team: teamCommands, reporter: reporterCommands } as const

/** Reads a command as a program sent it, or says what is wrong with it. */
export function readCommand(
  value: unknown,
  sender: Sender,
  files: readonly FileRef[],
  freshId: () => string,
): ReadCommand | Response {
  const named = z.looseObject({ type: z.string() }).safeParse(value)
  if (!named.success) return unreadable(named.error, 'A command has a type')
  const type = known[sender].find((name) => name === named.data.type)
  if (type === undefined)
    return problem(400, 'unknown-command', 'There is no such command here', `Known: ${known[sender].join(', ')}.`)
  if ('files' in named.data)
    return problem(400, 'unknown-field', 'Files come as parts of a multipart body, beside the command.')
  if (files.length > 0 && !takesFiles(type)) return problem(400, 'no-files', `${type} takes no files.`)
  const read = commandBody(type, sender).safeParse(value)
  if (!read.success) return unreadable(read.error, `${type} cannot be read`)
  return inside(type, withMillis(read.data), files, freshId)
}

/** One command as the API takes it. */
export function commandBody(type: CommandType, sender: Sender): z.ZodObject {
  const { files: _, naming: __, onBehalf, ...shape }: Record<string, z.ZodType> = commands[type].shape
  for (const name of times)
    if (name in shape) shape[name] = shape[name]?.safeParse(undefined).success ? instant.optional() : instant
  if (type === 'DeclineReport')
    shape.duplicateOf = caseNumber.optional().describe('The number of the case that came first.')
  if (type === 'ChooseCredit') {
    shape.name = z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Needed for "named": the name exactly as it should appear.')
    shape.url = z
      .url({ protocol: /^https?$/ })
      .max(1_000)
      .optional()
  }
  return z.strictObject({
    type: z.literal(type),
    id: anyId.optional().describe('An id of your own makes the command repeatable: a repeat gets the first answer.'),
    seen: z.int().min(0).optional().describe('The "seq" of the case that you looked at.'),
    ...shape,
    ...(sender === 'team' &&
      onBehalf !== undefined && { onBehalf: onBehalf.describe('Where the reporter said it, and what.') }),
  })
}

const anyId = z.string().min(1).max(200)

/** The command as the rules know it. The name and the link of a credit go to the person's own record, apart from it. */
function inside(
  type: CommandType,
  read: Record<string, unknown>,
  files: readonly FileRef[],
  freshId: () => string,
): ReadCommand | Response {
  const { id, name, url, ...fields } = read
  const given = { ...fields, ...(takesFiles(type) && { files }), type, id: typeof id === 'string' ? id : freshId() }
  if (type !== 'ChooseCredit') {
    const plain = { ...given, ...(name !== undefined && { name }), ...(url !== undefined && { url }) }
    return { command: plain as unknown as Command, naming: undefined }
  }
  // Counted when the name is written into the person's record; without a name there is nothing to count.
  const command = { ...given, naming: 0 } as unknown as Command
  if (read.as !== 'named') return { command, naming: undefined }
  if (typeof name === 'string') return { command, naming: { name, ...(typeof url === 'string' && { url }) } }
  const problems = [{ field: 'name', text: 'Give the name as it should appear, or choose to stay unnamed.' }]
  return problem(422, 'invalid', 'ChooseCredit cannot be read', problems[0]?.text, { problems })
}

const takesFiles = (type: CommandType): boolean => 'files' in commands[type].shape

const withMillis = (read: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(read).map(([name, value]) => [
      name,
      isTime(name) && typeof value === 'string' ? Date.parse(value) : value,
    ]),
  )

const isTime = (name: string): boolean => (times as readonly string[]).includes(name)

/** All commands of one side, told apart by `type`. */
const commandOf = (sender: Sender): z.ZodType => z.union(known[sender].map((type) => commandBody(type, sender)))
export const threadCommand = commandOf('reporter')
export const caseCommand = commandOf('team')

import type { CommandType } from '../../../case/command.ts'
import { declineReason } from '../../../case/event.ts'
import type { Problem } from '../../../desk/desk.ts'
import { creditProblems, filled } from '../../../desk/report-form.ts'
import type { PageForm } from '../../page-form.ts'
import type { Typed } from '../report-fields.ts'
import { readDraft } from './advisory-fields.ts'
import { momentHelp, readMoment } from './moment-text.ts'
import { readText, type TextName } from './ready-texts.ts'

/** Where a form stands, and so where its answer is shown. */
export type Home = 'case' | 'advisory' | 'publish'

/** A ready text, and whether it goes below what was typed or in its place. */
export type Wanted = TextName & { readonly below: boolean }

/** One act as the pages of the desk send it. What is not in this list, no form of ours can give. */
export interface ActSpec {
  readonly fields?: readonly string[]
  readonly lists?: readonly string[]
  readonly files?: boolean
  readonly home: Home
  /** A member may enter it for a reporter who said it elsewhere. */
  readonly behalf?: boolean
  /** The command's own fields, or what is wrong with what was typed. */
  readonly read: (typed: Typed, form: PageForm) => object | readonly Problem[]
  /** The ready text that was asked for, to be put into the form instead of sending it. */
  readonly prepare?: (typed: Typed) => Wanted | null
  /** Sentences for what the rules of a field refuse. */
  readonly help?: Readonly<Record<string, string>>
}

const nothing = () => ({})
const onCase = { home: 'case' } as const
const onPublish = { home: 'publish' } as const

const optional = (typed: Typed, ...fields: readonly string[]): Record<string, string> =>
  Object.fromEntries(fields.flatMap((field) => (filled(typed[field]) ? [[field, (typed[field] ?? '').trim()]] : [])))

const text = (typed: Typed) => ({ text: typed.text ?? '' })
const reason = (typed: Typed) => ({ reason: typed.reason ?? '' })

/** A time of the form under its own name, or the sentence that helps. */
function moment(typed: Typed, field: string, required: boolean): { at?: number } | readonly Problem[] {
  if (!filled(typed[field])) return required ? [{ field, text: momentHelp }] : {}
  const at = readMoment(typed[field] ?? '')
  return at === undefined ? [{ field, text: momentHelp }] : { at }
}

const known = (field: string, more: (typed: Typed) => object) => (typed: Typed) => {
  const read = moment(typed, 'awareAt', field === 'attacks')
  if (!('length' in read))
    return {
      ...more(typed),
      ...(read.at !== undefined && { awareAt: read.at }),
      ...optional(typed, 'by'),
      ...reason(typed),
    }
  return read
}

/** Added below what was typed, so that several can go into one message. */
const wantedBelow = (typed: Typed): Wanted | null => {
  const text = readText(typed.use ?? '')
  return text === null ? null : { ...text, below: true }
}

/** The text for a reason is read before it is sent: nobody declines by a list alone. */
const wantedDecline = (typed: Typed): Wanted | null => {
  const chosen = declineReason.safeParse(typed.reason)
  if (!chosen.success || (filled(typed.text) && typed.use !== 'ready')) return null
  return { group: 'decline', name: chosen.data, below: false }
}

export const actSpecs = {
  AcknowledgeReceipt: { ...onCase, read: nothing },
  RequestInformation: {
    ...onCase,
    fields: ['text', 'canned', 'use'],
    prepare: wantedBelow,
    read: (typed) => ({ ...text(typed), ...optional(typed, 'canned') }),
  },
  AcceptReport: { ...onCase, read: nothing },
  DeclineReport: {
    ...onCase,
    fields: ['reason', 'text', 'duplicateOf', 'use'],
    prepare: wantedDecline,
    read: (typed) =>
      declineReason.safeParse(typed.reason).success
        ? { ...reason(typed), ...text(typed), ...(typed.reason === 'duplicate' && optional(typed, 'duplicateOf')) }
        : [{ field: 'reason', text: 'Choose the reason first.' }],
  },
  ReopenCase: { ...onCase, fields: ['text'], read: text },
  CloseCase: { ...onCase, fields: ['reason'], read: reason },
  ConfirmReproduction: { ...onCase, fields: ['text'], read: (typed) => optional(typed, 'text') },
  SkipStep: {
    ...onCase,
    fields: ['step', 'reason'],
    read: (typed) => ({ step: typed.step ?? '', ...reason(typed) }),
    help: { step: 'Choose the step.' },
  },
  OfferFix: {
    ...onCase,
    fields: ['text', 'version', 'image'],
    files: true,
    read: (typed) => ({ ...text(typed), ...optional(typed, 'version', 'image') }),
  },
  VerifyFix: {
    ...onCase,
    fields: ['text', 'holds'],
    files: true,
    behalf: true,
    read: (typed) =>
      typed.holds === 'yes' || filled(typed.text)
        ? { holds: typed.holds === 'yes', ...optional(typed, 'text') }
        : [{ field: 'text', text: 'Say what was seen, so that the next fix holds.' }],
  },
  RequestCve: { ...onCase, fields: ['from'], read: (typed) => optional(typed, 'from') },
  RecordCve: {
    ...onCase,
    fields: ['cve'],
    read: (typed) => ({ cve: (typed.cve ?? '').trim().toUpperCase() }),
    help: { cve: 'A CVE id looks like CVE-2027-12345.' },
  },
  RefuseCve: { ...onCase, fields: ['reason'], read: reason },
  ReleaseFix: {
    ...onCase,
    fields: ['version', 'url', 'commit'],
    read: (typed) => ({ version: typed.version ?? '', ...optional(typed, 'url', 'commit') }),
  },
  AskCredit: { ...onCase, fields: ['text'], read: (typed) => optional(typed, 'text') },
  ConfirmCredit: { ...onCase, fields: ['naming'], read: (typed) => ({ naming: Number(typed.naming) }) },
  ChooseCredit: {
    ...onCase,
    fields: ['credit', 'creditName', 'creditUrl'],
    behalf: true,
    read: (typed) => {
      const problems = creditProblems(typed)
      if (!filled(typed.credit)) return [{ field: 'credit', text: 'Choose one of the ways to be credited.' }]
      return problems.length > 0 ? problems : { as: typed.credit, naming: 0 }
    },
  },
  ProposeEmbargo: {
    ...onCase,
    fields: ['until', 'text'],
    behalf: true,
    read: (typed) => {
      const read = moment(typed, 'until', true)
      return 'length' in read ? read : { until: read.at, ...optional(typed, 'text') }
    },
  },
  AcceptEmbargo: { ...onCase, behalf: true, read: nothing },
  RejectEmbargo: { ...onCase, fields: ['text'], behalf: true, read: (typed) => optional(typed, 'text') },
  ExitEmbargo: { ...onCase, fields: ['reason'], read: reason },
  RecordExposure: {
    ...onCase,
    fields: ['exposure', 'awareAt', 'by', 'reason'],
    read: known('exposure', (typed) => ({ exposure: typed.exposure ?? '' })),
    help: { exposure: 'Choose what is public.' },
  },
  RecordExploitation: { ...onCase, fields: ['awareAt', 'by', 'reason'], read: known('attacks', nothing) },
  SendMessage: { ...onCase, fields: ['text', 'use'], files: true, behalf: true, prepare: wantedBelow, read: text },
  AddInformation: { ...onCase, fields: ['text'], files: true, behalf: true, read: text },
  AnswerDecline: { ...onCase, fields: ['text'], files: true, behalf: true, read: text },
  WithdrawReport: { ...onCase, fields: ['text'], behalf: true, read: text },
  AddNote: { ...onCase, fields: ['text'], files: true, read: text },
  AddFiles: {
    ...onCase,
    files: true,
    read: (_typed, { files }) => (files.length > 0 ? {} : [{ field: 'files', text: 'Choose a file first.' }]),
  },
  AssignCase: {
    ...onCase,
    fields: ['member'],
    read: (typed) => ({ member: typed.member === '' ? null : (typed.member ?? null) }),
  },
  SetAccess: {
    ...onCase,
    fields: ['sees'],
    lists: ['members'],
    read: (typed) => {
      if (typed.sees === 'team') return { members: null }
      const members = (typed.members ?? '').split('\n').filter(filled)
      return members.length > 0 ? { members } : [{ field: 'members', text: 'Choose at least one member, a lead.' }]
    },
  },
  TagCase: {
    ...onCase,
    fields: ['tags'],
    read: (typed) => ({
      tags: (typed.tags ?? '')
        .split(',')
        .map((tag) => tag.trim())
        .filter(filled),
    }),
    help: { tags: 'At most 20 tags, of 40 characters each, separated by commas.' },
  },
  AdoptPolicy: {
    ...onCase,
    fields: ['policy', 'reason'],
    read: (typed) => ({ policy: typed.policy ?? '', ...reason(typed) }),
  },

  DraftAdvisory: {
    home: 'advisory',
    fields: [
      'title',
      'summary',
      'impact',
      'mitigation',
      'workaround',
      'nothingToDo',
      'details',
      'reproduce',
      'cwe',
      'references',
      'ownProducts',
    ],
    lists: ['heldBack'],
    read: readDraft,
  },

  ApproveAdvisory: { ...onPublish, fields: ['digest'], read: (typed) => optional(typed, 'digest') },
  PublishAdvisory: { ...onPublish, fields: ['digest'], read: (typed) => optional(typed, 'digest') },
  ReleaseAndPublish: {
    ...onPublish,
    fields: ['digest', 'version', 'url', 'commit'],
    read: (typed) => ({
      version: typed.version ?? '',
      url: (typed.url ?? '').trim(),
      commit: typed.commit ?? '',
      ...optional(typed, 'digest'),
    }),
  },
  ScheduleAdvisory: {
    ...onPublish,
    fields: ['digest', 'publishAt'],
    read: (typed) => {
      const read = moment(typed, 'publishAt', true)
      return 'length' in read ? read : { publishAt: read.at, ...optional(typed, 'digest') }
    },
  },
  CancelSchedule: { ...onPublish, fields: ['reason'], read: reason },
  CompleteDetails: { ...onPublish, fields: ['reason'], read: reason },
  EndUpdateWindow: { ...onPublish, fields: ['reason'], read: reason },
} as const satisfies Partial<Record<CommandType, ActSpec>>

export type ActName = keyof typeof actSpecs

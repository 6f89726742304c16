import { type AiUse, type CreditAs, creditAs, type Report } from '../case/event.ts'
import { momentOf } from '../case/noon.ts'
import { day, type Policy } from '../case/policy.ts'
import { isMailAddress } from '../mail-address.ts'
import type { Form, Naming, Problem } from './desk.ts'

/** What a form means once it was read: the report itself, and apart from it everything that names a person. */
export interface ReadForm {
  readonly report: Report
  readonly credit: CreditAs | undefined
  readonly naming: Naming | null
  readonly name: string | null
  readonly email: string | null
}

/** Fields of the form that go into the report as they were typed. */
const lines = ['title', 'product', 'version', 'cwe', 'cvss', 'publicAt', 'trackingIds', 'foundAt'] as const
const texts = [
  'description',
  'reproduce',
  'impact',
  'configuration',
  'discovery',
  'suggestedFix',
  'original',
  'exploitedEvidence',
  'knownTo',
  'plan',
  'comments',
] as const
const aiParts = {
  discovery: 'aiDiscovery',
  information: 'aiInformation',
  proofOfConcept: 'aiProofOfConcept',
  suggestedFix: 'aiSuggestedFix',
} as const

export const formFields: ReadonlySet<string> = new Set([
  ...lines,
  ...texts,
  ...Object.values(aiParts),
  'aiReviewed',
  'exploited',
  'planAt',
  'credit',
  'creditName',
  'creditUrl',
  'name',
  'email',
  'tell',
  'tellMail',
])

const lineLimit = 1_000
const textLimit = 65_536

/** Reads a form into a report, or says what is wrong, field by field. A wrong rating never refuses a report. */
export function readReport(form: Form, policy: Policy, now: number): ReadForm | readonly Problem[] {
  const problems = [
    ...tooLong(form),
    ...missing(form),
    ...creditProblems(form),
    ...contactProblems(form),
    ...tellProblems(form),
  ]
  const planAt = readDate(form.planAt)
  if (planAt === 'unreadable')
    problems.push({ field: 'planAt', text: 'Give the day as year-month-day, for example 2027-03-31.' })
  else if (planAt !== undefined && planAt > now + 3_650 * day)
    problems.push({ field: 'planAt', text: 'That day is more than ten years away.' })
  if (form.aiReviewed !== 'yes' && policy.report.aiUse && usesAi(form))
    problems.push({
      field: 'aiReviewed',
      text: 'Please confirm that you reviewed what the tool made and understand it.',
    })
  if (problems.length > 0) return problems
  return { ...naming(form), report: reportOf(form, planAt === 'unreadable' ? undefined : planAt) }
}

function reportOf(form: Form, planAt: number | undefined): Report {
  const kept: Record<string, unknown> = {}
  for (const field of [...lines, ...texts]) if (filled(form[field])) kept[field] = form[field]
  return {
    ...kept,
    title: form.title ?? '',
    description: form.description ?? '',
    ...(form.exploited === 'yes' && { exploited: true }),
    ...(planAt !== undefined && { planAt }),
    ...(aiStated(form) && { aiUse: aiUseOf(form) }),
  }
}

function aiUseOf(form: Form): AiUse {
  const said: Record<string, unknown> = {}
  for (const [part, field] of Object.entries(aiParts)) if (filled(form[field])) said[part] = form[field]
  return { ...said, ...(form.aiReviewed === 'yes' && { reviewed: true }) }
}

const aiStated = (form: Form): boolean => Object.values(aiParts).some((field) => filled(form[field]))
const usesAi = (form: Form): boolean =>
  Object.values(aiParts).some((field) => filled(form[field]) && form[field]?.trim().toLowerCase() !== 'none')

function naming(form: Form): Omit<ReadForm, 'report'> {
  const chosen = creditAs.safeParse(form.credit)
  const named = chosen.data === 'named' && filled(form.creditName)
  return {
    credit: chosen.data,
    naming: named
      ? { name: form.creditName?.trim() ?? '', ...(filled(form.creditUrl) && { url: form.creditUrl?.trim() }) }
      : null,
    name: filled(form.name) ? (form.name?.trim() ?? null) : null,
    email: filled(form.email) ? (form.email?.trim() ?? null) : null,
  }
}

function missing(form: Form): Problem[] {
  const problems: Problem[] = []
  if (!filled(form.title))
    problems.push({ field: 'title', text: 'Give the report a short title, so that we can talk about it.' })
  if (!filled(form.description))
    problems.push({ field: 'description', text: 'Describe what you found. A few sentences are enough to begin.' })
  return problems
}

const tooLong = (form: Form): Problem[] =>
  Object.entries(form)
    .filter(
      ([field, value]) =>
        value.length > (texts.includes(field as never) || field.startsWith('ai') ? textLimit : lineLimit),
    )
    .map(([field, value]) => ({
      field,
      text: `This is ${value.length.toLocaleString('en')} characters long, which is more than fits here. Attach the rest as a file.`,
    }))

/** Reads a credit choice, from a report form or a thread, with the sentences for what is wrong. */
export function creditProblems(form: Form): Problem[] {
  if (form.credit === undefined || form.credit === '') return []
  if (!creditAs.safeParse(form.credit).success)
    return [{ field: 'credit', text: 'Choose one of the ways to be credited.' }]
  if (form.credit !== 'named') return []
  if (!filled(form.creditName))
    return [{ field: 'creditName', text: 'Give the name as it should appear, or choose to stay unnamed.' }]
  if ((form.creditName?.length ?? 0) > 200)
    return [{ field: 'creditName', text: 'A name for credit has at most 200 characters.' }]
  if (filled(form.creditUrl) && !isWebAddress(form.creditUrl ?? ''))
    return [{ field: 'creditUrl', text: 'Give a full web address that begins with https://, or leave this empty.' }]
  return []
}

const contactProblems = (form: Form): Problem[] =>
  filled(form.email) && !isMailAddress(form.email?.trim() ?? '')
    ? [
        {
          field: 'email',
          text: 'This does not look like a mail address we could safely write to, such as name@example.org.',
        },
      ]
    : []

/** Whoever wants to be told by mail says where; the address given for the team will do. */
function tellProblems(form: Form): Problem[] {
  if (!['', 'mail', 'feed'].includes(form.tell ?? ''))
    return [{ field: 'tell', text: 'Choose one of the ways to hear from us.' }]
  if (form.tell !== 'mail') return []
  const typed = filled(form.tellMail) ? form.tellMail : form.email
  return isMailAddress(typed?.trim() ?? '')
    ? []
    : [{ field: 'tellMail', text: 'Give an address that we can write to, such as name@example.org.' }]
}

function readDate(typed: string | undefined): number | undefined | 'unreadable' {
  if (!filled(typed)) return undefined
  const [, onDay = '', time] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z)?$/.exec(typed?.trim() ?? '') ?? []
  return momentOf(onDay, time) ?? 'unreadable'
}

function isWebAddress(typed: string): boolean {
  if (typed.length > 1_000 || !URL.canParse(typed.trim())) return false
  const { protocol, username, password } = new URL(typed.trim())
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

/** Blank, or nothing but characters that nobody can see. */
const invisible = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u
export const filled = (value: string | undefined): boolean => value !== undefined && !invisible.test(value)

import { z } from 'zod'
import { near } from './near.ts'

/** What was expected and what stands there instead, for one issue that the schema found. */
export function sentence(issue: z.core.$ZodRawIssue): string {
  const { expected, got } = { expected: expectation(issue), got: shown(issue.input) }
  if (issue.input === undefined) return `is missing: expected ${expected}`
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${expected}, got ${got}${quoteHint(issue)}`
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input)
    case 'too_small':
    case 'too_big':
      return tooMuch(issue)
    default:
      return `expected ${expected}, got ${got}`
  }
}

/** A schema's own message says what was expected; here it learns what stands there instead. */
export const completed = (message: string, given: unknown): string =>
  message.includes(', got ') || message.startsWith('is missing') ? message : `${message}, got ${shown(given)}`

/** A key that the schema does not know, with the one that was probably meant. */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = near(key, known)
  if (meant !== undefined) return `is not a setting: did you mean "${meant}"?`
  return `is not a setting: ${known.length > 12 ? 'docs/configuration.md lists them all' : `known here are ${known.join(', ')}`}`
}

export function oneOf(known: readonly string[], given: unknown): string {
  const meant = typeof given === 'string' ? near(given, known) : undefined
  const choice = known.length === 1 ? known[0] : `one of ${known.join(', ')}`
  return `expected ${choice}, got ${shown(given)}${meant === undefined ? '' : `: did you mean "${meant}"?`}`
}

function expectation(issue: z.core.$ZodRawIssue): string {
  const described = issue.inst instanceof z.core.$ZodType ? z.globalRegistry.get(issue.inst)?.description : undefined
  if (described !== undefined) return described
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_format') return formats[issue.format] ?? 'something of another form'
  return 'something else'
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, each entry on a line that begins with "-"',
  object: 'settings below it, each as "name: value"',
}
const formats: Readonly<Record<string, string>> = { url: 'a web address such as https://example.org' }

function tooMuch(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall> | z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>,
): string {
  const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum
  const side = issue.code === 'too_small' ? (issue.inclusive === false ? 'more than' : 'at least') : 'at most'
  const unit = units[issue.origin] ?? ''
  const many =
    typeof issue.input === 'string'
      ? `${issue.input.length}`
      : Array.isArray(issue.input)
        ? `${issue.input.length}`
        : shown(issue.input)
  return `expected ${side} ${bound}${unit}, got ${many}`
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

/** `1.10` without quotes is a number, and a version that was meant is lost. */
const quoteHint = (issue: z.core.$ZodRawIssue): string =>
  issue.code === 'invalid_type' && issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input)
    ? ': put it in quotes'
    : ''

function shown(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'settings'
  if (typeof value !== 'string') return String(value)
  const short = value.length > 60 ? `${value.slice(0, 57)}...` : value
  return JSON.stringify(short)
}

import type { z } from 'zod'
import { problem } from '../answer.tsx'

/** What is missing or of the wrong kind is named field by field; a field that nobody knows is refused. */
export function unreadable(error: z.ZodError, title: string): Response {
  const problems = problemsOf(error)
  const unknown = error.issues.some((issue) => issue.code === 'unrecognized_keys')
  const detail = problems.map(({ field, text }) => (field === '' ? text : `${field}: ${text}`)).join('; ')
  return unknown
    ? problem(400, 'unknown-field', 'A field is not known here', detail, { problems })
    : problem(422, 'invalid', title, detail, { problems })
}

export const problemsOf = (error: z.ZodError): readonly { readonly field: string; readonly text: string }[] =>
  error.issues
    .slice(0, 20)
    .map((issue) => ({ field: issue.path.join('.').slice(0, 200), text: inOurWords(issue.message).slice(0, 500) }))

/** What the schema library says by itself speaks of its own inside; a message of ours stays as it is. */
const inOurWords = (message: string): string =>
  message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing: expected $1')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'expected $1, got $2')
    .replace(
      /^Invalid option: expected one of (.+)$/,
      (_, known: string) => `expected one of ${known.replaceAll('|', ', ')}`,
    )
    .replace(/^Unrecognized keys?: (.+)$/, '$1: not known here')

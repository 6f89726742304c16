import { notFound } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import type { Typed } from '../report-fields.ts'
import { isKept, keptFields, wordsIn } from './kept.ts'

/** What the script sends while somebody writes: the whole form, of which the words are kept. */
export async function keepTyped(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [...keptFields, ...passing] })
  if (form instanceof Response) return form
  const name = visit.query.get('form') ?? ''
  const number = visit.params.number ?? ''
  if (visit.member === null || !isKept(name) || (await visit.desk.streamOf(visit.member, number)) === undefined)
    return notFound(visit)
  if (form.tooLarge !== null) return new Response(null, { status: 413 })
  await keepWords(visit, number, name, form.fields)
  return new Response(null, { status: 204 })
}

/** What else stands in these forms, on the case and on the page of new reports. */
const passing = [
  'once',
  'seen',
  'act',
  'case',
  'after',
  'use',
  'behalf',
  'channel',
  'evidence',
  'entry',
  'member',
] as const

/** Keeps the words of a form that was not sent, where it is one whose words are kept. */
export async function keepWords(visit: Visit, number: string, form: string, typed: Typed): Promise<void> {
  const at = await placeOf(visit, number, form, typed)
  if (at !== undefined) await visit.desk.kept.keep(at, wordsIn(typed))
}

/** It was sent, or thrown away. */
export async function endWords(visit: Visit, number: string, form: string, typed: Typed): Promise<void> {
  const at = await placeOf(visit, number, form, typed)
  if (at !== undefined) await visit.desk.kept.end(at)
}

async function placeOf(visit: Visit, number: string, form: string, { once = '' }: Typed) {
  if (visit.member === null || !isKept(form)) return undefined
  const stream = await visit.desk.streamOf(visit.member, number)
  return stream === undefined ? undefined : { member: visit.member.member, stream, form, once: once.slice(0, 100) }
}

import type { Refusal } from '../../case/refusal.ts'
import { problem } from '../answer.tsx'

/** The rules said no: 409 with the fact and the hint. Cases that do not exist, or not for this one, are 404 alike. */
export const refusal = ({ refused, hint }: Refusal, more: Readonly<Record<string, unknown>> = {}): Response =>
  refused === 'no-such-case' ? nothing() : problem(409, 'refused', 'The rules say no', hint, { refused, hint, ...more })

export const nothing = (): Response => problem(404, 'not-found', 'There is nothing here')

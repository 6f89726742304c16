import { problem } from '../answer.tsx'
import type { Visit } from '../route.ts'

/** The sender's own name for this request, or `null`; a header that is no key is refused rather than ignored. */
export function idempotencyKey(visit: Visit): string | null | Response {
  const key = visit.request.headers.get('idempotency-key')
  const fits = key === null || (key.length > 0 && key.length <= 200)
  return fits ? key : problem(400, 'idempotency-key', 'An Idempotency-Key has 1 to 200 characters')
}

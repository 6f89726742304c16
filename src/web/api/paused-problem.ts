import type { ReportRefused } from '../../desk/desk.ts'
import { problem } from '../answer.tsx'
import type { Visit } from '../route.ts'

type Paused = Extract<ReportRefused, { refused: 'intake-paused' }>

/** Until when, why, and the door that stays open. */
export function pausedProblem(visit: Visit, { refused, until, why }: Paused): Response {
  const day = new Date(until).toISOString()
  const answer = problem(
    503,
    refused,
    'This desk takes no new reports for now',
    `Nothing was sent. Reports come in again from ${day} on. What is exploited right now comes in at once: send it with "exploited": true.`,
    { until: day, why },
  )
  answer.headers.set('Retry-After', String(Math.max(1, Math.ceil((until - visit.desk.now()) / 1_000))))
  return answer
}

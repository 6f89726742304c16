import { z } from 'zod'
import { problem } from '../answer.tsx'
import type { Visit } from '../route.ts'
import type { ApiRoute } from './facts.ts'
import { problemsOf } from './unreadable.ts'

const none = z.strictObject({})

/**
 * The row, for requests whose parameters it knows: a filter that means nothing, or two things, would mislead its sender.
 * What a POST means stands in its body alone.
 */
export const withKnownQuery = (route: ApiRoute): ApiRoute =>
  route.method === 'POST'
    ? route
    : { ...route, handle: (visit) => refusedQuery(visit, route.api.query ?? none) ?? route.handle(visit) }

function refusedQuery(visit: Visit, known: z.ZodObject): Response | undefined {
  const names = [...visit.query.keys()]
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined)
    return problem(400, 'repeated-parameter', 'A parameter came more than once', `"${twice.slice(0, 40)}" came twice.`)
  const read = known.safeParse(Object.fromEntries(visit.query))
  if (read.success) return undefined
  return problem(400, 'parameter', 'A parameter cannot be read', undefined, { problems: problemsOf(read.error) })
}

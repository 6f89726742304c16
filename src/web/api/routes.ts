import { z } from 'zod'
import { json } from '../answer.tsx'
import type { Route } from '../route.ts'
import { caseRoutes } from './case-routes.ts'
import type { ApiRoute } from './facts.ts'
import { openApi } from './openapi.ts'
import { withKnownQuery } from './query.ts'
import { reportRoutes } from './report-routes.ts'
import { toldRoutes } from './told-routes.ts'

const described: readonly ApiRoute[] = [
  ...reportRoutes,
  ...toldRoutes,
  ...caseRoutes,
  {
    method: 'GET',
    path: '/api/v1/openapi.json',
    who: 'everyone',
    kind: 'api',
    handle: (visit) => json(openApi(described, visit.origin, visit.desk.policy().policy.project.name)),
    api: {
      id: 'description',
      summary: 'This description',
      answers: [['200', 'OpenAPI 3.1', z.looseObject({ openapi: z.string() })]],
    },
  },
]

/** Version 1 of the API, and its description made from the same rows. */
export const apiRoutes: readonly Route[] = described.map(withKnownQuery)

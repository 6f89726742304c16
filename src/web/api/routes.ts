import { json } from '../answer.tsx'
import type { Route } from '../route.ts'
import { caseRoutes } from './case-routes.ts'
import { openApi } from './openapi.ts'
import { reportRoutes } from './report-routes.ts'

const described = [...reportRoutes, ...caseRoutes]

/** Version 1 of the API, and its description made from the same rows. */
export const apiRoutes: readonly Route[] = [
  ...described,
  {
    method: 'GET', path: '/api/v1/openapi.json', who: 'everyone', kind: 'api',
    handle: (visit) => json(openApi(described, visit.origin, visit.desk.policy().policy.project.name)),
  },
]

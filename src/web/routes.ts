import { apiRoutes } from './api/routes.ts'
import { accountRoutes } from './pages/account-routes.ts'
import { deskRoutes } from './pages/desk-routes.ts'
import { publicRoutes } from './pages/public-routes.ts'
import { reporterRoutes } from './pages/reporter-routes.ts'
import { teamRoutes } from './pages/team-routes.ts'
import type { Route } from './route.ts'

/** Every URL of this desk. What is not in here does not exist, and no row can forget to say who may come in. */
export const routes: readonly Route[] = [
  ...publicRoutes,
  ...reporterRoutes,
  ...accountRoutes,
  ...teamRoutes,
  ...deskRoutes,
  ...apiRoutes,
]

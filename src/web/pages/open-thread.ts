import type { ReporterAccess } from '../../desk/desk.ts'
import { readCookie } from '../cookie.ts'
import { threadCookie } from '../guard.ts'
import type { Visit } from '../route.ts'

/** The thread that is open in this browser, on a page that asks nobody for one. */
export async function openThread(visit: Visit): Promise<ReporterAccess | null> {
  const token = readCookie(visit.request, visit, threadCookie)
  return token === undefined ? null : ((await visit.team.reporterSession(token)) ?? null)
}

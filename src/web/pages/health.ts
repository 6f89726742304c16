import { text } from '../answer.tsx'
import type { Visit } from '../route.ts'

/** The process answers. */
export const healthPage = (): Response => text('ok\n')

/** This node takes reports: asked by whatever stands in front of several of them. */
export async function readyPage(visit: Visit): Promise<Response> {
  const asked = await visit.house.ready()
  return asked.ready ? text('ready\n') : text(`not ready: ${asked.why}\n`, { status: 503 })
}

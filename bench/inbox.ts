import type { Asked } from './asker.ts'
import { deskServer, resultOf, usedBy } from './child.ts'
import type { Admission, Searched } from './desk-server.ts'
import { measurePages, type PageFigures } from './pages.ts'
import type { PlantedMany } from './planter.ts'

/** The first page of the inbox of a desk with so many cases, by API and in the browser. */
export interface InboxFigures {
  readonly planted: PlantedMany
  readonly api: Asked
  readonly page: Asked
  readonly rss: number
  readonly search: Searched | null
  readonly pages: readonly PageFigures[]
}

export async function measureInbox(
  folder: string,
  ask: { readonly cases: number; readonly times: number; readonly search: boolean },
): Promise<InboxFigures> {
  const planted = await resultOf<PlantedMany>('planter.js', [folder, String(ask.cases)])
  const desk = await deskServer(folder)
  try {
    const admission = await desk.ask<Admission>('admit')
    const { bearer, cookie } = admission
    const times = String(ask.times)
    const page = await resultOf<Asked>('asker.js', [`${desk.url}/desk`, times, JSON.stringify({ cookie })])
    const api = await resultOf<Asked>('asker.js', [
      `${desk.url}/api/v1/cases?limit=50`,
      times,
      JSON.stringify({ authorization: `Bearer ${bearer}` }),
    ])
    const { rss } = await usedBy(desk)
    const pages = await measurePages(desk, admission, Math.min(ask.times, 50))
    return { planted, api, page, rss, search: ask.search ? await desk.ask<Searched>('search') : null, pages }
  } finally {
    await desk.stop()
  }
}

import { atomFeed, type FeedOf, jsonFeed } from '../../advisory/feed.ts'
import { text } from '../answer.tsx'
import type { Visit } from '../route.ts'

export async function atomFeedPage(visit: Visit): Promise<Response> {
  return text(atomFeed(await feedOf(visit)), { type: 'application/atom+xml; charset=utf-8' })
}

export async function jsonFeedPage(visit: Visit): Promise<Response> {
  return text(`${JSON.stringify(jsonFeed(await feedOf(visit)))}\n`, { type: 'application/feed+json; charset=utf-8' })
}

/** The newest advisories. A feed names the public address, also to readers who came by the onion service. */
async function feedOf(visit: Visit): Promise<FeedOf> {
  const { project } = visit.desk.policy().policy
  const { items } = await visit.desk.advisories()
  return {
    project: { name: project.name, site: project.site ?? null },
    origin: visit.config.url,
    tag: await visit.house.feedTag(),
    advisories: items,
  }
}

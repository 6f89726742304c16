import { noticeFeed } from '../../advisory/notice-feed.ts'
import { notFound, text } from '../answer.tsx'
import type { Visit } from '../route.ts'

/** A feed that only its owner knows. An address that was ended is like one that never was. */
export async function unlistedFeed(visit: Visit): Promise<Response> {
  const feed = await visit.house.notices.feed(visit.params.code ?? '')
  if (feed === undefined) return notFound(visit)
  return text(
    noticeFeed({
      project: visit.desk.policy().policy.project.name,
      origin: visit.origin,
      page: feed.for === 'member' ? '/desk' : '/receipt',
      since: feed.since,
      entries: feed.entries,
    }),
    { type: 'application/atom+xml; charset=utf-8' },
  )
}

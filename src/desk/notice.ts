import type { CaseEvent, Recorded } from '../case/event.ts'
import type { CaseId } from '../case/ids.ts'
import type { DataKey } from '../store/keys.ts'
import { sealJson } from '../store/seal.ts'
import type { Job } from '../store/store.ts'
import type { Means } from './means.ts'

/** News that somebody of the team should hear of, or that goes out into the world. Never any text of a case. */
export type News = 'new-report' | 'exploited' | 'reporter-answered' | 'publication-held' | 'published'

/** Jobs lie in the same append as their facts. What kind of news it is lies sealed: a topic must not tell of attacks. */
export const jobsFor = (means: Means, stream: CaseId, key: DataKey, recorded: readonly Recorded[]): Job[] =>
  recorded.flatMap((fact) => {
    const news = newsOf(fact.event)
    if (news === null) return []
    const at = { at: 'outbox.body', row: fact.id, stream, v: 1 } as const
    const lane = news === 'published' ? 'publish' : 'notice'
    return [
      {
        id: fact.id,
        lane,
        topic: 'case-news',
        dedupe: fact.id,
        stream,
        runAt: means.clock.now(),
        body: sealJson(key, at, { news }),
      },
    ]
  })

function newsOf(event: CaseEvent): News | null {
  switch (event.type) {
    case 'ReportReceived':
      return event.flood === true ? null : event.report.exploited === true ? 'exploited' : 'new-report'
    case 'ExposureRecorded':
      return event.exposure === 'attacks' ? 'exploited' : null
    case 'InformationAdded':
    case 'DeclineAnswered':
    case 'FixFailed':
    case 'ReceiptRotated':
      return 'reporter-answered'
    case 'MessageSent':
      return event.from === 'reporter' ? 'reporter-answered' : null
    case 'FixVerified':
      return event.by === 'reporter' ? 'reporter-answered' : null
    case 'PublicationHeld':
      return 'publication-held'
    case 'AdvisoryPublished':
      return 'published'
    default:
      return null
  }
}

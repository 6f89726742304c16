import { actorText, type CaseId, type Millis } from '../case/ids.ts'
import { makeLeaf } from '../store/audit.ts'
import { casesOpened } from '../store/audit-rows.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { withoutFacts } from '../store/without-facts.ts'
import type { MemberActor } from './desk.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { deskJob } from './notice.ts'

/**
 * Somebody who opens one case after the other is at work, or is somebody else who carries them away. From the limit on
 * the passkey is asked for again, the others are told, and the audit log says so. Going through the new reports is work
 * and counts for nothing here.
 */
export interface ManyCases {
  /** Throws `ManyCasesOpened` where the passkey has to come first. */
  admit(viewer: Viewer, stream: CaseId): Promise<void>
}

/** A member who opens a case, and how. */
export type Viewer = MemberActor & {
  /** When this member showed their passkey for this very page, where they did. */
  readonly strongAt?: Millis | null
  /** A person who looks at a page: what was opened to them by broken glass counts here, and for nothing else. */
  readonly onlyLooks?: boolean
}

export class ManyCasesOpened extends Error {
  readonly code = 'many-cases'
  constructor() {
    super('this member opened many different cases within an hour')
    this.name = 'ManyCasesOpened'
  }
}

const hour = 3_600_000
const page = 2_000

export function manyCases(means: Means): ManyCases {
  return {
    async admit(viewer, stream) {
      const now = means.clock.now()
      const known = await knownOf(means, viewer)
      const since = Math.max(now - hour, known.confirmedAt)
      const reads = await means.store.read(casesOpened(actorText(viewer), since, page))
      const opened = new Set(reads.map((read) => read.stream))
      if (opened.has(stream) || opened.size < means.limits.casesPerHour) return
      if (viewer.strongAt !== undefined && viewer.strongAt !== null) return note(means, viewer, 'many-cases-confirmed')
      if (known.alarmAt <= since) await note(means, viewer, 'many-cases')
      throw new ManyCasesOpened()
    },
  }
}

interface Known {
  readonly alarmAt: Millis
  readonly confirmedAt: Millis
}

const metaName = ({ member }: MemberActor): string => `many-cases ${member}`

async function knownOf(means: Means, viewer: MemberActor): Promise<Known> {
  const [row] = await means.store.read(findMeta(metaName(viewer)))
  const [alarmAt = '0', confirmedAt = '0'] = row?.value.split(' ') ?? []
  return { alarmAt: Number(alarmAt), confirmedAt: Number(confirmedAt) }
}

/** The alarm and who hears of it are one commit. */
async function note(means: Means, viewer: MemberActor, act: 'many-cases' | 'many-cases-confirmed'): Promise<void> {
  const [at, key, before] = [means.clock.now(), await means.keys.desk(), await knownOf(means, viewer)]
  const leaf = { id: freshId(means.random), at, actor: actorText(viewer), act, stream: 'desk' }
  const [alarmAt, confirmedAt] = act === 'many-cases' ? [at, before.confirmedAt] : [before.alarmAt, at]
  const job = deskJob(means, key, {
    id: leaf.id,
    lane: 'notice',
    topic: 'case-news',
    body: { news: 'many-cases', except: viewer.member },
  })
  const rows = [setMeta(metaName(viewer), `${alarmAt} ${confirmedAt}`)]
  const jobs = act === 'many-cases' ? [job] : []
  await means.store.append(withoutFacts('desk', { rows, jobs, audit: [makeLeaf(key, leaf, act)] }))
}

import { isPromise } from '../case/deadline.ts'
import { day } from '../case/policy.ts'
import { dueDeadlines } from '../store/deadline-rows.ts'
import { insertJob } from '../store/outbox-rows.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { deskJob } from './notice.ts'
import type { Due } from './projection.ts'

const page = 200

/**
 * Says a day before that a promise comes due. Each promise is looked at once while this desk runs; after a restart the
 * outbox knows which of them were told already.
 */
export function foresight(means: Means): { look(): Promise<void> } {
  let from: number | null = null
  return {
    async look() {
      const now = means.clock.now()
      const until = now + day
      let after = { at: Math.max(from ?? now, now), stream: '~', name: '~' }
      for (;;) {
        const due = await means.store.read(dueDeadlines(until, page, after))
        const promises = due.filter(({ name }) => isPromise(name as Exclude<Due, 'embargo' | 'publication'>))
        await Promise.all(
          promises.map(async ({ stream, name, at }) => {
            const key = await means.keys.find('case', stream)
            if (key === undefined) return
            const of = { id: freshId(means.random), lane: 'notice', topic: 'case-news', stream } as const
            const dedupe = `tomorrow-${stream}-${name}-${at}`
            await means.store.write([insertJob(deskJob(means, key, { ...of, dedupe, body: { news: 'due-tomorrow' } }))])
          }),
        )
        const last = due.at(-1)
        if (last === undefined || due.length < page) break
        after = last
      }
      from = until
    },
  }
}

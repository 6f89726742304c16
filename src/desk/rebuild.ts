import type { PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { clearAdvisories, publishRevision } from '../store/advisory-rows.ts'
import { clearDeadlines } from '../store/deadline-rows.ts'
import { streamsAfter } from '../store/event-rows.ts'
import { clearInbox, insertInboxRow } from '../store/inbox-rows.ts'
import type { Write } from '../store/store.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Means } from './means.ts'
import { deadlineRows, inboxRowOf, publicBody } from './projection.ts'

/** Makes every projection anew from the facts: inbox, counters, deadlines, public advisories. */
export async function rebuildProjections(
  means: Means,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  tell: (done: number) => void,
): Promise<number> {
  await means.store.write([...clearInbox(), clearDeadlines(), clearAdvisories()])
  let done = 0
  for (let after = ''; ; ) {
    const streams = await means.store.read(streamsAfter(after, 200))
    for (const { stream } of streams) {
      const file = stream.startsWith('case-') ? await readCase(means.store, means.keys, stream) : undefined
      const policy = file === undefined ? undefined : await policyBy(file.case.policy)
      if (file === undefined || policy === undefined) continue
      await means.store.write(rowsOf(means, file, policy))
      done += 1
    }
    tell(done)
    const last = streams.at(-1)
    if (last === undefined || streams.length < 200) return done
    after = last.stream
  }
}

function rowsOf(means: Means, file: CaseFile, policy: Policy): Write[] {
  const now = means.clock.now()
  const { stream, key, case: of } = file
  const advisories = (of.practice ? [] : of.published).flatMap((one) =>
    publishRevision({
      id: one.advisory,
      revision: one.revision,
      stream,
      publishedAt: of.published[0]?.at ?? one.at,
      updatedAt: one.at,
      body: publicBody(
        one.document,
        one.extent === 'brief' && of.detailsCompletedAt === null ? (of.deadlines.get('details') ?? null) : null,
      ),
    }),
  )
  return [...insertInboxRow(inboxRowOf(stream, key, of, policy, now)), ...deadlineRows(stream, of, now), ...advisories]
}

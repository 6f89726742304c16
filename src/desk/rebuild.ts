import type { CaseId, PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { dropAdvisoriesOf, dropStrayAdvisories, publishRevision } from '../store/advisory-rows.ts'
import { dropStrayCaseMembers, putCaseMembers } from '../store/case-member-rows.ts'
import { dropStrayDeadlines } from '../store/deadline-rows.ts'
import { streamsAfter } from '../store/event-rows.ts'
import { dropStrayFigures } from '../store/figure-rows.ts'
import {
  caseByStream,
  dropStrayRows,
  freeNumber,
  type InboxRecord,
  insertInboxRow,
  moveInboxRow,
  recount,
} from '../store/inbox-rows.ts'
import { StoreFailure, type Write } from '../store/store.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { figureRows } from './figures/figure-row.ts'
import type { Means } from './means.ts'
import { deadlineRows, inboxRowOf, publicBody } from './projection.ts'

type PolicyBy = (digest: PolicyDigest) => Promise<Policy | undefined>

/** Cases that share a commit: a running desk waits for no more than these. */
const together = 50
const tries = 8

/**
 * Makes every projection anew from the facts: inbox, counters, deadlines, figures, public advisories. Each case is replaced by
 * itself, in one append that builds on the facts it was made from: a running desk may go on meanwhile, a rebuild that
 * was killed leaves every list readable, and the next one begins again from the front.
 */
export async function rebuildProjections(
  means: Means,
  policyBy: PolicyBy,
  tell: (done: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  await means.store.write([
    dropStrayRows(),
    dropStrayDeadlines(),
    dropStrayAdvisories(),
    dropStrayCaseMembers(),
    dropStrayFigures(),
  ])
  let done = 0
  for (let after = ''; ; ) {
    if (signal?.aborted) return done
    const streams = await means.store.read(streamsAfter(after, together))
    const cases = streams.filter(({ stream }) => stream.startsWith('case-'))
    const made = await Promise.all(cases.map(({ stream }) => replaced(means, policyBy, stream)))
    done += made.filter(Boolean).length
    tell(done)
    const last = streams.at(-1)
    if (last === undefined || streams.length < together) break
    after = last.stream
  }
  await means.store.write([recount()])
  return done
}

/** Whether there is such a case. Whoever changes it meanwhile is waited for by reading it again. */
async function replaced(means: Means, policyBy: PolicyBy, stream: CaseId): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    // The row is read first: whatever moves it after this makes the append a conflict.
    const [was] = await means.store.read(caseByStream(stream))
    const file = await readCase(means.store, means.keys, stream)
    const policy = file === undefined ? undefined : await policyBy(file.case.policy)
    if (file === undefined || policy === undefined) return false
    const rows = [...rowsOf(means, file, policy, was), ...(await figureRows(means.keys, stream, file.case))]
    const nothing = { events: [], jobs: [], audit: [], uniques: [] }
    const written = await means.store.append({ stream, expected: file.case.seq, rows, ...nothing })
    if (written.result === 'committed') return true
  }
  throw new StoreFailure('busy', 'A case changed too often while its lists were made anew. Try again.')
}

function rowsOf(means: Means, file: CaseFile, policy: Policy, was: InboxRecord | undefined): Write[] {
  const now = means.clock.now()
  const { stream, key, case: of } = file
  const row = inboxRowOf(stream, key, of, policy, now)
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
  return [
    freeNumber(of.number, stream),
    ...(was === undefined ? insertInboxRow(row) : moveInboxRow(was, row)),
    ...deadlineRows(stream, of, now),
    ...putCaseMembers(stream, of.access),
    dropAdvisoriesOf(stream),
    ...advisories,
  ]
}

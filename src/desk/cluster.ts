import { z } from 'zod'
import type { Case } from '../case/case.ts'
import type { Command } from '../case/command.ts'
import { isExposed } from '../case/deadline.ts'
import type { CaseEvent, EventOf, Recorded } from '../case/event.ts'
import type { Actor, CaseId, MemberId, PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import type { DataKey } from '../store/keys.ts'
import { advanceJob, insertJob, type JobRecord, jobsOf, keepJob } from '../store/outbox-rows.ts'
import { openJson, sealJson } from '../store/seal.ts'
import type { Job, Write } from '../store/store.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { freshId } from './fresh.ts'
import { followersOf } from './main-case.ts'
import type { Means } from './means.ts'
import type { WritePath } from './write-path.ts'

/**
 * One decision about the main case reaches everybody who reported the same, each in their own thread. A few are written
 * in the same append; more of them through the outbox, a batch at a time, so that no request reads thousands of cases.
 */
export const clusterTopic = 'cluster'
/** So many duplicates change together with their main case. */
export const atOnce = 20
/** Commands that are given side by side, so that they share commits. */
const batch = 50
/** Within its lease, so that nobody else begins the same. */
const [inOneGo, longest] = [1_000, 20_000]

const body = z.strictObject({
  act: z.enum(['end-embargo', 'tell', 'ask-credit']),
  text: z.string(),
  member: z.string().nullable(),
  /** What was decided about the main case: also those hear it whose own case is kept from whoever decided. */
  decided: z.literal(true).optional(),
  /** The last duplicate that was reached, in the order of their streams. */
  after: z.string(),
  done: z.number(),
  /** Only this one: a report that joins after the others were asked. */
  only: z.string().optional(),
})
type Spread = z.infer<typeof body>

const place = (id: string, stream: CaseId) => ({ at: 'outbox.body', row: id, stream, v: 1 }) as const

/** The jobs that follow from new facts of a main case, in the append of these facts. */
export function clusterJobs(means: Means, file: CaseFile, recorded: readonly Recorded[]): readonly Job[] {
  return spreads(file.case, recorded).map((spread) => jobOf(means, file.stream, file.key, spread))
}

function spreads(of: Case, recorded: readonly Recorded[]): readonly Spread[] {
  const open = { after: '', done: 0, member: null, text: '' }
  // What a case that follows another one has to say, the case at the head says for it.
  if (of.declined?.reason === 'duplicate' || recorded.some(({ event }) => joins(event))) return []
  return recorded.flatMap(({ event, actor }): Spread[] => {
    if (event.type === 'DuplicateLinked')
      return toWhoJoins(of, event).map((act) => ({ ...open, act, only: event.case }))
    if (of.duplicates.length === 0) return []
    if (event.type === 'ReportDeclined')
      return [{ ...open, act: 'tell', text: event.text, member: memberOf(actor), decided: true }]
    if (event.type === 'CreditAsked') return [{ ...open, act: 'ask-credit', text: event.text ?? '' }]
    return freesLater(of) && goesPublic.has(event.type) ? [{ ...open, act: 'end-embargo' }] : []
  })
}

const joins = (event: CaseEvent): boolean => event.type === 'ReportDeclined' && event.reason === 'duplicate'

/** Whoever joins later is asked about credit as the others were; who comes along with them is freed with them. */
const toWhoJoins = (of: Case, { leads }: EventOf<'DuplicateLinked'>): readonly Spread['act'][] => [
  ...(of.credit.askedAt === null ? [] : (['ask-credit'] as const)),
  ...(leads !== undefined && (of.published.length > 0 || isExposed(of)) ? (['end-embargo'] as const) : []),
]

/** Too many to be freed in the append that says why; or some of them follow by way of another case. */
export const freesLater = ({ duplicates }: Case): boolean =>
  duplicates.length > atOnce || duplicates.some(({ leads }) => leads > 0)

/** A main case that never was under an embargo, or is not any more, goes public all the same. */
export const goesPublic: ReadonlySet<CaseEvent['type']> = new Set([
  'EmbargoExited',
  'AdvisoryPublished',
  'ExposureRecorded',
])

const memberOf = (actor: string): MemberId | null => (actor.startsWith('member:') ? actor.slice(7) : null)

function jobOf(means: Means, stream: CaseId, key: DataKey, spread: Spread): Job {
  const id = freshId(means.random)
  return {
    id,
    lane: 'reply',
    topic: clusterTopic,
    dedupe: `${stream}:${id}`,
    stream,
    runAt: means.clock.now(),
    body: sealJson(key, place(id, stream), spread),
  }
}

/** A word of a member to everybody who follows, as a row of the append in which it is kept with the main case. */
export const tellFollowers = (means: Means, file: CaseFile, member: MemberId, text: string): Write =>
  insertJob(jobOf(means, file.stream, file.key, { act: 'tell', text, member, after: '', done: 0 }))

export interface Spreading {
  readonly act: Spread['act']
  readonly done: number
  readonly of: number
}

/** How far each decision has come, as far as this member knows of those it goes to. */
export async function spreading(
  means: Means,
  { stream, key, case: of }: CaseFile,
  kept: ReadonlySet<CaseId>,
): Promise<readonly Spreading[]> {
  const jobs = await means.store.read(jobsOf(clusterTopic, stream))
  const all = jobs.length === 0 ? [] : (await followersOf(means, of)).filter((one) => !kept.has(one.case))
  return jobs.map((job) => {
    const { act, done } = openJson(key, place(job.id, stream), job.body, body)
    return { act, done: Math.min(done, all.length), of: all.length }
  })
}

/**
 * Some batches of one job; the row says after each of them how far it came. A batch that was cut off is done again:
 * every command has an id that is made from its job.
 */
export const carryCluster =
  (means: Means, path: WritePath, policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>) =>
  async (job: JobRecord): Promise<void> => {
    const file = await readCase(means.store, means.keys, job.stream)
    const policy = file === undefined ? undefined : await policyBy(file.case.policy)
    if (file === undefined || policy === undefined) return
    const began = means.clock.steady()
    let spread = openJson(file.key, place(job.id, job.stream), job.body, body)
    const left = reached(file.case, await audience(means, file.case, spread), policy, spread)
    for (let from = 0; from < left.length; from += batch) {
      const now = left.slice(from, from + batch)
      await Promise.all(now.map((stream) => giveOne(path, job.id, spread, stream, file)))
      if (from + batch >= left.length) return
      spread = { ...spread, after: now.at(-1) ?? spread.after, done: spread.done + now.length }
      const sealed = sealJson(file.key, place(job.id, job.stream), spread)
      if (from + batch < inOneGo && means.clock.steady() - began < longest)
        await means.store.write([keepJob(job.id, job.fence + 1, sealed)])
      // Others have their turn before it goes on.
      else return void (await means.store.write([advanceJob(job.id, job.fence + 1, sealed, means.clock.now())]))
    }
  }

async function giveOne(path: WritePath, job: string, spread: Spread, stream: CaseId, main: CaseFile): Promise<void> {
  const command = commandFor(job, spread, stream)
  const done = await path.give(actorOf(spread), stream, command, undefined, main)
  if (spread.decided === true && 'refused' in done && done.refused === 'no-such-case')
    await path.give({ as: 'desk' }, stream, command, undefined, main)
}

/** Everybody who follows; or only who joined, with those who came along. */
async function audience(means: Means, of: Case, { only }: Spread) {
  const all = await followersOf(means, of)
  if (only === undefined) return { all, of: all }
  const joined = of.duplicates.filter(({ case: stream }) => stream === only)
  return { all, of: await followersOf(means, { duplicates: joined }) }
}

/** Whom a decision reaches, in the order in which they are reached. Nobody is asked about credit who will not get it. */
function reached(
  { receivedAt }: Case,
  { all, of }: { readonly all: Case['duplicates']; readonly of: Case['duplicates'] },
  { credit }: Policy,
  { act, after }: Spread,
): readonly CaseId[] {
  const [first] = all.filter(({ person }) => person !== null).toSorted((a, b) => a.receivedAt - b.receivedAt)
  const credited = act !== 'ask-credit' || credit.duplicates === 'all-before-publication'
  return of
    .filter((one) => credited || (one === first && one.receivedAt < receivedAt))
    .map(({ case: stream }) => stream)
    .filter((stream) => stream > after)
    .toSorted()
}

function commandFor(job: string, { act, text }: Spread, stream: CaseId): Command {
  const id = `${job}-${stream.slice(-26)}`
  switch (act) {
    case 'end-embargo':
      return { type: 'EndEmbargo', id }
    case 'ask-credit':
      return { type: 'AskCredit', id, ...(text !== '' && { text }) }
    case 'tell':
      return { type: 'SendMessage', id, text, files: [] }
  }
}

/** What a member decided is said in that member's name; whoever decided may be gone by the last batch. */
const actorOf = ({ act, member }: Spread): Actor =>
  act === 'tell' && member !== null ? { as: 'member', member, role: 'member' } : { as: 'desk' }

import type { Case, Guest } from '../case/case.ts'
import type { Command, CommandType } from '../case/command.ts'
import type { Context } from '../case/context.ts'
import { decide } from '../case/decide.ts'
import type { CaseEvent, EventOf, FileRef } from '../case/event.ts'
import { evolve } from '../case/evolve.ts'
import { type Actor, actorText, type CaseId, type PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { publishRevision, readCounter, setRevisionBody, takeNumber } from '../store/advisory-rows.ts'
import { makeLeaf } from '../store/audit.ts'
import { keepBlob } from '../store/blob-rows.ts'
import { putCaseMembers } from '../store/case-member-rows.ts'
import { caseByStream, moveInboxRow } from '../store/inbox-rows.ts'
import { type Append, StoreFailure, type Write } from '../store/store.ts'
import { type CaseFile, readCase, writeEvents } from './case-file.ts'
import { clusterJobs } from './cluster.ts'
import type { Done } from './desk.ts'
import { figureRows } from './figures/figure-row.ts'
import { freshId } from './fresh.ts'
import { linksOf } from './links.ts'
import { type Above, aboveOf } from './main-case.ts'
import type { Means } from './means.ts'
import { jobsFor } from './notice.ts'
import { type Previews, previewOf } from './preview.ts'
import { deadlineRows, inboxRowOf, publicBody, sizeOf } from './projection.ts'
import { type EndSpilled, spilled } from './spilled.ts'
import { turns } from './turns.ts'

/**
 * The one write path of a case that exists: read, replay, decide, append. A lost race begins again with what is new;
 * a repeat of a command that is on disk already gets the first answer.
 */
export interface WritePath {
  give(
    actor: Actor,
    stream: CaseId,
    command: Command,
    more?: More,
    /** The case that this one follows, where whoever asks has read it already: for many that follow the same. */
    main?: CaseFile,
  ): Promise<Done | Refusal>
  /** Whether this actor's command of this id was carried out already. */
  done(actor: Actor, stream: CaseId, id: string): Promise<boolean>
}

/** Rows that belong to a command and not to the case: a person's new name, a receipt's successor. Made anew each try. */
export type More = (
  file: CaseFile,
) => Promise<{ readonly command?: Command; readonly rows: readonly Write[] } | Refusal>

const tries = 8

export function writePath(
  means: Means,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  endSpilled: EndSpilled,
): WritePath {
  const inTurn = turns()
  const tagOf = (actor: Actor, stream: CaseId, id: string): string =>
    means.keys.tag('command', `${actorText(actor)}:${stream}:${id}`)
  return {
    done: async (actor, stream, id) => (await means.store.owner('command', tagOf(actor, stream, id))) !== undefined,
    give: (actor, stream, command, more, main) =>
      inTurn(stream, async () => {
        const tag = tagOf(actor, stream, command.id)
        const no = await spilled(means, endSpilled, actor, command)
        if (no !== null) return no
        for (let attempt = 0; attempt < tries; attempt++) {
          const first = await means.store.owner('command', tag)
          if (first !== undefined) return answered(first)
          const file = await readCase(means.store, means.keys, stream)
          if (file === undefined) return refuse('no-such-case')
          const outcome = await tryOnce(means, policyBy, file, actor, command, tag, more, main)
          if (outcome !== 'conflict') return outcome
        }
        throw new StoreFailure('busy', 'this case changed too often while a decision was made')
      }),
  }
}

async function tryOnce(
  means: Means,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  file: CaseFile,
  actor: Actor,
  given: Command,
  tag: string,
  more: More | undefined,
  known: CaseFile | undefined,
): Promise<Done | Refusal | 'conflict'> {
  const added = more === undefined ? { rows: [] } : await more(file)
  if ('refused' in added) return added
  const command = added.command ?? given
  const policy = await policyBy(command.type === 'AdoptPolicy' ? command.policy : file.case.policy)
  if (policy === undefined) return refuse('not-in-policy')
  if (tooManyFiles(means, file.case, actor, command)) return refuse('too-many-files')
  const now = means.clock.now()
  const publishing = await publishingFor(means, file, policy, command)
  if (publishing !== undefined && publishing.previews.missing > 0) return refuse('names-being-gathered')
  const above = await caseAbove(means, file, command, known)
  const context: Context = { now, policy, preview: publishing?.previews.next, main: above?.head.case }
  const decided = decide(file.case, command, actor, context)
  if (!Array.isArray(decided)) return decided as Refusal
  const events = decided as readonly CaseEvent[]
  if (events.length === 0) return { done: true, number: file.case.number, seq: file.case.seq }
  // The id was chosen outside and may say anything, or be made from what was said: only its keyed tag lies in clear.
  const by = { actor: actorText(actor), cause: tag, at: now }
  const seq = file.case.seq + events.length
  const unique = { scope: 'command', tag, owner: `${file.case.number} ${seq}` }
  const append = await appendOf(means, file, events, policy, by, unique, [
    ...added.rows,
    ...publicRows(file, events, publishing, now),
  ])
  if (append === 'conflict') return 'conflict'
  const follow = await followUp(means, policyBy, file, above, events, by)
  if (follow === 'conflict') return 'conflict'
  const written = await means.store.appendAll([append, ...follow])
  if (written.result === 'conflict') return 'conflict'
  if (written.result === 'duplicate') return written.scope === 'command' ? answered(written.owner) : 'conflict'
  means.uploads.kept(filesOf(events))
  return { done: true, number: file.case.number, seq }
}

/**
 * Whoever has a code can send again and again: without a limit for the whole case one person could fill the disk. For a
 * guest what they sent themself counts, so that nobody but them runs out of room, or learns of their files.
 */
const tooManyFiles = ({ limits }: Means, of: Case, actor: Actor, command: Command): boolean =>
  'files' in command &&
  command.files.length > 0 &&
  sizeOf([...filesBeside(of, actor), ...command.files]) > limits.caseFiles

function filesBeside(of: Case, actor: Actor): readonly FileRef[] {
  const sent = (guest: Guest) => guest.talk.filter(({ from }) => from === 'guest').flatMap(({ files }) => files)
  if (actor.as === 'guest') return of.guests.filter(({ person }) => person === actor.person).flatMap(sent)
  const byGuests = new Set(of.guests.flatMap(sent).map(({ id }) => id))
  return of.files.filter(({ id }) => !byGuests.has(id))
}

interface By {
  readonly actor: string
  readonly cause: string
  readonly at: number
}

/** One append with everything that goes with it: projections, files, jobs, an audit leaf. */
async function appendOf(
  means: Means,
  file: CaseFile,
  events: readonly CaseEvent[],
  policy: Policy,
  by: By,
  unique: Append['uniques'][number] | null,
  rows: readonly Write[],
): Promise<Append | 'conflict'> {
  const written = writeEvents({ stream: file.stream, key: file.key, seq: file.case.seq }, events, {
    ...by,
    random: means.random,
  })
  const after = written.recorded.reduce<Case>((so, fact) => evolve(so, fact), file.case)
  const [was] = await means.store.read(caseByStream(file.stream))
  if (was === undefined) throw new Error('a case has a row in the inbox')
  if (was.head_seq !== file.case.seq) return 'conflict'
  return {
    stream: file.stream,
    expected: file.case.seq,
    events: written.sealed,
    rows: [
      ...moveInboxRow(was, inboxRowOf(file.stream, file.key, after, policy, by.at)),
      ...deadlineRows(file.stream, after, by.at),
      ...(await figureRows(means.keys, file.stream, after, file.case)),
      ...(after.access === file.case.access ? [] : putCaseMembers(file.stream, after.access)),
      ...filesOf(events).map((blob) => keepBlob(blob, file.stream, by.at)),
      ...rows,
    ],
    // What is practised is news to nobody.
    jobs: after.practice
      ? []
      : [
          ...jobsFor(means, file.stream, file.key, written.recorded, { before: file.case, after }),
          ...clusterJobs(means, file, written.recorded),
        ],
    audit: [
      makeLeaf(
        file.key,
        { id: freshId(means.random), at: by.at, actor: by.actor, act: 'command', stream: file.stream },
        events.map((event) => event.type).join(' '),
      ),
    ],
    uniques: unique === null ? [] : [unique],
  }
}

const filesOf = (events: readonly CaseEvent[]): string[] =>
  events.flatMap((event) => ('files' in event ? event.files.map((file) => file.blob) : []))

// ── duplicates ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** The case that a decline as duplicate names, or the one at the head of the cluster that this case follows. */
async function caseAbove(
  means: Means,
  file: CaseFile,
  command: Command,
  known: CaseFile | undefined,
): Promise<Above | undefined> {
  if (known !== undefined) return { head: known, between: [] }
  if (command.type !== 'DeclineReport') return aboveOf(means, file)
  const named = command.duplicateOf && (await readCase(means.store, means.keys, command.duplicateOf))
  return named ? { head: named, between: [] } : undefined
}

async function followUp(
  means: Means,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  file: CaseFile,
  above: Above | undefined,
  events: readonly CaseEvent[],
  by: By,
): Promise<readonly Append[] | 'conflict'> {
  const links = await linksOf(means, file, above, events, by.cause)
  const made = await Promise.all(links.map(({ of, command }) => asDesk(means, policyBy, of, command, by, events, file)))
  return made.includes('conflict')
    ? 'conflict'
    : made.filter((append): append is Append => append !== null && append !== 'conflict')
}

/** What the desk itself does to a linked case because of these facts; nothing where the rules say that there is nothing. */
async function asDesk(
  means: Means,
  policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>,
  of: CaseFile,
  command: Command,
  by: By,
  events: readonly CaseEvent[],
  changed: CaseFile,
): Promise<Append | null | 'conflict'> {
  const policy = await policyBy(of.case.policy)
  if (policy === undefined) return null
  const main = command.type === 'EndEmbargo' ? folded(changed, events, by) : undefined
  const decided = decide(of.case, command, { as: 'desk' }, { now: by.at, policy, main })
  if (!Array.isArray(decided) || decided.length === 0) return null
  return appendOf(means, of, decided, policy, { ...by, actor: 'desk' }, null, [])
}

const folded = (file: CaseFile, events: readonly CaseEvent[], by: By): Case =>
  events.reduce<Case>(
    (so, event, index) => evolve(so, { seq: file.case.seq + index + 1, id: by.cause, ...by, event }),
    file.case,
  )

// ── publishing ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface Publishing {
  readonly previews: Previews
  /** Writes that take the next number of the year, where the advisory has none yet. */
  readonly number: readonly Write[]
}

const publishes: ReadonlySet<CommandType> = new Set([
  'ReleaseAndPublish',
  'PublishAdvisory',
  'ScheduleAdvisory',
  'ApproveAdvisory',
])

async function publishingFor(
  means: Means,
  file: CaseFile,
  policy: Policy,
  command: Command,
): Promise<Publishing | undefined> {
  if (!publishes.has(command.type)) return undefined
  const { id, number } = await advisoryId(means, file.case)
  const fields = 'fields' in command ? command.fields : undefined
  const releasing =
    command.type === 'ReleaseAndPublish'
      ? { version: command.version, url: command.url, commit: command.commit }
      : undefined
  return { previews: await previewOf(means, file, policy, fields, id, releasing), number }
}

/** `PREFIX-year-nnnn`, given at publication. Two at once: the second sees a conflict and takes the next. */
export async function advisoryId(means: Means, of: Case): Promise<{ id: string; number: readonly Write[] }> {
  // No number is taken, and no reader can ask for this one: it has not the form of an id.
  if (of.practice) return { id: 'PRACTICE', number: [] }
  const given = of.published[0]?.advisory
  if (given !== undefined) return { id: given, number: [] }
  const counter = `advisory-${new Date(means.clock.now()).getUTCFullYear()}`
  const [row] = await means.store.read(readCounter(counter))
  const n = row?.n ?? 0
  return {
    id: `${prefixOf(means.policy.policy)}-${counter.slice(9)}-${String(n + 1).padStart(4, '0')}`,
    number: [takeNumber(counter, n)],
  }
}

/** Upper-case letters of the project's name where it set no prefix of its own. */
const prefixOf = (policy: Policy): string => {
  const made = policy.project.name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '')
    .slice(0, 16)
  return policy.project.prefix ?? (made.length >= 2 ? made : 'ADVISORY')
}

/** Our own pages become public in the very append that says so (design section 4, point 10). */
function publicRows(
  file: CaseFile,
  events: readonly CaseEvent[],
  publishing: Publishing | undefined,
  now: number,
): Write[] {
  const published = events.find((event): event is EventOf<'AdvisoryPublished'> => event.type === 'AdvisoryPublished')
  if (events.some(promisesNoMore)) return completedRows(file.case)
  if (published === undefined || publishing === undefined) return []
  const { advisory: id, revision } = published
  const body = publicBody(published.document, published.deadlines?.details ?? null)
  return [
    ...(revision === 1 ? publishing.number : []),
    ...publishRevision({
      id,
      revision,
      stream: file.stream,
      publishedAt: file.case.published[0]?.at ?? now,
      updatedAt: now,
      body,
    }),
  ]
}

/** "Nothing was held back", or the step of completing it was skipped. */
const promisesNoMore = (event: CaseEvent): boolean =>
  event.type === 'DetailsCompleted' || (event.type === 'StepSkipped' && event.step === 'update')

/** The brief revision stands as it is and promises no more. */
const completedRows = (of: Case): Write[] => {
  const last = of.published.at(-1)
  return last === undefined ? [] : [setRevisionBody(last.advisory, last.revision, publicBody(last.document, null))]
}

function answered(owner: string): Done {
  const [number = '', seq = '0'] = owner.split(' ')
  return { done: true, number, seq: Number(seq) }
}

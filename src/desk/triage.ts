import { seenBy } from '../case/allowed.ts'
import { type Flag, flagsOf } from '../case/flags.ts'
import { actorText, type CaseId, type CaseNumber } from '../case/ids.ts'
import { type NotAVulnerability, notAVulnerability } from '../case/not-a-vulnerability.ts'
import type { Refusal } from '../case/refusal.ts'
import { refuse } from '../case/refusal.ts'
import { heldOf } from '../store/held-rows.ts'
import { caseByStream, type InboxRecord, inboxByDue } from '../store/inbox-rows.ts'
import type { AlikeCase, Beside, Judged } from './beside.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Done, MemberActor, TeamCase } from './desk.ts'
import type { Bundle, Held, HeldActs, HeldCommand } from './held.ts'
import { attackedFor } from './inbox.ts'
import { mainOf } from './main-case.ts'
import type { Means } from './means.ts'
import type { OpenCases } from './open-cases.ts'
import { noteRead } from './read-leaf.ts'
import type { History } from './reporter-history.ts'
import { namedCase, nowhere } from './sight.ts'

/** One new report after the other: what came, what helps to judge it, and one act that sends and opens the next. */
export interface Triage {
  /** The next report nobody has answered, after this place in the row of them. */
  next(viewer: MemberActor, after: string | null): Promise<TriageNext>
  /** Records the read: as part of going through the new ones, which is no reason for an alarm. */
  look(viewer: MemberActor, number: CaseNumber): Promise<TriageCase | undefined>
  give(actor: MemberActor, number: CaseNumber, command: HeldCommand, bundle?: Bundle): Promise<Held | Done | Refusal>
  undo(actor: MemberActor, id: string): Promise<Held | undefined>
  undone(viewer: MemberActor, id: string): Promise<Held | undefined>
  /** The act that waits to be sent on this case. */
  held(stream: CaseId): Promise<Held | undefined>
  waiting(viewer: MemberActor): Promise<readonly Held[]>
  refused(viewer: MemberActor): Promise<readonly Held[]>
  putAway(viewer: MemberActor, id: string): Promise<void>
}

export interface TriageNext {
  readonly number: CaseNumber | null
  /** Its place, for going on behind it. */
  readonly place: string | null
  /** New reports that are nobody's or this member's, those included that wait to be answered; at most `many`. */
  readonly left: number
}
/** More than this is not counted. */
export const many = 200

export interface TriageCase {
  readonly found: TeamCase
  readonly flags: readonly Flag[]
  readonly notHere: readonly NotAVulnerability[]
  readonly alike: readonly AlikeCase[]
  /** `null` where nothing can be looked up, or nobody is to be recognised. */
  readonly history: History | null
  readonly judged: Judged | null
  readonly held: Held | undefined
}

export interface AroundTriage {
  readonly open: OpenCases
  readonly held: HeldActs
  readonly beside: Beside
  readonly history: (file: CaseFile, viewer: MemberActor) => Promise<History | null>
  readonly teamCase: (file: CaseFile, viewer: MemberActor) => Promise<TeamCase | undefined>
  /** Records that the whole case was opened. */
  readonly openedBy: (viewer: MemberActor, file: CaseFile) => Promise<void>
}

export function triageOf(means: Means, around: AroundTriage): Triage {
  const { held } = around

  return {
    async next(viewer, after) {
      const row = await queue(means, around.open, viewer)
      const from = readPlace(after)
      // A long row is read on from the place itself.
      const long = from !== undefined && !from.attacked && row.length >= many
      for (const one of long ? await queue(means, around.open, viewer, from) : row) {
        if (from !== undefined && !isBehind(one, from)) continue
        const [waits] = await means.store.read(heldOf(one.record.stream))
        if (waits === undefined) return { number: one.record.number, place: placeOf(one), left: row.length }
      }
      return { number: null, place: null, left: row.length }
    },

    async look(viewer, number) {
      const stream = await namedCase(means, viewer, number)
      const file = stream === undefined ? undefined : await readCase(means.store, means.keys, stream)
      const found = file === undefined ? undefined : await around.teamCase(file, viewer)
      if (file === undefined || found === undefined) return undefined
      // Whoever walks through cases that were answered long ago is not going through the new ones.
      if (await isNew(means, file)) await noteRead(means, file, actorText(viewer), 'triage-read')
      else await around.openedBy(viewer, file)
      const { report } = file.case
      const [alike, history, judged, waits] = await Promise.all([
        unlessFailing(
          means,
          'alike',
          async () => mains(means, viewer, file, await around.beside.alike(file, viewer)),
          [],
        ),
        unlessFailing(means, 'history', () => around.history(file, viewer), null),
        unlessFailing(means, 'judged', () => around.beside.judged(file), null),
        held.of(file.stream),
      ])
      return {
        found,
        flags: flagsOf(file.case, found.policy),
        notHere: notAVulnerability(means.policy.policy, [report.title, report.description, report.impact]),
        alike,
        history,
        judged,
        held: waits,
      }
    },

    async give(actor, number, command, bundle) {
      const stream = await namedCase(means, actor, number)
      if (stream === undefined) return refuse('no-such-case')
      if (command.type !== 'DeclineReport' || command.duplicateOf === undefined)
        return held.give(actor, stream, command, bundle)
      // People name a case by its number, and any case of a cluster stands for its main one.
      const named = await namedCase(means, actor, command.duplicateOf)
      const duplicateOf = named === undefined ? nowhere : await mainOf(means, named)
      return held.give(actor, stream, { ...command, duplicateOf }, bundle)
    },
    undo: (actor, id) => held.undo(actor, id),
    undone: (viewer, id) => held.undone(viewer, id),
    held: (stream) => held.of(stream),
    waiting: (viewer) => held.waiting(viewer),
    refused: (viewer) => held.refused(viewer),
    putAway: (viewer, id) => held.putAway(viewer, id),
  }
}

const isNew = async (means: Means, { stream }: CaseFile): Promise<boolean> =>
  (await means.store.read(caseByStream(stream)))[0]?.grp === 'new'

// ── the row of new reports ─────────────────────────────────────────────────────────────────────────────────────────

interface Place {
  /** What is under attack comes before everything else. */
  readonly attacked: boolean
  readonly record: Pick<InboxRecord, 'stream' | 'number' | 'due_at'>
}

/** Nobody's and one's own, soonest due first. What is another member's is theirs to answer. */
async function queue(
  means: Means,
  open: OpenCases,
  viewer: MemberActor,
  from?: Place | undefined,
): Promise<readonly Place[]> {
  const after = from && { at: from.record.due_at, number: from.record.number }
  const lists = await Promise.all(
    ['', viewer.member].map((assignee) =>
      means.store.read(inboxByDue({ grp: 'new', assignee, viewer: viewer.member, limit: many }, after)),
    ),
  )
  const attacked = await attackedFor(means, open, viewer)
  const theirs = (assignee: string): boolean => assignee !== '' && assignee !== viewer.member
  const first = [...attacked.values()].filter(({ grp, assignee }) => grp === 'new' && !theirs(assignee))
  return [
    ...first.map((record): Place => ({ attacked: true, record })),
    ...lists
      .flat()
      .filter(({ stream }) => !attacked.has(stream))
      .map((record): Place => ({ attacked: false, record })),
  ].toSorted(inOrder)
}

const inOrder = (a: Place, b: Place): number =>
  Number(b.attacked) - Number(a.attacked) ||
  a.record.due_at - b.record.due_at ||
  (a.record.number < b.record.number ? -1 : a.record.number > b.record.number ? 1 : 0)

const placeOf = ({ attacked, record }: Place): string => `${attacked ? 0 : 1}.${record.due_at}.${record.number}`

/** A place that makes no sense is the beginning. */
function readPlace(typed: string | null): Place | undefined {
  const match = /^([01])\.([0-9]{1,16})\.(P-[0-9A-Z]{6})$/.exec(typed ?? '')
  if (match === null) return undefined
  const [, attacked, due, number = ''] = match
  return { attacked: attacked === '0', record: { stream: '', number, due_at: Number(due) } }
}

const isBehind = (one: Place, from: Place): boolean => inOrder(one, from) > 0

// ── beside it ──────────────────────────────────────────────────────────────────────────────────────────────────────

const shownAlike = 3

/** A duplicate stands for the case it follows, and a case that follows this one is no news. */
async function mains(
  means: Means,
  viewer: MemberActor,
  file: CaseFile,
  alike: readonly AlikeCase[],
): Promise<readonly AlikeCase[]> {
  const followers = new Set(file.case.duplicates.map(({ case: stream }) => stream))
  const found: AlikeCase[] = []
  for (const one of alike) {
    if (found.length === shownAlike) break
    if (followers.has(one.stream)) continue
    const stream = await mainOf(means, one.stream)
    if (stream === file.stream || found.some((known) => known.stream === stream)) continue
    if (stream === one.stream) found.push(one)
    else {
      const main = await readCase(means.store, means.keys, stream)
      if (main !== undefined && seenBy(main.case, viewer.member))
        found.push({ stream, number: main.case.number, title: main.case.report.title, why: one.why })
    }
  }
  return found
}

/** What only helps must not keep a report from being read. */
async function unlessFailing<T>(means: Means, what: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    means.note('triage-help-failed', { what, error: String((error as Error).name) })
    return otherwise
  }
}

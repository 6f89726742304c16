import type { Case } from '../case/case.ts'
import { decide } from '../case/decide.ts'
import type { CaseEvent, Door, FileRef } from '../case/event.ts'
import { evolve } from '../case/evolve.ts'
import { type Actor, actorText, type CaseId, type CaseNumber, type Millis, type PersonId } from '../case/ids.ts'
import { makeLeaf } from '../store/audit.ts'
import { dropBlob, keepBlob } from '../store/blob-rows.ts'
import { insertInboxRow } from '../store/inbox-rows.ts'
import { insertReceipt } from '../store/receipt-rows.ts'
import { NEVER } from '../store/rows.ts'
import type { Append, Write } from '../store/store.ts'
import { writeEvents } from './case-file.ts'
import type { Proof } from './desk.ts'
import { firstFigure } from './figures/figure-row.ts'
import { freshId, freshNumber } from './fresh.ts'
import type { Means } from './means.ts'
import { jobsFor } from './notice.ts'
import { newPerson } from './person.ts'
import { deadlineRows, inboxRowOf } from './projection.ts'
import { proveReceipt } from './proof.ts'
import { canonicalCode } from './receipt-code.ts'
import type { ReadForm } from './report-form.ts'

/** A report that is about to become a case. */
export interface Arriving {
  readonly read: ReadForm
  readonly files: readonly FileRef[]
  readonly door: Door
  readonly actor: Actor | null
  /** The code that will open the thread; none where the team found it, or where a hand-over comes first. */
  readonly receipt: string | null
  readonly foundByTeam?: boolean
  readonly arrivedAt?: Millis
  readonly flood?: boolean | undefined
  /** From when on the first answer is counted, where that is not now: the end of a pause, or the slower line. */
  readonly answerFrom?: Millis | undefined
  /** What else is written with it. */
  readonly rows?: ((stream: CaseId) => readonly Write[]) | undefined
  /** Made by the desk for the team to practise on. */
  readonly practice?: boolean
  /** The draft whose files these were. */
  readonly draft?: string
}

export interface NewCase {
  readonly stream: CaseId
  readonly number: CaseNumber
  readonly person: PersonId | null
  readonly receivedAt: Millis
  readonly answerBy: Millis
  /** Signed when it is asked for. */
  prove(): Proof
  /** Everything of it in one append: facts, keys, person, receipt, projections, jobs. */
  readonly append: Append
}

/** Builds a new case. Nothing is on disk until its append is. */
export function newCase(means: Means, arriving: Arriving): NewCase {
  const now = means.clock.now()
  const stream: CaseId = `case-${freshId(means.random)}`
  const number = freshNumber(means.random)
  const person = arriving.foundByTeam === true ? null : freshId(means.random)
  const actor: Actor = arriving.actor ?? (person === null ? { as: 'desk' } : { as: 'reporter', person })
  const { key, write } = means.keys.create('case', stream)
  const events = received(means, arriving, number, person, actor, now)
  const by = { actor: actorText(actor), cause: `receive-${number.toLowerCase()}`, at: now, random: means.random }
  const written = writeEvents({ stream, key, seq: 0 }, events, by)
  const folded = written.recorded.reduce<Case | null>((so, fact) => evolve(so, fact), null)
  if (folded === null) throw new Error('a new case has a first fact')
  const uniques: Append['uniques'][number][] = [{ scope: 'number', tag: number, owner: stream }]
  return {
    stream,
    number,
    person,
    receivedAt: now,
    answerBy: folded.deadlines.get('first-answer') ?? now,
    prove: () => proveReceipt(means.keys, means.origin, now, saltOf(means), arriving.read.report, arriving.files),
    append: {
      stream,
      expected: 0,
      events: written.sealed,
      uniques,
      rows: [
        write,
        ...(person === null ? [] : personRows(means, arriving, stream, person, now)),
        ...insertInboxRow(inboxRowOf(stream, key, folded, means.policy.policy, now)),
        ...deadlineRows(stream, folded, now),
        ...firstFigure(stream, folded),
        ...(arriving.rows?.(stream) ?? []),
        ...arriving.files.flatMap((file) => [
          keepBlob(file.blob, stream, now),
          ...(arriving.draft === undefined ? [] : [dropBlob(file.blob, arriving.draft)]),
        ]),
      ],
      jobs: folded.practice ? [] : jobsFor(means, stream, key, written.recorded),
      audit: [
        makeLeaf(key, { id: freshId(means.random), at: now, actor: by.actor, act: 'command', stream }, 'ReceiveReport'),
      ],
    },
  }
}

function received(
  means: Means,
  arriving: Arriving,
  number: CaseNumber,
  person: PersonId | null,
  actor: Actor,
  now: Millis,
): readonly CaseEvent[] {
  const { read, files, door, arrivedAt, flood, practice, answerFrom } = arriving
  const decided = decide(
    null,
    {
      type: 'ReceiveReport',
      id: `receive-${number.toLowerCase()}`,
      number,
      door,
      policy: means.policy.digest,
      report: read.report,
      files: [...files],
      reporter: person,
      arrivedAt,
      credit: read.credit,
      flood,
      practice,
      answerFrom,
    },
    actor,
    { now, policy: means.policy.policy },
  )
  if (!Array.isArray(decided)) throw new Error('a report that was read is never refused')
  return decided
}

function personRows(means: Means, arriving: Arriving, stream: CaseId, person: PersonId, now: Millis): Write[] {
  const { name, email, naming } = arriving.read
  return [
    ...newPerson(means.keys, person, { name, email, namings: naming === null ? [] : [naming] }, now),
    ...(arriving.receipt === null
      ? []
      : [
          insertReceipt({ tag: receiptTag(means, arriving.receipt), stream, person, createdAt: now, expiresAt: NEVER }),
        ]),
  ]
}

/** Hash before looking anything up: unknown, expired and malformed codes take the same path and the same time. */
export const receiptTag = (means: Pick<Means, 'keys'>, code: string): string =>
  means.keys.tag('receipt', canonicalCode(code))

const saltOf = (means: Means): string => Buffer.from(means.random(16)).toString('base64url')

import { z } from 'zod'
import type { Case, Group } from '../case/case.ts'
import { isPromise } from '../case/deadline.ts'
import type { DeadlineName, FileRef } from '../case/event.ts'
import type { CaseId, Millis } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { groupOf, nextOf as nextStepOf, stageOf } from '../case/process.ts'
import type { Next } from '../case/view.ts'
import { putDeadlines } from '../store/deadline-rows.ts'
import { type InboxRecord, PRACTICE } from '../store/inbox-rows.ts'
import type { DataKey } from '../store/keys.ts'
import { NEVER } from '../store/rows.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'

/** What the inbox shows of a case and must not lie in clear: its title, what is next, and whether it is attacked. */
const hidden = z.strictObject({
  title: z.string(),
  what: z.string(),
  command: z.string().nullable(),
  who: z.enum(['team', 'reporter', 'nobody']),
  due: z.number().nullable(),
  tags: z.array(z.string()),
  exploited: z.boolean(),
  /** Bytes of the files that came with it. */
  bytes: z.number(),
  /** Whom of the team it is not kept from; `null`: the whole team. Missing in rows of an older release. */
  access: z.array(z.string()).nullable().default(null),
})
export type Hidden = z.infer<typeof hidden>

/** The case as a row of the inbox. */
export function inboxRowOf(stream: CaseId, key: DataKey, of: Case, policy: Policy, now: Millis): InboxRecord {
  const next = nextStepOf(of, policy, now)
  const group = groupOf(of, policy, now)
  return {
    stream,
    number: of.number,
    head_seq: of.seq,
    stage: stageOf(of, policy, now),
    grp: of.practice ? PRACTICE : inClear(group, of),
    embargo: of.embargo.state,
    assignee: of.assignee ?? '',
    door: of.door,
    due_at: next.due ?? NEVER,
    publish_at: of.schedule?.publishAt ?? NEVER,
    waiting_since: of.question?.at ?? 0,
    created_at: of.receivedAt,
    updated_at: of.updatedAt,
    body: sealHidden(key, stream, {
      title: of.report.title,
      what: next.what,
      command: next.command,
      who: next.who,
      due: next.due,
      tags: [...of.tags],
      exploited: group === 'exploited',
      bytes: sizeOf(of.files),
      access: of.access === null ? null : [...of.access],
    }),
  }
}

export const sizeOf = (files: readonly FileRef[]): number => files.reduce((sum, file) => sum + file.size, 0)

/** A group that tells of attacks never lies in clear: on disk such a case stands where it would stand otherwise. */
const inClear = (group: Group, of: Case): Group =>
  group !== 'exploited' ? group : of.openedAt === null && of.acceptedAt === null ? 'new' : 'waiting-for-us'

const place = (stream: CaseId): Place => ({ at: 'case_inbox.body', row: stream, stream, v: 1 })
const sealHidden = (key: DataKey, stream: CaseId, value: Hidden): Uint8Array => sealJson(key, place(stream), value)
export const openHidden = (key: DataKey, row: InboxRecord): Hidden => openJson(key, place(row.stream), row.body, hidden)

export const nextOf = (row: Hidden, now: Millis): Next => ({
  command: row.command as Next['command'],
  what: row.what,
  who: row.who,
  due: row.due,
  overdue: row.due !== null && row.due < now,
})

/** The document as readers get it, with when the rest of it is due. */
export const publicBody = (document: Readonly<Record<string, unknown>>, detailsBy: Millis | null): string =>
  JSON.stringify({ ...document, detailsBy })

/** What comes due: a deadline of the case, the end of its embargo, or a planned publication. */
export type Due = DeadlineName | 'embargo' | 'publication'

/** Everything the clockwork has to look at, with the embargo's end and a scheduled publication beside the promises. */
export function deadlineRows(stream: CaseId, of: Case, now: Millis): Write[] {
  // Nobody is reminded of a practice case; what was planned in it happens all the same.
  const all: [Due, number][] = of.closedAt === null && !of.practice ? [...of.deadlines] : []
  if (of.schedule !== null && of.held === null) all.push(['publication', of.schedule.publishAt])
  if (of.embargo.until !== null && (of.embargo.state === 'active' || of.embargo.state === 'revising'))
    all.push(['embargo', of.embargo.until])
  const waits = ([name, at]: readonly [Due, number]): boolean => {
    if (name === 'embargo' || name === 'publication' || name === 'reporter-reminder' || at > now) return true
    // Of each promise that is late, the team is reminded once.
    return isPromise(name) && (of.reminded.team ?? -1) < at
  }
  return putDeadlines(stream, all.filter(waits))
}

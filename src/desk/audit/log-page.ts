import { actorText, type CaseId, type CaseNumber, type MemberId, type Millis } from '../../case/ids.ts'
import { logPage, logPageOfActor, logPageOfStream, type NumberedLeaf } from '../../store/audit-rows.ts'
import { ERASED } from '../../store/erase-rows.ts'
import { caseByStream } from '../../store/inbox-rows.ts'
import type { MemberActor } from '../desk.ts'
import type { Means } from '../means.ts'
import { noteRead } from '../read-leaf.ts'
import { namedCase } from '../sight.ts'

/** What a member may know of one entry: who and what in words, and the case where they see it. */
export interface LogEntry {
  /** Its number in the log; 0 while it waits for one. */
  readonly num: number
  readonly at: Millis
  /** `member:…`, `reporter`, `guest`, `desk`, `console`. Which reporter it was is in the case, for whoever sees it. */
  readonly by: { readonly member: MemberId } | 'reporter' | 'guest' | 'desk' | 'console'
  readonly act: string
  /** `null` for what belongs to no case; `gone` for one that was erased. */
  readonly case: { readonly number: CaseNumber } | 'gone' | null
}

export interface LogAsk {
  readonly member?: MemberId | undefined
  readonly case?: CaseNumber | undefined
  /** The `next` of the page before. */
  readonly before?: number | undefined
}

export interface LogPage {
  readonly entries: readonly LogEntry[]
  readonly next: number | null
}

const shown = 50

/**
 * One page, newest first, as if nothing had happened in cases that are kept from this member: their numbers alone are
 * left out of the row. Who reads the log is an entry of it. `undefined`: there is no such case for this member.
 */
export async function readLog(means: Means, viewer: MemberActor, ask: LogAsk): Promise<LogPage | undefined> {
  const stream = ask.case === undefined ? undefined : await namedCase(means, viewer, ask.case)
  if (ask.case !== undefined && stream === undefined) return undefined
  await noteRead(means, { stream: 'desk', key: await means.keys.desk() }, actorText(viewer), 'audit-read')
  const before = ask.before ?? Number.MAX_SAFE_INTEGER
  const query =
    stream !== undefined
      ? logPageOfStream(stream, before, shown + 1)
      : ask.member !== undefined
        ? logPageOfActor(viewer.member, `member:${ask.member}`, before, shown + 1)
        : logPage(viewer.member, before, shown + 1)
  const rows = await means.store.read(query)
  const page = rows.slice(0, shown)
  const cases = await casesOf(means, page)
  const last = page.at(-1)
  const next = rows.length > shown && last !== undefined ? (stream === undefined ? last.num : last.n) : null
  return { entries: page.map((leaf) => entryOf(leaf, cases)), next }
}

type Cases = ReadonlyMap<CaseId, LogEntry['case']>

async function casesOf(means: Means, page: readonly NumberedLeaf[]): Promise<Cases> {
  const streams = [...new Set(page.map(({ stream }) => stream))].filter((stream) => stream.startsWith('case-'))
  return new Map(
    await Promise.all(
      streams.map(async (stream): Promise<readonly [CaseId, LogEntry['case']]> => {
        const [row] = await means.store.read(caseByStream(stream))
        return [stream, row === undefined || row.grp === ERASED ? 'gone' : { number: row.number }]
      }),
    ),
  )
}

const entryOf = ({ num, at, actor, act, stream }: NumberedLeaf, cases: Cases): LogEntry => ({
  num,
  at,
  by: whoOf(actor),
  act,
  case: cases.get(stream) ?? null,
})

function whoOf(actor: string): LogEntry['by'] {
  const [kind = '', id = ''] = actor.split(':')
  if (kind === 'member') return { member: id }
  return kind === 'reporter' || kind === 'guest' || kind === 'console' ? kind : 'desk'
}

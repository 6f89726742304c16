import type { Case } from '../src/case/case.ts'
import type { CaseEvent } from '../src/case/event.ts'
import { evolve } from '../src/case/evolve.ts'
import { day } from '../src/case/policy.ts'
import { writeEvents } from '../src/desk/case-file.ts'
import { figureWith } from '../src/desk/figures/figure-row.ts'
import { freshId } from '../src/desk/fresh.ts'
import { newPerson } from '../src/desk/person.ts'
import { deadlineRows, inboxRowOf } from '../src/desk/projection.ts'
import { makeLeaf } from '../src/store/audit.ts'
import { keepBlob } from '../src/store/blob-rows.ts'
import { chance } from '../src/store/chance.ts'
import { insertEvents, insertUnique } from '../src/store/event-rows.ts'
import { insertInboxRow } from '../src/store/inbox-rows.ts'
import type { DataKey, Keys } from '../src/store/keys.ts'
import { leafHash, NO_LEAF } from '../src/store/leaf.ts'
import { insertReceipt } from '../src/store/receipt-rows.ts'
import { NEVER } from '../src/store/rows.ts'
import { sealJson } from '../src/store/seal.ts'
import type { Write } from '../src/store/store.ts'
import type { Pattern } from './patterns.ts'
import { insertWhole } from './planted-table.ts'
import { longReport, shortReport } from './report-text.ts'

const hour = 3_600_000

export interface Planting {
  readonly keys: Keys
  readonly deskKey: DataKey
  readonly now: number
}

export interface Place {
  readonly n: number
  readonly stream: string
  readonly number: string
}

/**
 * One case of the story once more, some days earlier, with a report of its own, sealed under a key of its own: the rows
 * that a desk would have, but for commands and notices of long ago. Counters are counted once all cases are there, and
 * leaves get their numbers then.
 */
export function plantedCase({ keys, deskKey, now }: Planting, pattern: Pattern, { n, stream, number }: Place): Write[] {
  const { key, write } = keys.create('case', stream)
  const earlier = pattern.kind === 'open' ? (n % 30) * hour + ((n * 7_919) % hour) : (n % 1_000) * day
  // What is open or new is searched and opened; of the rest only the size counts.
  const isNew = pattern.kind === 'open' || n % 1_000 < 110
  const person = isNew ? `person-${freshId(chance)}` : null
  const ids = pattern.advisories.map(
    ({ id }) => [id, `LANTERN-${1_000 + (n % 1_000)}-${String(n).padStart(7, '0')}`] as const,
  )
  let state: Case | null = null
  const events = pattern.history.flatMap(({ event, actor, cause, at }, index) => {
    const told = anew(withIds(event, ids), { n, number, isNew, person })
    const written = writeEvents({ stream, key, seq: index }, [told], { actor, cause, at: at - earlier, random: chance })
    for (const fact of written.recorded) state = evolve(state, fact)
    return written.sealed.map((sealed) => ({ ...sealed, stream, seq: index + 1 }))
  })
  if (state === null) throw new Error('a case begins with a report')
  const of: Case = state
  const { receivedAt, updatedAt } = of
  const [inboxRow] = insertInboxRow(inboxRowOf(stream, key, of, pattern.policy, now))
  if (inboxRow === undefined) throw new Error('a case has a row')
  return [
    write,
    insertUnique({ scope: 'number', tag: number, owner: stream }),
    insertReceipt({
      ...{ tag: keys.tag('receipt', stream), stream, person: person ?? 'person-of-long-ago' },
      ...{ createdAt: receivedAt, expiresAt: NEVER },
    }),
    ...(person === null
      ? []
      : newPerson(keys, person, { name: `Reporter ${n}`, email: `r${n}@example.org` }, receivedAt)),
    ...insertEvents(events),
    inboxRow,
    ...deadlines(stream, of, pattern.kind === 'open' ? now : now + earlier, now),
    ...figureWith(deskKey, stream, of),
    ...opened(key, stream, receivedAt + 1, n),
    ...(n % 10 === 0 ? [keepBlob(`blob-${stream}`, stream, receivedAt)] : []),
    ...(isNew ? doneJob(key, stream, updatedAt) : []),
    ...pattern.advisories.flatMap(({ revision, newest, published_at, updated_at, body }) =>
      insertWhole('advisory', {
        ...{ id: ids[0]?.[1] ?? '', revision, newest, stream, body: replaced(body, ids) },
        ...{ published_at: published_at - earlier, updated_at: updated_at - earlier },
      }),
    ),
  ]
}

/** Of what ended, the end of an embargo may still lie ahead; what came due before was done before. */
function deadlines(stream: string, of: Case, told: number, now: number): Write[] {
  if (told > now && (of.embargo.until ?? 0) <= told) return []
  return deadlineRows(stream, of, now).filter(({ sql }) => sql.startsWith('insert'))
}

/** Somebody of the team read it once. */
function opened(key: DataKey, stream: string, at: number, n: number): Write[] {
  const leaf = { id: freshId(chance), at, actor: `member:bench-${n % 10}`, act: 'case-read', stream }
  const row = { ...makeLeaf(key, leaf, leaf.act), n: 1, prev: NO_LEAF.hash, num: 0 }
  return insertWhole('leaf', { ...row, hash: leafHash(row) })
}

/** The notice of a new report, carried out. */
function doneJob(key: DataKey, stream: string, at: number): Write[] {
  const id = freshId(chance)
  const body = sealJson(key, { at: 'outbox.body', row: id, stream, v: 1 }, { news: 'new-report' })
  return insertWhole('outbox', {
    ...{ id, lane: 'notice', topic: 'case-news', dedupe: id, stream, run_at: at, lease_until: 0, lease_by: '' },
    ...{ fence: 1, tries: 1, done_at: at + 1, dead_at: 0, last_error: '', body },
  })
}

function anew(
  event: CaseEvent,
  { n, number, isNew, person }: { n: number; number: string; isNew: boolean; person: string | null },
): CaseEvent {
  if (event.type !== 'ReportReceived') return event
  const { title, description } = isNew ? longReport(n) : shortReport(n)
  const told = isNew ? event.report : { product: event.report.product, version: event.report.version }
  return { ...event, number, report: { ...told, title, description }, files: [], reporter: person ?? event.reporter }
}

type Ids = readonly (readonly [was: string, is: string])[]

const withIds = (event: CaseEvent, ids: Ids): CaseEvent =>
  ids.length === 0 ? event : (JSON.parse(replaced(JSON.stringify(event), ids)) as CaseEvent)

const replaced = (text: string, ids: Ids): string => ids.reduce((so, [was, is]) => so.replaceAll(was, is), text)

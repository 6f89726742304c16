/**
 * `planter.js FOLDER COUNT`: a desk with so many cases, quickly. The cast's story is told through the desk as ever; then
 * its cases are multiplied with keys, ids and titles of their own, by the store's own row modules and the desk's own
 * projections, past the writer thread and without waiting for the disk.
 */
import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { plantLantern } from '../seed/lantern.ts'
import type { Case } from '../src/case/case.ts'
import type { CaseEvent, Recorded } from '../src/case/event.ts'
import { evolve, replay } from '../src/case/evolve.ts'
import { day, type Policy, policy } from '../src/case/policy.ts'
import { groupOf } from '../src/case/process.ts'
import { openEvent, writeEvents } from '../src/desk/case-file.ts'
import { figureWith } from '../src/desk/figures/figure-row.ts'
import { freshId, freshNumber } from '../src/desk/fresh.ts'
import { deadlineRows, inboxRowOf } from '../src/desk/projection.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { insertEvents, insertUnique } from '../src/store/event-rows.ts'
import { inboxByUpdate, insertInboxRow } from '../src/store/inbox-rows.ts'
import type { Kept } from '../src/store/kept.ts'
import type { DataKey } from '../src/store/keys.ts'
import { findPolicy } from '../src/store/policy-rows.ts'
import { bound, databaseFile, statementsOf } from '../src/store/sqlite-file.ts'
import type { Write } from '../src/store/store.ts'
import { deskEnv } from './child.ts'
import { reportFields } from './report-text.ts'

export interface PlantedMany {
  readonly cases: number
  readonly open: number
  readonly seconds: number
  readonly megabytes: number
}

/** One case in twenty is open: a desk of some years. */
const openShare = 20
const together = 2_000
/** A machine that has more to do gets a smaller desk, and the figures say how large it is. */
const longest = 60_000

const [folder = '.', count = '1000'] = process.argv.slice(2)
const env = deskEnv(folder)
const now = Date.now()
const began = performance.now()
await plantLantern({ env }, now)
const embedded = await openEmbedded({
  folder: env.POSTERN_DATA ?? '',
  keyFile: env.POSTERN_KEY_FILE,
  server: true,
  env: {},
  now,
  onFatal: (error) => {
    throw error
  },
})
const patterns = await patternsIn(embedded)
const deskKey = await embedded.keys.desk()
// Keys are made without the store, so nobody else has the database open while it is filled.
await embedded.close()
const planted = multiply(embedded.keys, deskKey, patterns, Number(count))
process.send?.({ ...planted, seconds: (performance.now() - began) / 1_000 } satisfies PlantedMany)
process.disconnect?.()

interface Pattern {
  readonly history: readonly Recorded[]
  readonly policy: Policy
  readonly open: boolean
}

/** Cases of the story that stand for themselves: neither published, with rows elsewhere, nor linked to another case. */
async function patternsIn({ store, keys }: Kept): Promise<readonly Pattern[]> {
  const found = await Promise.all(
    (await store.read(inboxByUpdate({ viewer: null, limit: 1_000 }))).map(async ({ stream }): Promise<Pattern[]> => {
      const key = await keys.find('case', stream)
      const history = key === undefined ? [] : (await store.events(stream)).map((stored) => openEvent(key, stored))
      const state = replay(history)
      if (state === null || state.published.length > 0 || state.duplicates.length > 0 || state.declined?.duplicateOf)
        return []
      const [row] = await store.read(findPolicy(state.policy))
      const rules = policy.parse(JSON.parse(row?.body ?? '{}'))
      if (groupOf(state, rules, now) !== 'done') return [{ history, policy: rules, open: true }]
      // What was declined at once makes most of a large desk. Its embargo is left out: nothing of it is measured.
      const brief = history.filter(({ event }) => !event.type.startsWith('Embargo'))
      return brief.length <= 3 ? [{ history: brief, policy: rules, open: false }] : []
    }),
  )
  return found.flat()
}

function multiply(
  keys: Kept['keys'],
  deskKey: DataKey,
  patterns: readonly Pattern[],
  cases: number,
): Omit<PlantedMany, 'seconds'> {
  const file = databaseFile(env.POSTERN_DATA ?? '')
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5_000 })
  db.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; pragma cache_size = -262144',
  )
  const prepared = statementsOf(db)
  const write = ({ sql, params }: Write): void => void prepared(sql).run(...bound(params))
  // In the order of their keys, and with the indexes made at the end, rows go in several times as fast.
  const streams = Array.from({ length: cases }, () => `case-${freshId(random)}`).sort()
  const indexes = takeIndexes(db)
  const numbers = new Set<string>()
  const [openOnes, done] = [patterns.filter(({ open }) => open), patterns.filter(({ open }) => !open)]
  let open = 0
  let made = 0
  for (let n = 0; n < cases && (n % together !== 0 || performance.now() - began < longest); n++) {
    if (n % together === 0) db.exec('begin')
    const of = n % openShare === 0 ? openOnes : done
    const pattern = of[Math.floor(n / openShare) % of.length] ?? patterns[0]
    if (pattern === undefined) throw new Error('the story has cases to multiply')
    if (pattern.open) open += 1
    for (const one of another(keys, deskKey, pattern, n, streams[n] ?? '', freshNumberIn(numbers))) write(one)
    made += 1
    if (n % together === together - 1 || n === cases - 1) db.exec('commit')
  }
  for (const sql of indexes) db.exec(sql)
  db.exec('pragma journal_mode = wal')
  const { pages, size } = db
    .prepare('select page_count as pages, page_size as size from pragma_page_count, pragma_page_size')
    .get() as { pages: number; size: number }
  db.close()
  return { cases: made, open, megabytes: (pages * size) / 1e6 }
}

/** The same case once more, some days earlier, with a report of its own. */
function another(
  keys: Kept['keys'],
  deskKey: DataKey,
  { history, policy: rules, open }: Pattern,
  n: number,
  stream: string,
  number: string,
): Write[] {
  const { key, write } = keys.create('case', stream)
  const earlier = open ? (n % 30) * 3_600_000 : (n % 1_000) * day
  let state: Case | null = null
  const events = history.flatMap(({ event, actor, cause, at }, index) => {
    const written = writeEvents({ stream, key, seq: index }, [anew(event, n, number)], {
      actor,
      cause,
      at: at - earlier,
      random,
    })
    for (const fact of written.recorded) state = evolve(state, fact)
    return insertEvents(written.sealed.map((sealed) => ({ ...sealed, stream, seq: index + 1 })))
  })
  if (state === null) throw new Error('a case begins with a report')
  return [
    write,
    insertUnique({ scope: 'number', tag: number, owner: stream }),
    ...events,
    ...insertInboxRow(inboxRowOf(stream, key, state, rules, now)),
    ...(open ? deadlineRows(stream, state, now) : []),
    ...figureWith(deskKey, stream, state),
  ]
}

/** Drops what only makes reading quicker, and gives the statements that make it again. */
function takeIndexes(db: DatabaseSync): readonly string[] {
  const indexes = db.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").all() as {
    name: string
    sql: string
  }[]
  for (const { name } of indexes) db.exec(`drop index ${name}`)
  return indexes.map(({ sql }) => sql)
}

function anew(event: CaseEvent, n: number, number: string): CaseEvent {
  if (event.type !== 'ReportReceived') return event
  const { title, description } = reportFields(n)
  return { ...event, number, report: { ...event.report, title, description: description.slice(0, 700) }, files: [] }
}

function freshNumberIn(taken: Set<string>): string {
  const number = freshNumber(random)
  if (taken.has(number)) return freshNumberIn(taken)
  taken.add(number)
  return number
}

function random(bytes: number): Uint8Array {
  return new Uint8Array(randomBytes(bytes))
}

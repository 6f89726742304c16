import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { type AlikeFound, type AlikeKey, alikeIndex } from './alike/alike-index.ts'
import { type Told, termsOf } from './alike/terms.ts'
import type { TypedQuery } from './search-words.ts'

/**
 * The indexes, in the memory of this thread and nowhere else: an FTS5 table of words, its rows keyed by case and
 * audience, and beside it the numbers by which reports that mean the same are found. The latter is the team's alone.
 */
export type Ask =
  | {
      readonly ask: 'put'
      readonly stream: string
      readonly audience: string
      /** When it changed last: found cases come in the order of it. */
      readonly at: number
      readonly text: string
    }
  | { readonly ask: 'tell'; readonly key: AlikeKey; readonly told: Told }
  | { readonly ask: 'forget'; readonly key: AlikeKey }
  | {
      readonly ask: 'alike'
      readonly id: number
      readonly told: Told
      readonly except: readonly string[]
      readonly most: number
      readonly milliseconds: number
    }
  | {
      readonly ask: 'find'
      readonly id: number
      readonly query: TypedQuery
      readonly audience: string
      /** Cases that whoever asks may not see. */
      readonly except: readonly string[]
      readonly most: number
      readonly milliseconds: number
    }

export interface Found {
  readonly id: number
  readonly streams: readonly string[]
  /** The time was over before everything was looked at. */
  readonly cut: boolean
}

export interface Alike extends AlikeFound {
  readonly id: number
}

const limits = workerData as { memory: number; alike: number }
/** A term takes four bytes in its text and as many among the texts that hold it. */
const alike = alikeIndex(() => performance.now(), limits.alike / 8)

const database = new DatabaseSync(':memory:')
database.exec(`pragma max_page_count = ${Math.max(64, Math.floor(limits.memory / 4_096))}`)
database.exec(`
  create table doc (id integer primary key, stream text not null, audience text not null, unique (stream, audience));
  create virtual table body using fts5(text, content='', contentless_delete=1, detail=none, prefix='3', tokenize='unicode61 remove_diacritics 2');
`)
const remove = database.prepare('delete from doc where stream = ?1 and audience = ?2 returning id')
const unindex = database.prepare('delete from body where rowid = ?1')
const insert = database.prepare('insert into doc (id, stream, audience) values (?1, ?2, ?3)')
const taken = database.prepare('select 1 from doc where id = ?1')
const index = database.prepare('insert into body (rowid, text) values (?1, ?2)')
// Newest first needs no ranking over everything, so a common word is as quick as a rare one.
const find = database.prepare(
  'select doc.stream as stream from body join doc on doc.id = body.rowid where body match ?1 and doc.audience = ?2 and doc.stream not in (select value from json_each(?4)) order by body.rowid desc limit ?3',
)

/** What comes together is written together: one by one, each would cost more than all of its words. */
let puts: Extract<Ask, { ask: 'put' }>[] = []

parentPort?.on('message', (ask: Ask) => {
  if (ask.ask === 'put') {
    if (puts.push(ask) === 1) setImmediate(putAll)
  } else if (ask.ask === 'tell') {
    alike.put(ask.key, termsOf(ask.told))
  } else if (ask.ask === 'forget') {
    alike.remove(ask.key)
  } else if (ask.ask === 'alike') {
    parentPort?.postMessage({ id: ask.id, ...alike.find(termsOf(ask.told), ask) } satisfies Alike)
  } else {
    putAll()
    answer(ask)
  }
})

function putAll(): void {
  const waiting = puts
  puts = []
  if (waiting.length === 0) return
  database.exec('begin')
  for (const ask of waiting) put(ask)
  database.exec('commit')
}

function put(ask: Extract<Ask, { ask: 'put' }>): void {
  database.exec('savepoint one')
  try {
    const old = remove.get(ask.stream, ask.audience) as { id: number } | undefined
    if (old !== undefined) unindex.run(old.id)
    const id = freeId(ask.at)
    insert.run(id, ask.stream, ask.audience)
    index.run(id, ask.text)
  } catch {
    // The memory set aside is used up: the newest cases are in, since they came first.
    database.exec('rollback to one')
  }
  database.exec('release one')
}

/** Ids run with the time, so that "newest first" is the order of the table itself. */
function freeId(at: number): number {
  let id = at * 1_000
  while (taken.get(id) !== undefined) id += 1
  return id
}

/**
 * Cases with the very words come first. What begins with one is looked for only where they leave room: SQLite gathers
 * every text with every such word before it gives the first one.
 */
function answer(ask: Extract<Ask, { ask: 'find' }>): void {
  const until = performance.now() + ask.milliseconds
  const streams: string[] = []
  let cut = false
  const look = (query: string): void => {
    const most = ask.most - streams.length
    for (const row of find.iterate(query, ask.audience, most, JSON.stringify([...ask.except, ...streams]))) {
      streams.push((row as { stream: string }).stream)
      cut = performance.now() > until
      if (cut) break
    }
  }
  try {
    look(ask.query.words)
    if (!cut && streams.length < ask.most && ask.query.beginnings !== null) look(ask.query.beginnings)
  } catch {
    cut = true
  }
  parentPort?.postMessage({ id: ask.id, streams, cut } satisfies Found)
}

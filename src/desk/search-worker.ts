import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** The index: an FTS5 table in the memory of this thread, and nowhere else. Rows are keyed by case and audience. */
export type Ask =
  | { readonly ask: 'put'; readonly stream: string; readonly audience: string; readonly text: string }
  | {
      readonly ask: 'find'
      readonly id: number
      readonly query: string
      readonly audience: string
      readonly most: number
      readonly milliseconds: number
    }

export interface Found {
  readonly id: number
  readonly streams: readonly string[]
  /** The time was over before everything was looked at. */
  readonly cut: boolean
}

const database = new DatabaseSync(':memory:')
database.exec(`pragma max_page_count = ${Math.max(64, Math.floor((workerData as { memory: number }).memory / 4_096))}`)
database.exec(`
  create table doc (id integer primary key, stream text not null, audience text not null, unique (stream, audience));
  create virtual table body using fts5(text, content='', contentless_delete=1, detail=none, prefix='3', tokenize='unicode61 remove_diacritics 2');
`)
const remove = database.prepare('delete from doc where stream = ?1 and audience = ?2 returning id')
const unindex = database.prepare('delete from body where rowid = ?1')
const insert = database.prepare('insert into doc (stream, audience) values (?1, ?2) returning id')
const index = database.prepare('insert into body (rowid, text) values (?1, ?2)')
// Newest first needs no ranking over everything, so a common word is as quick as a rare one.
const find = database.prepare(
  'select doc.stream as stream from body join doc on doc.id = body.rowid where body match ?1 and doc.audience = ?2 order by body.rowid desc limit ?3',
)

parentPort?.on('message', (ask: Ask) => (ask.ask === 'put' ? put(ask) : answer(ask)))

function put(ask: Extract<Ask, { ask: 'put' }>): void {
  database.exec('begin')
  try {
    const old = remove.get(ask.stream, ask.audience) as { id: number } | undefined
    if (old !== undefined) unindex.run(old.id)
    const { id } = insert.get(ask.stream, ask.audience) as { id: number }
    index.run(id, ask.text)
    database.exec('commit')
  } catch {
    // The memory set aside is used up: the newest cases are in, since they came first.
    database.exec('rollback')
  }
}

function answer(ask: Extract<Ask, { ask: 'find' }>): void {
  const until = performance.now() + ask.milliseconds
  const streams: string[] = []
  let cut = false
  try {
    for (const row of find.iterate(ask.query, ask.audience, ask.most)) {
      streams.push((row as { stream: string }).stream)
      cut = performance.now() > until
      if (cut) break
    }
  } catch {
    cut = true
  }
  parentPort?.postMessage({ id: ask.id, streams, cut } satisfies Found)
}

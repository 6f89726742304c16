import type { StatementSync } from 'node:sqlite'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type Failpoints, strike } from './failpoints.ts'
import { insertLeaf, type LeafHead, NO_LEAF } from './leaf.ts'
import { bound, openForWriting, statementsOf, troubleOf } from './sqlite-file.ts'
import { Refused, type Request, type Step } from './steps.ts'
import type { Appended, Statement, Write } from './store.ts'
import { writeAnew } from './write-anew.ts'

/**
 * The writer thread: the only place that changes the database. It takes a batch, runs each request in a savepoint of
 * its own, commits once, and answers after the commit. While it waits for the disk the next batch gathers.
 */
export interface WriterData {
  readonly file: string
  readonly failpoints: Failpoints
}

export type WriterAnswer =
  | { readonly appended: Appended }
  | { readonly failure: 'full' | 'busy' | 'io'; readonly message: string }
  /** A statement that cannot run: our bug, not the world's. */
  | { readonly bug: string }

export interface WriterReply {
  readonly answers: readonly WriterAnswer[]
  /** Commits so far that changed something. */
  readonly commits: number
  /** The file cannot be trusted any more; the process must end. */
  readonly fatal: string | null
  /** The answer to `empty-log`. */
  readonly emptied?: boolean
}

const port = parentPort as MessagePort
const { file, failpoints } = workerData as WriterData
const db = openForWriting(file)
if (failpoints.maxPages !== undefined) db.exec(`pragma max_page_count = ${failpoints.maxPages}`)
const prepared = statementsOf(db)
let commits = 0

port.on('message', (batch: readonly Request[] | 'close' | 'empty-log') => {
  if (batch === 'empty-log') {
    port.postMessage({ answers: [], commits, ...emptyLog() } satisfies WriterReply)
    return
  }
  if (batch === 'close') {
    db.close()
    port.close()
    return
  }
  const answers = commitBatch(batch)
  port.postMessage({ answers, commits, fatal: fatalIn(answers) } satisfies WriterReply)
  const trouble = checkpoint()
  if (trouble) port.postMessage({ answers: [], commits, fatal: trouble } satisfies WriterReply)
})

function commitBatch(batch: readonly Request[]): WriterAnswer[] {
  try {
    prepared('begin immediate').run()
    const answers = batch.map(runRequest)
    if (!answers.some(changesSomething)) {
      prepared('rollback').run()
      return answers
    }
    if (failpoints.delayCommit) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, failpoints.delayCommit)
    strike(failpoints.beforeCommit, failpoints.nth, commits + 1)
    prepared('commit').run()
    commits++
    strike(failpoints.afterCommit, failpoints.nth, commits)
    return answers
  } catch (error) {
    const failure = failureOf(error)
    rollBack()
    return batch.map(() => failure)
  }
}

/** Undoes this request alone where it is refused; a disk that is full or failing undoes the whole batch. */
function runRequest(request: Request): WriterAnswer {
  prepared('savepoint request').run()
  try {
    for (const step of request.steps) runStep(step)
    prepared('release request').run()
    return { appended: { result: 'committed', seq: request.seq } }
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble !== 'unique' && trouble !== 'other') throw error
    prepared('rollback to request').run()
    prepared('release request').run()
    if (error instanceof Refused) return { appended: error.answer }
    return trouble === 'unique' ? { appended: { result: 'conflict' } } : { bug: String(error) }
  }
}

function runStep(step: Step): void {
  switch (step.run) {
    case 'unique':
      if (change(step.insert) === 1) return
      throw new Refused({
        result: 'duplicate',
        scope: step.scope,
        owner: one<{ owner: string }>(step.owner)?.owner ?? '',
      })
    case 'head':
      if (one<{ seq: number }>(step.head)?.seq === step.expected) return
      throw new Refused({ result: 'conflict' })
    case 'write':
      return void change(step.write)
    case 'leaf':
      return void change(insertLeaf(step.leaf, one<LeafHead>(step.head) ?? NO_LEAF))
  }
}

function change(write: Write): number {
  const changes = Number(run(write).changes)
  if (write.changes !== undefined && changes !== write.changes) throw new Refused({ result: 'conflict' })
  return changes
}

const run = (write: Write): ReturnType<StatementSync['run']> => prepared(write.sql).run(...bound(write.params))

/** The statements are constants of this folder; their rows have the shape that the caller names. */
const one = <Row>({ sql, params }: Statement): Row | undefined => prepared(sql).get(...bound(params)) as Row | undefined

const changesSomething = (answer: WriterAnswer): boolean =>
  'appended' in answer && answer.appended.result === 'committed'

function failureOf(error: unknown): WriterAnswer & { failure: string } {
  const trouble = troubleOf(error)
  return { failure: trouble === 'full' || trouble === 'busy' ? trouble : 'io', message: String(error) }
}

/** After an I/O error SQLite may have rolled back by itself, or may be unable to. */
function rollBack(): void {
  if (!db.isTransaction) return
  try {
    db.exec('rollback')
  } catch {
    // The batch is answered with a failure in any case, and what is not committed is gone with the process.
  }
}

const fatalIn = (answers: readonly WriterAnswer[]): string | null => {
  const io = answers.find((answer) => 'failure' in answer && answer.failure === 'io')
  return io && 'message' in io ? io.message : null
}

/**
 * Writes the table of keys anew, since pages that a tree moved about keep traces of what was deleted; then moves
 * everything into the database and cuts the log to nothing.
 */
function emptyLog(): { readonly emptied: boolean; readonly fatal: string | null } {
  try {
    writeAnew(db, 'key_store')
    const { busy } = prepared('pragma wal_checkpoint(truncate)').get() as { busy: number }
    return { emptied: busy === 0, fatal: null }
  } catch (error) {
    rollBack()
    return { emptied: false, fatal: troubleOf(error) === 'io' ? String(error) : null }
  }
}

/** 16 MB: a page that many commits wrote is then moved once. */
const CHECKPOINT_PAGES = 4_000

/** Moves the WAL into the database after the answers are out. A failed fsync here is as final as one of a commit. */
function checkpoint(): string | null {
  try {
    const { log, checkpointed } = prepared('pragma wal_checkpoint(noop)').get() as { log: number; checkpointed: number }
    if (log - checkpointed >= CHECKPOINT_PAGES) prepared('pragma wal_checkpoint(passive)').get()
    return null
  } catch (error) {
    return troubleOf(error) === 'io' ? String(error) : null
  }
}

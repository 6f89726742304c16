import { Worker } from 'node:worker_threads'
import type { Failpoints } from './failpoints.ts'
import type { Request } from './steps.ts'
import { type Appended, StoreFailure } from './store.ts'
import type { WriterAnswer, WriterData, WriterReply } from './writer.ts'

/**
 * The desk's end of the writer thread. Requests of one turn of the event loop, and those that arrive while a batch is
 * being written, leave together: many senders share one commit.
 */
export interface WriterQueue {
  append(request: Request): Promise<Appended>
  stats(): WriterStats
  /** Cuts the log to nothing, after what is under way; false where somebody still reads from it. */
  emptyLog(): Promise<boolean>
  /** Writes what is queued, then ends. */
  close(): Promise<void>
}

export interface WriterStats {
  readonly commits: number
  readonly requests: number
}

interface Waiting {
  readonly request: Request
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: Error) => void
}

const BATCH = 256
const QUEUED = 10_000
const TURNS = 4

export function startWriter(data: { file: string; failpoints: Failpoints; onFatal(error: Error): void }): WriterQueue {
  const worker = new Worker(new URL('./writer.js', import.meta.url), {
    workerData: { file: data.file, failpoints: data.failpoints } satisfies WriterData,
    // What passes through the thread is garbage with the next batch, and need not wait for megabytes of it.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let queue: Waiting[] = []
  let inFlight: Waiting[] = []
  let scheduled = false
  let commits = 0
  let requests = 0
  let ended: StoreFailure | undefined
  let drained: (() => void) | undefined
  const emptying: ((emptied: boolean) => void)[] = []

  // Only work under way keeps the process alive, so that a command that forgets to close still ends.
  worker.unref()
  worker.on('message', (reply: WriterReply) => {
    commits = reply.commits
    const answered = inFlight
    if (reply.answers.length > 0) inFlight = []
    for (const [i, answer] of reply.answers.entries()) settle(answered[i] as Waiting, answer)
    if (reply.emptied !== undefined) emptying.shift()?.(reply.emptied)
    if (reply.fatal !== null) return die(reply.fatal)
    if (queue.length > 0) schedule()
    else if (inFlight.length === 0 && emptying.length === 0) idle()
  })
  worker.on('error', (error) => die(String(error)))
  worker.on('exit', () => die('the writer thread ended'))

  function schedule(): void {
    if (scheduled || inFlight.length > 0) return
    scheduled = true
    setImmediate(gather, queue.length, 0)
  }

  /** Waits while more keep coming, some turns of the event loop at most: what arrives together shares a commit. */
  function gather(seen: number, turns: number): void {
    if (queue.length > seen && turns < TURNS) setImmediate(gather, queue.length, turns + 1)
    else flush()
  }

  function flush(): void {
    scheduled = false
    if (ended || queue.length === 0 || inFlight.length > 0) return
    inFlight = queue.slice(0, BATCH)
    queue = queue.slice(BATCH)
    worker.ref()
    worker.postMessage(inFlight.map((waiting) => waiting.request))
  }

  function idle(): void {
    worker.unref()
    drained?.()
  }

  function die(message: string): void {
    if (ended) return
    ended = new StoreFailure('io', `The database could not be written: ${message}`)
    for (const waiting of [...inFlight, ...queue]) waiting.reject(ended)
    inFlight = queue = []
    for (const resolve of emptying.splice(0)) resolve(false)
    idle()
    void worker.terminate()
    data.onFatal(ended)
  }

  return {
    append: (request) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        if (queue.length >= QUEUED)
          return reject(new StoreFailure('busy', 'The database has more to write than it can; try again in a moment.'))
        requests++
        queue.push({ request, resolve, reject })
        schedule()
      }),
    stats: () => ({ commits, requests }),
    emptyLog: () =>
      new Promise((resolve) => {
        if (ended) return resolve(false)
        emptying.push(resolve)
        worker.ref()
        worker.postMessage('empty-log')
      }),
    close: async () => {
      if (ended) return
      if (queue.length + inFlight.length > 0)
        await new Promise<void>((resolve) => {
          drained = resolve
        })
      ended ??= new StoreFailure('closed', 'The store is closed.')
      worker.ref()
      worker.postMessage('close')
      await exited
    },
  }
}

function settle(waiting: Waiting, answer: WriterAnswer): void {
  if ('appended' in answer) waiting.resolve(answer.appended)
  else if ('bug' in answer) waiting.reject(new Error(answer.bug))
  else waiting.reject(new StoreFailure(answer.failure, FAILURES[answer.failure], { cause: answer.message }))
}

const FAILURES = {
  full: 'The disk is full; nothing was stored.',
  busy: 'Another process holds the database; nothing was stored.',
  io: 'The disk failed while writing; whether this was stored is not known.',
}

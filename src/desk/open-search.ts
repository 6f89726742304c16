import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Case } from '../case/case.ts'
import { caseByStream, type InboxRecord, inboxCounts } from '../store/inbox-rows.ts'
import { Unreadable } from '../store/seal.ts'
import { advisoryTold, reportTold } from './alike/told.ts'
import { readCase } from './case-file.ts'
import { rowsOf } from './inbox.ts'
import type { Means } from './means.ts'
import { pace } from './pace.ts'
import { readPerson } from './person.ts'
import { rowWatch } from './row-watch.ts'
import type { Search } from './search.ts'
import { queryOf, type TypedQuery, wordsOf } from './search-words.ts'
import type { Alike, Ask, Found } from './search-worker.ts'

const shown = 50
/** What changes within two seconds is read again together; whoever searches does not wait for it. */
const together = 2_000

/** Opens cases here, where the keys are, and sends their words to a thread that keeps the index in its memory. */
export function openSearch(means: Means): Search {
  const worker = new Worker(join(import.meta.dirname, 'search-worker.js'), {
    workerData: { memory: means.limits.searchMemory, alike: means.limits.alikeMemory },
    // Its words live in SQLite's memory: what passes through the thread's own is soon garbage.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  worker.unref()
  const waiting = new Map<number, (answer: Found | Alike) => void>()
  worker.on('message', (answer: Found | Alike) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  worker.on('error', (error) => means.note('search-failed', { error: error.name }))
  const post = (ask: Ask): void => worker.postMessage(ask)
  const background = pace()
  let asked = 0
  let full = false
  let closed = false
  let behind = 0
  let soon: NodeJS.Timeout | null = null

  const watch = rowWatch(
    means,
    async (record) => {
      await background.turn()
      if (!closed) await indexCase(means, record, post).catch(unlessDamaged)
    },
    { most: means.limits.searchCases },
  )

  async function fill(): Promise<void> {
    behind += 1
    await watch.catchUp().finally(() => {
      behind -= 1
    })
    full = true
  }

  /** Whoever searches sees what is new, unless so much is new that it would take too long. */
  const catchUpBriefly = (): Promise<unknown> => Promise.race([fill(), sleep(means.limits.searchMilliseconds)])

  const fillAndTell = (): void =>
    void fill().catch((error: unknown) => {
      if (!closed) means.note('search-failed', { error: String((error as Error).name) })
    })

  const ready = async (): Promise<number> => {
    if (full && behind === 0) return 1
    const total = (await means.store.read(inboxCounts('grp'))).reduce((sum, row) => sum + row.n, 0)
    return total === 0 ? 1 : Math.min(0.99, watch.told() / Math.min(total, means.limits.searchCases))
  }

  /** What the thread answers; a thread that does not answer must not keep a page waiting. */
  const answered = <A extends Found | Alike>(question: (id: number) => Ask, none: (id: number) => A): Promise<A> =>
    new Promise((resolve) => {
      const id = ++asked
      // Each question has its own number, and the thread answers a question in the question's own way.
      waiting.set(id, (answer) => resolve(answer as A))
      setTimeout(() => {
        if (waiting.delete(id)) resolve(none(id))
      }, means.limits.searchMilliseconds * 4).unref()
      post(question(id))
    })

  const milliseconds = means.limits.searchMilliseconds
  const ask = (query: TypedQuery, except: readonly string[]): Promise<Found> =>
    answered(
      (id) => ({ ask: 'find', id, query, audience: 'team', except, most: shown + 1, milliseconds }),
      (id) => ({ id, streams: [], cut: true }),
    )

  return {
    start: fillAndTell,
    changed() {
      if (!full || soon !== null) return
      soon = setTimeout(() => {
        soon = null
        fillAndTell()
      }, together).unref()
    },
    async find(words, kept, viewer) {
      const query = queryOf(words, means.limits)
      if (query === null)
        return { items: [], ready: await ready(), problem: 'Type a word of the report, a number or a name.' }
      if (full) await catchUpBriefly()
      const found = await ask(query, [...kept])
      const records = (
        await Promise.all(found.streams.slice(0, shown).map((stream) => means.store.read(caseByStream(stream))))
      ).flat()
      const problem = found.cut
        ? 'That search took too long. More words, or longer ones, narrow it down.'
        : found.streams.length > shown
          ? `The first ${shown} are shown: these very words before what begins with them, and the newest first. More words narrow it down.`
          : null
      return { items: await rowsOf(means, viewer, records), ready: await ready(), problem }
    },
    async alike(told, { most, except }) {
      if (full) await catchUpBriefly()
      const { alike, cut } = await answered<Alike>(
        (id) => ({ ask: 'alike', id, told, except: [...except], most, milliseconds }),
        (id) => ({ id, alike: [], cut: true }),
      )
      return { alike, cut, ready: await ready() }
    },
    async close() {
      closed = true
      if (soon !== null) clearTimeout(soon)
      await worker.terminate()
    },
  }
}

/** A case that does not open any more is not found either; the others still are. */
function unlessDamaged(error: unknown): void {
  if (!(error instanceof Unreadable)) throw error
}

async function indexCase(
  means: Means,
  { stream, updated_at: at }: InboxRecord,
  post: (ask: Ask) => void,
): Promise<void> {
  const file = await readCase(means.store, means.keys, stream)
  if (file === undefined) return forgotten(means, stream, at, post)
  const person = file.case.reporter === null ? null : await readPerson(means.store, means.keys, file.case.reporter)
  const text = textOf(means, file.case, [person?.name ?? '', person?.email ?? ''])
  post({ ask: 'put', stream, audience: 'team', at, text })
  post({ ask: 'tell', key: { stream, part: 'report' }, told: reportTold(file.case.report) })
  post({ ask: 'tell', key: { stream, part: 'advisory' }, told: advisoryTold(file.case.draft) })
}

/** Erased meanwhile, perhaps by another process: its words leave this memory too. */
function forgotten(means: Means, stream: string, at: number, post: (ask: Ask) => void): void {
  means.keys.forget('case', stream)
  post({ ask: 'put', stream, audience: 'team', at, text: '' })
  for (const part of ['report', 'advisory'] as const) post({ ask: 'forget', key: { stream, part } })
}

function textOf(means: Means, of: Case, names: readonly string[]): string {
  const said = Object.values(of.report).filter((value): value is string => typeof value === 'string')
  const messages = [...of.thread, ...of.notes].map((message) => message.text)
  const files = of.files.map((file) => file.name)
  const parts = [of.number, ...names, ...of.tags, ...said, ...messages, ...files].map((part) =>
    part.slice(0, means.limits.searchMessage),
  )
  return wordsOf(parts.join('\n').slice(0, means.limits.searchCase), means.limits).join(' ')
}

import type { Case } from '../case/case.ts'
import type { Reported } from '../case/credit.ts'
import type { CaseId } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { followersOf } from './main-case.ts'
import type { Means } from './means.ts'
import { pace } from './pace.ts'
import { rowWatch } from './row-watch.ts'

/**
 * The wishes for credit of those who reported the same. They lie sealed in as many cases, so one request reads a page of
 * them at most; where there are more, the rest is gathered in the background and kept until one of the cases changes.
 */
export interface ClusterCredits {
  readonly known: readonly Reported[]
  /** Whose wishes are still to be read. */
  readonly missing: number
}

const atOnce = 200
/** In the background, between two pauses. */
const together = 50

export async function clusterCredits(means: Means, { case: of }: CaseFile, policy: Policy): Promise<ClusterCredits> {
  const wanted = wantedOf(of, await followersOf(means, of), policy)
  if (wanted.length === 0) return { known: [], missing: 0 }
  const book = bookOf(means)
  await book.fresh()
  const unread = wanted.filter((stream) => !book.has(stream))
  await Promise.all(unread.slice(0, atOnce).map((stream) => book.read(stream)))
  if (unread.length > atOnce) book.gather(unread.slice(atOnce))
  return {
    known: wanted.flatMap((stream) => book.get(stream) ?? []),
    missing: wanted.filter((stream) => !book.has(stream)).length,
  }
}

/** Under "the first one" nobody else's wish matters. */
function wantedOf(
  { receivedAt, reporter }: Case,
  duplicates: Case['duplicates'],
  { credit }: Policy,
): readonly CaseId[] {
  if (credit.duplicates !== 'first') return duplicates.map(({ case: stream }) => stream)
  const [first] = duplicates.filter(({ person }) => person !== null).toSorted((a, b) => a.receivedAt - b.receivedAt)
  return first === undefined || (reporter !== null && receivedAt <= first.receivedAt) ? [] : [first.case]
}

interface Book {
  /** Forgets what changed since the last look. */
  fresh(): Promise<void>
  has(stream: CaseId): boolean
  get(stream: CaseId): Reported | null | undefined
  read(stream: CaseId): Promise<void>
  gather(streams: readonly CaseId[]): void
}

/** One for each open desk, as long as it is open. */
const books = new WeakMap<Means, Book>()

function bookOf(means: Means): Book {
  const book = books.get(means) ?? newBook(means)
  books.set(means, book)
  return book
}

/** Enough for several clusters as large as any we heard of. */
const most = 50_000

function newBook(means: Means): Book {
  const pages = new Map<CaseId, Reported | null>()
  // Only changes matter: nothing was read before the first look.
  const watch = rowWatch(means, async ({ stream }) => void pages.delete(stream), { most: 0 })
  const background = pace()
  const waiting = new Set<CaseId>()
  let busy = false

  const read = async (stream: CaseId): Promise<void> => {
    const file = await readCase(means.store, means.keys, stream)
    if (pages.size >= most) pages.clear()
    pages.set(stream, file === undefined ? null : reportedOf(file.case))
  }
  const gatherAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, together)
      for (const stream of some) waiting.delete(stream)
      await Promise.all(some.map(read))
      await background.turn()
    }
  }
  return {
    fresh: () => watch.catchUp(),
    has: (stream) => pages.has(stream),
    get: (stream) => pages.get(stream),
    read,
    gather(streams) {
      for (const stream of streams) waiting.add(stream)
      if (busy) return
      busy = true
      gatherAll()
        .catch((error: unknown) => means.note('credits-not-gathered', { error: String((error as Error).name) }))
        .finally(() => {
          busy = false
        })
    },
  }
}

const reportedOf = ({ receivedAt, reporter, credit }: Case): Reported => ({ receivedAt, reporter, credit })

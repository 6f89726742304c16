import type { Blobs } from '../blobs.ts'
import { sweepChallenges } from '../challenge-rows.ts'
import { dropMeta, findMeta, putMeta, RESTORING, setMeta } from '../meta-rows.ts'
import type { RootKey } from '../root-ring.ts'
import { NEVER } from '../rows.ts'
import { sweepSessions } from '../session-rows.ts'
import { type Store, StoreFailure, type Write } from '../store.ts'
import { emptyTable, insertTableRows, tablePage } from '../table-rows.ts'
import { type Proved, Tally } from './check.ts'
import { counting } from './counting.ts'
import { itemsOf } from './items.ts'
import { type Lost, lostFiles } from './lost.ts'
import { ArchiveRefused } from './refused.ts'
import { keyOf, rowText, rowValues } from './row-text.ts'
import { sideBySide } from './side-by-side.ts'
import type { Schema, Table } from './tables.ts'
import type { Contents, Progress } from './write.ts'

/** Where a copy is put: a store with the schema of the archive and nothing of a desk in it. */
export interface Target {
  readonly store: Store
  readonly blobs: Blobs
  readonly schema: Schema
}

/** An archive that was proved to its end, and what of its files is known to be lost. */
export interface Proven {
  readonly file: string
  readonly root: RootKey
  readonly beside: Blobs | undefined
  readonly lost: Lost
}

/**
 * Puts a proved archive into an empty store, reads everything back and compares. Broken off, the store says so and the
 * next restore begins anew. The desk starts quiet, and everybody signs in again: a session or a link that was ended
 * since then must not come back to life.
 */
export async function restoreArchive(
  archive: Proven & { readonly at: number },
  target: Target,
  now: number,
  tell: (progress: Progress) => void,
): Promise<Proved> {
  const { store, schema } = target
  await clear(target, archive.at)
  const done = { rows: 0, files: 0, bytes: 0, missing: 0 }
  const shelf = shelving(target.blobs)
  let contents: Contents | undefined
  for await (const item of itemsOf(archive.file, archive.root, schema)) {
    if ('rows' in item) {
      await put(
        store,
        insertTableRows(
          item.table,
          item.rows.map((row) => rowValues(item.table, row)),
        ),
      )
      done.rows += item.rows.length
    } else if ('file' in item) {
      await shelf.put(item.file, item.pieces)
      done.files++
    } else contents = item.end
    tell(done)
  }
  if (contents === undefined) throw new Error('an archive that was proved has an end')
  const proved = await readBack(archive, target, contents, shelf, () => {
    done.files++
    tell(done)
  })
  const ended = [sweepSessions(NEVER), sweepChallenges(NEVER)]
  await put(store, [
    ...ended,
    setMeta('quiet', 'restored'),
    setMeta('restored', `${now} ${archive.at}`),
    dropMeta(RESTORING, String(archive.at)),
  ])
  return proved
}

/** Whatever a restore that was broken off left behind goes, in the same commit that says one is under way. */
async function clear({ store, schema }: Target, at: number): Promise<void> {
  const [known] = await store.read(findMeta('key_check'))
  const [under] = await store.read(findMeta(RESTORING))
  if (known !== undefined && under === undefined)
    throw new ArchiveRefused(
      'not-empty',
      'There is a desk here already, and a copy is only put into an empty place. Name another one; nothing was changed.',
    )
  await put(store, [...schema.tables.toReversed().map(emptyTable), putMeta(RESTORING, String(at))])
}

/** Puts files where the desk will look for them, and remembers which of them were read back from there. */
function shelving(blobs: Blobs) {
  const proved = new Map<string, number>()
  return {
    proved,
    async put(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
      const counted = { bytes: 0 }
      if (await blobs.shelve(name, counting(pieces, counted))) proved.set(name, counted.bytes)
    },
  }
}

/** Nothing is taken on trust: what is on disk now is what was in the copy, row by row and file by file. */
async function readBack(
  archive: Proven,
  { store, blobs, schema }: Target,
  contents: Contents,
  shelf: ReturnType<typeof shelving>,
  copied: () => void,
): Promise<Proved> {
  const tally = new Tally(archive.file, archive.root)
  for (const table of schema.tables) await rowsOf(store, table, tally)
  const lacking = new Set([...contents.missing, ...lostFiles(archive.lost)])
  await sideBySide([...tally.wanted].sort(), async (name) => {
    if (lacking.has(name)) return
    const beside = await archive.beside?.sealed(name)
    if (beside !== undefined) await shelf.put(name, beside)
    const known = shelf.proved.get(name)
    const pieces = known === undefined ? await blobs.sealed(name) : undefined
    if (known !== undefined) tally.proved(name, known)
    else if (pieces !== undefined) await tally.file(name, pieces)
    if (archive.beside !== undefined) copied()
  })
  return tally.against(contents, archive.lost.count)
}

const PAGE = 500

async function rowsOf(store: Store, table: Table, tally: Tally): Promise<void> {
  for (let after: ReturnType<typeof keyOf> | undefined; ; ) {
    const page = await store.read(tablePage(table, after, PAGE))
    const own = page.filter((row) => table.name !== 'desk_meta' || row.name !== RESTORING)
    tally.rows(
      table,
      own.map((row) => rowText(table, row)),
    )
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = keyOf(table, last)
  }
}

/** Nobody else is in this store, so that a conflict means that it is not what it seemed to be. */
async function put(store: Store, writes: readonly Write[]): Promise<void> {
  const { result } = await store.write(writes)
  if (result !== 'committed') throw new StoreFailure('io', 'A row of the copy could not be put in.')
}

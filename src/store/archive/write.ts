import { blobWanted } from '../blob-rows.ts'
import { type Blobs, isBlobName } from '../blobs.ts'
import type { Store } from '../store.ts'
import { tablePage } from '../table-rows.ts'
import { pieceFrame, wordFrame } from './frames.ts'
import { keyOf, type RowText, rowText, Sum } from './row-text.ts'
import { sideBySide } from './side-by-side.ts'
import type { Schema, Table } from './tables.ts'
import { wholeFile } from './whole.ts'

/** What the last word of an archive says was in it. */
export interface Contents {
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly hash: string }>>
  readonly files: number
  /** Bytes of the sealed files. */
  readonly bytes: number
  /** Files that the desk itself lacked on that day, or had no longer whole. */
  readonly missing: readonly string[]
}

export interface Progress {
  readonly rows: number
  readonly files: number
  readonly bytes: number
  /** Files that the desk should have and has not. */
  readonly missing: number
}

export interface Source {
  readonly store: Store
  readonly blobs: Blobs
  readonly schema: Schema
}

/**
 * A whole desk as frames, out of one snapshot, while others write. `beside` takes each file somewhere else; without it
 * they lie in the archive.
 */
export async function* framesOfDesk(
  source: Source,
  tell: (progress: Progress) => void,
  beside?: (blob: string) => Promise<number | undefined>,
): AsyncIterable<Uint8Array> {
  const snapshot = await source.store.snapshot()
  const tables: Record<string, { rows: number; hash: string }> = {}
  const wanted = new Set<string>()
  let rows = 0
  try {
    for (const table of source.schema.tables) {
      const sum = new Sum()
      yield wordFrame({ table: table.name, columns: table.columns.map(({ name }) => name) })
      for await (const batch of pagesOf(snapshot, table)) {
        for (const row of batch) sum.add(row)
        if (table.name === 'blob_ref') for (const row of batch) wanted.add(String(row[0]))
        rows += batch.length
        tell({ rows, files: 0, bytes: 0, missing: 0 })
        yield wordFrame({ rows: batch })
      }
      tables[table.name] = { rows: sum.rows, hash: sum.hash }
    }
  } finally {
    await snapshot.close()
  }
  const files = { count: 0, bytes: 0, missing: [] as string[] }
  const took = async (blob: string, copied: number | undefined): Promise<void> => {
    if (copied !== undefined) {
      files.count++
      files.bytes += copied
    } else if (await stillWanted(source.store, blob)) files.missing.push(blob)
    tell({ rows, files: files.count, bytes: files.bytes, missing: files.missing.length })
  }
  const all = [...wanted].sort()
  if (beside !== undefined) await sideBySide(all, async (blob) => took(blob, await beside(blob)))
  else for (const blob of all) await took(blob, yield* inside(source.blobs, blob))
  const contents: Contents = { tables, files: files.count, bytes: files.bytes, missing: files.missing.sort() }
  yield wordFrame({ end: contents })
}

/** So many rows are read at once, and so much text stands in one frame. */
const PAGE = 200
const FRAME = 1_048_576

async function* pagesOf(
  snapshot: Awaited<ReturnType<Store['snapshot']>>,
  table: Table,
): AsyncIterable<readonly RowText[]> {
  for (let after: ReturnType<typeof keyOf> | undefined; ; ) {
    const page = await snapshot.read(tablePage(table, after, PAGE))
    yield* byText(page.map((row) => rowText(table, row)))
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = keyOf(table, last)
  }
}

function* byText(rows: readonly RowText[]): Iterable<readonly RowText[]> {
  let batch: RowText[] = []
  let length = 0
  for (const row of rows) {
    batch.push(row)
    length += row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0)
    if (length < FRAME) continue
    yield batch
    batch = []
    length = 0
  }
  if (batch.length > 0) yield batch
}

async function* inside(blobs: Blobs, blob: string): AsyncGenerator<Uint8Array, number | undefined> {
  // Read once before: what is damaged in the desk would make the whole archive one that nobody can put back.
  const proof = isBlobName(blob) ? await blobs.sealed(blob) : undefined
  if (proof === undefined || (await wholeFile(blob, proof)) === undefined) return undefined
  const sealed = await blobs.sealed(blob)
  if (sealed === undefined) return undefined
  let bytes = 0
  yield wordFrame({ file: blob })
  for await (const piece of sealed) {
    bytes += piece.length
    yield pieceFrame(piece)
  }
  return bytes
}

/** A draft that was swept, or a case that was erased while we copied, took its files along. */
async function stillWanted(store: Store, blob: string): Promise<boolean> {
  return (await store.read(blobWanted(blob))).some(({ state }) => state === 'stored')
}

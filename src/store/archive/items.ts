import { z } from 'zod'
import type { RootKey } from '../root-ring.ts'
import { readArchive } from './file.ts'
import type { Frame } from './frames.ts'
import { ArchiveRefused } from './refused.ts'
import type { RowText } from './row-text.ts'
import type { Schema, Table } from './tables.ts'
import type { Contents } from './write.ts'

/** What comes out of an archive, in the order in which it can be put into an empty desk. */
export type Item =
  | { readonly table: Table; readonly rows: readonly RowText[] }
  /** The bytes have to be read before the next item is asked for. */
  | { readonly file: string; readonly pieces: AsyncIterable<Uint8Array> }
  | { readonly end: Contents }

const tableWord = z.strictObject({ table: z.string(), columns: z.array(z.string()) })
const rowsWord = z.strictObject({ rows: z.array(z.array(z.union([z.string(), z.number()]))) })
const fileWord = z.strictObject({ file: z.string().regex(/^[0-9a-f]{64}$/) })
const endWord = z.strictObject({
  end: z.strictObject({
    tables: z.record(z.string(), z.strictObject({ rows: z.int(), hash: z.string() })),
    files: z.int(),
    bytes: z.int(),
    missing: z.array(z.string()),
  }),
})

/** Throws `ArchiveRefused` where the file, or what is in it, is not what this schema says. */
export async function* itemsOf(file: string, root: RootKey, schema: Schema): AsyncIterable<Item> {
  const frames = readArchive(file, root)[Symbol.asyncIterator]()
  const next = async (): Promise<Frame | undefined> => {
    const { value, done } = await frames.next()
    return done === true ? undefined : value
  }
  let table: Table | undefined
  let frame = await next()
  try {
    while (frame !== undefined) {
      if ('piece' in frame) throw damaged(file)
      const { word } = frame
      const [begins, rows, starts] = [tableWord.safeParse(word), rowsWord.safeParse(word), fileWord.safeParse(word)]
      if (begins.success) table = known(schema, begins.data, file)
      else if (rows.success && table !== undefined) yield { table, rows: rows.data.rows }
      else if (starts.success) {
        const pieces = new Pieces(next)
        yield { file: starts.data.file, pieces: pieces.all() }
        frame = await pieces.rest()
        continue
      } else {
        const ends = endWord.safeParse(word)
        if (!ends.success || (await next()) !== undefined) throw damaged(file)
        yield ends.data
        return
      }
      frame = await next()
    }
  } finally {
    await frames.return?.()
  }
  throw new ArchiveRefused('damaged', `${file} has no end. Take another copy; nothing was changed.`)
}

/** The pieces of one file, up to the first frame that is none. */
class Pieces {
  readonly #next: () => Promise<Frame | undefined>
  #after: Frame | undefined
  #over = false

  constructor(next: () => Promise<Frame | undefined>) {
    this.#next = next
  }

  async *all(): AsyncIterable<Uint8Array> {
    while (!this.#over) {
      const frame = await this.#next()
      if (frame === undefined || !('piece' in frame)) {
        this.#over = true
        this.#after = frame
        return
      }
      yield frame.piece
    }
  }

  /** Reads on to the end where somebody did not, and gives the frame behind it. */
  async rest(): Promise<Frame | undefined> {
    for await (const _ of this.all());
    return this.#after
  }
}

function known(schema: Schema, word: z.infer<typeof tableWord>, file: string): Table {
  const table = schema.tables.find(({ name }) => name === word.table)
  const same = table?.columns.map(({ name }) => name).join() === word.columns.join()
  if (table === undefined || !same) throw damaged(file)
  return table
}

const damaged = (file: string) =>
  new ArchiveRefused('damaged', `${file} holds something that this version of Postern does not know in its schema.`)

import { firstBrokenLeaf } from '../audit.ts'
import { type LeafHead, type LeafRecord, NO_LEAF } from '../leaf.ts'
import type { RootKey } from '../root-ring.ts'
import { type Lost, NOTHING_LOST } from './lost.ts'
import { ArchiveRefused } from './refused.ts'
import { type RowText, rowValues, Sum } from './row-text.ts'
import type { Table } from './tables.ts'
import { wholeFile } from './whole.ts'
import type { Contents } from './write.ts'

/** What was proved about an archive. */
export interface Proved {
  readonly tables: number
  readonly rows: number
  readonly files: number
  readonly bytes: number
  /** Entries of the audit log, each of which follows from the one before. */
  readonly leaves: number
  /** Wrapped keys that this root key opens. */
  readonly keys: number
  readonly missing: readonly string[]
}

/** Sums up what comes out of an archive or a store, and holds it against what the archive says of itself. */
export class Tally {
  readonly #sums = new Map<string, Sum>()
  readonly #leaves = new LeafChains()
  readonly #files = new Set<string>()
  readonly wanted = new Set<string>()
  #keys = 0
  #bytes = 0
  readonly #file: string
  readonly #root: RootKey

  constructor(file: string, root: RootKey) {
    this.#file = file
    this.#root = root
  }

  rows(table: Table, rows: readonly RowText[]): void {
    const sum = this.#sums.get(table.name) ?? new Sum()
    this.#sums.set(table.name, sum)
    for (const row of rows) sum.add(row)
    if (table.name === 'leaf') for (const row of rows) this.#leaves.add(asRecord<LeafRecord>(table, row))
    if (table.name === 'key_store') for (const row of rows) this.#key(asRecord(table, row))
    if (table.name === 'blob_ref') for (const row of rows) this.wanted.add(String(row[0]))
  }

  /** Reads a sealed file to its end; its name has to be the hash of its bytes. */
  async file(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const bytes = await wholeFile(name, pieces)
    if (bytes === undefined) throw this.#wrong(`the file ${name.slice(0, 12)}… in it is not the one it was`)
    this.proved(name, bytes)
  }

  /** Somebody else read it to its end. */
  proved(name: string, bytes: number): void {
    this.#bytes += bytes
    this.#files.add(name)
  }

  /** Of so many files that were written, what of these is lost. One that went while it was copied is gone and not lost. */
  lostOf(said: Contents, damaged: readonly string[], gone: readonly string[]): Lost {
    const count = said.files - this.#files.size
    return count === 0 ? NOTHING_LOST : { count, damaged, gone }
  }

  /** Throws `ArchiveRefused`, naming the first thing that differs. So many files are known to be lost. */
  against(said: Contents, lost = 0): Proved {
    for (const [name, { rows, hash }] of Object.entries(said.tables)) {
      const sum = this.#sums.get(name) ?? new Sum()
      if (sum.rows !== rows) throw this.#wrong(`the table ${name} has ${sum.rows} rows, and ${rows} were written`)
      if (sum.hash !== hash) throw this.#wrong(`the rows of the table ${name} are not those that were written`)
    }
    const broken = this.#leaves.broken
    if (broken !== undefined)
      throw this.#wrong(`entry ${broken.n} of the audit log of ${broken.stream} does not follow from the one before`)
    if (this.#files.size + lost !== said.files)
      throw this.#wrong(`${this.#files.size} files were found, and ${said.files} were written`)
    return {
      tables: Object.keys(said.tables).length,
      rows: [...this.#sums.values()].reduce((sum, { rows }) => sum + rows, 0),
      files: this.#files.size,
      bytes: this.#bytes,
      leaves: this.#leaves.count,
      keys: this.#keys,
      missing: said.missing,
    }
  }

  #key(row: { readonly root_id: string }): void {
    if (!this.#root.byId.has(row.root_id))
      throw new ArchiveRefused(
        'foreign-key',
        `${this.#file} holds keys under the root key ${row.root_id}, which is not in ${this.#root.from}. Name a key file that has it too.`,
      )
    this.#keys++
  }

  #wrong(what: string): ArchiveRefused {
    return new ArchiveRefused('damaged', `${this.#file} does not hold together: ${what}.`)
  }
}

/** Leaves come stream by stream, in order. */
class LeafChains {
  count = 0
  broken: LeafRecord | undefined
  #stream = ''
  #head: LeafHead = NO_LEAF

  add(leaf: LeafRecord): void {
    if (leaf.stream !== this.#stream) this.#head = NO_LEAF
    this.#stream = leaf.stream
    this.broken ??= firstBrokenLeaf([leaf], this.#head)
    this.#head = leaf
    this.count++
  }
}

/** The columns of a table that this file knows by name. */
const asRecord = <Row>(table: Table, row: RowText): Row =>
  Object.fromEntries(rowValues(table, row).map((value, i) => [table.columns[i]?.name ?? '', value])) as Row

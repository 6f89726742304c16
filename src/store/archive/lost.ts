import { join } from 'node:path'
import type { RootKey } from '../root-ring.ts'
import { backupsWithout } from './folder.ts'
import { itemsOf } from './items.ts'
import { ArchiveRefused } from './refused.ts'
import type { Schema } from './tables.ts'

/** Files that a backup should find beside it and that are damaged there, or gone. */
export interface Lost {
  /** How many are lost. Of those that are gone, some may have gone from the desk while it was copied. */
  readonly count: number
  readonly damaged: readonly string[]
  readonly gone: readonly string[]
}

export const NOTHING_LOST: Lost = { count: 0, damaged: [], gone: [] }

export const lostFiles = ({ damaged, gone }: Lost): readonly string[] => [...damaged, ...gone].sort()

/** One of them, and the cases that have it, by their numbers. */
export interface LostFile {
  readonly file: string
  /** None: a draft that nobody had sent on that day. */
  readonly cases: readonly string[]
}

/** Goes through the archive once more: who has these files stands in its rows, and nobody else is told. */
export async function whoseFiles(
  file: string,
  root: RootKey,
  schema: Schema,
  names: readonly string[],
): Promise<readonly LostFile[]> {
  if (names.length === 0) return []
  const streams = new Map<string, string[]>(names.map((name) => [name, []]))
  await eachRow(file, root, schema, 'blob_ref', ({ blob, stream }) => streams.get(blob ?? '')?.push(stream ?? ''))
  const wanted = new Set([...streams.values()].flat())
  const numbers = new Map<string, string>()
  await eachRow(file, root, schema, 'case_inbox', ({ stream, number }) => {
    if (wanted.has(stream ?? '')) numbers.set(stream ?? '', number ?? '')
  })
  return names.map((name) => ({
    file: name,
    cases: (streams.get(name) ?? []).flatMap((stream) => numbers.get(stream) ?? []).sort(),
  }))
}

async function eachRow(
  file: string,
  root: RootKey,
  schema: Schema,
  name: string,
  see: (row: Readonly<Record<string, string>>) => void,
): Promise<void> {
  for await (const item of itemsOf(file, root, schema)) {
    if (!('rows' in item) || item.table.name !== name) continue
    const columns = item.table.columns.map((column) => column.name)
    for (const row of item.rows) see(Object.fromEntries(row.map((value, i) => [columns[i] ?? '', String(value)])))
  }
}

/** What whoever stands before it at night needs to know: what is lost, what is not, and the ways on. */
export function lostRefused(folder: string, file: string, lost: Lost, whose: readonly LostFile[]): ArchiveRefused {
  const without = backupsWithout(folder, lostFiles(lost))
  const lines = [
    `${file}: ${lost.count === 1 ? 'one file that it needs is' : `${lost.count} files that it needs are`} not whole in this folder. All rows are, and every other file. Nothing was changed.`,
    ...whose.slice(0, NAMED).map((one) => `  ${placeOf(folder, one.file)}  ${stateOf(lost, one)}`),
    ...(whose.length > NAMED ? [`  and ${whose.length - NAMED} more`] : []),
    'Ways on, the best first:',
    `- Another copy of this folder, or the "blobs" in the data of the desk, may have ${lost.count === 1 ? 'it' : 'them'}: a file of the same name is the same file. Put it there, and try again.`,
    '- Where the desk still runs, "postern backup" into this folder writes anew what is damaged.',
    ...(without.length === 0
      ? []
      : [
          `- ${without.length === 1 ? 'This backup does' : 'These backups do'} not need ${lost.count === 1 ? 'it' : 'them'} (--name): ${without.join(', ')}`,
        ]),
    `- "postern restore --accept-lost ${lost.count}" puts back everything else, and says again what is lost.`,
  ]
  return new ArchiveRefused('files-lost', lines.join('\n'))
}

const NAMED = 10

const placeOf = (folder: string, name: string): string => join(folder, 'files', name.slice(0, 2), name)

const stateOf = ({ damaged }: Lost, one: LostFile): string =>
  `${damaged.includes(one.file) ? 'damaged' : 'gone'}, ${ownerOf(one)}`

const ownerOf = ({ cases }: Pick<LostFile, 'cases'>): string =>
  cases.length === 0 ? 'of a draft that was not sent' : `of ${cases.join(' and ')}`

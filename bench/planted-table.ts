import { schemaAt, type Table } from '../src/store/archive/tables.ts'
import type { Param, Write } from '../src/store/store.ts'
import { insertTableRows } from '../src/store/table-rows.ts'

const { tables } = schemaAt(99)

/** Every table of a desk but those of the migrations, parents before children. */
export const plantedTables: readonly Table[] = tables.filter(({ name }) => !name.startsWith('schema_'))

/** A row as it lies there in the end, where a desk would come to it by several steps. */
export function insertWhole(name: string, row: Readonly<Record<string, Param>>): Write[] {
  const table = plantedTables.find((one) => one.name === name)
  if (table === undefined) throw new Error(`a desk has the table ${name}`)
  return insertTableRows(table, [table.columns.map((column) => row[column.name] ?? null)])
}

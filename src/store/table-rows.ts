import { z } from 'zod'
import type { Table } from './archive/tables.ts'
import { insertRows } from './rows.ts'
import type { Param, Query, Write } from './store.ts'

/** Whole tables, row by row, for copies of the desk. Names come from the migrations, never from outside. */
export type TableRow = Readonly<Record<string, Param>>

const tableRow = z.custom<TableRow>((value) => typeof value === 'object' && value !== null, 'a row is expected here')

/** The rows after this key, in the order of the key. */
export function tablePage(table: Table, after: readonly Param[] | undefined, limit: number): Query<TableRow> {
  const columns = table.columns.map(({ name }) => name).join(', ')
  const key = table.key.join(', ')
  const places = table.key.map((_, i) => `?${i + 1}`).join(', ')
  const where = after === undefined ? '' : ` where (${key}) > (${places})`
  const last = (after?.length ?? 0) + 1
  return {
    sql: `select ${columns} from ${table.name}${where} order by ${key} limit ?${last}`,
    params: [...(after ?? []), limit],
    row: tableRow,
  }
}

export const insertTableRows = (table: Table, rows: readonly (readonly Param[])[]): Write[] =>
  insertRows(`${table.name} (${table.columns.map(({ name }) => name).join(', ')})`, rows)

export const emptyTable = (table: Table): Write => ({ sql: `delete from ${table.name}`, params: [] })

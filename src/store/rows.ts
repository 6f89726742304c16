import { z } from 'zod'
import type { Param, Write } from './store.ts'

/** Column shapes that every row module shares. */
export const text = z.string()
export const int = z.int()
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes are expected here')

/** "Never", as a time that sorts last: the greatest time a Date can hold. Null breaks keyset paging. */
export const NEVER = 8_640_000_000_000_000

/** So many rows go into one statement: few texts to prepare, and no engine's limit of parameters is near. */
const TOGETHER = 8

/** `into` is a table with its columns, all rows have a value for each. Every row must be new. */
export function insertRows(into: string, rows: readonly (readonly Param[])[]): Write[] {
  const first = rows.slice(0, TOGETHER)
  if (first.length === 0) return []
  let n = 0
  const values = first.map((row) => `(${row.map(() => `?${++n}`).join(', ')})`)
  const write = { sql: `insert into ${into} values ${values.join(', ')}`, params: first.flat(), changes: first.length }
  return [write, ...insertRows(into, rows.slice(TOGETHER))]
}

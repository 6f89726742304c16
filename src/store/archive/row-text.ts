import { createHash } from 'node:crypto'
import type { Param } from '../store.ts'
import type { TableRow } from '../table-rows.ts'
import type { Table } from './tables.ts'

/** A row as JSON: bytes as base64, everything else as it is. Which is which the table says. */
export type RowText = readonly (string | number)[]

export function rowText(table: Table, row: TableRow): RowText {
  return table.columns.map(({ name, type }) => {
    const value = row[name]
    if (type === 'bytes' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
    if (type === 'int' && typeof value === 'number') return value
    if (type === 'text' && typeof value === 'string') return value
    throw new Error(`${table.name}.${name} holds what its type says`)
  })
}

export const rowValues = (table: Table, row: RowText): readonly Param[] =>
  table.columns.map(({ type }, i) => {
    const value = row[i] ?? ''
    return type === 'bytes' ? new Uint8Array(Buffer.from(String(value), 'base64')) : value
  })

export const keyOf = (table: Table, row: TableRow): readonly Param[] => table.key.map((name) => row[name] ?? null)

/**
 * How many rows, and a sum over them that does not depend on their order: engines sort text differently, and two tables
 * are equal when they hold the same rows.
 */
export class Sum {
  rows = 0
  #sum = 0n

  add(row: RowText): void {
    this.rows++
    const hash = createHash('sha256').update(JSON.stringify(row)).digest('hex')
    this.#sum = (this.#sum + BigInt(`0x${hash}`)) & MASK
  }

  get hash(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}

const MASK = (1n << 256n) - 1n

import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type Migration, migrations } from '../migrate.ts'

/** A table as the migrations made it: the same on every engine. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[]
}

export interface Column {
  readonly name: string
  readonly type: 'text' | 'int' | 'bytes'
}

export interface Schema {
  /** The number of the newest migration. */
  readonly n: number
  /** Parents before children: rows may be put in by this order. */
  readonly tables: readonly Table[]
}

/** Read off the migrations themselves, in memory: a table that is added tomorrow is in tomorrow's copies. */
export function schemaAt(n: number, known: readonly Migration[] = migrations()): Schema {
  const db = new DatabaseSync(':memory:')
  try {
    for (const { sql } of known.slice(0, n)) db.exec(sql)
    const names = db.prepare("select name from sqlite_master where type = 'table' order by rowid").all()
    return {
      n,
      tables: inOrder(
        db,
        names.map((row) => named.parse(row).name),
      ).map((name) => tableOf(db, name)),
    }
  } finally {
    db.close()
  }
}

export const newestSchema = (): Schema => schemaAt(migrations().length)

const named = z.object({ name: z.string() })
const columnRow = z.object({ name: z.string(), type: z.string(), pk: z.int() })
const parentRow = z.object({ table: z.string() })

function tableOf(db: DatabaseSync, name: string): Table {
  const rows = db
    .prepare(`pragma table_info(${name})`)
    .all()
    .map((row) => columnRow.parse(row))
  const key = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  if (key.length === 0) throw new Error(`the table ${name} has a primary key`)
  return {
    name,
    columns: rows.map((row) => ({ name: row.name, type: typeOf(row.type) })),
    key: key.map((row) => row.name),
  }
}

function inOrder(db: DatabaseSync, names: readonly string[]): readonly string[] {
  const done = new Set<string>()
  const visit = (name: string): void => {
    if (done.has(name)) return
    for (const row of db.prepare(`pragma foreign_key_list(${name})`).all()) {
      const { table } = parentRow.parse(row)
      if (table !== name) visit(table)
    }
    done.add(name)
  }
  for (const name of names) visit(name)
  return [...done]
}

const TYPES: Readonly<Record<string, Column['type']>> = { text: 'text', bigint: 'int', bytea: 'bytes' }

function typeOf(declared: string): Column['type'] {
  const type = TYPES[declared.toLowerCase()]
  if (type === undefined) throw new Error(`the type ${declared} is one that both engines share`)
  return type
}

import { createHash } from 'node:crypto'

/** A text of a row module as PostgreSQL takes it: parsed and planned once a connection, under a name of its own. */
export interface NamedSql {
  readonly name: string
  readonly text: string
}

const known = new Map<string, NamedSql>()
/** The texts are constants of the row modules; what exceeds this is made by a test. */
const KNOWN = 2_000

/** The name follows from the text, so that nodes and releases never give one name to two texts. */
export function namedSql(sql: string): NamedSql {
  const found = known.get(sql)
  if (found) return found
  if (known.size >= KNOWN) known.clear()
  const text = sql.replace(/\?(\d+)/g, '$$$1')
  const named = { name: `p${createHash('sha256').update(text).digest('hex').slice(0, 24)}`, text }
  known.set(sql, named)
  return named
}

/**
 * A schema file as PostgreSQL runs it. Texts compare by their bytes, as in SQLite, whatever language the database was
 * made for: paging and ranges rest on that order.
 */
export const schemaSql = (sql: string): string =>
  sql.replace(/--.*/g, '').replace(/\btext not null\b/g, 'text collate "C" not null')

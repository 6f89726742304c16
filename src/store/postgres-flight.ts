import type pg from 'pg'
import { type NamedSql, namedSql } from './postgres-sql.ts'
import type { Statement } from './store.ts'

/** What one statement was answered with: the word of the server, the rows it counted, and the first row as text. */
export interface Answer {
  readonly word: string
  readonly count: number
  readonly row: readonly (string | null)[] | undefined
}

/** Answers in the order of the statements, up to the first that failed; nothing after that one was run. */
export interface Flown {
  readonly answers: readonly Answer[]
  /** `null` where all of them went through. */
  readonly error: unknown
}

/**
 * Sends statements in one packet and waits for all of their answers in another: the extended protocol with one Sync at
 * the end (PostgreSQL, 55.2.3). The server answers a statement that failed and passes over the rest of the packet, so
 * nothing runs without what stands before it. Rows are not described: whoever asks knows their columns.
 *
 * One object and one promise for the whole packet: sent one by one through the driver, each statement takes as long in
 * this process as its work takes in the database.
 */
export function fly(client: pg.ClientBase, statements: readonly Statement[]): Promise<Flown> {
  return new Promise((resolve) => {
    client.query(flight(statements, resolve))
  })
}

/** Which statements a connection knows by their names: the driver keeps it there, and its types leave it out. */
const knownTo = (connection: pg.Connection): Record<string, string> =>
  (connection as unknown as { parsedStatements: Record<string, string> }).parsedStatements

/** As the driver calls it; it knows no other form of a query of one's own. */
function flight(statements: readonly Statement[], done: (flown: Flown) => void) {
  const answers: Answer[] = []
  let row: Answer['row']
  let parsing: NamedSql[] = []

  /** From now on this connection knows the statement by its name. */
  function parsed(this: pg.Connection): void {
    const one = parsing.shift()
    if (one !== undefined && one !== UNNAMED) knownTo(this)[one.name] = one.text
  }

  function land(error: unknown, connection: pg.Connection): void {
    connection.off('parseComplete', parsed)
    done({ answers, error })
  }

  return {
    submit(connection: pg.Connection): void {
      const { stream } = connection
      stream.cork()
      try {
        parsing = send(connection, statements)
        if (parsing.length > 0) connection.on('parseComplete', parsed)
      } finally {
        stream.uncork()
      }
    },
    handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
      row ??= fields
    },
    handleCommandComplete({ text }: { text: string }): void {
      answers.push({ word: text, count: countIn(text), row })
      row = undefined
    },
    handleReadyForQuery: (connection: pg.Connection) => land(null, connection),
    /** Also where the connection broke, after which the server has no word for us. */
    handleError: (error: unknown, connection: pg.Connection) => land(error, connection),
  }
}

const UNNAMED: NamedSql = { name: '', text: '' }

/** Gives those that this connection did not know before, in their order. */
function send(connection: pg.Connection, statements: readonly Statement[]): NamedSql[] {
  const known = knownTo(connection)
  const fresh: NamedSql[] = []
  for (const { sql, params } of statements) {
    // Begin and commit are read anew each time: what a connection was to know by name, a server may have forgotten.
    const named = params.length === 0 ? UNNAMED : namedSql(sql)
    if (named === UNNAMED || (known[named.name] === undefined && !fresh.includes(named))) {
      connection.parse({ name: named.name, text: named.text || sql, types: [] }, true)
      fresh.push(named)
    }
    connection.bind({ statement: named.name, values: params as unknown as string[], valueMapper }, true)
    connection.execute(null, true)
  }
  connection.sync()
  return fresh
}

const valueMapper = (value: Statement['params'][number]): string | Buffer | null => {
  if (typeof value === 'string' || value === null) return value
  return typeof value === 'number' ? String(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

/** `INSERT 0 1`, `UPDATE 3`, `SELECT 1`, `COMMIT`. */
const countIn = (text: string): number => Number(/\d+$/.exec(text)?.[0] ?? 0)

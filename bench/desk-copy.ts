import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import type pg from 'pg'
import type { Table } from '../src/store/archive/tables.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { databaseFile } from '../src/store/sqlite-file.ts'
import { inDatabase } from '../test/stand-ins/postgres.ts'
import { deskEnv } from './child.ts'
import { plantedTables } from './planted-table.ts'

/** A planted desk, row by row as it is, in an empty PostgreSQL: by COPY, with the indexes made at the end. */
export async function copyDesk(folder: string, url: string): Promise<void> {
  await (await openPostgres({ url, server: true, deskId: 'bench', now: Date.now() })).close()
  const db = new DatabaseSync(databaseFile(deskEnv(folder).POSTERN_DATA ?? ''), { readOnly: true })
  await inDatabase(url, async (client) => {
    await client.query("set maintenance_work_mem = '512MB'; set synchronous_commit = off")
    await client.query(`truncate ${plantedTables.map(({ name }) => name).join(', ')} cascade`)
    const { rows } = await client.query<{ name: string; sql: string }>(
      "select indexname as name, indexdef as sql from pg_indexes where schemaname = 'public' and indexname not in (select conname from pg_constraint)",
    )
    for (const { name } of rows) await client.query(`drop index ${name}`)
    for (const table of plantedTables) {
      const columns = table.columns.map(({ name }) => name).join(', ')
      const found = db.prepare(`select ${columns} from ${table.name} order by ${table.key.join(', ')}`).iterate()
      await copyIn(client, `copy ${table.name} (${columns}) from stdin (format binary)`, chunks(table, found))
    }
    for (const { sql } of rows) await client.query(sql)
    await client.query('vacuum (analyze)')
  })
  db.close()
}

/** As `pg` calls a query of one's own. */
const copyIn = (client: pg.Client, sql: string, from: Iterable<Buffer>): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => connection.query(sql),
      handleCopyInResponse(connection: pg.Connection): void {
        void sendAll(connection as Copying, from).catch(reject)
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(),
      handleError: reject,
    })
  })

type Copying = pg.Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }

async function sendAll(connection: Copying, from: Iterable<Buffer>): Promise<void> {
  for (const chunk of from) {
    connection.sendCopyFromChunk(chunk)
    if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain')
  }
  connection.endCopyFrom()
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const chunkSize = 1 << 18

/** The binary form of COPY (PostgreSQL, SQL COPY, "Binary Format"). */
function* chunks({ columns }: Table, rows: Iterable<unknown>): Generator<Buffer> {
  yield Buffer.concat([SIGNATURE, Buffer.alloc(8)])
  let buffer = Buffer.allocUnsafe(2 * chunkSize)
  let at = 0
  for (const row of rows as Iterable<Record<string, string | number | Uint8Array>>) {
    at = buffer.writeInt16BE(columns.length, at)
    for (const { name } of columns) {
      const value = row[name] ?? ''
      const length = typeof value === 'number' ? 8 : typeof value === 'string' ? Buffer.byteLength(value) : value.length
      if (at + length + 64 > buffer.length) {
        yield buffer.subarray(0, at)
        buffer = Buffer.allocUnsafe(2 * chunkSize + length)
        at = 0
      }
      at = buffer.writeInt32BE(length, at)
      if (typeof value === 'number') {
        const high = Math.floor(value / 2 ** 32)
        at = buffer.writeUInt32BE(value - high * 2 ** 32, buffer.writeInt32BE(high, at))
      } else if (typeof value === 'string') at += buffer.write(value, at)
      else {
        buffer.set(value, at)
        at += length
      }
    }
    if (at < chunkSize) continue
    yield buffer.subarray(0, at)
    buffer = Buffer.allocUnsafe(2 * chunkSize)
    at = 0
  }
  yield Buffer.concat([buffer.subarray(0, at), Buffer.from([0xff, 0xff])])
}

import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { appliedRow, type Migration, migrations, stillToRun } from './migrate.ts'
import { type PostgresPool, UNLIMITED } from './postgres-pool.ts'
import { schemaSql } from './postgres-sql.ts'
import { troubleOfPostgres } from './postgres-trouble.ts'
import { StartRefused } from './start-refused.ts'
import type { Upgrading } from './upgrade.ts'

/** Looks only: what is still to be run. Throws `StartRefused` where this binary must not open the database. */
export async function pendingOnPostgres(
  client: pg.ClientBase,
  known: readonly Migration[] = migrations(),
): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ there: string | null }>("select to_regclass('schema_migration')::text as there")
  if (rows[0]?.there == null) return known
  const applied = await client.query('select n, name, sha256, opens_with from schema_migration order by n')
  return stillToRun(
    applied.rows.map((row) => appliedRow.parse(row)),
    known,
  )
}

/** How long others may take before a start gives up waiting for them. */
const PATIENCE = 10 * 60_000
const LEASE = 60_000
const LOOK_AGAIN = 200

/**
 * Brings the schema up to date, by one of all nodes that start at the same time: it holds a lease, each file is a
 * transaction of its own that also guards the lease, and who comes second waits and finds it done. Killed between two
 * files, it goes on with the next one at the next start.
 */
export async function migratePostgres(
  pool: PostgresPool,
  {
    deskId,
    now,
    upgrading,
  }: { readonly deskId: string; readonly now: number; readonly upgrading?: Upgrading | undefined },
  known: readonly Migration[] = migrations(),
): Promise<void> {
  const holder = randomUUID()
  const until = performance.now() + PATIENCE
  const left = async () => (await pool.withClient((client) => pendingOnPostgres(client, known))).length
  const before = await left()
  // An empty database gets its whole schema at once, and nobody comes to it yet.
  const tell = async (still: number) => (before < known.length ? upgrading?.(before - still, before) : undefined)
  for (let still = before; still > 0; still = await left()) {
    await tell(still)
    const fence = await pool.withClient((client) => takeTurn(client, holder)).catch(unlessContended)
    if (fence !== undefined)
      await pool.withClient((client) => runAll(client, { holder, fence, now, known, tell }), 'take-long')
    else if (performance.now() > until)
      throw new StartRefused('migrating', 'Another node has been changing the schema for ten minutes. Look at its log.')
    else await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))
  }
  await pool.withClient((client) =>
    client.query("insert into desk_meta (name, value) values ('desk_id', $1) on conflict (name) do nothing", [deskId]),
  )
}

/** The time of the database: nodes may disagree about the hour. */
export const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** The fence of the lease, or `undefined` while another node has it. */
async function takeTurn(client: pg.ClientBase, holder: string): Promise<number | undefined> {
  await client.query(
    'create table if not exists schema_lease (name text primary key, holder text not null, fence bigint not null, until bigint not null)',
  )
  await client.query(
    "insert into schema_lease (name, holder, fence, until) values ('migrate', '', 0, 0) on conflict (name) do nothing",
  )
  const taken = await client.query<{ fence: number }>(
    `update schema_lease set holder = $1, fence = fence + 1, until = ${NOW} + ${LEASE} where name = 'migrate' and until < ${NOW} returning fence`,
    [holder],
  )
  return taken.rows[0]?.fence
}

/** Two nodes that make the same table in the same moment: one is told that it or its type is there, and looks again. */
const there: ReadonlySet<unknown> = new Set(['42P07', '42710'])

function unlessContended(error: unknown): undefined {
  const code = (error as { code?: unknown }).code
  const trouble = troubleOfPostgres(error)
  if (trouble === 'unique' || trouble === 'again' || trouble === 'busy' || there.has(code)) return undefined
  throw error
}

interface Turn {
  readonly holder: string
  readonly fence: number
  readonly now: number
  readonly known: readonly Migration[]
  readonly tell: (still: number) => Promise<void>
}

async function runAll(client: pg.ClientBase, turn: Turn): Promise<void> {
  const pending = await pendingOnPostgres(client, turn.known)
  for (const [done, migration] of pending.entries()) {
    if (!(await runOne(client, migration, turn))) return
    await turn.tell(pending.length - done - 1)
  }
  await client.query("update schema_lease set until = 0 where name = 'migrate' and holder = $1 and fence = $2", [
    turn.holder,
    turn.fence,
  ])
}

/** Whether it was this node's turn still. */
async function runOne(client: pg.ClientBase, migration: Migration, { holder, fence, now }: Turn): Promise<boolean> {
  await client.query('begin isolation level read committed')
  // The row stays locked until the commit: nobody takes over meanwhile, however long it takes.
  const mine = await client.query(
    `update schema_lease set until = ${NOW} + ${LEASE} where name = 'migrate' and holder = $1 and fence = $2`,
    [holder, fence],
  )
  if (mine.rowCount !== 1) {
    await client.query('rollback')
    return false
  }
  await client.query(UNLIMITED)
  await client.query(
    'create table if not exists schema_migration (n bigint not null primary key, name text not null, sha256 text not null, opens_with bigint not null, at bigint not null)',
  )
  await client.query(schemaSql(migration.sql))
  await client.query('insert into schema_migration (n, name, sha256, opens_with, at) values ($1, $2, $3, $4, $5)', [
    migration.n,
    migration.name,
    migration.sha256,
    migration.opensWith,
    now,
  ])
  await client.query('commit')
  return true
}

import pg from 'pg'
import { getTypeParser } from './postgres-types.ts'
import type { PostgresTarget } from './postgres-url.ts'
import { StartRefused } from './start-refused.ts'

/** Connections to one database. What a statement or a transaction may take ends on the server as well (30 seconds). */
export interface PostgresPool {
  /** A connection for the time of `use`; one that failed, or that `use` threw with, is thrown away. */
  withClient<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** A connection until `release`, which throws it away where it is given an error. */
  take(): Promise<{ readonly client: pg.PoolClient; release(error?: Error): void }>
  end(): Promise<void>
}

/** What a statement may take. A transaction that was cut off is gone before a look at the newest rows passes it by. */
export const CUT_AFTER = 30_000
/** A page says that the database does not answer before whoever waits gives up. */
const CONNECT_WITHIN = 4_000

export function openPool(target: PostgresTarget): PostgresPool {
  let turn = 0
  const host = () => target.hosts[turn % target.hosts.length]
  const pool = new pg.Pool({
    database: target.database,
    user: target.user,
    password: target.password,
    ssl: target.ssl,
    max: target.pool,
    connectionTimeoutMillis: CONNECT_WITHIN,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    keepAlive: true,
    application_name: 'postern',
    types: { getTypeParser },
    onConnect: (client: pg.ClientBase) => settle(client, target),
    // The pool asks this for every new connection; after a failover the next host is tried. It hides the password from
    // whoever copies its settings, so it is said once more.
    Client: function client(this: unknown, options: pg.ClientConfig) {
      return new pg.Client({ ...options, ...host(), password: target.password })
    } as unknown as typeof pg.Client,
  })
  // An idle connection that broke has left the pool already.
  pool.on('error', () => undefined)

  async function connected(): Promise<pg.PoolClient> {
    for (let tried = 1; ; tried++) {
      const at = turn
      try {
        return await pool.connect()
      } catch (error) {
        // Many are turned away at the same time: together they go on to the next host, not past it.
        if (turn === at) turn += 1
        if (tried >= target.hosts.length) throw error
      }
    }
  }

  async function take(): ReturnType<PostgresPool['take']> {
    const client = await connected()
    let broken: Error | undefined
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    return {
      client,
      release(error) {
        client.off('error', onError)
        client.release(error ?? broken)
      },
    }
  }

  return {
    take,
    async withClient(use) {
      const { client, release } = await take()
      try {
        const done = await use(client)
        release()
        return done
      } catch (error) {
        release(error instanceof Error ? error : new Error(String(error)))
        throw error
      }
    },
    end: () => pool.end(),
  }
}

/** Settings that this server does not know are left out. */
const SETTLE = `select set_config(s.name, given.value, false)
  from pg_catalog.pg_settings s join (values
    ('statement_timeout', '${CUT_AFTER}'),
    ('idle_in_transaction_session_timeout', '${CUT_AFTER}'),
    ('transaction_timeout', '${CUT_AFTER}'),
    ('bytea_output', 'hex'),
    ('jit', 'off'),
    ('synchronous_commit', case when current_setting('synchronous_commit') = 'off' then 'on' else current_setting('synchronous_commit') end)
  ) as given (name, value) on given.name = s.name`

/** For the rest of a transaction that may take as long as it needs. */
export const UNLIMITED =
  "select set_config(name, '0', true) from pg_catalog.pg_settings where name in ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')"

const LOOK = `select current_setting('server_version_num')::int4 as version, current_setting('server_encoding') as encoding,
  current_setting('fsync', true) as fsync, current_setting('full_page_writes', true) as pages,
  current_setting('transaction_read_only') as readonly, pg_is_in_recovery()::text as standby`

interface Look {
  readonly version: number
  readonly encoding: string
  readonly fsync: string | null
  readonly pages: string | null
  readonly readonly: string
  readonly standby: string
}

/** Each new connection is looked at: behind the same name another server may answer by now. */
async function settle(client: pg.ClientBase, target: PostgresTarget): Promise<void> {
  await client.query(SETTLE)
  const look = await client.query<Look>(LOOK)
  for (const row of look.rows) refuseUnfit(row, target)
}

/** PostgreSQL 18 is the newest that this release was tried with. */
export const triedWith = { least: 15, most: 18 } as const

/** Throws where what is written here could be lost, or could not be written at all. */
export function refuseUnfit(look: Look, { shown }: PostgresTarget): void {
  if (Math.floor(look.version / 10_000) < triedWith.least)
    throw new StartRefused(
      'database-too-old',
      `The database ${shown} runs PostgreSQL ${Math.floor(look.version / 10_000)}; ${triedWith.least} or newer is needed. Nothing was changed.`,
    )
  if (look.encoding !== 'UTF8')
    throw new StartRefused(
      'database-unfit',
      `The database ${shown} has the encoding ${look.encoding}; make it with "create database … encoding 'UTF8' template template0". Nothing was changed.`,
    )
  for (const [name, value] of [
    ['fsync', look.fsync],
    ['full_page_writes', look.pages],
  ] as const) {
    if (value === 'off')
      throw new StartRefused(
        'database-unfit',
        `The database ${shown} runs with ${name} = off: a power cut would cost it reports that were acknowledged. Switch it on in postgresql.conf. Nothing was changed.`,
      )
  }
  if (look.standby === 'true' || look.readonly === 'on')
    throw new StartRefused(
      'database-read-only',
      look.standby === 'true'
        ? `The database ${shown} is a standby, which cannot be written to. Name the primary in DATABASE_URL, or both with a comma. Nothing was changed.`
        : `The database ${shown} is read-only (default_transaction_read_only). Nothing was changed.`,
    )
}

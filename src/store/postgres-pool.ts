import pg from 'pg'
import { watchForSilence } from './postgres-silence.ts'
import { getTypeParser } from './postgres-types.ts'
import type { PostgresHost, PostgresTarget } from './postgres-url.ts'
import { BACKEND } from './postgres-visit.ts'
import { StartRefused } from './start-refused.ts'

/**
 * Connections to one database. What a statement or a transaction may take ends on the server (30 seconds), and here a
 * little later, should the server not say so.
 */
export interface PostgresPool {
  /** A connection for the time of `use`; one that failed, or that `use` threw with, is thrown away. */
  withClient<T>(use: (client: pg.PoolClient) => Promise<T>, may?: May): Promise<T>
  /** A connection until `release`, which throws it away where it is given an error. */
  take(may?: May): Promise<{ readonly client: pg.PoolClient; release(error?: Error): void }>
  end(): Promise<void>
}

/** What no time is set for on this side: it sets none on the server either, see `UNLIMITED`. */
type May = 'take-long'

/** What a statement may take. A transaction that was cut off is gone before a look at the newest rows passes it by. */
export const CUT_AFTER = 30_000
/** A page says that the database does not answer before whoever waits gives up. */
const CONNECT_WITHIN = 4_000
/** An answer that the server gave in its time has arrived by then. */
const GIVEN_UP_AFTER = CUT_AFTER + 5_000
/** A connection over which nothing passes is asked after, so that no firewall forgets it and a dead one is known. */
const STILL_THERE = 10_000

export function openPool(target: PostgresTarget): PostgresPool {
  let turn = 0
  // All of them together take no longer than one.
  const eachHost = { connectionTimeoutMillis: CONNECT_WITHIN / target.hosts.length }
  const host = () => target.hosts[turn % target.hosts.length] as PostgresHost
  const silence = watchForSilence({
    target,
    atMost: GIVEN_UP_AFTER,
    settle: (client) => settle(client, target),
    found: (one) => {
      turn = target.hosts.indexOf(one)
    },
  })
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
    keepAliveInitialDelayMillis: STILL_THERE,
    application_name: 'postern',
    types: { getTypeParser },
    onConnect: async (client: pg.ClientBase) => silence.know(client, { backend: await settle(client, target) }),
    // The pool asks this for every new connection; after a failover the next host is tried. It hides the password from
    // whoever copies its settings, so it is said once more.
    Client: function client(this: unknown, options: pg.ClientConfig) {
      const at = host()
      const made = new pg.Client({ ...options, ...at, ...eachHost, password: target.password })
      silence.watch(made, at)
      return made
    } as unknown as typeof pg.Client,
  })
  pool.on('acquire', (client) => silence.know(client, { resting: false }))
  pool.on('release', (_, client) => silence.know(client, { resting: true }))
  // An idle connection that broke has left the pool already.
  pool.on('error', () => undefined)

  async function connected(): Promise<pg.PoolClient> {
    for (let tried = 1; ; tried++) {
      const at = turn
      try {
        return await silence.unlessSilent(() => pool.connect())
      } catch (error) {
        // Many are turned away at the same time: together they go on to the next host, not past it.
        if (turn === at) turn += 1
        if (tried >= target.hosts.length) throw error
      }
    }
  }

  async function take(may?: May): ReturnType<PostgresPool['take']> {
    const client = await connected()
    silence.know(client, { unlimited: may === 'take-long' })
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
    async withClient(use, may) {
      const { client, release } = await take(may)
      try {
        const done = await use(client)
        release()
        return done
      } catch (error) {
        release(error instanceof Error ? error : new Error(String(error)))
        throw error
      }
    },
    async end() {
      await pool.end()
      silence.end()
    },
  }
}

/** Settings that this server does not know are left out. A desk that vanished leaves no transaction behind for long. */
const SETTLE = `select set_config(s.name, given.value, false)
  from pg_catalog.pg_settings s join (values
    ('statement_timeout', '${CUT_AFTER}'),
    ('idle_in_transaction_session_timeout', '${CUT_AFTER}'),
    ('transaction_timeout', '${CUT_AFTER}'),
    ('bytea_output', 'hex'),
    ('jit', 'off'),
    ('tcp_keepalives_idle', '10'),
    ('tcp_keepalives_interval', '5'),
    ('tcp_keepalives_count', '3'),
    ('tcp_user_timeout', '20000'),
    ('synchronous_commit', case when current_setting('synchronous_commit') = 'off' then 'on' else current_setting('synchronous_commit') end)
  ) as given (name, value) on given.name = s.name`

/** For the rest of a transaction that may take as long as it needs. */
export const UNLIMITED =
  "select set_config(name, '0', true) from pg_catalog.pg_settings where name in ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')"

const LOOK = `select current_setting('server_version_num')::int4 as version, current_setting('server_encoding') as encoding,
  current_setting('fsync', true) as fsync, current_setting('full_page_writes', true) as pages,
  current_setting('transaction_read_only') as readonly, pg_is_in_recovery()::text as standby,
  (select ${BACKEND} from pg_catalog.pg_stat_activity where pid = pg_backend_pid()) as backend`

interface Look {
  readonly version: number
  readonly encoding: string
  readonly fsync: string | null
  readonly pages: string | null
  readonly readonly: string
  readonly standby: string
}

/** Each new connection is looked at: behind the same name another server may answer by now. Gives whom it talks to. */
async function settle(client: pg.ClientBase, target: PostgresTarget): Promise<string | undefined> {
  await client.query(SETTLE)
  const look = await client.query<Look & { readonly backend: string | null }>(LOOK)
  for (const row of look.rows) refuseUnfit(row, target)
  return look.rows[0]?.backend ?? undefined
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

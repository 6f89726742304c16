import pg from 'pg'
import { LOOK_EVERY, lineOf } from './postgres-line.ts'
import { getTypeParser } from './postgres-types.ts'
import type { PostgresHost, PostgresTarget } from './postgres-url.ts'

/** Looks without a word, two seconds long, however many words it takes. */
export const SAYS_NOTHING = 8

/** A short look at the server over a connection of its own, beside the pool. Throws `NoWord` where nobody says anything. */
export async function visit<T>(
  target: PostgresTarget,
  host: PostgresHost,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { database, user, password, ssl } = target
  const client = new pg.Client({
    ...{ database, user, password, ssl, ...host },
    ...{ application_name: 'postern', types: { getTypeParser } },
  })
  // What breaks is told to whoever asked.
  client.on('error', () => undefined)
  const line = lineOf(client, host)
  const looking = setInterval(() => {
    line.look()
    if (line.quiet >= SAYS_NOTHING) line.giveUp()
  }, LOOK_EVERY)
  try {
    await client.connect()
    return await use(client)
  } finally {
    clearInterval(looking)
    void client.end().catch(() => undefined)
  }
}

/** Nobody is there, or nobody who says so. Who refuses says something. */
export const saysNothing = (error: unknown): boolean =>
  ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'].includes(String((error as { code?: unknown } | null)?.code))

/** Who a connection talks to, by a name that no other process of that server ever has. */
export const BACKEND = "(pid::text || ' ' || extract(epoch from backend_start)::text)"

/** Those of them that are at work. Who waits for us while we wait for it has lost its line. */
export async function atWork(client: pg.ClientBase, backends: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ backend: string }>(
    `select ${BACKEND} as backend from pg_catalog.pg_stat_activity where ${BACKEND} = any($1::text[])
      and (state not like 'idle%' or state_change > clock_timestamp() - interval '0.5 seconds')`,
    [backends],
  )
  return new Set(rows.map(({ backend }) => backend))
}

/**
 * Ends those whose line was given up. They learn of it late or never, and what they were doing would keep its locks until
 * the server cuts it: who sends the same again would wait for that.
 */
export async function endThere(client: pg.ClientBase, backends: readonly string[]): Promise<void> {
  if (backends.length === 0) return
  await client.query(
    `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where ${BACKEND} = any($1::text[])`,
    [backends],
  )
}

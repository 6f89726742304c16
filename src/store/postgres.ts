import type pg from 'pg'
import { requestOf, requestOfWrites } from './append.ts'
import { findOwner, streamEvents } from './event-rows.ts'
import { type CountingStore, NOTHING_YET, type Peek } from './kept.ts'
import { findMeta, RESTORING } from './meta-rows.ts'
import { migrations } from './migrate.ts'
import { CommitUnknown, type Tried, tryAppend } from './postgres-append.ts'
import { migratePostgres, NOW, pendingOnPostgres } from './postgres-migrate.ts'
import { openPool, type PostgresPool, UNLIMITED } from './postgres-pool.ts'
import { namedSql } from './postgres-sql.ts'
import { troubleOfPostgres } from './postgres-trouble.ts'
import { isForGood, unreachable } from './postgres-unreachable.ts'
import { type PostgresTarget, readPostgresUrl } from './postgres-url.ts'
import { StartRefused } from './start-refused.ts'
import type { Request } from './steps.ts'
import { type Appended, type Query, type Snapshot, StoreFailure } from './store.ts'
import { streamLocks } from './stream-locks.ts'
import type { Upgrading } from './upgrade.ts'

/** The store of a desk on one node or several: a PostgreSQL that all of them share. */
export interface PostgresAsk {
  /** DATABASE_URL */
  readonly url: string
  /** A server migrates; every other process finds the schema as it is. */
  readonly server: boolean
  readonly deskId: string
  readonly now: number
  /** The schema stops here; all of it where nothing is said. */
  readonly upTo?: number | undefined
  readonly upgrading?: Upgrading | undefined
}

/** Looks at the database and changes nothing. `awaited` is called once, where the database does not answer at once and is waited for. */
export async function peekPostgres(url: string, patience: number, awaited?: () => void): Promise<Peek> {
  const target = readPostgresUrl(url)
  const pool = openPool(target)
  try {
    return await reached(target, { patience, awaited }, () => pool.withClient(look))
  } finally {
    await pool.end()
  }
}

async function look(client: pg.PoolClient): Promise<Peek> {
  const { rows } = await client.query<{ there: string | null }>("select to_regclass('desk_meta')::text as there")
  // Before the first migration there is no table to ask.
  if (rows[0]?.there == null) return NOTHING_YET
  const meta = async (name: string) => (await readWith(client, findMeta(name)))[0]?.value
  const keyCheck = await meta('key_check')
  const halfRestored = (await meta(RESTORING)) !== undefined
  return { empty: keyCheck === undefined, deskId: await meta('desk_id'), keyCheck, halfRestored }
}

export async function openPostgres(ask: PostgresAsk): Promise<CountingStore> {
  const target = readPostgresUrl(ask.url)
  const pool = openPool(target)
  try {
    if (ask.server) await migratePostgres(pool, ask, migrations().slice(0, ask.upTo))
    else if ((await pool.withClient(pendingOnPostgres)).length > 0)
      throw new StartRefused(
        'schema-too-old',
        'The database waits for its next schema. Start the server of this version once first.',
      )
    return await opened(pool, ask)
  } catch (error) {
    await pool.end()
    throw error
  }
}

async function opened(pool: PostgresPool, ask: PostgresAsk): Promise<CountingStore> {
  const locks = streamLocks()
  let open = true
  let commits = 0
  let requests = 0
  let underWay = 0
  let idle: (() => void) | undefined

  /** Counts what is under way, so that closing waits for it. */
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    if (!open) throw new StoreFailure('closed', 'The store is closed.')
    underWay += 1
    try {
      return await work()
    } catch (error) {
      throw failureOf(error)
    } finally {
      underWay -= 1
      if (underWay === 0) idle?.()
    }
  }

  const read = <Row>(query: Query<Row>): Promise<readonly Row[]> =>
    counted(async () => {
      try {
        return await pool.withClient((client) => readWith(client, query))
      } catch (error) {
        // A connection may have died in the pool while nobody looked; reading twice harms nobody.
        if (!mayTryOnceMore(error)) throw error
        return pool.withClient((client) => readWith(client, query))
      }
    })

  const append = (request: Request): Promise<Appended> =>
    counted(async () => {
      requests += 1
      const done = await locks(leafStreams(request), () => appended(pool, request, read))
      if (done.result === 'committed') commits += 1
      return done
    })

  const deskId = (await read(findMeta('desk_id')))[0]?.value ?? ask.deskId
  return {
    deskId,
    shared: true,
    clock: () => counted(() => pool.withClient(clockOf)),
    append: async (one) => append(requestOf([one])),
    appendAll: async (appends) => append(requestOf(appends)),
    write: async (writes, uniques = []) => append(requestOfWrites(writes, uniques)),
    events: (stream, after) => read(streamEvents(stream, after)),
    read,
    owner: async (scope, tag) => (await read(findOwner(scope, tag)))[0]?.owner,
    snapshot: () => counted(() => snapshotOf(pool)),
    stats: () => ({ commits, requests }),
    forgetDeleted: () => counted(() => forgetDeadRows(pool)),
    async close() {
      if (!open) return
      open = false
      if (underWay > 0)
        await new Promise<void>((resolve) => {
          idle = resolve
        })
      await pool.end()
    },
  }
}

/**
 * A deleted row stays in its table until it is vacuumed, and its bytes until the page is written anew: this writes the
 * table of keys anew. What lies in the log of the server, in its archive and in standbys is out of our reach.
 */
async function forgetDeadRows(pool: PostgresPool): Promise<boolean> {
  try {
    await pool.withClient(async (client) => {
      await client.query("set lock_timeout = '5s'")
      try {
        await client.query('vacuum (full) key_store')
      } finally {
        await client.query('reset lock_timeout')
      }
    })
    return true
  } catch {
    // Somebody reads the table for long, or the engine has no such word: asked again within the hour.
    return false
  }
}

async function clockOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ now: number }>(`select ${NOW} as now`)
  return rows[0]?.now ?? 0
}

/** A connection of its own in one read transaction, which may last as long as a copy takes. */
async function snapshotOf(pool: PostgresPool): Promise<Snapshot> {
  const { client, release } = await pool.take('take-long')
  try {
    await client.query('begin isolation level repeatable read, read only')
    await client.query(UNLIMITED)
  } catch (error) {
    release(error as Error)
    throw error
  }
  return {
    read: (query) =>
      readWith(client, query).catch((error: unknown) => {
        throw failureOf(error)
      }),
    close: async () => {
      await client.query('rollback').then(
        () => release(),
        (error: Error) => release(error),
      )
    },
  }
}

const TRIES = 12

async function appended(
  pool: PostgresPool,
  request: Request,
  read: <Row>(query: Query<Row>) => Promise<readonly Row[]>,
): Promise<Appended> {
  let last: unknown
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await pause(attempt)
    const tried = await attemptOnce(pool, request, attempt === 0)
    if ('appended' in tried) return tried.appended
    if ('again' in tried) {
      last = tried.again
      continue
    }
    const { scope, owner } = tried.taken
    const [row] = await read(findOwner(scope, String(owner.params[1])))
    // Gone again by now: then it is free.
    if (row !== undefined) return { result: 'duplicate', scope, owner: row.owner }
  }
  throw new StoreFailure('busy', 'Others wrote the same at every try; nothing was stored.', { cause: last })
}

/** A connection that was dead before anything was sent costs another try; one that broke later does not get one. */
async function attemptOnce(pool: PostgresPool, request: Request, first: boolean): Promise<Tried> {
  let begun = false
  try {
    return await pool.withClient((client) =>
      tryAppend(client, request, () => {
        begun = true
      }),
    )
  } catch (error) {
    if (first && !begun && mayTryOnceMore(error)) return { again: error }
    throw error
  }
}

const leafStreams = (request: Request): string[] =>
  request.steps.flatMap((step) => (step.run === 'leaf' ? [step.leaf.stream] : []))

/** Longer each time, and never two alike: whoever met here should not meet again. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4 * 2 ** attempt, 250)))

async function readWith<Row>(client: pg.PoolClient, { sql, params, row }: Query<Row>): Promise<readonly Row[]> {
  const { rows } = await client.query<Record<string, unknown>>({ ...namedSql(sql), values: params as unknown[] })
  try {
    return rows.map((one) => row.parse(one))
  } catch (cause) {
    throw new StoreFailure('unreadable', 'A row of the database does not have its shape.', { cause })
  }
}

const mayTryOnceMore = (error: unknown): boolean =>
  !(error instanceof StoreFailure || error instanceof StartRefused || error instanceof CommitUnknown) &&
  ['gone', 'again'].includes(troubleOfPostgres(error))

function failureOf(cause: unknown): unknown {
  if (cause instanceof StoreFailure) return cause
  if (cause instanceof CommitUnknown)
    return new StoreFailure(
      'unknown',
      'The database went away during a commit; whether this was stored is not known.',
      { cause },
    )
  // A server that cannot keep what it is given, or a standby: whoever asks is told to come again.
  if (cause instanceof StartRefused) return new StoreFailure('busy', cause.message, { cause })
  const trouble = troubleOfPostgres(cause)
  return trouble === 'other' || trouble === 'unique'
    ? cause
    : new StoreFailure(FAILURES[trouble].code, FAILURES[trouble].message, { cause })
}

const FAILURES = {
  gone: { code: 'busy', message: 'The database does not answer; nothing was stored.' },
  again: { code: 'busy', message: 'The database was busy with the same; nothing was stored.' },
  busy: { code: 'busy', message: 'The database has too much to do; nothing was stored.' },
  full: { code: 'full', message: 'The disk of the database is full; nothing was stored.' },
  io: { code: 'io', message: 'The database cannot read or write its disk.' },
} as const

/** It may just be starting; and of several hosts one may just be about to be promoted. */
function mayPass({ hosts }: PostgresTarget, error: unknown): boolean {
  if (error instanceof StartRefused) return error.code === 'database-read-only' && hosts.length > 1
  return ['gone', 'busy'].includes(troubleOfPostgres(error)) && !isForGood(error)
}

/** Tries until the database answers, as long as there is hope. */
async function reached<T>(
  target: PostgresTarget,
  { patience, awaited }: { readonly patience: number; readonly awaited: (() => void) | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const until = performance.now() + patience
  let told = false
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(target, error) || performance.now() > until)
        throw error instanceof StartRefused ? error : unreachable(target, error)
      if (!told) awaited?.()
      told = true
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

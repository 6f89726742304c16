import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migratePostgres } from '../../src/store/postgres-migrate.ts'
import { openPool } from '../../src/store/postgres-pool.ts'
import { readPostgresUrl } from '../../src/store/postgres-url.ts'
import { startCluster } from './postgres-cluster.ts'

/** A database of a test's own, on the PostgreSQL of this run. */
export interface TestDatabase {
  readonly url: string
  readonly name: string
  /** As its owner, beside the store: to look, and to do harm. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/** `npm test` sets both for all of its tests; without them a test file has a cluster of its own. */
const names = { server: 'POSTERN_TEST_DATABASE_URL', template: 'POSTERN_TEST_TEMPLATE' } as const

/** `migrated`: with the schema in it, copied from a template, which is quicker than every schema file anew. */
export async function testDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = await theServer()
  const name = `postern_test_${randomBytes(6).toString('hex')}`
  const from = kind === 'migrated' ? ` template ${server.template}` : ''
  await inDatabase(server.url, (client) => client.query(`create database ${name}${from}`))
  const url = withDatabase(server.url, name)
  return {
    url,
    name,
    sql: (text, values) => inDatabase(url, async (client) => (await client.query(text, values)).rows),
    drop: async () => {
      await inDatabase(server.url, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

interface TestServer {
  readonly url: string
  readonly template: string
}

let known: Promise<TestServer> | undefined

function theServer(): Promise<TestServer> {
  const [url, template] = [process.env[names.server], process.env[names.template]]
  known ??= url && template ? Promise.resolve({ url, template }) : prepared(url)
  return known
}

/** Starts one where none was named, and makes the template. */
async function prepared(given: string | undefined): Promise<TestServer> {
  const url = given || (await startCluster()).url
  const template = `postern_template_${randomBytes(6).toString('hex')}`
  await inDatabase(url, (client) => client.query(`create database ${template}`))
  const pool = openPool(readPostgresUrl(withDatabase(url, template)))
  await migratePostgres(pool, { deskId: 'desk1', now: 1 })
  await pool.end()
  await inDatabase(withDatabase(url, template), (client) =>
    client.query("delete from desk_meta where name = 'desk_id'"),
  )
  return { url, template }
}

/** For the run as a whole: what its tests find in their environment. Call `end` in any case. */
export async function serverOfThisRun(): Promise<{ env: Record<string, string>; end(): Promise<void> }> {
  const { url, template } = await theServer()
  return {
    env: { [names.server]: url, [names.template]: template },
    end: () => inDatabase(url, async (client) => void (await client.query(`drop database if exists ${template}`))),
  }
}

export async function inDatabase<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const { hosts, user, password, database } = readPostgresUrl(url)
  const client = new pg.Client({ ...hosts[0], user, password, database })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const withDatabase = (url: string, name: string): string => url.replace(/(\/\/[^/]*\/)[^?]*/, `$1${name}`)

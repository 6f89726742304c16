import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { z } from 'zod'
import { modules, statements } from '../../test/every-statement.ts'
import { type TestDatabase, testDatabase } from '../../test/stand-ins/postgres.ts'
import { inboxByDue } from './inbox-rows.ts'
import { migrate, migrations } from './migrate.ts'
import { namedSql } from './postgres-sql.ts'
import { readPostgresUrl } from './postgres-url.ts'
import { NEVER } from './rows.ts'
import type { Param } from './store.ts'

/** What has to look at a whole table: few rows, or a rebuild. */
const whole = [
  'advisory-rows.drop',
  'case-member-rows.dropStray',
  'case-member-rows.keptCounts',
  'deadline-rows.dropStray',
  'enrolment-rows.sweep',
  'erase-rows.dropTraces',
  'erase-rows.publishedOf',
  'event-rows.streamsAfter',
  'figure-rows.dropStray',
  'inbox-rows.dropStray',
  'inbox-rows.inboxCounts',
  'inbox-rows.recount',
  'kept-text-rows.dropKeptOfGone',
  'mention-rows.dropMentionsOfGone',
  'own-desk-rows.dropOwnOfGone',
  'key-rows.keysByRoot',
  'key-rows.purposeKeys',
  'key-rows.retireRoot',
  'key-rows.rootKeys',
  'member-rows.allMembers',
  // A guest is taken off by hand, now and then.
  'table-rows.emptyTable',
]
/** What sorts a few rows by itself. */
const small = [
  'inbox-rows.recount',
  'advisory-rows',
  'case-member-rows',
  'erase-rows',
  'key-rows.keysByRoot',
  'member-rows.allMembers',
  'member-rows.passkeysOf',
  'session-rows.sessionsOf',
  'token-rows.tokensOf',
]
const isIn = (names: readonly string[], name: string) => names.some((one) => name.startsWith(one))

describe('every statement of the store', () => {
  const db = new DatabaseSync(':memory:')
  before(() => void migrate(db, '/nowhere', 1))
  after(() => db.close())

  it('is listed here', () => {
    const files = readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith('-rows.js'))
      .map((file) => file.slice(0, -3))
    assert.deepEqual(
      files.filter((file) => !modules.some(([name]) => name === file)),
      [],
    )
    for (const [name, module, made] of modules) {
      const functions = Object.entries(module)
        .filter(([, value]) => typeof value === 'function')
        .map(([fn]) => fn)
      assert.deepEqual(Object.keys(made).sort(), functions.sort(), name)
    }
  })

  it('is one that the engine can prepare, with as many values as it has places', () => {
    for (const { name, statement } of statements) {
      assert.doesNotThrow(() => db.prepare(statement.sql), name)
      const places = new Set(statement.sql.match(/\?\d+/g))
      assert.equal(places.size, statement.params.length, name)
      assert.ok(
        statement.params.every((_, i) => places.has(`?${i + 1}`)),
        name,
      )
    }
  })

  it('reads by an index, and sorts by one', () => {
    for (const { name, statement } of statements) {
      const plan = db
        .prepare(`explain query plan ${statement.sql}`)
        .all(...statement.params.map((p) => (typeof p === 'number' ? BigInt(p) : p)))
        .map((step) => String(step.detail))
      if (!isIn(whole, name))
        assert.ok(
          !plan.some((step) => /^SCAN (?!\d+-ROW VALUES CLAUSE|.*USING (COVERING )?INDEX)/.test(step)),
          `${name}: ${plan.join('; ')}`,
        )
      if (!isIn(small, name))
        assert.ok(!plan.some((step) => step.includes('TEMP B-TREE')), `${name}: ${plan.join('; ')}`)
    }
  })

  it('keeps to what both engines understand', () => {
    const foreign =
      /\blisten\b|\bnotify\b|pg_|\block table\b|\bon conflict do\b|\bon conflict on\b|\bon conflict \([^)]*[^\w, )]|\boffset\b|\bserial\b|\bautoincrement\b|for update|skip locked|\breplace into\b|\binsert or\b|\bglob\b|\bnow\(|current_timestamp|\bdatetime\(|\browid\b|\bjson_|::|\bifnull\b|\bilike\b|\bcreate type\b|\btrigger\b|\bnull\b(?<!not null)/i
    const schema = migrations().map((migration) => ({
      name: migration.name,
      statement: { sql: migration.sql.replace(/--.*/g, ''), params: [] },
    }))
    for (const { name, statement } of [...statements, ...schema]) assert.doesNotMatch(statement.sql, foreign, name)
  })
})

describe('every statement of the store, on PostgreSQL', () => {
  let database: TestDatabase
  let client: pg.Client
  before(async () => {
    database = await testDatabase()
    client = new pg.Client(clientOf(database.url))
    await client.connect()
  })
  after(async () => {
    await client?.end()
    await database?.drop()
  })

  it('is one that it can prepare, and gives back rows of their shape', async () => {
    for (const { name, statement } of statements) {
      const { text } = namedSql(statement.sql)
      await assert.doesNotReject(client.query(`prepare one as ${text}`), name)
      await client.query('deallocate one')
      if (!('row' in statement)) continue
      const { fields } = await client.query(text, [...statement.params])
      const shape = (statement.row as { shape?: Record<string, z.ZodType> }).shape
      if (shape === undefined) continue
      assert.deepEqual(fields.map((field) => field.name).sort(), Object.keys(shape).sort(), name)
      for (const field of fields)
        assert.equal(
          shape[field.name]?.safeParse(samples[field.dataTypeID] ?? null).success || isChoice(shape[field.name]),
          true,
          `${name}: ${field.name} has type ${field.dataTypeID}`,
        )
    }
  })

  it('reads by an index, and sorts by one', async () => {
    // On tables without rows the planner takes any index that it can take at all.
    await client.query(
      'set enable_seqscan = off; set enable_sort = off; set enable_incremental_sort = off; set enable_bitmapscan = off',
    )
    for (const { name, statement } of statements) {
      const { text } = namedSql(statement.sql)
      await client.query(`prepare one as ${text}`)
      const given = statement.params.length === 0 ? '' : `(${statement.params.map(literal).join(', ')})`
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute one${given}`)
      const plan = rows.map((row) => row['QUERY PLAN'])
      await client.query('deallocate one')
      if (!isIn(whole, name)) assert.ok(!plan.some((step) => /Seq Scan/.test(step)), `${name}: ${plan.join('\n')}`)
      if (!isIn(small, name) && !isIn(whole, name))
        assert.ok(!plan.some((step) => /^\s*(->\s*)?Sort /.test(step)), `${name}: ${plan.join('\n')}`)
    }
  })

  it('goes past no other case on the way to a page of the inbox, however early those are due', async () => {
    await client.query('begin')
    await client.query(
      `insert into case_inbox (stream, number, head_seq, stage, grp, embargo, assignee, door, due_at, publish_at, waiting_since, created_at, updated_at, body)
        select 's' || n, 'n' || n, 1, v, v, 'none', v, 'form', case v when 'open' then n else ${NEVER} end, 0, 0, n, n, ''
        from (select n, case when n % 20 = 0 then 'open' else 'over' end as v from generate_series(1, 20000) n) as made`,
    )
    await client.query('analyze case_inbox')
    for (const filter of [
      { grp: 'over' },
      { stage: 'over' },
      { assignee: 'over' },
      { grp: 'over', assignee: 'over' },
    ]) {
      const { sql, params } = inboxByDue({ ...filter, viewer: 'm1', limit: 50 })
      await client.query(`prepare one as ${namedSql(sql).text}`)
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain analyze execute one(${params.map(literal).join(', ')})`,
      )
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      assert.match(plan, /rows=50 loops=1/)
      assert.doesNotMatch(plan, /Rows Removed by Filter: [0-9]{2,}/, JSON.stringify(filter))
      await client.query('deallocate one')
    }
    await client.query('rollback')
  })

  it('compares texts by their bytes, whatever language the database was made for', async () => {
    const others = await client.query(
      "select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C' and table_name not like 'schema\\_%'",
    )
    assert.deepEqual(others.rows, [])
  })
})

/** A value of each type that the schema has, by PostgreSQL's number of the type. */
const samples: Readonly<Record<number, unknown>> = { 17: new Uint8Array(1), 20: 1, 23: 1, 25: 'text' }

/** A column that only ever holds some texts. */
const isChoice = (shape: z.ZodType | undefined): boolean => shape instanceof z.ZodEnum

const literal = (value: Param): string => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string'
    ? `'${value.replaceAll("'", "''")}'`
    : `'\\x${Buffer.from(value ?? []).toString('hex')}'`
}

function clientOf(url: string): pg.ClientConfig {
  const { hosts, user, password, database } = readPostgresUrl(url)
  return { ...hosts[0], user, password, database }
}

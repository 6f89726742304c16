import { DatabaseSync } from 'node:sqlite'
import { namedSql } from '../src/store/postgres-sql.ts'
import type { Param } from '../src/store/store.ts'
import { statements } from '../test/every-statement.ts'
import { inDatabase } from '../test/stand-ins/postgres.ts'

/** A statement that reads a large table from one end to the other. */
export interface BadPlan {
  readonly name: string
  readonly table: string
  readonly plan: string
}

export interface Plans {
  readonly checked: number
  /** Tables with at least as many rows as asked for. */
  readonly large: readonly string[]
  readonly bad: readonly BadPlan[]
}

/** What is no part of a desk's day: a rebuild, a rotation of the root key, a copy of everything, erasing a case. */
const seldom = [
  'advisory-rows.drop',
  'case-member-rows.dropStray',
  'deadline-rows.dropStray',
  'erase-rows.',
  'event-rows.streamsAfter',
  'figure-rows.dropStray',
  'inbox-rows.dropStray',
  'inbox-rows.recount',
  'key-rows.keyIds',
  'key-rows.keysByRoot',
  'key-rows.retireRoot',
  'table-rows.',
]
const usual = statements.filter(({ name }) => !seldom.some((one) => name.startsWith(one)))

/** The plan of every statement of a desk's day on this PostgreSQL, for any value and for values that are really there. */
export const plansOnPostgres = (url: string, least: number): Promise<Plans> =>
  inDatabase(url, async (client) => {
    const counted = await client.query<{ name: string }>(
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= $1 order by relname",
      [least],
    )
    const large = counted.rows.map(({ name }) => name)
    const there = await client.query<Record<string, string>>(
      // The member is one who has a case: of what nobody took on the desk asks in other words.
      "select stream as s, number as n, grp as b, stage as a, (select max(assignee) from case_inbox) as d from case_inbox where grp = 'done' limit 1",
    )
    const bad: BadPlan[] = []
    for (const { name, statement } of usual) {
      await client.query(`prepare one as ${namedSql(statement.sql).text}`)
      const values = statement.params.map((value) => literal(there.rows[0]?.[String(value)] ?? value))
      const given = values.length === 0 ? '' : `(${values.join(', ')})`
      const planned = async (mode: string): Promise<string> => {
        await client.query(`set plan_cache_mode = ${mode}`)
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute one${given}`)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      }
      const [own, common] = [await planned('force_custom_plan'), await planned('force_generic_plan')]
      // The server takes the plan for any value only where it costs no more than those for the values it was given.
      for (const plan of costOf(common) <= costOf(own) ? [own, common] : [own])
        for (const [, table = ''] of plan.matchAll(/Seq Scan on (\w+)/g))
          if (large.includes(table)) bad.push({ name, table, plan })
      await client.query('deallocate one')
    }
    return { checked: usual.length, large, bad }
  })

/** On SQLite a plan rests on the schema alone: which values are there decides nothing. */
export function plansOnSqlite(file: string, least: number): Plans {
  const db = new DatabaseSync(file, { readOnly: true })
  const names = db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[]
  const large = names
    .map(({ name }) => name)
    .filter((name) => db.prepare(`select 1 from ${name} limit 1 offset ${least - 1}`).get() !== undefined)
  const bad = usual.flatMap(({ name, statement }): BadPlan[] => {
    const steps = db
      .prepare(`explain query plan ${statement.sql}`)
      .all(...statement.params.map((value) => (typeof value === 'number' ? BigInt(value) : value)))
      .map(({ detail }) => String(detail))
    return steps.flatMap((step) => {
      const table = /^SCAN (\w+)(?!.*USING (COVERING )?INDEX)/.exec(step)?.[1]
      return table !== undefined && large.includes(table) ? [{ name, table, plan: steps.join('\n') }] : []
    })
  })
  db.close()
  return { checked: usual.length, large, bad }
}

/** How often a large table was read from end to end since the server counts, and how many rows that were. */
export const readWhole = (url: string, large: readonly string[]): Promise<Readonly<Record<string, number>>> =>
  inDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string; times: string }>(
      'select relname as name, seq_scan as times from pg_stat_user_tables where relname = any($1) and seq_scan > 0',
      [large],
    )
    return Object.fromEntries(rows.map(({ name, times }) => [name, Number(times)]))
  })

const costOf = (plan: string): number => Number(/cost=[\d.]+\.\.([\d.]+)/.exec(plan)?.[1])

const literal = (value: Param): string => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string'
    ? `'${value.replaceAll("'", "''")}'`
    : `'\\x${Buffer.from(value ?? []).toString('hex')}'`
}

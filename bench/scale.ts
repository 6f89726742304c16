import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseFile } from '../src/store/sqlite-file.ts'
import { inDatabase } from '../test/stand-ins/postgres.ts'
import { startCluster } from '../test/stand-ins/postgres-cluster.ts'
import { type Child, deskEnv, deskServer, resultOf } from './child.ts'
import { copyDesk } from './desk-copy.ts'
import type { Admission } from './desk-server.ts'
import type { SearchFigures, Took } from './layers.ts'
import { measurePages } from './pages.ts'
import { type Plans, plansOnPostgres, plansOnSqlite, readWhole } from './plans.ts'
import type { PlantedMany } from './planter.ts'
import { median } from './quantile.ts'

/** How a desk grows: the same questions to a small one and to a large one, alternating, on one engine. */
export interface EngineFigures {
  readonly engine: 'SQLite' | 'PostgreSQL'
  readonly questions: readonly Question[]
  readonly plans: Plans
  /** Large tables that were read from end to end while the desk was used, and how often. */
  readonly whole: Readonly<Record<string, number>>
  readonly search: SearchFigures | null
}

export interface Question {
  readonly name: string
  /** Milliseconds, medians of the rounds: the 95th of a hundred answers. */
  readonly small: number
  readonly large: number
  /** Median of the ratios within the rounds. */
  readonly ratio: number
}

export interface ScaleAsk {
  readonly few: number
  readonly many: number
  readonly rounds: number
  readonly times: number
  /** Desks that were planted before, or are to be kept for the next time. */
  readonly folder: string | undefined
  readonly out: string | undefined
  /** One engine alone, or both after one another. */
  readonly engine: Engine | undefined
}

export const engines = ['sqlite', 'postgresql'] as const
type Engine = (typeof engines)[number]

/** As many rows make a table large. */
const isLarge = { full: 10_000, quick: 1_000 } as const

/** Resolves to whether every gate held. */
export async function measureScale(ask: ScaleAsk): Promise<boolean> {
  const folder = ask.folder ?? mkdtempSync(join(tmpdir(), 'postern-scale-'))
  say(`Node ${process.versions.node}, ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}, in ${folder}`)
  try {
    const [small, large] = [await planted(folder, ask.few), await planted(folder, ask.many)]
    const least = ask.many >= 100_000 ? isLarge.full : isLarge.quick
    const figures: EngineFigures[] = []
    if (ask.engine !== 'postgresql') figures.push(await onSqlite(small, large, ask, least))
    if (ask.engine !== 'sqlite') figures.push(await onPostgres(small, large, ask, least))
    if (ask.out !== undefined)
      writeFileSync(ask.out, `${JSON.stringify({ load: loadavg(), few: ask.few, many: ask.many, figures }, null, 2)}\n`)
    return figures.map((one) => verdicts(one, ask.many >= 100_000)).every(Boolean)
  } finally {
    if (ask.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function planted(folder: string, cases: number): Promise<string> {
  const place = join(folder, `desk-${cases}`)
  if (existsSync(databaseFile(deskEnv(place).POSTERN_DATA ?? ''))) return place
  mkdirSync(place, { recursive: true })
  const hour = 3_600_000
  const { open, events, leaves, seconds, megabytes } = await resultOf<PlantedMany>('planter.js', [
    place,
    String(cases),
    String(hour),
  ])
  say(
    `Planted ${cases.toLocaleString('en')} cases, ${open.toLocaleString('en')} of them open, with ${events.toLocaleString('en')} facts and ${leaves.toLocaleString('en')} entries of the log: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(0)} s`,
  )
  return place
}

async function onSqlite(small: string, large: string, ask: ScaleAsk, least: number): Promise<EngineFigures> {
  const plans = plansOnSqlite(databaseFile(deskEnv(large).POSTERN_DATA ?? ''), least)
  const desks = { small: await deskServer(small), large: await deskServer(large) }
  try {
    const search = await desks.large.ask<SearchFigures>('searches')
    showSearch(search)
    const questions = await questionsTo(desks, ask)
    return shown({ engine: 'SQLite', questions, plans, whole: {}, search })
  } finally {
    await Promise.all([desks.small.stop(), desks.large.stop()])
  }
}

async function onPostgres(small: string, large: string, ask: ScaleAsk, least: number): Promise<EngineFigures> {
  // As an operator of a large desk would set it: a quarter of a gigabyte is little for a machine of today.
  const cluster = await startCluster({ shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min' })
  try {
    const urls = {
      small: cluster.url.replace('/postgres?', '/small?'),
      large: cluster.url.replace('/postgres?', '/large?'),
    }
    for (const name of Object.keys(urls))
      await inDatabase(cluster.url, async (client) => void (await client.query(`create database ${name}`)))
    await copyDesk(small, urls.small)
    const began = Date.now()
    await copyDesk(large, urls.large)
    say(`Copied into PostgreSQL in ${((Date.now() - began) / 1_000).toFixed(0)} s`)
    const plans = await plansOnPostgres(urls.large, least)
    // From here on the server counts what the desk reads.
    await inDatabase(urls.large, async (client) => void (await client.query('select pg_stat_reset()')))
    const desks = {
      small: await deskServer(withKeyOf(small), { env: { DATABASE_URL: urls.small } }),
      large: await deskServer(withKeyOf(large), { env: { DATABASE_URL: urls.large } }),
    }
    try {
      await desks.large.ask<SearchFigures>('searches')
      const questions = await questionsTo(desks, ask)
      const whole = await readWhole(urls.large, plans.large)
      return shown({ engine: 'PostgreSQL', questions, plans, whole, search: null })
    } finally {
      await Promise.all([desks.small.stop(), desks.large.stop()])
    }
  } finally {
    cluster.end()
  }
}

/** A folder of its own: what lies beside the key says how long the log is, and that of the other engine goes its own way. */
function withKeyOf(folder: string): string {
  const other = `${folder}-shared`
  rmSync(other, { recursive: true, force: true })
  const [from, to] = [deskEnv(folder).POSTERN_KEY_FILE ?? '', deskEnv(other).POSTERN_KEY_FILE ?? '']
  copyFileSync(from, to)
  return other
}

interface Desks {
  readonly small: Child
  readonly large: Child
}

async function questionsTo(desks: Desks, { rounds, times }: ScaleAsk): Promise<readonly Question[]> {
  const admission = {
    small: await desks.small.ask<Admission>('admit'),
    large: await desks.large.ask<Admission>('admit'),
  }
  const asked = async (which: keyof Desks): Promise<Map<string, number>> => {
    const layers = await desks[which].ask<Record<string, Took>>('layers')
    const pages = await measurePages(desks[which], admission[which], times)
    return new Map([
      ...Object.entries(layers).map(([name, { p95 }]) => [name, p95] as const),
      ...pages.map(({ name, asked: { p95, status } }) => {
        if (status !== 200) throw new Error(`the page ${name} answers with 200, and not with ${status}`)
        return [`page: ${name}`, p95] as const
      }),
    ])
  }
  const all: { readonly small: Map<string, number>; readonly large: Map<string, number> }[] = []
  for (let round = 0; round < rounds; round++) all.push({ small: await asked('small'), large: await asked('large') })
  return [...(all[0]?.small.keys() ?? [])].map((name) => {
    const of = (which: keyof Desks) => all.map((round) => round[which].get(name) ?? 0)
    const [small, large] = [of('small'), of('large')]
    return {
      name,
      small: median(small),
      large: median(large),
      ratio: median(large.map((value, round) => value / (small[round] ?? value))),
    }
  })
}

function shown(figures: EngineFigures): EngineFigures {
  const { engine, questions, plans, whole } = figures
  say(`\n${engine}: p95 on the small desk, on the large one, and the ratio`)
  for (const { name, small, large, ratio } of questions)
    say(`${name.padEnd(30)} ${cell(small)} ms ${cell(large)} ms ${cell(ratio)} : 1`)
  say(`${plans.checked} statements planned; large tables: ${plans.large.join(', ')}`)
  for (const { name, table, plan } of plans.bad) say(`reads all of ${table}: ${name}\n${plan}`)
  for (const [table, times] of Object.entries(whole)) say(`${table} was read from end to end ${times} times`)
  return figures
}

function showSearch({ cases, seconds, rss, byKind }: SearchFigures): void {
  say(
    `\nSearch over ${cases.toLocaleString('en')} cases, all in ${seconds.toFixed(0)} s after the start; memory ${(rss / 1e6).toFixed(0)} MB`,
  )
  for (const [kind, { p50, p95, found }] of Object.entries(byKind))
    say(`${kind.padEnd(30)} p50 ${cell(p50)} ms   p95 ${cell(p95)} ms   ${found.toFixed(0)} found`)
}

const inboxPages = /^(front|group|all groups|stage|changed since|page: inbox)/

/** A plan that reads a large table whole fails in any case; how quick it is, on a large desk alone. */
function verdicts({ engine, questions, plans, whole, search }: EngineFigures, full: boolean): boolean {
  const worst = Math.max(...questions.filter(({ name }) => inboxPages.test(name)).map(({ ratio }) => ratio))
  const counters = questions.find(({ name }) => name === 'counters of all groups')?.ratio ?? 0
  const found = Math.max(...Object.values(search?.byKind ?? {}).map(({ p50 }) => p50), 0)
  const gates: [what: string, value: number, holds: boolean][] = [
    ['no statement reads a large table whole', plans.bad.length, plans.bad.length === 0],
    ['no large table was read whole', Object.keys(whole).length, Object.keys(whole).length === 0],
    ...(full
      ? ([
          ['inbox: p95 at most 12 times that of the small desk', worst, worst <= 12],
          ['counters: p95 at most 3 times that of the small desk', counters, counters <= 3],
          ['search: p50 at most 20 ms', found, found <= 20],
        ] as [string, number, boolean][])
      : []),
  ]
  for (const [what, value, holds] of gates) say(`${holds ? 'yes' : ' NO'}  ${engine}: ${what}: ${value.toFixed(2)}`)
  return gates.every(([, , holds]) => holds)
}

const cell = (value: number): string => value.toFixed(1).padStart(7)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

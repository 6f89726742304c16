import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { requestOf } from '../src/store/append.ts'
import { insertInboxRow } from '../src/store/inbox-rows.ts'
import { insertLeaf, NO_LEAF } from '../src/store/leaf.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { bound, openForWriting, statementsOf } from '../src/store/sqlite-file.ts'
import type { Step } from '../src/store/steps.ts'
import type { Append, Param, Statement, Store } from '../src/store/store.ts'
import { startCluster } from '../test/stand-ins/postgres-cluster.ts'
import { median } from './quantile.ts'

/** One append as a new report makes it, through the store, against the same statements without one. */
export interface AppendFigures {
  readonly engine: 'PostgreSQL' | 'SQLite'
  readonly clients: number
  /** Appends a second: pgbench, or the bare engine with one commit each. */
  readonly bare: number
  readonly store: number
  /** Median of the ratios within the rounds. */
  readonly ratio: number
}

const few = 16

export async function measureAppends(
  folder: string,
  ask: { rounds: number; milliseconds: number },
): Promise<AppendFigures[]> {
  return [...(await onPostgres(ask)), ...(await onSqlite(folder, ask))]
}

async function onPostgres(ask: { rounds: number; milliseconds: number }): Promise<AppendFigures[]> {
  const cluster = await startCluster()
  try {
    const pgbench = join(cluster.bin, 'pgbench')
    if (!existsSync(pgbench)) return []
    const store = await openPostgres({ url: `${cluster.url}&pool=${few}`, server: true, deskId: 'bench', now: 1 })
    const script = join(cluster.folder, 'append.sql')
    writeFileSync(script, pgbenchScript())
    const socket = new URL(cluster.url.replace('@/', '@here/')).searchParams.get('host') ?? ''
    const seconds = String(Math.max(1, Math.round(ask.milliseconds / 1_000)))
    const bare = () => {
      const words = ['-h', socket, '-U', 'postern', '-n', '-M', 'prepared', '-c', String(few), '-j', '2', '-T', seconds]
      const said = execFileSync(pgbench, [...words, '-f', script, 'postgres'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return Number(/tps = ([\d.]+)/.exec(said)?.[1])
    }
    await through(store, few, 500)
    const rounds = []
    for (let round = 0; round < ask.rounds; round++)
      rounds.push({ bare: bare(), store: await through(store, few, ask.milliseconds) })
    await store.close()
    return [figures('PostgreSQL', few, rounds)]
  } finally {
    cluster.end()
  }
}

async function onSqlite(folder: string, ask: { rounds: number; milliseconds: number }): Promise<AppendFigures[]> {
  const open = (name: string) =>
    openSqlite({
      folder: join(folder, name),
      server: true,
      deskId: 'bench',
      now: 1,
      onFatal: (error) => {
        throw error
      },
    })
  await open('bare').close()
  const db = openForWriting(join(folder, 'bare', 'postern.db'))
  const store = open('append')
  const byClients = new Map<number, Round[]>([1, few].map((clients) => [clients, []]))
  for (let round = 0; round < ask.rounds; round++)
    for (const [clients, rounds] of byClients)
      rounds.push({ bare: bareSqlite(db, ask.milliseconds), store: await through(store, clients, ask.milliseconds) })
  await store.close()
  db.close()
  return [...byClients].map(([clients, rounds]) => figures('SQLite', clients, rounds))
}

interface Round {
  readonly bare: number
  readonly store: number
}

const figures = (engine: AppendFigures['engine'], clients: number, rounds: readonly Round[]): AppendFigures => ({
  engine,
  clients,
  bare: median(rounds.map(({ bare }) => bare)),
  store: median(rounds.map(({ store }) => store)),
  ratio: median(rounds.map(({ bare, store }) => store / bare)),
})

/** Appends a second, with so many that wait for their own before they send the next. */
async function through(store: Store, clients: number, milliseconds: number): Promise<number> {
  const began = performance.now()
  let done = 0
  const client = async () => {
    while (performance.now() - began < milliseconds) {
      const { result } = await store.append(newCase(randomBytes(8).toString('hex')))
      if (result !== 'committed') throw new Error('a new case meets no other')
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return done / ((performance.now() - began) / 1_000)
}

function bareSqlite(db: DatabaseSync, milliseconds: number): number {
  const prepared = statementsOf(db)
  const began = performance.now()
  let done = 0
  for (; performance.now() - began < milliseconds; done++) {
    prepared('begin immediate').run()
    for (const { sql, params } of statementsIn(newCase(randomBytes(8).toString('hex')))) {
      const statement = prepared(sql)
      if (/^select/.test(sql)) statement.all(...bound(params))
      else statement.run(...bound(params))
    }
    prepared('commit').run()
  }
  return done / ((performance.now() - began) / 1_000)
}

const body = new Uint8Array(randomBytes(300))

/** The rows of a new report, but for keys and drafts. */
function newCase(id: string): Append {
  const row = {
    ...{
      stream: id,
      number: id,
      head_seq: 1,
      stage: 'received',
      grp: 'new',
      embargo: 'none',
      assignee: '',
      door: 'api',
    },
    ...{ due_at: 5, publish_at: 9, waiting_since: 0, created_at: 1, updated_at: 1, body },
  }
  return {
    stream: id,
    expected: 0,
    events: [{ id, code: 'entry', v: 1, actor: 'desk', cause: id, at: 1, body }],
    rows: insertInboxRow(row),
    jobs: [{ id, lane: 'notice', topic: 'case-news', dedupe: id, stream: id, body, runAt: 1 }],
    audit: [{ id, at: 1, actor: 'desk', act: 'command', stream: id, commitment: body.subarray(0, 32) }],
    uniques: [{ scope: 'command', tag: id, owner: id }],
  }
}

const statementsIn = (append: Append): Statement[] => requestOf([append]).steps.flatMap(statementOf)

function statementOf(step: Step): Statement[] {
  switch (step.run) {
    case 'unique':
      return [step.insert]
    case 'head':
      return [step.head]
    case 'write':
      return [step.write]
    case 'leaf':
      return [step.head, insertLeaf(step.leaf, NO_LEAF)]
  }
}

const ID = 'the id of this append'

/** The same texts, with the id drawn anew each time, and with it the shard of the counters that the id would choose. */
function pgbenchScript(): string {
  const lines = statementsIn(newCase(ID)).map(({ sql, params }) => {
    const counts = sql.includes('inbox_count')
    const text = sql.replace(/\?(\d+)/g, (_, n: string) => {
      const at = Number(n) - 1
      return counts && at % 4 === 2 ? ':shard' : literal(params[at] ?? null)
    })
    return `${text.replace(/\s+/g, ' ')};`
  })
  const drawn = ['\\set id random(1, 9000000000000000000)', '\\set shard random(0, 15)']
  return [...drawn, 'begin isolation level read committed;', ...lines, 'commit;', ''].join('\n')
}

function literal(value: Param): string {
  if (value === ID) return ':id'
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`
  return typeof value === 'string' ? `'${value}'` : String(value)
}

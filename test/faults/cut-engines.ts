import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { reopenCluster, startCluster } from '../stand-ins/postgres-cluster.ts'
import type { BlockDisk } from './block-disk.ts'
import { runCli } from './started-desk.ts'

/** Where a desk keeps what it knows, on a disk whose power is cut. */
export interface CutEngine {
  readonly env: Readonly<Record<string, string>>
  /** Every process that may write, but for the desk itself. */
  readonly pids: () => readonly number[]
  end(): void
}

/** The same, as it comes back from the copy of that disk. */
export interface Revived {
  readonly env: Readonly<Record<string, string>>
  /** Every case, and how many outbox rows it has. */
  cases(): Promise<readonly { readonly number: string; readonly jobs: number }[]>
  end(): Promise<void>
}

export interface Engine {
  readonly name: string
  begin(disk: BlockDisk): Promise<CutEngine>
  revive(path: string): Promise<Revived>
}

const CASES =
  'select number, count(outbox.stream) as jobs from case_inbox left join outbox on outbox.stream = case_inbox.stream group by number'
const caseOf = (row: Record<string, unknown>) => ({ number: String(row.number), jobs: Number(row.jobs) })

export const sqlite: Engine = {
  name: 'SQLite',
  begin: async (disk) => ({
    env: { POSTERN_DATA: join(disk.path, 'data') },
    pids: () => [],
    end: () => undefined,
  }),
  revive: async (path) => ({
    env: { POSTERN_DATA: join(path, 'data') },
    async cases() {
      const db = new DatabaseSync(join(path, 'data', 'postern.db'), { readOnly: true })
      if (db.prepare('pragma integrity_check').get()?.integrity_check !== 'ok') throw new Error('the database is whole')
      const rows = db.prepare(CASES).all().map(caseOf)
      db.close()
      return rows
    },
    end: async () => undefined,
  }),
}

export const postgres: Engine = {
  name: 'PostgreSQL',
  async begin(disk) {
    // Its log is to fit on a small disk: it grows to a gigabyte otherwise, and it is power that is to be cut, not room.
    const cluster = await startCluster({ max_wal_size: '64MB', min_wal_size: '32MB' }, disk.path)
    const env = { POSTERN_DATA: join(disk.path, 'data'), DATABASE_URL: cluster.url }
    const made = await runCli(disk.folder, ['key', 'create'], env)
    if (made.code !== 0) throw new Error(made.stderr)
    return { env, pids: () => cluster.pids(), end: () => cluster.end() }
  },
  async revive(path) {
    const [data = ''] = globSync(join(path, 'postern-pg-*', 'data'))
    const cluster = await reopenCluster(dirname(data))
    return {
      env: { POSTERN_DATA: join(path, 'data'), DATABASE_URL: cluster.url },
      async cases() {
        const client = new pg.Client({ host: cluster.folder, user: 'postern', database: 'postgres' })
        await client.connect()
        const { rows } = await client.query(CASES)
        await client.end()
        return rows.map(caseOf)
      },
      end: async () => cluster.end(),
    }
  },
}

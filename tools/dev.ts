/** `npm run dev`: the seeded desk, built and started again whenever a source changes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { dirname } from 'node:path'

const root = dirname(import.meta.dirname)
process.chdir(root)

let desk: ChildProcess | undefined
let timer: NodeJS.Timeout | undefined
let busy: Promise<void> = rebuild()

for (const folder of ['src', 'seed', 'examples']) {
  if (existsSync(folder)) watch(folder, { recursive: true }, changed)
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal))

/** Editors save in several steps; one rebuild follows when they are done. */
function changed() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    busy = busy.then(rebuild)
  }, 150)
}

/** A build that fails says why and leaves the desk as it was. */
async function rebuild() {
  const build = spawn(process.execPath, ['start.cjs', 'build'], { stdio: 'inherit' })
  const [code] = await once(build, 'exit')
  if (code !== 0) return
  await end('SIGTERM')
  const args = [...process.execArgv, 'dist/seed/demo.js', 'dev', ...process.argv.slice(2)]
  desk = spawn(process.execPath, args, { stdio: 'inherit' })
}

async function end(signal: NodeJS.Signals) {
  if (!desk || desk.exitCode !== null || desk.signalCode !== null) return
  const gone = once(desk, 'exit')
  desk.kill(signal)
  await gone
}

async function stop(signal: NodeJS.Signals) {
  await end(signal)
  process.exit(0)
}

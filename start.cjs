#!/usr/bin/env node
'use strict'

/**
 * The one way in: `node start.cjs start|test|dev|demo|check|bench|faults|build`. Installs what the lockfile says and
 * builds what the sources say, each only when it differs from what was last installed or built, then hands over to
 * Node 24. Syntax of Node 12 on purpose: an older Node has to get far enough to say what is missing. The npm scripts
 * say `exec node ...`, or SIGTERM would end at the shell between npm and here.
 */

const childProcess = require('child_process')
const crypto = require('crypto')
const fs = require('fs')
const os = require('os')
const path = require('path')

const root = __dirname
const needed = 24
const installStamp = path.join(root, 'node_modules', '.stamp')
const buildStamp = path.join(root, 'dist', '.stamp')
const lockFile = path.join(root, '.start.lock')
const sources = ['src', 'seed', 'test', 'bench', 'tools', 'tsconfig.json', 'tsconfig.islands.json', 'package-lock.json']

const modes = {
  start: { entry: 'dist/program/cli.js', args: ['start'] },
  demo: { entry: 'dist/seed/demo.js' },
  dev: { entry: 'tools/dev.ts' },
  test: { entry: 'dist/test/run.js' },
  'test:unit': { entry: 'dist/test/run.js', args: ['unit'] },
  check: { entry: 'tools/check.ts', build: false },
  bench: { entry: 'dist/bench/bench.js' },
  faults: { entry: 'dist/test/faults/faults.js' },
  build: {},
}

class Stop extends Error {}

const nodeFlags = [
  // Without it short-lived garbage takes 40 MB more of a small machine, and nothing gets quicker.
  '--max-semi-space-size=8',
  // Some releases of Node say at every start that node:sqlite is experimental. Every other warning is still heard.
  '--disable-warning=ExperimentalWarning',
]

/** What V8 made of our sources halves the time of the next start. It goes with each build; where nothing can be written, Node does without. */
const compiled = path.join(root, 'dist', '.compiled')

/** Runs one mode and ends this process with the exit code of what it ran. */
async function main(mode, args) {
  passSignals()
  try {
    await prepare(mode.build !== false)
    if (!mode.entry) process.exit(0)
    const entry = path.join(root, mode.entry)
    process.exit(
      await run(runtime(), nodeFlags.concat(entry, mode.args || [], args), {
        cwd: mode.cwd || root,
        stdio: 'inherit',
        env: Object.assign({ NODE_COMPILE_CACHE: compiled }, process.env),
      }),
    )
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(stoppedBy ? exitCode(null, stoppedBy) : 1)
  }
}

async function prepare(withBuild) {
  if (!runtime() && !broughtByNpm()) {
    throw new Stop(
      `Postern needs Node.js ${needed} or newer (this is ${process.version}); for ${process.platform} on ${process.arch} npm brings none, so please install it.`,
    )
  }
  const ready = () => isInstalled() && (!withBuild || isBuilt())
  if (ready()) return
  const unlock = await lock()
  try {
    if (!isInstalled()) await install()
    if (withBuild && !isBuilt()) await build()
  } finally {
    unlock()
  }
}

/** The Node that runs Postern: the one npm brought, else this machine's own if it is new enough. */
function runtime() {
  const brought = path.join(root, 'node_modules', '.bin', 'node')
  if (fs.existsSync(brought)) return brought
  return Number(process.versions.node.split('.')[0]) >= needed ? process.execPath : undefined
}

function broughtByNpm() {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')
}

// ---- installing

function isInstalled() {
  return stampIs(installStamp, installedStamp())
}

function installedStamp() {
  return `${digest(['package-lock.json'])} ${process.platform} ${process.arch}`
}

async function install() {
  say('Installing packages (npm ci) ...')
  const npm = npmCommand()
  const args = ['ci', '--include=dev', '--include=optional', '--prefer-offline', '--loglevel=error']
  const code = await run(npm[0], npm.slice(1).concat(args), { cwd: root, stdio: ['ignore', 2, 2] })
  if (code !== 0)
    throw new Stop(`Postern could not install its packages: npm ci ended with ${code}; its own words are above.`)
  dropForeignNode()
  if (!runtime()) throw new Stop(`Postern needs Node.js ${needed} or newer, and the one npm brought does not run here.`)
  fs.writeFileSync(installStamp, installedStamp())
}

/** The npm that called us, run by the Node that runs it: `npm ci` deletes node_modules and any Node in there. */
function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli && /npm-cli\.js$/.test(cli)) return [process.env.npm_node_execpath || process.execPath, cli]
  return ['npm']
}

/** The Node from npm is built for glibc. On musl it does not run, and must not stand in the way of one that does. */
function dropForeignNode() {
  const brought = path.join(root, 'node_modules', '.bin', 'node')
  if (!fs.existsSync(brought)) return
  if (childProcess.spawnSync(brought, ['--version']).status !== 0) fs.unlinkSync(brought)
}

// ---- building

function isBuilt() {
  return stampIs(buildStamp, digest(sources))
}

async function build() {
  say('Building ...')
  const stamp = digest(sources)
  const code = await run(runtime(), [path.join(root, 'tools', 'build.ts'), stamp], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (code !== 0) throw new Stop('Postern could not be built; the reasons are above.')
}

function stampIs(file, stamp) {
  try {
    return fs.readFileSync(file, 'utf8') === stamp
  } catch (_) {
    return false
  }
}

/** A digest of names and contents, not of times: a fresh checkout of the same sources is the same. */
function digest(names) {
  const hash = crypto.createHash('sha256')
  for (const name of names) {
    for (const file of filesIn(name))
      hash
        .update(`${file}\0`)
        .update(fs.readFileSync(path.join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

function filesIn(name) {
  const full = path.join(root, name)
  if (!fs.existsSync(full)) return []
  if (!fs.statSync(full).isDirectory()) return [name]
  const inside = fs
    .readdirSync(full)
    .filter((child) => child[0] !== '.')
    .sort()
  return inside.reduce((files, child) => files.concat(filesIn(`${name}/${child}`)), [])
}

// ---- one at a time

let locked = false

/** Resolves with the release once nobody else prepares this folder. The lock of a process that died is taken over. */
async function lock() {
  let waiting = false
  let seen = { mtime: 0, since: 0 }
  while (!takeLock()) {
    if (!waiting) say('Another start is preparing this folder; waiting for it ...')
    waiting = true
    seen = watchLock(seen)
    if (isDead(seen)) breakLock(seen)
    else await new Promise((resolve) => setTimeout(resolve, 200))
    if (stoppedBy) throw new Stop('Stopped.')
  }
  locked = true
  const beat = setInterval(() => touch(lockFile), 2000)
  return () => {
    clearInterval(beat)
    locked = false
    remove(lockFile)
  }
}

function takeLock() {
  try {
    writeLock([process.pid], 'wx')
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new Stop(
      `Postern has to install or build first, but its folder cannot be written to (${error.code}): ${root}`,
    )
  }
}

function watchLock(seen) {
  const mtime = touchedAt(lockFile)
  return mtime === seen.mtime ? seen : { mtime: mtime, since: Date.now() }
}

/** A living holder touches the lock every two seconds; the waiter measures with its own clock alone. */
function isDead(seen) {
  return holderIsGone() || (touchedAt(lockFile) === seen.mtime && Date.now() - seen.since > 60000)
}

/** Gone is the holder and what it ran: an `npm ci` may outlive a killed start. */
function holderIsGone() {
  try {
    const holder = JSON.parse(fs.readFileSync(lockFile, 'utf8'))
    const here = place()
    if (holder.space !== here.space) return false
    return holder.boot !== here.boot || !holder.pids.some(isAlive)
  } catch (_) {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}

/** Two waiters may find the same dead lock: only the one that holds the breaker may remove it, after another look. */
function breakLock(seen) {
  const breaker = `${lockFile}.breaker`
  try {
    fs.writeFileSync(breaker, '', { flag: 'wx' })
  } catch (_) {
    if (Date.now() - touchedAt(breaker) > 60000) remove(breaker)
    return
  }
  if (isDead(seen)) remove(lockFile)
  remove(breaker)
}

function writeLock(pids, flag) {
  fs.writeFileSync(lockFile, JSON.stringify(Object.assign({ pids }, place())), { flag })
}

/** Process ids mean something only within one host, one process namespace and one boot. */
function place() {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    return { space: `${os.hostname()} ${fs.readlinkSync('/proc/self/ns/pid')}`, boot }
  } catch (_) {
    return { space: os.hostname(), boot: '' }
  }
}

function touchedAt(file) {
  try {
    return fs.statSync(file).mtimeMs
  } catch (_) {
    return 0
  }
}

function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date())
  } catch (_) {}
}

function remove(file) {
  try {
    fs.unlinkSync(file)
  } catch (_) {}
}

// ---- children and signals

let child
let stoppedBy

function run(command, args, options) {
  if (stoppedBy) throw new Stop('Stopped.')
  return new Promise((resolve, reject) => {
    child = childProcess.spawn(command, args, options)
    if (locked && child.pid) writeLock([process.pid, child.pid], 'w')
    child.on('error', (error) => reject(new Stop(`Postern could not run ${command}: ${error.message}`)))
    child.on('exit', (code, signal) => {
      child = undefined
      resolve(exitCode(code, signal))
    })
  })
}

function exitCode(code, signal) {
  return signal ? 128 + (os.constants.signals[signal] || 0) : code
}

function passSignals() {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      stoppedBy = signal
      // At a terminal Ctrl-C reaches the whole process group, so the child has heard it already; twice may mean "at once".
      if (child && !(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    })
  }
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

module.exports = { main: main, modes: modes }

if (require.main === module) {
  const mode = modes[process.argv[2]]
  if (mode) main(mode, process.argv.slice(3))
  else {
    say(`Usage: node start.cjs ${Object.keys(modes).join('|')}`)
    process.exit(2)
  }
}

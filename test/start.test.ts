/** `start.cjs` against a stand-in for npm and for the build, in a folder of its own. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { transform } from 'esbuild'
import { root } from './machine.ts'

/** Notes that it was called, takes its time and leaves what `npm ci` would leave. */
const npm = `
  const fs = require('fs')
  fs.appendFileSync('calls', process.argv[2] + '\\n')
  setTimeout(() => {
    fs.mkdirSync('node_modules', { recursive: true })
    process.exit(fs.existsSync('npm-fails') ? 1 : 0)
  }, 300)`
const build = `
  import { appendFileSync, mkdirSync, writeFileSync, cpSync } from 'node:fs'
  appendFileSync('calls', 'build\\n')
  cpSync('src/cli', 'dist/program', { recursive: true })
  writeFileSync('dist/.stamp', process.argv[2])`
const cli = `
  console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), node: process.versions.node }))
  if (process.argv[2] !== 'start') process.exit(Number(process.argv[2]))
  setInterval(() => {}, 1000)
  process.on('SIGTERM', () => { console.log('the desk heard SIGTERM'); process.exit(5) })`

let folder: string
let running: ChildProcess[]

beforeEach(() => {
  running = []
  folder = mkdtempSync(join(tmpdir(), 'start-'))
  for (const name of ['bin', 'tools', 'src/cli', 'sub', 'npm']) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['start.cjs', 'bin/postern.cjs']) cpSync(join(root, name), join(folder, name))
  put('npm/npm-cli.js', npm)
  put('tools/build.ts', build)
  put('src/cli/cli.js', cli)
  put('package-lock.json', '{"packages":{}}')
})

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

describe('starting from a checkout', () => {
  it('installs and builds once, says so on standard error, and hands over', async () => {
    const first = await run('bin/postern.cjs', '3')
    assert.equal(first.code, 3)
    assert.deepEqual(JSON.parse(first.out).args, ['3'])
    assert.match(first.err, /Installing[\s\S]*Building/)
    const second = await run('bin/postern.cjs', '0')
    assert.equal(second.code, 0)
    assert.equal(second.err, '')
    assert.deepEqual(calls(), ['ci', 'build'])
  })

  it('writes nothing when there is nothing to do', async () => {
    // The first start keeps what V8 compiled; the next ones find it.
    await run('bin/postern.cjs', '0')
    const before = listing()
    await run('bin/postern.cjs', '0')
    assert.deepEqual(listing(), before)
  })

  it('builds again when a source changed, and installs again when the lockfile did', async () => {
    await run('start.cjs', 'build')
    put('src/cli/new.js', '')
    await run('start.cjs', 'build')
    assert.deepEqual(calls(), ['ci', 'build', 'build'])
    put('package-lock.json', '{"packages":{"":{}}}')
    await run('start.cjs', 'build')
    assert.deepEqual(calls(), ['ci', 'build', 'build', 'ci', 'build'])
  })

  it('builds again after a build that was cut short', async () => {
    await run('start.cjs', 'build')
    rmSync(join(folder, 'dist/.stamp'))
    await run('start.cjs', 'build')
    assert.deepEqual(calls(), ['ci', 'build', 'build'])
  })

  it('says in one sentence that packages could not be installed, and leaves no lock', async () => {
    put('npm-fails', '')
    const { code, err } = await run('start.cjs', 'start')
    assert.equal(code, 1)
    assert.match(err, /could not install its packages: npm ci ended with 1/)
    assert.ok(!existsSync(join(folder, '.start.lock')))
  })

  it('lets every warning of Node be heard but that something is experimental, in threads as well', async () => {
    const warn = (name: string) => `process.emitWarning('of ${name}', '${name}')`
    const thread = `${warn('ExperimentalWarning')}; ${warn('DeprecationWarning')}`
    put(
      'src/cli/cli.js',
      `${warn('ExperimentalWarning')}; ${warn('SecurityWarning')}
       new (require('node:worker_threads').Worker)(${JSON.stringify(thread)}, { eval: true })`,
    )
    await run('start.cjs', 'build')
    const { err } = await run('bin/postern.cjs', '0')
    assert.match(err, /of SecurityWarning/)
    assert.match(err, /of DeprecationWarning/)
    assert.doesNotMatch(err, /Experimental/)
  })

  it('runs `postern` where its caller stands, and the modes at the root', async () => {
    const { out } = await run('../bin/postern.cjs', '0', 'sub')
    assert.match(JSON.parse(out).cwd, /sub$/)
    assert.equal((await run('start.cjs', 'nothing')).code, 2)
  })
})

describe('an old Node', () => {
  it('can read these files: they hold no syntax and no API newer than Node 12', async () => {
    for (const name of ['start.cjs', 'bin/postern.cjs']) {
      const text = readFileSync(join(root, name), 'utf8')
      const [old, present] = await Promise.all(['node12', 'esnext'].map((target) => transform(text, { target })))
      assert.equal(old?.code, present?.code)
      assert.doesNotMatch(text, /require\('node:|\.rmSync|\.at\(|replaceAll|structuredClone/)
    }
  })
})

describe('several first starts at once', () => {
  it('install and build once, and all go on', async () => {
    const ends = await Promise.all(['0', '4', '6'].map((code) => run('bin/postern.cjs', code)))
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 4, 6],
    )
    assert.deepEqual(calls(), ['ci', 'build'])
    assert.ok(!existsSync(join(folder, '.start.lock')))
  })

  it('take over the lock of a start that died', async () => {
    const dead = start('start.cjs', 'start')
    await until(() => existsSync(join(folder, 'calls')))
    dead.kill('SIGKILL')
    const { code, err } = await run('bin/postern.cjs', '0')
    assert.equal(code, 0)
    assert.match(err, /Another start is preparing this folder/)
  })
})

describe('stopping', () => {
  it('passes SIGTERM on and ends with the exit code of the desk', async () => {
    const child = start('start.cjs', 'start')
    const out = textOf(child.stdout)
    await until(() => out.text.includes('"start"'))
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    assert.match(out.text, /the desk heard SIGTERM/)
    assert.equal(code, 5)
  })

  it('stops an install, releases the lock and ends like a stopped program', async () => {
    const child = start('start.cjs', 'start')
    await until(() => existsSync(join(folder, 'calls')))
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    assert.equal(code, 143)
    assert.ok(!existsSync(join(folder, '.start.lock')))
  })
})

function put(name: string, text: string) {
  writeFileSync(join(folder, name), text)
}

const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
const listing = () => readdirSync(folder, { recursive: true }).sort()

function start(script: string, arg: string, cwd = ''): ChildProcess {
  const env = { PATH: process.env.PATH, npm_execpath: join(folder, 'npm/npm-cli.js') }
  const child = spawn(process.execPath, [script, arg], { cwd: join(folder, cwd), env })
  running.push(child)
  return child
}

async function run(script: string, arg: string, cwd = '') {
  const child = start(script, arg, cwd)
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)]
  const [code] = await once(child, 'close')
  return { code, out: out.text, err: err.text }
}

function textOf(stream: ChildProcess['stdout']) {
  const collected = { text: '' }
  stream?.setEncoding('utf8').on('data', (chunk) => {
    collected.text += chunk
  })
  return collected
}

/** Waits for a process of its own to get somewhere: nothing else says when. */
async function until(ready: () => boolean) {
  const end = Date.now() + 10_000
  while (!ready()) {
    assert.ok(Date.now() < end, 'it never happened')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

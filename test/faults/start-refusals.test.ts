import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { storyClock } from '../../seed/clock.ts'
import { house } from '../../src/main.ts'
import { saidBy } from '../console.ts'
import { deskEnv, type Ended, newFolder, runCli, startDesk } from './started-desk.ts'

/** Each of these is one clear sentence and exit code 1, and the folder is byte for byte as it was (case 60). */
describe('a start that cannot be right', () => {
  const made: string[] = []
  let template: string
  before(async () => {
    template = folder()
    const desk = await startDesk({ folder: template, env: { POSTERN_URL: 'https://security.example' } })
    await desk.stop()
  })
  after(() => {
    for (const path of made) rmSync(path, { recursive: true, force: true })
  })

  function folder(): string {
    const path = newFolder()
    made.push(path)
    return path
  }

  /** A copy of a desk that ran once and was stopped. */
  function stopped(): { path: string; key: string } {
    const path = folder()
    copyAll(template, path)
    return { path, key: join(path, 'keys', 'root.key') }
  }

  /** In a process of its own where `run` says so; a process takes a second to begin, so the others share this one. */
  async function refused(
    path: string,
    says: RegExp,
    env: Readonly<Record<string, string>> = {},
    run = here,
  ): Promise<void> {
    const was = fingerprint(path)
    const ended = await run(path, ['start'], { POSTERN_URL: 'https://security.example', ...env })
    assert.deepEqual([ended.code, ended.signal], [1, null], said(ended))
    assert.match(ended.stderr, says)
    assert.equal(ended.stdout, '', 'nothing that looks like a desk that runs')
    assert.ok(ended.stderr.trim().length < 500, 'one clear sentence')
    assert.doesNotMatch(ended.stderr, /^\s+at |Error:|node:/m)
    assert.deepEqual(fingerprint(path), was, 'nothing on disk was changed')
  }

  it('case 60: without its key', () => {
    const { path, key } = stopped()
    rmSync(key)
    return refused(path, /key file .* is missing/, {}, runCli)
  })

  it('case 60: with the key of another desk', () => {
    const { path, key } = stopped()
    chmodSync(key, 0o600)
    writeFileSync(key, `postern-key v1 0011223344556677 ${Buffer.alloc(32, 7).toString('base64')}\n`)
    return refused(path, /key/i)
  })

  it('case 60: with a key that says the right id and holds the wrong bytes', () => {
    const { path, key } = stopped()
    chmodSync(key, 0o600)
    writeFileSync(
      key,
      readFileSync(key, 'utf8').replace(/ [A-Za-z0-9+/]{43}=/, ` ${Buffer.alloc(32, 7).toString('base64')}`),
    )
    return refused(path, /key/i)
  })

  it('case 60: with a key that is no key', () => {
    const { path, key } = stopped()
    chmodSync(key, 0o600)
    writeFileSync(key, 'not a key\n')
    return refused(path, /a line in the key file .* that is not a Postern key/)
  })

  it('case 60: with a key that everybody on the machine may read', () => {
    const { path, key } = stopped()
    chmodSync(key, 0o444)
    return refused(path, /open to other users/)
  })

  it('case 60: with a key that was moved, also into the data folder', async () => {
    const { path, key } = stopped()
    const moved = join(path, 'data', 'root.key')
    renameSync(key, moved)
    await refused(path, /is missing/)
    await refused(path, /inside the data folder/, { POSTERN_KEY_FILE: moved })
  })

  it('on a port that is in use', async () => {
    const { path } = stopped()
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    try {
      await refused(path, /listens on this port already/, { PORT: String(port) }, runCli)
    } finally {
      other.close()
    }
  })

  it('on a folder that another server serves', async () => {
    const { path } = stopped()
    const desk = await startDesk({ folder: path, env: { POSTERN_URL: 'https://security.example' } })
    try {
      // The running desk writes on its own account, so only the second one's words and code are looked at.
      const second = await here(path, ['start'], { POSTERN_URL: 'https://security.example' })
      assert.equal(second.code, 1, said(second))
      assert.match(second.stderr, /another|already/i)
      assert.equal((await fetch(`http://127.0.0.1:${desk.port}/`)).status, 200, 'the first goes on')
    } finally {
      await desk.stop()
    }
  })

  it('with a configuration that is wrong, and names the place', async () => {
    const { path } = stopped()
    const file = join(path, 'postern.yaml')
    writeFileSync(file, 'project:\n  name: Lantern\nlimits:\n  fileSise: 3 MiB\n')
    await refused(path, /postern\.yaml:4:3[\s\S]*fileSise/, { POSTERN_CONFIG: file }, runCli)
    writeFileSync(file, 'project:\n  name: [Lantern\n')
    await refused(path, /postern\.yaml:\d+:\d+/, { POSTERN_CONFIG: file })
    await refused(path, /does not exist/, { POSTERN_CONFIG: join(path, 'other.yaml') })
    await refused(path, /PORT/, { PORT: 'many' })
    await refused(path, /plain http/, { POSTERN_URL: 'http://security.example' })
  })

  it('with the address of a PostgreSQL that cannot be used, which it does not repeat', async () => {
    const { path } = stopped()
    const url = 'postgres://desk:hunter2@db.example/postern'
    await refused(path, /sslmode/, { DATABASE_URL: url })
    await refused(path, /"colour" is no setting/, { DATABASE_URL: `${url}?colour=blue` })
    const { stderr } = await here(path, ['start'], { DATABASE_URL: url })
    assert.doesNotMatch(stderr, /hunter2/)
  })

  it('under another address than before, unless that is meant', async () => {
    const { path } = stopped()
    await refused(path, /known as https:\/\/security\.example.*--accept-new-origin/, {
      POSTERN_URL: 'https://elsewhere.example',
    })
    const desk = await startDesk({
      folder: path,
      env: { POSTERN_URL: 'https://elsewhere.example' },
      words: ['start', '--accept-new-origin'],
    })
    await desk.stop()
    assert.equal(desk.url, 'https://elsewhere.example')
  })

  it('with the data of a demo, and a demo with the data of a desk', async () => {
    const path = folder()
    const env = deskEnv(path)
    const demo = await house({ env, kind: 'demo', clock: storyClock(Date.UTC(2026, 10, 21)) })
    await demo.close()
    await refused(path, /demo/i, { POSTERN_URL: '' })
    const { path: real } = stopped()
    await assert.rejects(
      house({ env: deskEnv(real, { POSTERN_URL: 'https://security.example' }), kind: 'demo' }),
      /demo|desk/i,
    )
  })

  it('with a database of a later version, or one that is no database', async () => {
    const { path } = stopped()
    writeFileSync(join(path, 'data', 'postern.db'), 'this is not a database, whatever it is called'.repeat(200))
    await refused(path, /database|data/i)
  })

  it('where a file stands in the place of the data folder', async () => {
    const path = folder()
    writeFileSync(join(path, 'data'), 'a file where the folder should be')
    await refused(path, /data folder|folder/i)
  })

  it('after all of which the desk still starts', async () => {
    const { path } = stopped()
    const desk = await startDesk({ folder: path, env: { POSTERN_URL: 'https://security.example' } })
    await desk.stop()
    assert.equal(desk.url, 'https://security.example')
  })
})

/** The same command in this process. */
async function here(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { code, out: stdout, err: stderr } = await saidBy(words, { env: deskEnv(folder, env), cwd: folder })
  return { code, signal: null, stdout, stderr }
}

const said = ({ code, signal, stdout, stderr }: Ended): string => `${code ?? signal}: ${stdout}${stderr}`

/** Every path below a folder with its kind, rights and content. */
function fingerprint(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    names.map((name) => {
      const stat = lstatSync(join(folder, name))
      const content = stat.isFile()
        ? createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex')
        : ''
      return [name, `${stat.mode.toString(8)} ${content}`]
    }),
  )
}

function copyAll(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
    const stat = lstatSync(join(from, name))
    if (stat.isDirectory()) mkdirSync(join(to, name), { recursive: true, mode: stat.mode })
    else copyFileSync(join(from, name), join(to, name))
    if (existsSync(join(to, name))) chmodSync(join(to, name), stat.mode)
  }
}

import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { rootKeyFromCommand } from './root-command.ts'
import { KeyRefused, lineOf, newRootKey } from './root-ring.ts'
import { readRootKey } from './rootkey.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-key-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const env = { PATH: process.env.PATH, VAULT_TOKEN: 'of the service', POSTERN_SMTP_PASSWORD: 'of the desk' }
const key = newRootKey()

/** A program that does this. */
function program(name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o700)
  return file
}

const run = (command: string, seconds?: number) => rootKeyFromCommand({ command, env, seconds })
const refused = (command: string, says: RegExp, seconds?: number) =>
  assert.throws(
    () => run(command, seconds),
    (error) => {
      assert.ok(error instanceof KeyRefused)
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /geheim|\n/)
      return true
    },
  )

describe('a root key that a command prints', () => {
  it('is read once, with every word as it was given and none through a shell', () => {
    const file = program('prints', `[ "$1" = 'a b' ] && [ "$2" = '$HOME;x' ] && printf '%s' '${lineOf(key).trim()}'`)
    const ring = run(JSON.stringify([file, 'a b', '$HOME;x']))
    assert.equal(ring.current.id, key.id)
    assert.equal(ring.file, null)
    assert.equal(ring.fresh(), ring)
  })

  it('comes with the older ones, newest last', () => {
    const older = newRootKey()
    const file = program('two', `cat <<'END'\n${lineOf(older)}${lineOf(key)}END`)
    const ring = run(file)
    assert.equal(ring.current.id, key.id)
    assert.deepEqual([...ring.byId.keys()], [older.id, key.id])
  })

  it('gives the program the environment of its service and no secret of the desk', () => {
    const file = program(
      'env',
      `[ "$VAULT_TOKEN" = 'of the service' ] && [ -z "$POSTERN_SMTP_PASSWORD" ] && cat <<'END'\n${lineOf(key)}END`,
    )
    assert.equal(run(file).current.id, key.id)
  })

  it('says in one line what went wrong, and never what the program said', () => {
    refused(join(folder, 'nowhere'), /is not on this machine/)
    const plain = join(folder, 'plain')
    writeFileSync(plain, 'geheim', { mode: 0o600 })
    refused(plain, /may not be run|could not be run/)
    refused(program('fails', 'echo geheim; echo geheim >&2; exit 3'), /exit code 3/)
    refused(program('dies', 'echo geheim; kill -TERM $$'), /SIGTERM/)
    refused(program('empty', 'exit 0'), /no key/)
    refused(program('other', 'echo geheim'), /not a Postern key/)
    refused(program('much', 'head -c 200000 /dev/zero | tr "\\0" "g"'), /more than a key file/)
  })

  it('waits for a bounded time, also where the program left another one behind', () => {
    const began = performance.now()
    refused(program('hangs', 'sleep 20'), /did not end within 0.3 seconds/, 0.3)
    refused(program('leaves', 'sleep 20 & sleep 20'), /did not end within 0.3 seconds/, 0.3)
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`)
  })

  it('wants a list of words, not a line of shell', () => {
    for (const command of ['vault get | head', "sh -c 'x'", '[]', '["a", 1]', '["a"', 'cat $FILE'])
      refused(command, /runs without a shell/)
  })
})

describe('where a root key comes from', () => {
  const ask = { file: undefined, env: {}, deskId: 'd', dataFolder: join(folder, 'data') }

  it('may be a variable', () => {
    const older = newRootKey()
    const ring = readRootKey({ ...ask, env: { POSTERN_KEY: `${lineOf(older).trim()}, ${lineOf(key)}` } })
    assert.equal(ring?.current.id, key.id)
    assert.equal(ring?.byId.size, 2)
  })

  it('is named once', () => {
    for (const named of [
      { file: '/x', env: { POSTERN_KEY: 'a' } },
      { file: '/x', env: { POSTERN_KEY_COMMAND: 'a' } },
      { env: { POSTERN_KEY: 'a', POSTERN_KEY_COMMAND: 'a' } },
    ])
      assert.throws(() => readRootKey({ ...ask, ...named }), /named twice/)
  })

  it('holds no key twice', () => {
    assert.throws(() => readRootKey({ ...ask, env: { POSTERN_KEY: `${lineOf(key)}${lineOf(key)}` } }), /the same id/)
  })
})

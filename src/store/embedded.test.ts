import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type EmbeddedAsk, openEmbedded } from './embedded.ts'
import { PURPOSES } from './keys.ts'
import { putPerson } from './person-rows.ts'
import { open, seal } from './seal.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-keys-'))
after(() => rmSync(root, { recursive: true, force: true }))
let desks = 0

/** A data folder and a home of its own. */
function desk(): EmbeddedAsk & { home: string } {
  const home = join(root, `home-${++desks}`)
  mkdirSync(home)
  return {
    folder: join(home, 'data'),
    home,
    server: true,
    env: { HOME: home },
    now: 1,
    onFatal: (error) => {
      throw error
    },
  }
}

const started = async (ask: EmbeddedAsk) => {
  const { root, close, deskId } = await openEmbedded(ask)
  await close()
  return { keyFile: root.file ?? '', deskId }
}

/** Every file below a folder with its content, to see that nothing changed. */
const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)

describe('the first start', () => {
  it('makes a key file outside the data folder that only its owner can read', async () => {
    const ask = desk()
    const { keyFile, deskId } = await started(ask)
    assert.equal(keyFile, join(ask.home, '.config', 'postern', `${deskId}.key`))
    assert.equal(statSync(keyFile).mode & 0o777, 0o400)
    assert.match(readFileSync(keyFile, 'utf8'), /^postern-key v1 [0-9a-f]{16} [A-Za-z0-9+/]{43}=\n$/)
  })

  it('puts it where POSTERN_KEY_FILE or XDG_CONFIG_HOME says', async () => {
    const named = desk()
    assert.equal((await started({ ...named, keyFile: join(named.home, 'my.key') })).keyFile, join(named.home, 'my.key'))
    const xdg = desk()
    assert.match(
      (await started({ ...xdg, env: { XDG_CONFIG_HOME: join(xdg.home, 'cfg') } })).keyFile,
      /cfg\/postern\/[0-9a-f]{16}\.key$/,
    )
  })

  it('takes the key that systemd hands over', async () => {
    const first = desk()
    const { keyFile } = await started(first)
    const credentials = join(first.home, 'credentials')
    mkdirSync(credentials)
    cpSync(keyFile, join(credentials, 'postern.key'))
    rmSync(keyFile)
    chmodSync(join(credentials, 'postern.key'), 0o440)
    assert.equal(
      (await started({ ...first, env: { ...first.env, CREDENTIALS_DIRECTORY: credentials } })).keyFile,
      join(credentials, 'postern.key'),
    )
  })
})

describe('a key file that must not be used', () => {
  const refused = async (
    spoil: (keyFile: string, ask: EmbeddedAsk & { home: string }) => Partial<EmbeddedAsk> | undefined,
    code: string,
  ) => {
    const ask = desk()
    const { keyFile } = await started(ask)
    const changed = { ...ask, ...spoil(keyFile, ask) }
    const before = listing(ask.home)
    await assert.rejects(openEmbedded(changed), (error: Error & { code?: string }) => {
      assert.equal(error.name, 'KeyRefused')
      assert.equal(error.code, code)
      assert.doesNotMatch(error.message, /\n/)
      return true
    })
    assert.deepEqual(listing(ask.home), before)
  }

  it('is refused when missing', () => refused((file) => void rmSync(file), 'missing'))
  it('is refused when it belongs to another desk', () =>
    refused((file) => {
      rmSync(file)
      writeFileSync(file, `postern-key v1 0123456789abcdef ${Buffer.alloc(32).toString('base64')}\n`, { mode: 0o400 })
      return undefined
    }, 'wrong'))
  it('is refused when its id is right and its bytes are not', () =>
    refused((file) => {
      const id = readFileSync(file, 'utf8').split(' ')[2]
      rmSync(file)
      writeFileSync(file, `postern-key v1 ${id} ${Buffer.alloc(32).toString('base64')}\n`, { mode: 0o400 })
      return undefined
    }, 'wrong'))
  it('is refused when others can read it', () => refused((file) => void chmodSync(file, 0o444), 'readable-by-others'))
  it('is refused inside the data folder', () =>
    refused((file, ask) => {
      cpSync(file, join(ask.folder, 'root.key'))
      return { keyFile: join(ask.folder, 'root.key') }
    }, 'inside-data-folder'))
  it('is refused when it is no key', () =>
    refused((file) => {
      rmSync(file)
      writeFileSync(file, 'hello\n', { mode: 0o400 })
      return undefined
    }, 'malformed'))

  it('makes no desk where the key would lie inside the data', async () => {
    const ask = desk()
    await assert.rejects(openEmbedded({ ...ask, keyFile: join(ask.folder, 'root.key') }), {
      name: 'KeyRefused',
      code: 'inside-data-folder',
    })
    assert.equal(existsSync(ask.folder), false)
  })
})

describe('the keys of a desk', () => {
  it('are the same at the next start, and no two are alike', async () => {
    const ask = desk()
    const first = await openEmbedded(ask)
    assert.equal(first.isNew, true)
    const keys = PURPOSES.map((name) => first.keys.purpose(name))
    const tag = first.keys.tag('receipt', 'ten words')
    const deskKey = await first.keys.desk()
    await first.close()
    const second = await openEmbedded(ask)
    assert.equal(second.isNew, false)
    assert.deepEqual(
      PURPOSES.map((name) => second.keys.purpose(name)),
      keys,
    )
    assert.deepEqual(await second.keys.desk(), deskKey)
    assert.equal(
      new Set([...keys, deskKey].map((key) => Buffer.from(key.bytes).toString('hex'))).size,
      PURPOSES.length + 1,
    )
    assert.equal(second.keys.tag('receipt', 'ten words'), tag)
    assert.notEqual(second.keys.tag('address', 'ten words'), tag)
    await second.close()
  })

  it('open through an older root key in the same file', async () => {
    const ask = desk()
    const { keyFile } = await started(ask)
    chmodSync(keyFile, 0o600)
    writeFileSync(
      keyFile,
      `${readFileSync(keyFile, 'utf8')}postern-key v1 0123456789abcdef ${Buffer.alloc(32, 5).toString('base64')}\n`,
    )
    const later = await openEmbedded(ask)
    const { key, write } = later.keys.create('case', 'case-a')
    await later.store.write([write])
    assert.deepEqual(await later.keys.find('case', 'case-a'), key)
    await later.close()
  })

  it('are gone for everyone once destroyed, also where another process did it', async () => {
    const ask = desk()
    const server = await openEmbedded(ask)
    const console_ = await openEmbedded({ ...ask, server: false })
    const { key, write } = server.keys.create('person', 'p1')
    const place = { at: 'person.body', row: 'p1', stream: 'p1', v: 1 } as const
    await server.store.write([write, putPerson('p1', seal(key, place, Buffer.from('a name')), 1)])
    const found = await server.keys.find('person', 'p1')
    assert.ok(found)
    assert.deepEqual(found, key)
    assert.equal(Buffer.from(open(found, place, seal(found, place, Buffer.from('a name')))).toString(), 'a name')
    assert.ok(await console_.keys.find('person', 'p1'))
    await console_.store.write([console_.keys.destroy('person', 'p1')])
    assert.equal(await server.keys.find('person', 'p1'), undefined)
    assert.equal(await server.keys.find('person', 'p2'), undefined)
    await console_.close()
    await server.close()
  })

  it('never lie in clear in the data folder', async () => {
    const ask = desk()
    const open = await openEmbedded(ask)
    const keys = [...PURPOSES.map((name) => open.keys.purpose(name)), await open.keys.desk()]
    await open.close()
    const files = readdirSync(ask.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(files.length > 0)
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name))
      for (const key of keys) assert.equal(content.includes(Buffer.from(key.bytes)), false)
    }
  })
})

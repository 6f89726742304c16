import assert from 'node:assert/strict'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { saidBy } from '../console.ts'
import { aReport, openHouse, type Reporter, type TestHouse } from './house-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-copies-'))
const archive = join(folder, 'desk.archive')
let house: TestHouse
let reporter: Reporter

const env = (data = join(folder, 'data')) => ({
  POSTERN_URL: 'https://security.example',
  POSTERN_DATA: data,
  POSTERN_KEY_FILE: join(folder, 'postern.key'),
  POSTERN_CONFIG: '',
})

const postern = (words: readonly string[], where: Readonly<Record<string, string>> = env()) =>
  saidBy(words, { env: where, cwd: folder })

before(async () => {
  house = await openHouse({ folder })
  const member = await house.member('Ada', 'lead')
  reporter = await house.report({}, { files: { 'proof.txt': 'x'.repeat(200_000) } })
  for (let n = 0; n < 30; n++) await house.report({ title: `Another one ${n}` })
  await member.give(reporter.number, 'SendMessage', { text: 'We have it.' })
})
after(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('an export', () => {
  it('holds the whole desk, proves it offline and says what is in it', async () => {
    const made = await postern(['export', '--all', archive, '--json'])
    assert.equal(made.code, 0, made.err)
    const { rows, files, missing } = JSON.parse(made.out)
    assert.ok(rows > 200, `${rows} rows`)
    assert.deepEqual({ files, missing }, { files: 1, missing: 0 })
    assert.equal(statSync(archive).mode & 0o777, 0o600)
    const proved = await postern(['verify', archive, '--json'])
    assert.equal(proved.code, 0, proved.err)
    const said = JSON.parse(proved.out)
    assert.equal(said.intact, true)
    assert.equal(said.rows, rows)
    assert.ok(said.leaves > 30 && said.keys > 30)
  })

  it('is never written over a file that is there, and leaves no half of one', async () => {
    const again = await postern(['export', '--all', archive])
    assert.equal(again.code, 1)
    assert.match(again.err, /is there already/)
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    )
  })

  it('holds no word of a report in clear', () => {
    const bytes = readFileSync(archive)
    for (const word of ['heliotrope', 'Session cookie', 'proof.txt', 'Ada', reporter.receipt])
      assert.equal(bytes.includes(word), false, word)
  })

  it('is put into an empty place, equal to what it was, and the desk there is quiet', async () => {
    const data = join(folder, 'again')
    const restored = await postern(['restore', archive], env(data))
    assert.equal(restored.code, 0, restored.err)
    assert.match(restored.out, /^equal: [\d,]+ rows, 1 file \(/)
    const again = await openHouse({ env: env(data) })
    try {
      assert.equal(again.house.quiet.reason(), 'restored')
      const thread = await again.reporter(reporter.receipt).thread()
      assert.equal(thread.report.title, aReport.title)
      assert.ok(JSON.stringify(thread).includes('We have it.'))
      const here = await house.reporter(reporter.receipt).thread()
      assert.deepEqual(thread, here)
    } finally {
      await again.close()
    }
  })

  it('is refused over a desk that is there', async () => {
    const before = readFileSync(join(folder, 'again', 'postern.db'))
    const refused = await postern(['restore', archive], env(join(folder, 'again')))
    assert.equal(refused.code, 1)
    assert.match(refused.err, /There is a desk in .* already/)
    assert.deepEqual(readFileSync(join(folder, 'again', 'postern.db')), before)
  })
})

describe('a copy that is not what it was', () => {
  const bad = join(folder, 'bad.archive')
  const isRefused = async (says: RegExp, where = env(join(folder, 'never'))) => {
    for (const words of [
      ['verify', bad],
      ['restore', bad],
    ]) {
      const refused = await postern(words, where)
      assert.equal(refused.code, 1, refused.out)
      assert.match(refused.err, says)
    }
    assert.equal(existsSync(join(folder, 'never')), false, 'nothing was changed')
  }

  it('is refused where it was cut off, wherever that was', async () => {
    const { size } = statSync(archive)
    for (const length of [0, 10, 200, 5_000, Math.floor(size / 2), size - 33, size - 1]) {
      copyFileSync(archive, bad)
      truncateSync(bad, length)
      await isRefused(/not an export|not whole|cannot be read|nothing that can be checked here/)
    }
  })

  it('is refused where one bit is another, wherever that is', async () => {
    const bytes = readFileSync(archive)
    for (let n = 0; n < 40; n++) {
      const at = Math.floor((bytes.length - 33) * (n / 40))
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (n % 8))
      writeFileSync(bad, changed)
      const refused = await postern(['verify', bad])
      assert.equal(refused.code, 1, `bit at ${at}: ${refused.out}`)
      assert.ok(refused.err.length > 0)
    }
  })

  it('is refused with something behind its end', async () => {
    copyFileSync(archive, bad)
    appendFileSync(bad, 'more')
    await isRefused(/not whole/)
  })

  it('is refused with the root key of another desk, which is named', async () => {
    const other = join(folder, 'other.key')
    writeFileSync(other, `postern-key v1 0123456789abcdef ${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o400 })
    copyFileSync(archive, bad)
    await isRefused(/sealed under the root key [0-9a-f]{16}, which is not in/, {
      ...env(join(folder, 'never')),
      POSTERN_KEY_FILE: other,
    })
  })

  it('is refused without any key', async () => {
    await isRefused(/The key file .* is missing/, {
      ...env(join(folder, 'never')),
      POSTERN_KEY_FILE: join(folder, 'none'),
    })
  })
})

describe('a restore that was broken off', () => {
  it('keeps the desk from starting, and begins anew', async () => {
    const data = join(folder, 'half')
    assert.equal((await postern(['restore', archive], env(data))).code, 0)
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(join(data, 'postern.db'))
    db.exec("insert into desk_meta (name, value) values ('restoring', '1'); delete from event")
    db.close()
    await assert.rejects(openHouse({ env: env(data) }), /was broken off/)
    assert.equal((await postern(['restore', archive], env(data))).code, 0)
    await (await openHouse({ env: env(data) })).close()
  })
})

describe('a folder of backups', () => {
  const backups = join(folder, 'backups')

  it('gets all rows each time and a file only once', async () => {
    const first = JSON.parse((await postern(['backup', backups, '--json'])).out)
    assert.deepEqual([first.files, first.newFiles], [1, 1])
    house.later(60_000)
    await house.report({}, { files: { 'second.txt': 'y' } })
    const second = JSON.parse((await postern(['backup', backups, '--json'])).out)
    assert.deepEqual([second.files, second.newFiles], [2, 1])
    assert.equal((await postern(['verify', backups])).code, 0)
  })

  it('is put back by its newest, equal', async () => {
    const restored = await postern(['restore', backups], env(join(folder, 'from-backup')))
    assert.equal(restored.code, 0, restored.err)
    assert.match(restored.out, /^equal: [\d,]+ rows, 2 files/)
  })

  it('keeps so many and lets go the files that none of them names', async () => {
    const kept = JSON.parse((await postern(['backup', backups, '--keep', '1', '--json'])).out)
    assert.equal(kept.dropped, 2)
    assert.equal(readdirSync(backups).filter((name) => name.endsWith('.archive')).length, 1)
    assert.equal((await postern(['verify', backups])).code, 0)
  })

  it('is refused in the data folder', async () => {
    const refused = await postern(['backup', join(folder, 'data', 'backups')])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /lies in the data folder/)
  })

  it('says so where a file of it is gone', async () => {
    const shelf = join(backups, 'files')
    const [one = ''] = readdirSync(shelf).filter((name) => readdirSync(join(shelf, name)).length > 0)
    rmSync(join(shelf, one), { recursive: true })
    const refused = await postern(['verify', backups])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /one file that it needs is not whole/)
  })
})

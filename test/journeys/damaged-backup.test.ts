import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { saidBy } from '../console.ts'
import { openHouse, type Reporter, type TestHouse } from './house-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-damaged-'))
const [backups, data] = [join(folder, 'backups'), join(folder, 'data')]
let house: TestHouse
let [early, late]: Reporter[] = []
/** The names of two backups, and of the file that the second alone needs. */
let [first, second, file] = ['', '', '']

const postern = (words: readonly string[], into = data) =>
  saidBy(words, {
    env: {
      POSTERN_URL: 'https://security.example',
      POSTERN_DATA: into,
      POSTERN_KEY_FILE: join(folder, 'postern.key'),
      POSTERN_CONFIG: '',
    },
    cwd: folder,
  })

const filesIn = (place: string): readonly string[] =>
  readdirSync(place, { recursive: true })
    .map(String)
    .filter((name) => /[0-9a-f]{64}$/.test(name))
const archivesIn = (place: string): readonly string[] =>
  readdirSync(place)
    .filter((name) => name.endsWith('.archive'))
    .sort()

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 4
  writeFileSync(path, bytes)
}

before(async () => {
  house = await openHouse({ folder })
  early = await house.report({ title: 'An early one' }, { files: { 'early.txt': 'x'.repeat(9_000) } })
  assert.equal((await postern(['backup', backups])).code, 0)
  const before = filesIn(join(backups, 'files'))
  house.later(60_000)
  late = await house.report({ title: 'A late one' }, { files: { 'late.txt': 'y'.repeat(9_000) } })
  assert.equal((await postern(['backup', backups])).code, 0)
  ;[first = '', second = ''] = archivesIn(backups)
  file = filesIn(join(backups, 'files')).find((name) => !before.includes(name)) ?? ''
})
after(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a folder of backups with one damaged file', () => {
  before(() => flipBit(join(backups, 'files', file)))

  it('gives back every backup that does not need it', async () => {
    const restored = await postern(['restore', backups, '--name', first], join(folder, 'early'))
    assert.equal(restored.code, 0, restored.err)
    assert.match(restored.out, /^equal: [\d,]+ rows, 1 file /)
  })

  it('names it, the case it is of, and every way on', async () => {
    for (const words of [
      ['restore', backups],
      ['verify', backups],
    ]) {
      const refused = await postern(words, join(folder, 'never'))
      assert.equal(refused.code, 1)
      assert.match(refused.err, /one file that it needs is not whole/)
      assert.ok(refused.err.includes(`${join(backups, 'files', file)}  damaged, of ${late?.number}`), refused.err)
      assert.ok(refused.err.includes(`(--name): ${first}`), refused.err)
      assert.match(refused.err, /"postern restore --accept-lost 1" puts back everything else/)
      assert.equal(refused.err.includes('late.txt'), false)
      assert.equal(existsSync(join(folder, 'never')), false, 'nothing was changed')
    }
  })

  it('gives back everything else to whoever accepts that it is lost', async () => {
    const into = join(folder, 'without')
    const restored = await postern(['restore', backups, '--accept-lost', '1'], into)
    assert.equal(restored.code, 1)
    assert.match(restored.out, /^equal but for what is lost: [\d,]+ rows, 1 file /)
    assert.ok(restored.out.includes(`lost: ${file.slice(-64)} of ${late?.number}`), restored.out)
    const again = await openHouse({ env: { POSTERN_DATA: into, POSTERN_KEY_FILE: join(folder, 'postern.key') } })
    try {
      for (const one of [early, late]) {
        const here = await house.reporter(one?.receipt ?? '').thread()
        assert.deepEqual(await again.reporter(one?.receipt ?? '').thread(), here)
      }
    } finally {
      await again.close()
    }
    const backup = await postern(['backup', join(folder, 'backups-without')], into)
    assert.equal(backup.code, 1, 'the loss is not forgotten')
    assert.match(backup.out, /1 file of cases was not there, or not whole/)
  })

  it('takes no more than was accepted', async () => {
    const other = filesIn(join(backups, 'files')).find((name) => name !== file) ?? ''
    const whole = readFileSync(join(backups, 'files', other))
    rmSync(join(backups, 'files', other))
    const refused = await postern(['restore', backups, '--accept-lost', '1'], join(folder, 'never'))
    assert.equal(refused.code, 1)
    assert.match(refused.err, /2 files that it needs are not whole/)
    assert.ok(refused.err.includes(`gone, of ${early?.number}`), refused.err)
    assert.equal(existsSync(join(folder, 'never')), false, 'nothing was changed')
    writeFileSync(join(backups, 'files', other), whole)
  })

  it('has it whole again with the next backup, for every backup that needs it', async () => {
    house.later(60_000)
    const made = await postern(['backup', backups])
    assert.equal(made.code, 0, made.err)
    assert.match(made.out, /1 file in the folder was damaged and is whole again/)
    for (const [n, name] of [second, archivesIn(backups).at(-1) ?? ''].entries()) {
      const restored = await postern(['restore', backups, '--name', name], join(folder, `mended-${n}`))
      assert.equal(restored.code, 0, restored.err)
      assert.match(restored.out, /^equal: [\d,]+ rows, 2 files /)
    }
  })
})

describe('a folder of backups whose newest is damaged', () => {
  it('names the others, and gives them back', async () => {
    const newest = archivesIn(backups).at(-1) ?? ''
    flipBit(join(backups, newest))
    const refused = await postern(['restore', backups], join(folder, 'never'))
    assert.equal(refused.code, 1)
    assert.ok(refused.err.includes(`Other backups of this folder (--name): ${second}, ${first}`), refused.err)
    // Also where it is its very beginning that is damaged.
    writeFileSync(join(backups, newest), readFileSync(join(backups, newest)).fill('x', 0, 16))
    assert.ok((await postern(['verify', backups])).err.includes(`(--name): ${second}, ${first}`))
    const restored = await postern(['restore', backups, '--name', second], join(folder, 'older'))
    assert.equal(restored.code, 0, restored.err)
  })
})

describe('a desk with one damaged file of its own', () => {
  const own = () => join(data, 'blobs', file)
  before(() => flipBit(own()))

  it('is backed up without it, says so, and can be put back', async () => {
    const made = await postern(['backup', join(folder, 'of-damaged')])
    assert.equal(made.code, 1)
    assert.match(made.out, /1 file of cases was not there, or not whole/)
    const restored = await postern(['restore', join(folder, 'of-damaged')], join(folder, 'from-damaged'))
    assert.equal(restored.code, 1)
    assert.match(restored.out, /^equal: [\d,]+ rows, 1 file /)
  })

  it('is backed up whole where an earlier backup has it', async () => {
    house.later(60_000)
    const made = await postern(['backup', backups])
    assert.equal(made.code, 0, made.out)
    assert.match((await postern(['restore', backups], join(folder, 'whole'))).out, /^equal: [\d,]+ rows, 2 files /)
  })

  it('is exported without it, into an archive that can be put back', async () => {
    const archive = join(folder, 'desk.archive')
    const made = await postern(['export', '--all', archive])
    assert.equal(made.code, 1)
    const restored = await postern(['restore', archive], join(folder, 'from-export'))
    assert.equal(restored.code, 1)
    assert.match(restored.out, /^equal: [\d,]+ rows, 1 file /)
  })
})

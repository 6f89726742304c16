import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { blobsContract, pieces } from '../../test/contracts/blobs.ts'
import { openBlobsOnDisk } from './blobs-disk.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-blobs-'))
after(() => rmSync(root, { recursive: true, force: true }))
let count = 0
const newShelf = () => {
  const folder = join(root, `blobs-${++count}`)
  const blobs = openBlobsOnDisk(folder, {
    onFatal: (error) => {
      throw error
    },
  })
  return { folder, blobs }
}
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, path: join(entry.parentPath, entry.name) }))

blobsContract('on disk', async () => {
  const { folder, blobs } = newShelf()
  const at = (name: string) => join(folder, name.slice(0, 2), name)
  return {
    blobs,
    lying: async () => new Map(files(folder).map(({ name, path }) => [name, readFileSync(path)])),
    change: async (name, bytes) => writeFileSync(at(name), bytes),
    age: async (name) => utimesSync(at(name), 1, 1),
  }
})

describe('a file on disk', () => {
  it('is readable by nobody else', async () => {
    const { folder, blobs } = newShelf()
    await blobs.put(pieces(randomBytes(10)), 100)
    for (const { path } of files(folder)) assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  it('is swept where it was broken off', async () => {
    const { folder, blobs } = newShelf()
    const half = join(folder, 'tmp', 'half')
    writeFileSync(half, 'x')
    utimesSync(half, 1, 1)
    assert.equal(await blobs.sweep(async () => true, 2_000), 1)
    assert.equal(existsSync(half), false)
  })
})

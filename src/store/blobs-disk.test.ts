import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { BlobRef, Blobs } from './blobs.ts'
import { openBlobsOnDisk } from './blobs-disk.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-blobs-'))
after(() => rmSync(root, { recursive: true, force: true }))
let count = 0
const shelf = (): { folder: string; blobs: Blobs } => {
  const folder = join(root, `blobs-${++count}`)
  return {
    folder,
    blobs: openBlobsOnDisk(folder, {
      onFatal: (error) => {
        throw error
      },
    }),
  }
}

async function* pieces(bytes: Uint8Array, size = 10_000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of source) all.push(piece)
  return Buffer.concat(all)
}
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
const LIMIT = 1_000_000

describe('putting a file', () => {
  for (const size of [0, 1, 255, 256, 65_535, 65_536, 65_537, 131_072, 300_000]) {
    it(`gives back ${size} bytes`, async () => {
      const { blobs, folder } = shelf()
      const bytes = randomBytes(size)
      const ref = await blobs.put(pieces(bytes), LIMIT)
      assert.deepEqual(await collect(blobs.open(ref)), bytes)
      assert.equal(ref.size, size)
      assert.equal(ref.sha256, createHash('sha256').update(bytes).digest('hex'))
      const [file = ''] = files(folder)
      assert.equal(createHash('sha256').update(readFileSync(file)).digest('hex'), ref.blob)
      assert.equal(statSync(file).mode & 0o777, 0o600)
    })
  }

  it('writes no clear text', async () => {
    const { blobs, folder } = shelf()
    await blobs.put(pieces(Buffer.from('marker-word '.repeat(20_000))), LIMIT)
    for (const file of files(folder)) assert.equal(readFileSync(file).includes('marker-word'), false)
  })

  it('gives equal files different names and sizes of their bucket', async () => {
    const { blobs, folder } = shelf()
    const [a, b] = [
      await blobs.put(pieces(Buffer.from('same')), LIMIT),
      await blobs.put(pieces(Buffer.from('same, nearly')), LIMIT),
    ]
    assert.notEqual(a.blob, b.blob)
    assert.equal(new Set(files(folder).map((file) => statSync(file).size)).size, 1)
  })

  it('stops at the limit and leaves nothing', async () => {
    const { blobs, folder } = shelf()
    await assert.rejects(blobs.put(pieces(randomBytes(200_001)), 200_000), { name: 'BlobTooLarge' })
    assert.deepEqual(files(folder), [])
    assert.equal((await blobs.put(pieces(randomBytes(200_000)), 200_000)).size, 200_000)
  })

  it('leaves nothing of a source that broke off', async () => {
    const { blobs, folder } = shelf()
    async function* broken() {
      yield randomBytes(150_000)
      throw new Error('the sender went away')
    }
    await assert.rejects(blobs.put(broken(), LIMIT), /went away/)
    assert.deepEqual(files(folder), [])
  })
})

describe('opening a file', () => {
  const damaged = async (damage: (content: Buffer, ref: BlobRef) => Buffer) => {
    const { blobs, folder } = shelf()
    const ref = await blobs.put(pieces(randomBytes(200_000)), LIMIT)
    const [file = ''] = files(folder)
    writeFileSync(file, damage(readFileSync(file), ref))
    await assert.rejects(collect(blobs.open(ref)), { name: 'BlobDamaged' })
  }
  const chunk = 65_552

  it('refuses a flipped bit', () =>
    damaged((content) => {
      content[100_000] = (content[100_000] ?? 0) ^ 1
      return content
    }))
  it('refuses a file cut in a chunk', () => damaged((content) => content.subarray(0, content.length - 5)))
  it('refuses a file cut between chunks', () => damaged((content) => content.subarray(0, 2 * chunk)))
  it('refuses an empty file', () => damaged(() => Buffer.alloc(0)))
  it('refuses chunks in another order', () =>
    damaged((content) =>
      Buffer.concat([content.subarray(chunk, 2 * chunk), content.subarray(0, chunk), content.subarray(2 * chunk)]),
    ))
  it('refuses a file that grew', () => damaged((content) => Buffer.concat([content, content.subarray(0, chunk)])))

  it('refuses what is not there, and names that are no hash', async () => {
    const { blobs } = shelf()
    const ref = { blob: '0'.repeat(64), key: randomBytes(32).toString('base64url'), size: 1, sha256: '' }
    await assert.rejects(collect(blobs.open(ref)), { name: 'BlobDamaged' })
    assert.throws(() => blobs.open({ ...ref, blob: '../../etc/passwd' }), { name: 'BlobDamaged' })
  })
})

describe('sweeping files', () => {
  it('takes what is old and not wanted, and what was broken off', async () => {
    const { blobs, folder } = shelf()
    const [kept, old, young] = [
      await blobs.put(pieces(randomBytes(10)), LIMIT),
      await blobs.put(pieces(randomBytes(10)), LIMIT),
      await blobs.put(pieces(randomBytes(10)), LIMIT),
    ]
    writeFileSync(join(folder, 'tmp', 'half'), 'x')
    for (const file of files(folder)) if (!file.endsWith(young.blob)) utimesSync(file, 1, 1)
    assert.equal(await blobs.sweep(async (blob) => blob === kept.blob, 2_000), 2)
    assert.deepEqual(await collect(blobs.open(kept)).then((b) => b.length), 10)
    assert.deepEqual(await collect(blobs.open(young)).then((b) => b.length), 10)
    await assert.rejects(collect(blobs.open(old)), { name: 'BlobDamaged' })
  })
})

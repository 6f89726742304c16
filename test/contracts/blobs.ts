import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { BlobRef, Blobs } from '../../src/store/blobs.ts'

/** Blobs over a fresh, empty shelf, and what lies on it, behind their back. */
export interface Shelf {
  readonly blobs: Blobs
  /** Each file as it lies there. */
  lying(): Promise<ReadonlyMap<string, Buffer>>
  change(name: string, bytes: Buffer): Promise<void>
  /** As if it had been put there at the beginning of time. */
  age(name: string): Promise<void>
}

export async function* pieces(bytes: Uint8Array, size = 10_000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of source) all.push(Buffer.from(piece))
  return Buffer.concat(all)
}

const LIMIT = 1_000_000

/** What every place for files promises. */
export function blobsContract(name: string, shelf: () => Promise<Shelf>): void {
  describe(`files ${name}`, () => {
    describe('putting a file', () => {
      for (const size of [0, 1, 255, 256, 65_535, 65_536, 65_537, 131_072, 300_000]) {
        it(`gives back ${size} bytes`, async () => {
          const { blobs, lying } = await shelf()
          const bytes = randomBytes(size)
          const ref = await blobs.put(pieces(bytes), LIMIT)
          assert.deepEqual(await collect(blobs.open(ref)), bytes)
          assert.equal(ref.size, size)
          assert.equal(ref.sha256, createHash('sha256').update(bytes).digest('hex'))
          const [[file, sealed] = ['', Buffer.alloc(0)]] = await lying()
          assert.equal(file, ref.blob)
          assert.equal(createHash('sha256').update(sealed).digest('hex'), ref.blob)
        })
      }

      it('writes no clear text', async () => {
        const { blobs, lying } = await shelf()
        await blobs.put(pieces(Buffer.from('marker-word '.repeat(20_000))), LIMIT)
        for (const sealed of (await lying()).values()) assert.equal(sealed.includes('marker-word'), false)
      })

      it('gives equal files different names and sizes of their bucket', async () => {
        const { blobs, lying } = await shelf()
        const [a, b] = [
          await blobs.put(pieces(Buffer.from('same')), LIMIT),
          await blobs.put(pieces(Buffer.from('same, nearly')), LIMIT),
        ]
        assert.notEqual(a.blob, b.blob)
        assert.equal(new Set([...(await lying()).values()].map(({ length }) => length)).size, 1)
      })

      it('stops at the limit and leaves nothing', async () => {
        const { blobs, lying } = await shelf()
        await assert.rejects(blobs.put(pieces(randomBytes(200_001)), 200_000), { name: 'BlobTooLarge' })
        assert.equal((await lying()).size, 0)
        assert.equal((await blobs.put(pieces(randomBytes(200_000)), 200_000)).size, 200_000)
      })

      it('leaves nothing of a source that broke off', async () => {
        const { blobs, lying } = await shelf()
        async function* broken() {
          yield randomBytes(150_000)
          throw new Error('the sender went away')
        }
        await assert.rejects(blobs.put(broken(), LIMIT), /went away/)
        assert.equal((await lying()).size, 0)
      })
    })

    describe('opening a file', () => {
      const damaged = async (damage: (content: Buffer, ref: BlobRef) => Buffer) => {
        const { blobs, lying, change } = await shelf()
        const ref = await blobs.put(pieces(randomBytes(200_000)), LIMIT)
        await change(ref.blob, damage(Buffer.from((await lying()).get(ref.blob) ?? []), ref))
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
        const { blobs } = await shelf()
        const ref = { blob: '0'.repeat(64), key: randomBytes(32).toString('base64url'), size: 1, sha256: '' }
        await assert.rejects(collect(blobs.open(ref)), { name: 'BlobDamaged' })
        assert.throws(() => blobs.open({ ...ref, blob: '../../etc/passwd' }), { name: 'BlobDamaged' })
      })
    })

    describe('carrying a file in a copy of the desk', () => {
      it('gives the ciphertext and takes it back under its name', async () => {
        const [from, to] = [await shelf(), await shelf()]
        const bytes = randomBytes(150_000)
        const ref = await from.blobs.put(pieces(bytes), LIMIT)
        const sealed = await from.blobs.sealed(ref.blob)
        assert.ok(sealed)
        await to.blobs.shelve(ref.blob, sealed)
        assert.deepEqual(await collect(to.blobs.open(ref)), bytes)
        assert.equal(await to.blobs.sealed('0'.repeat(64)), undefined)
      })

      it('keeps nothing whose name is not the hash of its bytes', async () => {
        const { blobs, lying } = await shelf()
        await assert.rejects(blobs.shelve('0'.repeat(64), pieces(randomBytes(10))), { name: 'BlobDamaged' })
        assert.equal((await lying()).size, 0)
      })

      it('leaves what is there, or writes it anew where that is asked for', async () => {
        const { blobs, change } = await shelf()
        const bytes = randomBytes(1_000)
        const ref = await blobs.put(pieces(bytes), LIMIT)
        const whole = await collect((await blobs.sealed(ref.blob)) ?? pieces(Buffer.alloc(0)))
        await change(ref.blob, randomBytes(whole.length))
        await blobs.shelve(ref.blob, pieces(whole))
        await assert.rejects(collect(blobs.open(ref)), { name: 'BlobDamaged' })
        await assert.rejects(blobs.shelve(ref.blob, pieces(randomBytes(10)), 'anew'), { name: 'BlobDamaged' })
        await blobs.shelve(ref.blob, pieces(whole), 'anew')
        assert.deepEqual(await collect(blobs.open(ref)), bytes)
      })
    })

    describe('taking files away', () => {
      it('sweeps what is old and not wanted, and nothing else', async () => {
        const { blobs, lying, age } = await shelf()
        const [kept, old, young] = [
          await blobs.put(pieces(randomBytes(10)), LIMIT),
          await blobs.put(pieces(randomBytes(10)), LIMIT),
          await blobs.put(pieces(randomBytes(10)), LIMIT),
        ]
        for (const name of (await lying()).keys()) if (name !== young.blob) await age(name)
        assert.equal(await blobs.sweep(async (blob) => blob === kept.blob, 2_000), 1)
        assert.equal((await collect(blobs.open(kept))).length, 10)
        assert.equal((await collect(blobs.open(young))).length, 10)
        await assert.rejects(collect(blobs.open(old)), { name: 'BlobDamaged' })
      })

      it('removes one at once, and once more without a word', async () => {
        const { blobs, lying } = await shelf()
        const ref = await blobs.put(pieces(randomBytes(10)), LIMIT)
        await blobs.remove(ref.blob)
        await blobs.remove(ref.blob)
        assert.equal((await lying()).size, 0)
      })
    })
  })
}

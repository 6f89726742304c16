import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { blobsContract, collect, pieces } from '../../test/contracts/blobs.ts'
import { type S3, s3Environment, startS3 } from '../../test/stand-ins/s3.ts'
import { tlsFront } from '../../test/stand-ins/tls-front.ts'
import { readS3Place, type S3Place } from '../config/s3-place.ts'
import type { Blobs, FilesAway } from './blobs.ts'
import { openBlobsInS3 } from './blobs-s3.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-s3-'))
let s3: S3
let count = 0
before(async () => {
  s3 = await startS3()
})
after(async () => {
  await s3.close()
  rmSync(root, { recursive: true, force: true })
})

function placeIn(prefix: string, spoilt: { readonly secret?: string; readonly bucket?: string } = {}): S3Place {
  const env = s3Environment(s3, prefix)
  const place = readS3Place({
    given: (env.POSTERN_BLOBS ?? '').replace('desk-files', spoilt.bucket ?? 'desk-files'),
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: spoilt.secret ?? env.AWS_SECRET_ACCESS_KEY,
    sessionToken: undefined,
  })
  assert.ok('bucket' in place)
  return place
}

const opened = (place: S3Place, patience = 20_000): { blobs: Blobs; spool: string } => {
  const spool = join(root, `spool-${++count}`)
  return { blobs: openBlobsInS3({ place, spool, patience }), spool }
}

blobsContract('in object storage', async () => {
  const prefix = `shelf-${++count}`
  const { blobs } = opened(placeIn(prefix))
  const at = (name: string) => `${prefix}/${name}`
  return {
    blobs,
    lying: async () =>
      new Map(
        [...s3.objects]
          .filter(([key]) => key.startsWith(at('')))
          .map(([key, { body }]) => [key.slice(prefix.length + 1), body]),
      ),
    change: async (name, bytes) => void s3.objects.set(at(name), { body: bytes, at: Date.now() }),
    age: async (name) => {
      const object = s3.objects.get(at(name))
      if (object) object.at = 1
    },
  }
})

describe('object storage', () => {
  afterEach(() => {
    s3.mood = { is: 'well' }
    s3.objects.clear()
  })
  const away = async (work: Promise<unknown>, reason: RegExp): Promise<void> =>
    assert.rejects(work, (error: FilesAway) => {
      assert.equal(error.name, 'FilesAway')
      assert.equal(error.retry, true)
      assert.match(error.reason, reason)
      return true
    })
  const put = (blobs: Blobs, size = 100_000) => blobs.put(pieces(randomBytes(size)), 1_000_000)

  it('that stumbles or asks for a pause is asked again', async () => {
    for (const [status, code] of [
      [500, 'InternalError'],
      [503, 'SlowDown'],
    ] as const) {
      s3.mood = { is: 'refusing', status, code, times: 2 }
      const { blobs } = opened(placeIn('again'))
      const ref = await put(blobs)
      assert.equal((await collect(blobs.open(ref))).length, 100_000)
    }
  })

  it('that is full, refuses, hangs up or is not there says which, in bounded time, and leaves nothing', async () => {
    const { blobs, spool } = opened(placeIn('away'), 2_500)
    const moods: [S3['mood'], RegExp][] = [
      [{ is: 'refusing', status: 507, code: 'InsufficientStorage' }, /^InsufficientStorage$/],
      [{ is: 'refusing', status: 503, code: 'SlowDown' }, /^SlowDown$/],
      [{ is: 'refusing', status: 500, code: 'InternalError' }, /^InternalError$/],
      [{ is: 'refusing', status: 403, code: 'AccessDenied' }, /^AccessDenied$/],
      [{ is: 'hangs-up' }, /^network$/],
      [{ is: 'slow', milliseconds: 60_000 }, /^timeout$/],
    ]
    for (const [mood, reason] of moods) {
      s3.mood = mood
      const began = performance.now()
      await away(put(blobs), reason)
      assert.ok(performance.now() - began < 4_000, `${mood.is}: ${performance.now() - began} ms`)
      assert.deepEqual(readdirSync(spool), [])
    }
    assert.equal(s3.objects.size, 0)
    s3.mood = { is: 'well' }
    await put(blobs)
  })

  it('with a wrong secret or without the bucket takes nothing, and a missing bucket is not a missing file', async () => {
    await away(put(opened(placeIn('x', { secret: 'wrong' })).blobs), /^SignatureDoesNotMatch$/)
    const { blobs } = opened(placeIn('x', { bucket: 'no-such-bucket' }))
    await away(put(blobs), /^NoSuchBucket$/)
    const ref = { blob: '0'.repeat(64), key: randomBytes(32).toString('base64url'), size: 1, sha256: '' }
    await away(collect(blobs.open(ref)), /^NoSuchBucket$/)
    await away(
      blobs.sweep(async () => false, 1),
      /^NoSuchBucket$/,
    )
  })

  it('that breaks off in the middle of a file gives no wrong byte', async () => {
    const { blobs } = opened(placeIn('cut'))
    const bytes = randomBytes(300_000)
    const ref = await blobs.put(pieces(bytes), 1_000_000)
    s3.mood = { is: 'cut' }
    const got: Uint8Array[] = []
    await away(
      (async () => {
        for await (const piece of blobs.open(ref)) got.push(piece)
      })(),
      /^network$/,
    )
    const so = Buffer.concat(got)
    assert.ok(so.length < bytes.length)
    assert.deepEqual(so, bytes.subarray(0, so.length))
  })

  it('takes sixteen files at a time, and the next ones in their turn', async () => {
    s3.mood = { is: 'slow', milliseconds: 200 }
    const { blobs, spool } = opened(placeIn('many'))
    let most = 0
    const look = setInterval(() => {
      most = Math.max(most, existsSync(spool) ? readdirSync(spool).length : 0)
    }, 5)
    await Promise.all(Array.from({ length: 40 }, () => put(blobs, 1_000)))
    clearInterval(look)
    assert.equal(s3.objects.size, 40)
    assert.ok(most > 1 && most <= 16, `${most} at a time`)
    assert.deepEqual(readdirSync(spool), [])
  })

  it('is swept page by page, without touching what others put there; so is the spool', async () => {
    const { blobs, spool } = opened(placeIn('pages'))
    for (let n = 0; n < 1_100; n++)
      s3.objects.set(`pages/${n.toString(16).padStart(64, '0')}`, { body: Buffer.alloc(1), at: 1 })
    s3.objects.set('pages/notes.txt', { body: Buffer.alloc(1), at: 1 })
    s3.objects.set(`other/${'1'.repeat(64)}`, { body: Buffer.alloc(1), at: 1 })
    await put(blobs)
    writeFileSync(join(spool, 'half'), 'x')
    utimesSync(join(spool, 'half'), 1, 1)
    const kept = (1_050).toString(16).padStart(64, '0')
    assert.equal(await blobs.sweep(async (blob) => blob === kept, 2_000), 1_100)
    assert.equal(s3.objects.size, 4)
    assert.ok(s3.objects.has(`pages/${kept}`))
  })

  it('is swept to its end where pages are shorter than asked for', async () => {
    const { blobs } = opened(placeIn('short'))
    for (let n = 0; n < 25; n++)
      s3.objects.set(`short/${n.toString(16).padStart(64, '0')}`, { body: Buffer.alloc(1), at: 1 })
    s3.longestPage = 10
    assert.equal(await blobs.sweep(async () => false, 2_000), 25)
    s3.longestPage = 1_000
  })

  it('behind a certificate that nobody vouches for says so', async () => {
    const front = await tlsFront(root)
    front.leadsTo(Number(new URL(s3.url).port))
    const place = { ...placeIn('tls'), base: `https://127.0.0.1:${front.port}/desk-files/` }
    await away(put(opened(place).blobs), /^certificate$/)
    await front.close()
  })
})

describe('naming object storage', () => {
  const keys = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: undefined }
  const base = (given: string) => {
    const place = readS3Place({ given, ...keys })
    return 'base' in place ? `${place.base}${place.prefix} ${place.region}` : place.wrong
  }

  it('finds the address of the bucket', () => {
    assert.equal(base('s3://files?region=eu-central-1'), 'https://files.s3.eu-central-1.amazonaws.com/ eu-central-1')
    assert.equal(
      base('s3://files/a/b/?endpoint=https://s3.example:9000'),
      'https://s3.example:9000/files/a/b/ us-east-1',
    )
    assert.equal(base('s3://files?endpoint=https://s3.example&style=host'), 'https://files.s3.example/ us-east-1')
    for (const slash of ['', '/', '//'])
      assert.equal(
        base(`s3://files/a${slash}?endpoint=https://s3.example/s3${slash}`),
        'https://s3.example/s3/files/a/ us-east-1',
      )
  })

  it('refuses what would cross a network in clear, and what it does not know', () => {
    assert.match(base('s3://files?endpoint=http://s3.example'), /https endpoint/)
    assert.match(base('s3://files?endpoint=https://s3.example&style=x'), /style/)
    // Without a name in front of it, the bucket would be left out.
    assert.match(base('s3://files?endpoint=https://127.0.0.1:9000&style=host'), /host where it has a name/)
    assert.match(base('s3://files/%zz'), /prefix/)
    assert.match(base('s3://files/a//b'), /single/)
    assert.match(base('s3://files?acl=public'), /no other/)
    assert.match(base('s3://'), /expected|names no bucket/)
    assert.match(base('s3://key:secret@files'), /expected/)
    assert.doesNotMatch(base('s3://key:secret@files'), /secret/)
    const place = readS3Place({ given: 's3://files', ...keys, secretAccessKey: undefined })
    assert.match('wrong' in place ? place.wrong : '', /AWS_SECRET_ACCESS_KEY/)
  })
})

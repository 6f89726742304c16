import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { cli } from '../../src/cli/cli.ts'
import { readS3Place, type S3Place } from '../../src/config/s3-place.ts'
import type { Blobs, FilesAway } from '../../src/store/blobs.ts'
import { openBlobsInS3 } from '../../src/store/blobs-s3.ts'
import { type S3Client, s3Client } from '../../src/store/s3-client.ts'
import { type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { givenS3, type S3, type S3Server, s3Environment, startS3 } from '../stand-ins/s3.ts'
import { blobsContract, collect, pieces } from './blobs.ts'

/** The same of every server that speaks S3: of our stand-in, and of those that this run was given. */
let standIn: S3
const run = `run-${randomBytes(6).toString('hex')}`
const spools = mkdtempSync(join(tmpdir(), 'postern-s3-'))
before(async () => {
  standIn = await startS3()
})
after(async () => {
  for (const server of servers) await emptied(clientOf(server, run))
  await standIn.close()
  rmSync(spools, { recursive: true, force: true })
})

const ours: S3Server = { name: 'our stand-in', environment: (prefix) => s3Environment(standIn, prefix) }
const servers = [ours, ...givenS3()]

type Env = Record<string, string>

function placeOf(server: S3Server, prefix: string, other: (env: Env) => Env = (env) => env): S3Place {
  const env = other(server.environment(prefix))
  const place = readS3Place({
    given: env.POSTERN_BLOBS ?? '',
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: undefined,
  })
  assert.ok('bucket' in place, JSON.stringify(place))
  return place
}

const clientOf = (server: S3Server, prefix: string): S3Client => s3Client(placeOf(server, prefix))
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const putRaw = (client: S3Client, name: string, bytes: Buffer): Promise<void> =>
  client.put(name, new Blob([new Uint8Array(bytes)]), sha256(bytes), performance.now() + 20_000)

/** The names that the desk gives need none of this. */
const inUrl = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

async function namesIn(client: S3Client): Promise<string[]> {
  const names: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<S3Client['list']>> = await client.list(after)
    names.push(...page.objects.map(({ name }) => name))
    after = page.next
  }
  return names
}

const emptied = async (client: S3Client): Promise<void> => {
  for (const name of await namesIn(client)) await client.remove(inUrl(name))
}

const away = async (work: Promise<unknown>, reason: RegExp): Promise<void> =>
  assert.rejects(work, (error: FilesAway) => {
    assert.equal(error.name, 'FilesAway')
    assert.match(error.reason, reason)
    return true
  })

let count = 0
const opened = (place: S3Place): Blobs =>
  openBlobsInS3({ place, spool: join(spools, String(++count)), patience: 20_000 })

for (const server of servers) {
  blobsContract(`on ${server.name}`, async () => {
    const prefix = `${run}/shelf-${++count}`
    const [client, blobs] = [clientOf(server, prefix), opened(placeOf(server, prefix))]
    // No server lets anybody set a time: what is not to be old is kept by name.
    const aged = new Set<string>()
    return {
      blobs: {
        ...blobs,
        sweep: (keep) => blobs.sweep(async (blob) => !aged.has(blob) || keep(blob), Date.now() + 3_600_000),
      },
      lying: async () => {
        const names = await namesIn(client)
        const sealed = async (name: string) => Buffer.from(await new Response(await client.get(name)).arrayBuffer())
        return new Map(await Promise.all(names.map(async (name) => [name, await sealed(name)] as const)))
      },
      change: (name, bytes) => putRaw(client, name, bytes),
      age: async (name) => void aged.add(name),
    }
  })

  describe(`object storage on ${server.name}`, () => {
    it('gives every name once, in its order, over several pages, and tells when', async () => {
      const client = clientOf(server, `${run}/pages`)
      const wanted = Array.from({ length: 1_003 }, (_, n) => sha256(Buffer.from(`${n}`))).sort()
      const left = [...wanted]
      const puts = async (): Promise<void> => {
        for (let name = left.pop(); name !== undefined; name = left.pop()) await putRaw(client, name, Buffer.from('x'))
      }
      await Promise.all(Array.from({ length: 16 }, puts))
      assert.deepEqual(await namesIn(client), wanted)
      const { objects, next } = await client.list('')
      assert.ok(next !== null && objects.length <= 1_000)
      assert.ok(objects.every(({ at }) => Math.abs(at - Date.now()) < 600_000))
      const blobs = opened(placeOf(server, `${run}/pages`))
      const kept = new Set([wanted[0], wanted.at(-1)])
      assert.equal(await blobs.sweep(async () => false, Date.now() - 3_600_000), 0, 'nothing of it is old')
      assert.equal(await blobs.sweep(async (name) => kept.has(name), Date.now() + 3_600_000), 1_001)
      assert.deepEqual(await namesIn(client), [wanted[0], wanted.at(-1)])
    })

    it('keeps apart what others keep beside it, under names of any kind', async () => {
      const client = clientOf(server, `${run}/names`)
      const others = ['a b', 'a&b<c>d"e', 'ünï/cödé', 'ends-with-~.txt', '100%', "it's(1)*!"]
      for (const name of others) await putRaw(client, inUrl(name), Buffer.from(name))
      await putRaw(clientOf(server, `${run}/names-of-somebody`), '0'.repeat(64), Buffer.from('x'))
      assert.deepEqual((await namesIn(client)).sort(), [...others].sort())
      const blobs = opened(placeOf(server, `${run}/names`))
      assert.equal(await blobs.sweep(async () => false, Date.now() + 3_600_000), 0)
      for (const name of others) {
        assert.equal(await new Response(await client.get(inUrl(name))).text(), name)
        await client.remove(inUrl(name))
      }
      assert.deepEqual(await namesIn(client), [])
      assert.deepEqual(await namesIn(clientOf(server, `${run}/names-of-somebody`)), ['0'.repeat(64)])
    })

    it('takes no body that is not what was signed for', async () => {
      const client = clientOf(server, `${run}/sums`)
      const body = new Blob(['changed on its way'])
      await assert.rejects(client.put('x', body, sha256(Buffer.from('as it was sent')), performance.now() + 5_000))
      assert.deepEqual(await namesIn(client), [])
    })

    it('says whether the key, the secret, the bucket or the region is wrong, and takes nothing', async () => {
      const instead = (was: RegExp, is: string) => (env: Env) => ({
        ...env,
        POSTERN_BLOBS: env.POSTERN_BLOBS?.replace(was, is) ?? '',
      })
      const wrong: [(env: Env) => Env, RegExp][] = [
        [(env) => ({ ...env, AWS_SECRET_ACCESS_KEY: 'wrong' }), /^SignatureDoesNotMatch$/],
        // OpenStack Swift does not tell the one from the other.
        [(env) => ({ ...env, AWS_ACCESS_KEY_ID: 'nobody' }), /^(InvalidAccessKeyId|SignatureDoesNotMatch)$/],
        [instead(/s3:\/\/[^/]+/, 's3://no-such-bucket'), /^NoSuchBucket$/],
        [instead(/&region=[^&]*/, '&region=no-such-1'), /^AuthorizationHeaderMalformed$/],
      ]
      for (const [spoil, reason] of wrong) {
        const place = placeOf(server, `${run}/wrong`, spoil)
        const blobs = opened(place)
        await away(blobs.put(pieces(randomBytes(10)), 100), reason)
        const ref = { blob: '0'.repeat(64), key: randomBytes(32).toString('base64url'), size: 1, sha256: '' }
        await away(collect(blobs.open(ref)), reason)
        await away(blobs.sealed('0'.repeat(64)), reason)
        await away(
          blobs.sweep(async () => false, 1),
          reason,
        )
        await away(blobs.remove('0'.repeat(64)), reason)
      }
      assert.deepEqual(await namesIn(clientOf(server, `${run}/wrong`)), [])
    })

    describe('under a desk', () => {
      const prefix = `${run}/desk-${randomBytes(3).toString('hex')}`
      let desk: Staffed
      before(async () => {
        desk = await staffedHouse({ env: server.environment(prefix) })
      })
      after(() => desk.close())
      const postern = async (...words: string[]): Promise<string> => {
        const said: string[] = []
        const say = (text: string) => void said.push(text)
        const console = { env: desk.env, cwd: spools, out: say, err: say, stdin: async () => '', terminal: null }
        assert.equal(await cli(words, console), 0, said.join(''))
        return said.join('')
      }
      const lying = () => namesIn(clientOf(server, prefix))

      it('keeps the files of a report, gives them to the team and to its reporter, puts them back from a backup, and takes them away with the case', async () => {
        const lead = await desk.member('lead')
        const bearer = { headers: { authorization: `Bearer ${lead.token}` } }
        const text = 'What it looked like. '.repeat(20_000)
        const body = new FormData()
        body.set('report', JSON.stringify({ title: 'With files', description: 'd' }))
        body.append('files', new Blob([text]), 'proof.txt')
        body.append('files', new Blob(['']), 'empty.txt')
        const sent = await desk.api('POST', '/api/v1/reports', { raw: body })
        assert.equal(sent.status, 201, sent.text)
        const { case: number, receipt } = sent.json as { case: string; receipt: string }
        assert.equal((await lying()).length, 2)
        const files = (await desk.api('GET', `/api/v1/cases/${number}`, bearer)).json.files as { id: string }[]
        const byTeam = await desk.api('GET', `/api/v1/cases/${number}/files/${files[0]?.id}`, bearer)
        assert.equal(byTeam.text, text)
        const thread = await desk.reading(receipt)
        const link = /href="(\/thread\/files\/[^"]+)"/.exec((await thread.get('/thread')).body)?.[1]
        assert.equal((await thread.get(link ?? 'no link')).body, text)
        await desk.house.tick()
        assert.equal((await lying()).length, 2)
        const copies = join(spools, `copies-${++count}`)
        await postern('backup', copies)
        await desk.house.close()
        await emptied(clientOf(server, prefix))
        rmSync(desk.folder, { recursive: true })
        assert.match(await postern('restore', copies), /^equal: .*2 files/m)
        desk = await desk.again()
        assert.equal((await lying()).length, 2)
        assert.equal((await desk.api('GET', `/api/v1/cases/${number}/files/${files[0]?.id}`, bearer)).text, text)
        assert.ok('files' in (await desk.house.desk.erase({ number, by: null, request: null })))
        assert.deepEqual(await lying(), [])
      })
    })
  })
}

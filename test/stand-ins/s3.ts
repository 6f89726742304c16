import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Object storage on loopback, after Amazon's "S3 API Reference" (PutObject, GetObject, HeadObject, DeleteObject,
 * ListObjectsV2, error responses) and "Signature Version 4". It verifies every signature and every checksum by itself,
 * and fails as it is told to.
 */
export interface S3 {
  readonly url: string
  readonly objects: Map<string, { readonly body: Buffer; at: number }>
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What it does with every request from now on. */
  mood: Mood
  /** A store may give shorter pages than it is asked for. */
  longestPage: number
  /** `PUT 200`, `PUT 503`, in their order. */
  readonly log: string[]
  close(): Promise<void>
}

/**
 * `slow`: answers after so many milliseconds. A code: refuses with it. `hangs-up`: closes the connection. `cut`: sends
 * half of a file. `silent`: sends half of it and then nothing.
 */
export type Mood =
  | { readonly is: 'well' | 'hangs-up' | 'cut' | 'silent' }
  | { readonly is: 'slow'; readonly milliseconds: number }
  | { readonly is: 'refusing'; readonly status: number; readonly code: string; readonly times?: number }

export const BUCKET = 'desk-files'
const REGION = 'eu-test-1'

export async function startS3(): Promise<S3> {
  const objects: S3['objects'] = new Map()
  const log: string[] = []
  const server = createServer((request, response) => {
    void answer(s3, request, response)
      .catch((error: unknown) => {
        const refused = error instanceof Refused ? error : new Refused(500, 'InternalError', String(error))
        if (!response.headersSent) errorDocument(response, refused)
        else response.destroy()
      })
      .finally(() => log.push(`${request.method} ${response.statusCode}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const s3: S3 = {
    url: `http://127.0.0.1:${port}`,
    objects,
    log,
    accessKeyId: 'AKIDTEST',
    secretAccessKey: 'a-secret/of+the=tests',
    mood: { is: 'well' },
    longestPage: 1_000,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return s3
}

/** What a desk is told, to keep its files there. */
export const s3Environment = (s3: S3, prefix = 'one/desk'): Record<string, string> => ({
  POSTERN_BLOBS: `s3://${BUCKET}/${prefix}?endpoint=${encodeURIComponent(s3.url)}&region=${REGION}`,
  AWS_ACCESS_KEY_ID: s3.accessKeyId,
  AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
})

/** A server that speaks S3, by what a desk is told to keep its files there. */
export interface S3Server {
  readonly name: string
  environment(prefix: string): Record<string, string>
}

/**
 * Servers of others that this run was given: `POSTERN_TEST_S3_URL` as `POSTERN_BLOBS` has it, several with a blank
 * between them, and `POSTERN_TEST_S3_KEY`, `id secret` for all of them. Each needs a bucket that may be written and emptied.
 */
export const givenS3 = (): readonly S3Server[] =>
  (process.env.POSTERN_TEST_S3_URL ?? '')
    .split(/\s+/)
    .filter((given) => given !== '')
    .map((given) => {
      const url = new URL(given)
      const [accessKeyId = '', secret = ''] = (process.env.POSTERN_TEST_S3_KEY ?? '').split(' ')
      return {
        name: url.searchParams.get('endpoint') ?? url.host,
        environment: (prefix) => ({
          POSTERN_BLOBS: `s3://${url.host}${url.pathname.replace(/\/*$/, '')}/${prefix}${url.search}`,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secret,
        }),
      }
    })

class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message = code) {
    super(message)
    this.status = status
    this.code = code
  }
}

async function answer(s3: S3, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { mood } = s3
  if (mood.is === 'hangs-up') return void request.socket.destroy()
  if (mood.is === 'slow') await new Promise((resolve) => setTimeout(resolve, mood.milliseconds).unref())
  const body = await wholeBody(request)
  if (mood.is === 'refusing') {
    if (mood.times !== undefined) s3.mood = mood.times > 1 ? { ...mood, times: mood.times - 1 } : { is: 'well' }
    throw new Refused(mood.status, mood.code)
  }
  verifySignature(s3, request, body)
  const url = new URL(request.url ?? '/', s3.url)
  const [bucket = '', ...rest] = decodeURIComponent(url.pathname).slice(1).split('/')
  const key = rest.join('/')
  if (bucket !== BUCKET) throw new Refused(404, 'NoSuchBucket')
  if (request.method === 'GET' && key === '') return list(s3, url.searchParams, response)
  if (key === '') throw new Refused(405, 'MethodNotAllowed')
  if (request.method === 'PUT') return put(s3, key, request, body, response)
  if (request.method === 'DELETE') {
    s3.objects.delete(key)
    return void response.writeHead(204).end()
  }
  const object = s3.objects.get(key)
  if (object === undefined) throw new Refused(404, 'NoSuchKey')
  response.writeHead(200, { 'content-length': object.body.length, 'content-type': 'binary/octet-stream' })
  if (request.method === 'HEAD') return void response.end()
  if (mood.is === 'well' || mood.is === 'slow') return void response.end(object.body)
  response.write(object.body.subarray(0, object.body.length / 2), () => {
    if (mood.is === 'cut') response.destroy()
  })
}

function put(s3: S3, key: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  // PutObject wants to know the length beforehand.
  if (request.headers['content-length'] === undefined) throw new Refused(411, 'MissingContentLength')
  s3.objects.set(key, { body, at: Date.now() })
  response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
}

function list(s3: S3, query: URLSearchParams, response: ServerResponse): void {
  if (query.get('list-type') !== '2') throw new Refused(501, 'NotImplemented')
  const prefix = query.get('prefix') ?? ''
  const after = query.get('start-after') ?? ''
  const most = Math.min(Number(query.get('max-keys') ?? 1_000), s3.longestPage)
  // In UTF-8 binary order, as the reference says.
  const keys = [...s3.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, most)
  const contents = page.map((key) => {
    const { body, at } = s3.objects.get(key) ?? { body: Buffer.alloc(0), at: 0 }
    return `<Contents><Key>${escaped(key)}</Key><LastModified>${new Date(at).toISOString()}</LastModified><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  })
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${BUCKET}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${most}</MaxKeys><IsTruncated>${keys.length > most}</IsTruncated>${contents.join('')}</ListBucketResult>`
  response.writeHead(200, { 'content-type': 'application/xml' }).end(xml)
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function errorDocument(response: ServerResponse, { status, code, message }: Refused): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`
  response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}

async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Canonical request, string to sign, signing key: each as "Signature Version 4 signing process" has them. */
function verifySignature(s3: S3, request: IncomingMessage, body: Buffer): void {
  const header = (name: string): string => String(request.headers[name] ?? '')
  const parsed =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    )
  if (parsed === null) throw new Refused(403, 'AccessDenied')
  const [, id = '', date = '', region = '', signedHeaders = '', signature = ''] = parsed
  if (id !== s3.accessKeyId) throw new Refused(403, 'InvalidAccessKeyId')
  if (region !== REGION) throw new Refused(400, 'AuthorizationHeaderMalformed')
  const time = header('x-amz-date')
  const sent = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!time.startsWith(date) || !(Math.abs(Date.now() - sent) < 900_000)) throw new Refused(403, 'RequestTimeTooSkewed')
  const names = signedHeaders.split(';')
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) throw new Refused(403, 'AccessDenied')
  const url = new URL(request.url ?? '/', s3.url)
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const canonical = [
    request.method,
    decodeURIComponent(url.pathname).split('/').map(encoded).join('/'),
    query,
    ...names.map((name) => `${name}:${header(name).trim()}`),
    '',
    signedHeaders,
    header('x-amz-content-sha256'),
  ].join('\n')
  const scope = `${date}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${s3.secretAccessKey}`,
  )
  if (!timingSafeEqual(Buffer.from(signature, 'hex'), hmac(key, toSign)))
    throw new Refused(403, 'SignatureDoesNotMatch')
  if (header('x-amz-content-sha256') !== sha256(body)) throw new Refused(400, 'XAmzContentSHA256Mismatch')
}

const sha256 = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex')
const hmac = (key: string | Buffer, value: string): Buffer => createHmac('sha256', key).update(value).digest()
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

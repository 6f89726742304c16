import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Place } from '../config/s3-place.ts'
import { FilesAway } from './blobs.ts'

/**
 * The few calls of S3's REST API that files need, signed (AWS Signature Version 4). Every call ends within its time;
 * a store that is slow, full or gone is one named failure, `FilesAway`, and never a hanging request.
 */
export interface S3Client {
  put(name: string, body: Blob, sha256: string, deadline: number): Promise<void>
  /** The bytes, or `undefined` where there is no such object. */
  get(name: string): Promise<ReadableStream<Uint8Array> | undefined>
  has(name: string): Promise<boolean>
  remove(name: string): Promise<void>
  /** One page of names below the prefix, in their order, each without it. */
  list(after: string): Promise<S3Page>
}

export interface S3Page {
  readonly objects: readonly S3Object[]
  /** Where the next page begins, or `null` after the last one. A store may make its pages shorter than it was asked to. */
  readonly next: string | null
}

export interface S3Object {
  readonly name: string
  /** UTC milliseconds, by the clock of the store. */
  readonly at: number
}

/** Of a call that carries no file, in milliseconds. */
const PATIENCE = 10_000
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const PAGE = '1000'

interface Call {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE'
  readonly name: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Blob
  readonly sha256?: string
  readonly deadline?: number
}

export function s3Client(place: S3Place): S3Client {
  const call = (asked: Call): Promise<Response> => callAgain(place, asked)
  return {
    async put(name, body, sha256, deadline) {
      await done(await call({ method: 'PUT', name, body, sha256, deadline }))
    },
    async get(name) {
      const answer = await call({ method: 'GET', name })
      if (answer.status !== 404) return answer.body ?? undefined
      await missing(answer)
      return undefined
    },
    async has(name) {
      const answer = await call({ method: 'HEAD', name })
      await answer.body?.cancel()
      return answer.status !== 404
    },
    async remove(name) {
      await done(await call({ method: 'DELETE', name }))
    },
    async list(after) {
      const { prefix } = place
      const query = { 'list-type': '2', prefix, 'max-keys': PAGE, 'start-after': `${prefix}${after}` }
      const answer = await call({ method: 'GET', name: '', query })
      if (answer.status === 404) throw new FilesAway(await codeIn(answer))
      return pageIn(await textOf(answer), prefix)
    },
  }
}

/** Reads the answer to its end, so that its connection serves the next call. */
const done = async (answer: Response): Promise<void> => {
  if (answer.status === 404) throw new FilesAway(await codeIn(answer))
  await textOf(answer)
}

/** A bucket that is gone must not look like a file that is gone. */
async function missing(answer: Response): Promise<void> {
  const code = await codeIn(answer)
  if (code === 'NoSuchBucket') throw new FilesAway(code)
}

/** A store asks for a pause (503 SlowDown) or stumbles (500): two more tries, for as long as there is time. */
async function callAgain(place: S3Place, asked: Call): Promise<Response> {
  const deadline = asked.deadline ?? performance.now() + PATIENCE
  for (let pause = 200; ; pause *= 4) {
    try {
      return await callOnce(place, asked, deadline - performance.now())
    } catch (failure) {
      const again = failure instanceof FilesAway && passing.test(failure.reason)
      if (!again || pause > 1_000 || performance.now() + pause > deadline - 1_000) throw failure
      await sleep(pause)
    }
  }
}

const passing =
  /^(InternalError|SlowDown|ServiceUnavailable|RequestTimeout|TooManyRequests|status-(5\d\d|429)|network)$/

async function callOnce(place: S3Place, asked: Call, milliseconds: number): Promise<Response> {
  if (milliseconds <= 0) throw new FilesAway('timeout')
  const { url, headers } = await signed(place, asked)
  // The time ends with the first byte of the answer: a large file may take as long to read as its reader does.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), milliseconds)
  const answer = await fetch(url, {
    method: asked.method,
    headers,
    body: asked.body ?? null,
    // Where a store sends us, nobody has signed for.
    redirect: 'manual',
    signal: late.signal,
  })
    .catch((cause: unknown) => {
      throw new FilesAway(late.signal.aborted ? 'timeout' : whyUnreachable(cause), { cause })
    })
    .finally(() => clearTimeout(timer))
  if (answer.ok || answer.status === 404) return answer
  throw new FilesAway(asked.method === 'HEAD' ? `status-${answer.status}` : await codeIn(answer))
}

/** A certificate that nobody vouches for does not mend itself, and is told apart from a line that broke. */
const whyUnreachable = (cause: unknown): string => {
  const code = (cause as { cause?: { code?: unknown } } | undefined)?.cause?.code
  return typeof code === 'string' && /CERT|SIGNATURE|SSL|TLS/.test(code) ? 'certificate' : 'network'
}

async function signed(place: S3Place, { method, name, query = {}, sha256 = EMPTY }: Call) {
  // Only a desk with object storage pays for loading it.
  const { AwsV4Signer } = await import('aws4fetch')
  const url = new URL(`${place.base}${name === '' ? '' : `${place.prefix}${name}`}`)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    service: 's3',
    region: place.region,
    accessKeyId: place.accessKeyId,
    secretAccessKey: place.secretAccessKey,
    ...(place.sessionToken !== null && { sessionToken: place.sessionToken }),
    // The store checks what arrives against this, so that a body that was changed on its way is never stored.
    headers: { 'x-amz-content-sha256': sha256 },
  })
  return signer.sign()
}

/** `<Error><Code>SlowDown</Code>…`: its words may name things of the operator, its code does not. */
async function codeIn(answer: Response): Promise<string> {
  const text = await textOf(answer).catch(() => '')
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text)?.[1] ?? `status-${answer.status}`
}

/** A short body, from a store that may fall silent in the middle of it. */
async function textOf(answer: Response): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new FilesAway('timeout')), PATIENCE)
  const text = answer.text()
  try {
    return await Promise.race([text, late])
  } catch (cause) {
    text.catch(() => undefined)
    throw cause instanceof FilesAway ? cause : new FilesAway('network', { cause })
  } finally {
    clearTimeout(timer)
  }
}

function pageIn(xml: string, prefix: string): S3Page {
  if (!/<ListBucketResult[\s>]/.test(xml)) throw new FilesAway('no-list')
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, object = '']) => {
    const key = textIn(object, 'Key')
    const at = Date.parse(textIn(object, 'LastModified'))
    // What is not below our prefix, or has no time, is not what was asked for: nothing is taken away by such a list.
    if (!key.startsWith(prefix) || Number.isNaN(at)) throw new FilesAway('no-list')
    return { name: key.slice(prefix.length), at }
  })
  const more = textIn(xml, 'IsTruncated') === 'true'
  const last = objects.at(-1)
  if (more && last === undefined) throw new FilesAway('no-list')
  return { objects, next: more && last !== undefined ? last.name : null }
}

const textIn = (xml: string, tag: string): string =>
  entities(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? '')

/** Others may keep things below the same prefix, under any name. */
const entities = (text: string): string =>
  text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (_, name, decimal, hex) =>
    name
      ? (named[name as keyof typeof named] ?? '')
      : String.fromCodePoint(Math.min(Number.parseInt(decimal ?? hex, decimal ? 10 : 16), 0x10ffff)),
  )
const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const

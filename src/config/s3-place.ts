import { staysHere } from './origin.ts'

/** Where files lie that are kept in object storage, and what opens it. */
export interface S3Place {
  readonly bucket: string
  /** What every name in there begins with: empty, or it ends with a slash. */
  readonly prefix: string
  /** The address that objects hang under, with the bucket in it and a slash at its end. */
  readonly base: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | null
}

export interface S3Ask {
  /** `s3://bucket/prefix?endpoint=https://…&region=…&style=path` */
  readonly given: string
  readonly accessKeyId: string | undefined
  readonly secretAccessKey: string | undefined
  readonly sessionToken: string | undefined
}

/** The place, or what is wrong with it: no part of what was given is repeated. */
export function readS3Place(ask: S3Ask): S3Place | { readonly wrong: string } {
  const url = URL.parse(ask.given)
  if (url === null || url.username !== '' || url.password !== '') return { wrong: example }
  const bucket = url.hostname
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return { wrong: 'names no bucket. '.concat(example) }
  const unknown = [...url.searchParams.keys()].find((name) => !['endpoint', 'region', 'style'].includes(name))
  if (unknown !== undefined) return { wrong: 'may have the settings endpoint, region and style, and no other' }
  const prefix = url.pathname.slice(1).replace(/\/*$/, '')
  if (!/^[A-Za-z0-9._/-]{0,200}$/.test(prefix) || prefix.split('/').some((part) => part === '' && prefix !== ''))
    return { wrong: 'has a prefix of other signs than letters, digits, ".", "_" and "-", with single "/" between' }
  const region = url.searchParams.get('region') ?? 'us-east-1'
  const base = baseOf(bucket, region, url.searchParams.get('endpoint'), url.searchParams.get('style'))
  if (base === null)
    return {
      wrong: 'needs an https endpoint (http only on this machine), and the style path, or host where it has a name',
    }
  if (!ask.accessKeyId || !ask.secretAccessKey)
    return { wrong: 'is object storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or both as …_FILE' }
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    base,
    region,
    accessKeyId: ask.accessKeyId,
    secretAccessKey: ask.secretAccessKey,
    sessionToken: ask.sessionToken ?? null,
  }
}

const example = 'expected a folder, or s3://bucket/prefix?endpoint=https://storage.example&region=eu-1'

function baseOf(bucket: string, region: string, endpoint: string | null, style: string | null): string | null {
  const url = URL.parse(endpoint ?? `https://s3.${region}.amazonaws.com`)
  if (url === null || url.search !== '' || url.username !== '' || url.hash !== '') return null
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && staysHere(url.hostname))) return null
  // Most stores of one's own know buckets by path alone; Amazon's own wants them in the name.
  const how = style ?? (endpoint === null ? 'host' : 'path')
  if (how === 'host') {
    // Before an address in digits there is no place for a name, and the bucket would be left out without a word.
    const named = `${bucket}.${url.hostname}`
    url.hostname = named
    if (url.hostname !== named) return null
  } else if (how !== 'path') return null
  const path = url.pathname.replace(/\/*$/, '/')
  return `${url.origin}${path}${how === 'path' ? `${bucket}/` : ''}`
}

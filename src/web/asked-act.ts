import { createHash } from 'node:crypto'
import { BodyRefused, bodyUpTo } from './body.ts'
import type { Visit } from './route.ts'

/**
 * What exactly somebody asks for, so that a fresh passkey counts for this and for nothing else (ASVS 5.0, 7.5.3): the
 * address, and for a form everything that stands in it. The revision of an advisory is named by its digest there, a
 * new member by name and role.
 */
export interface AskedAct {
  readonly act: string
  /** Where it is asked for. */
  readonly path: string
  /** The same request, to be read once more by its handler. */
  readonly request: Request
  /** What was typed, without the token, to be sent again after the passkey; null where nothing was sent. */
  readonly fields: readonly (readonly [string, string])[] | null
  readonly token: string
}

/** `undefined` for a body that cannot be repeated: too large, with files, or no form at all. */
export async function askedAct(visit: Pick<Visit, 'request' | 'config'>): Promise<AskedAct | undefined> {
  const { pathname, search } = new URL(visit.request.url)
  if (visit.request.method !== 'POST')
    return { act: pathname, path: pathname, request: visit.request, fields: null, token: '' }
  const body = await wholeForm(visit)
  if (body === undefined) return undefined
  const all = [...new URLSearchParams(new TextDecoder().decode(body))]
  if (all.length > visit.config.limits.multipartParts) return undefined
  const fields = all.filter(([name]) => name !== 'token')
  return {
    path: `${pathname}${search}`,
    act: actOf(`${pathname}${search}`, fields),
    request: again(visit.request, body),
    fields,
    token: all.find(([name]) => name === 'token')?.[1] ?? '',
  }
}

async function wholeForm({ request, config }: Pick<Visit, 'request' | 'config'>): Promise<Uint8Array | undefined> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return undefined
  const { requestText, requestSeconds, idleSeconds } = config.limits
  try {
    const limits = { bytes: requestText, wholeMs: requestSeconds * 1_000, pauseMs: idleSeconds * 1_000 }
    const { bytes, whole } = await bodyUpTo(request, limits)
    return whole ? bytes : undefined
  } catch (failure) {
    if (failure instanceof BodyRefused) return undefined
    throw failure
  }
}

/** The name of an act: where it is asked for, and everything that was filled in. */
export const actOf = (path: string, fields: AskedAct['fields']): string =>
  fields === null ? path : `${path} ${digestOf(fields)}`

/** A browser may end the lines of a repeated field otherwise than the first time. */
const digestOf = (fields: NonNullable<AskedAct['fields']>): string =>
  createHash('sha256')
    .update(JSON.stringify(fields.map(([name, value]) => [name, value.replaceAll(/\r\n?/g, '\n')])))
    .digest('base64url')

const again = (request: Request, body: Uint8Array): Request =>
  new Request(request.url, { method: 'POST', headers: request.headers, body: new Uint8Array(body) })

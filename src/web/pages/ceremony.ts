import type { Challenged } from '../../team/ceremony.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import { LONGEST } from '../../team/session.ts'
import type { Session } from '../../team/team.ts'
import { json } from '../answer.tsx'
import { clearCookie, readCookie, setCookie } from '../cookie.ts'
import { memberCookie } from '../guard.ts'
import { readJson } from '../json.ts'
import type { Visit } from '../route.ts'

/** The two requests of every passkey: what to ask the browser for, and what it answered. Both are JSON. */

const challengeCookie = 'postern-passkey'

/** A challenge for the browser, bound to it by a cookie. */
export function challengeAnswer(visit: Visit, challenged: Challenged | TeamRefusal): Response {
  if (isRefusal(challenged)) return refusedAnswer(challenged)
  return json(challenged.options, { cookies: [setCookie(visit, challengeCookie, challenged.cookie, { maxAge: 300 })] })
}

/** A session that began or goes on under a new reference. */
/** `next`: where to go before what the page had in mind. */
export function sessionAnswer(visit: Visit, session: Session | TeamRefusal, next?: string): Response {
  if (isRefusal(session)) return refusedAnswer(session)
  return json(
    { done: true, ...(next !== undefined && { next }) },
    { cookies: [sessionCookie(visit, session), clearCookie(visit, challengeCookie)] },
  )
}

export const sessionCookie = (visit: Visit, { token }: Session): string =>
  setCookie(visit, memberCookie, token, { maxAge: LONGEST / 1_000 })

export const refusedAnswer = (refusal: TeamRefusal): Response => json(refusal, { status: 409 })

export interface CeremonyBody {
  /** Texts that the form sent along: a name, an act. */
  text(name: string): string
  /** The authenticator's answer with this browser's cookie. */
  readonly answer: { readonly response: unknown; readonly cookie: string | null }
}

export async function ceremonyBody(visit: Visit): Promise<CeremonyBody | Response> {
  const read = await readJson(visit.request, limits)
  if (!read.ok || typeof read.value !== 'object' || read.value === null) {
    return json({ text: 'This request could not be read. Please load the page again.' }, { status: 400 })
  }
  const fields = new Map<string, unknown>(Object.entries(read.value))
  return {
    text: (name) => {
      const value = fields.get(name)
      return typeof value === 'string' ? value.slice(0, 2_000) : ''
    },
    answer: { response: fields.get('response'), cookie: readCookie(visit.request, visit, challengeCookie) ?? null },
  }
}

export const tooOften = (): Response =>
  json({ text: 'There were too many tries from your network within the hour. Please wait a while.' }, { status: 429 })

/** An attestation is below 2 KiB; ten times that is plenty. */
const limits = { bytes: 64 * 1024, wholeMs: 20_000, pauseMs: 10_000 }

import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { usedChallenge } from '../store/challenge-rows.ts'
import type { Unique } from '../store/store.ts'
import { MINUTE, type TeamContext } from './context.ts'
import { secretToken } from './secret.ts'

/** What a browser needs to ask its authenticator, and the cookie that binds the answer to this browser. */
export interface Challenged {
  readonly options: object
  readonly cookie: string
}

/** What came back: the authenticator's answer as it arrived, and the cookie. */
export interface AnswerToChallenge {
  readonly response: unknown
  readonly cookie: string | null
}

export type NewPasskey = AnswerToChallenge

/**
 * A challenge lies signed in the browser that asked for it, so that any node can check it, and counts once: using it
 * leaves a unique value in the store (WebAuthn Level 3, 13.4.3; ASVS 5.0, 6.6.2).
 */
export interface Challenge {
  readonly challenge: string
  /** What it was asked for, such as `sign-in`. An answer for anything else is refused. */
  readonly purpose: string
  readonly until: number
  /** What was typed with the question: the first member's name. */
  readonly typed?: string
}

export const CHALLENGE_FOR = 5 * MINUTE

export function newChallenge(
  context: TeamContext,
  purpose: string,
  typed?: string,
): { challenge: Challenge; cookie: string } {
  const until = context.clock.now() + CHALLENGE_FOR
  const challenge = { challenge: secretToken(context), purpose, until, ...(typed !== undefined && { typed }) }
  const text = Buffer.from(JSON.stringify(challenge)).toString('base64url')
  return { challenge, cookie: `${text}.${signature(context, text)}` }
}

/** The challenge this browser was given for this purpose, unless it is over. Whether it was used the store will say. */
export const heldChallenge = (context: TeamContext, cookie: string | null, purpose: string): Challenge | undefined =>
  heldFor(context, cookie, (asked) => asked === purpose)

export function heldFor(
  context: TeamContext,
  cookie: string | null,
  fits: (purpose: string) => boolean,
): Challenge | undefined {
  const [text = '', signed = ''] = (cookie ?? '').slice(0, 4_000).split('.')
  if (!sameText(signed, signature(context, text))) return undefined
  const held = shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  return fits(held.purpose) && context.clock.now() <= held.until ? held : undefined
}

/** Goes into the append of whatever the answer brings about. */
export const usedUp = ({ keys }: TeamContext, { challenge, until }: Challenge): Unique =>
  usedChallenge(keys.tag('challenge', challenge), until)

const shape = z.strictObject({
  challenge: z.string(),
  purpose: z.string(),
  until: z.number(),
  typed: z.string().optional(),
})

const signature = ({ keys }: TeamContext, text: string): string =>
  createHmac('sha256', keys.purpose('session').bytes).update('passkey-challenge/v1\0').update(text).digest('base64url')

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

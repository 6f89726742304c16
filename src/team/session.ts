import { z } from 'zod'
import type { MemberId, Millis } from '../case/ids.ts'
import { openJson, sealJson } from '../store/seal.ts'
import {
  deleteSession,
  deleteSessionsOf,
  findSession,
  insertSession,
  type SessionRecord,
  sessionsOf,
  touchSession,
} from '../store/session-rows.ts'
import { StoreFailure, type Write } from '../store/store.ts'
import { HOUR, MINUTE, type TeamContext } from './context.ts'
import { member } from './member.ts'
import { passkeysHere } from './passkey.ts'
import { confirmsByProvider } from './provider-sign-in.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { secretToken } from './secret.ts'
import { BEGAN, type Done, type OpenSession, type SignedIn } from './team.ts'

/** A session ends half an hour after it was last used, and after twelve hours in any case (ASVS 5.0, 7.3). */
export const IDLE = 30 * MINUTE
export const LONGEST = 12 * HOUR

/** Whom the cookie lets in, as the store has it now: a removed member is out with the very next request. */
export async function session(context: TeamContext, token: string): Promise<SignedIn | undefined> {
  const row = await openRow(context, 'member', token)
  if (row === undefined) return undefined
  const who = await member(context, row.subject)
  if (who === undefined || who.state !== 'active') return undefined
  await touch(context, row)
  const { began, strong } = openJson(await context.keys.desk(), placeOf(row), row.body, memberSession)
  const { id, role, name } = who
  const passkeys = (await passkeysHere(context, id)).length
  return {
    as: 'member',
    member: id,
    role,
    name,
    session: row.tag,
    began,
    createdAt: row.created_at,
    strong,
    passkeys,
    onlyOnePasskey: passkeys < 2,
    confirmsByProvider: await confirmsByProvider(context, id),
  }
}

/** The same without noting a use: a page that merely stays open must not keep its session alive (ASVS 5.0, 7.3.1). */
export async function stands(context: TeamContext, tag: string): Promise<boolean> {
  const [row] = await context.store.read(findSession(tag))
  if (row?.kind !== 'member' || row.expires_at <= context.clock.now()) return false
  return (await member(context, row.subject))?.state === 'active'
}

export interface NewSession {
  readonly member: MemberId
  readonly browser: string
  readonly began: SignedIn['began']
  readonly strong: SignedIn['strong']
  /** Of the session it takes the place of: a new reference does not make it live longer. */
  readonly createdAt?: Millis
}

/** The token goes into the cookie, its tag into the store. */
export async function newSession(
  context: TeamContext,
  ask: NewSession,
): Promise<{ readonly token: string; readonly write: Write }> {
  const { browser, began, strong } = ask
  const now = context.clock.now()
  const token = secretToken(context)
  const tag = tagOf(context, 'member', token)
  const createdAt = ask.createdAt ?? now
  const row = { tag, kind: 'member', subject: ask.member, created_at: createdAt } as const
  const body = sealJson(await context.keys.desk(), placeOf(row), { browser: browser.slice(0, 60), began, strong })
  return { token, write: insertSession({ ...row, seen_at: now, expires_at: endOf(createdAt, now), body }) }
}

/** The same session under a new reference, so that an older copy of the cookie is worth nothing (ASVS 5.0, 7.2.4). */
export async function renewed(context: TeamContext, of: SignedIn, strong: SignedIn['strong']) {
  const { browser } = await told(context, of.session)
  const { token, write } = await newSession(context, {
    member: of.member,
    browser,
    began: of.began,
    strong,
    createdAt: of.createdAt,
  })
  return { token, writes: [deleteSession(of.session), write] }
}

export async function sessions(
  { store, keys }: TeamContext,
  id: MemberId,
  now: Millis,
): Promise<readonly OpenSession[]> {
  const key = await keys.desk()
  return (await store.read(sessionsOf('member', id)))
    .filter((row) => row.expires_at > now)
    .map((row) => {
      const { browser } = openJson(key, placeOf(row), row.body, memberSession)
      return { id: row.tag, createdAt: row.created_at, seenAt: row.seen_at, browser }
    })
}

export async function endSession({ store }: TeamContext, id: MemberId, tag: string): Promise<Done | TeamRefusal> {
  const [row] = await store.read(findSession(tag))
  if (row?.kind !== 'member' || row.subject !== id) return refuse('no-such-session')
  await store.write([deleteSession(tag)])
  return { done: true }
}

/** Every other session of this member ends; this one stays. */
export async function endOtherSessions({ store }: TeamContext, of: SignedIn): Promise<void> {
  await store.write([endOthers(of.member, of.session)])
}

export async function signOut(context: TeamContext, token: string): Promise<void> {
  await context.store.write([deleteSession(tagOf(context, 'member', token))])
}

/** A passkey that came or went ends whatever was open elsewhere (ASVS 5.0, 7.4.3). */
export const endOthers = (id: MemberId, except = ''): Write => deleteSessionsOf('member', id, except)

export const tagOf = ({ keys }: TeamContext, kind: SessionRecord['kind'], token: string): string =>
  keys.tag(`${kind}-session`, token)

/** The row of a session that still lasts, of this kind. */
export async function openRow(
  context: TeamContext,
  kind: SessionRecord['kind'],
  token: string,
): Promise<SessionRecord | undefined> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined
  const [row] = await context.store.read(findSession(tagOf(context, kind, token)))
  return row?.kind === kind && row.expires_at > context.clock.now() ? row : undefined
}

/** Noted at most once a minute, so that reading a page does not cost a write to disk. */
export async function touch({ store, clock }: TeamContext, row: SessionRecord): Promise<void> {
  const now = clock.now()
  if (now - row.seen_at < MINUTE) return
  await store.write([touchSession(row.tag, now, endOf(row.created_at, now))]).catch((failure: unknown) => {
    // A full disk must not lock people out of what can still be read; the session merely ends sooner.
    if (!(failure instanceof StoreFailure && failure.retry)) throw failure
  })
}

export const endOf = (createdAt: Millis, seenAt: Millis): Millis => Math.min(seenAt + IDLE, createdAt + LONGEST)

/** Whose it is and since when decide as much as what is sealed: nobody turns their own session into another's. */
export const placeOf = ({ tag, kind, subject, created_at }: Omit<SessionRecord, 'seen_at' | 'expires_at' | 'body'>) =>
  ({ at: 'session.body', row: tag, stream: 'desk', v: 1, beside: [kind, subject, created_at] }) as const

async function told({ store, keys }: TeamContext, tag: string): Promise<z.infer<typeof memberSession>> {
  const [row] = await store.read(findSession(tag))
  return row === undefined
    ? { browser: '', began: 'passkey', strong: null }
    : openJson(await keys.desk(), placeOf(row), row.body, memberSession)
}

const memberSession = z.strictObject({
  browser: z.string(),
  began: z.enum(BEGAN),
  strong: z.strictObject({ act: z.string(), at: z.number() }).nullable(),
})

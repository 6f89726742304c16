import { z } from 'zod'
import type { Millis } from '../case/ids.ts'
import { openJson, sealJson } from '../store/seal.ts'
import { deleteSession, findSession, insertSession, type SessionRecord, sessionsOf } from '../store/session-rows.ts'
import type { Write } from '../store/store.ts'
import type { TeamContext } from './context.ts'
import { secretToken } from './secret.ts'
import { endOf, placeOf, touch } from './session.ts'

/**
 * A reporter who came in by their account. The row is one of a reporter's, and belongs to the account in the place of a
 * receipt. Nothing of the visitor or the browser is kept.
 */
export interface AccountSession {
  readonly account: string
  /** The public id of the session, never the token. */
  readonly session: string
  /** A mailbox can be read by others: whoever came by one sees less than whoever showed a passkey. */
  readonly began: (typeof WAYS)[number]
}

const WAYS = ['passkey', 'mail'] as const

export async function newAccountSession(
  context: TeamContext,
  account: string,
  began: AccountSession['began'],
): Promise<{ readonly token: string; readonly write: Write }> {
  const now = context.clock.now()
  const token = secretToken(context)
  const tag = tagOf(context, token)
  const row = { tag, kind: 'reporter', subject: account, created_at: now } as const
  const body = sealJson(await context.keys.desk(), placeOf(row), { began })
  return { token, write: insertSession({ ...row, seen_at: now, expires_at: endOf(now, now), body }) }
}

export async function accountSession(context: TeamContext, token: string): Promise<AccountSession | undefined> {
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? accountSessionBy(context, tagOf(context, token)) : undefined
}

/** Also for a thread that was opened from the account: it ends with the session it was opened from. */
export async function accountSessionBy(context: TeamContext, tag: string): Promise<AccountSession | undefined> {
  const [row] = await context.store.read(findSession(tag))
  if (row === undefined || !stands(context, row)) return undefined
  await touch(context, row)
  return { account: row.subject, session: tag, began: (await beganOf(context, row)).began }
}

export interface OpenAccountSession {
  readonly id: string
  readonly began: AccountSession['began']
  readonly createdAt: Millis
  readonly seenAt: Millis
}

export async function accountSessions(context: TeamContext, account: string): Promise<readonly OpenAccountSession[]> {
  const rows = (await context.store.read(sessionsOf('reporter', account))).filter((row) => stands(context, row))
  return Promise.all(
    rows.map(async (row) => ({
      id: row.tag,
      began: (await beganOf(context, row)).began,
      createdAt: row.created_at,
      seenAt: row.seen_at,
    })),
  )
}

export const endAccountSession = (context: TeamContext, token: string): Write => deleteSession(tagOf(context, token))

const stands = ({ clock }: TeamContext, row: SessionRecord): boolean =>
  row.kind === 'reporter' && row.expires_at > clock.now()

const tagOf = ({ keys }: TeamContext, token: string): string => keys.tag('account-session', token)

const beganOf = async ({ keys }: TeamContext, row: SessionRecord) =>
  openJson(await keys.desk(), placeOf(row), row.body, z.strictObject({ began: z.enum(WAYS) }))

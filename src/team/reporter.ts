import { z } from 'zod'
import { openJson, sealJson } from '../store/seal.ts'
import { deleteSession, findSession, insertSession, sessionsOf } from '../store/session-rows.ts'
import type { Write } from '../store/store.ts'
import { accountSessionBy } from './account-session.ts'
import type { TeamContext } from './context.ts'
import { secretToken } from './secret.ts'
import { endOf, openRow, placeOf, tagOf, touch } from './session.ts'
import type { ReporterSession } from './team.ts'

/**
 * A reporter's cookie refers to a row here and never holds the receipt code. The row belongs to the receipt's tag, so
 * that rotating the receipt ends it. Nothing of the visitor or the browser is kept.
 */
export async function openReporterSession(context: TeamContext, access: ReporterSession): Promise<string> {
  const now = context.clock.now()
  const token = secretToken(context)
  const tag = tagOf(context, 'reporter', token)
  const row = { tag, kind: 'reporter', subject: access.receipt, created_at: now } as const
  const body = sealJson(await context.keys.desk(), placeOf(row), {
    stream: access.stream,
    person: access.person,
    ...(access.account && { from: access.account.session }),
  })
  await context.store.write([insertSession({ ...row, seen_at: now, expires_at: endOf(now, now), body })])
  return token
}

export async function reporterSession(context: TeamContext, token: string): Promise<ReporterSession | undefined> {
  const row = await openRow(context, 'reporter', token)
  if (row === undefined) return undefined
  const { from, ...of } = openJson(await context.keys.desk(), placeOf(row), row.body, shape)
  // Whoever is signed out of their account, here or elsewhere, is out of the threads they opened from it.
  const account = from === undefined ? undefined : await accountSessionBy(context, from)
  if (from !== undefined && account === undefined) return undefined
  await touch(context, row)
  return { as: 'reporter', ...of, receipt: row.subject, ...(account && { account }) }
}

/** The ends of the threads that were opened from this account with this receipt. Those who came by the code stay. */
export async function threadsOf(context: TeamContext, account: string, receipt: string): Promise<readonly Write[]> {
  const key = await context.keys.desk()
  const rows = await context.store.read(sessionsOf('reporter', receipt))
  const ends = rows.map(async (row) => {
    const { from } = openJson(key, placeOf(row), row.body, shape)
    const [opener] = from === undefined ? [] : await context.store.read(findSession(from))
    return opener?.subject === account ? [deleteSession(row.tag)] : []
  })
  return (await Promise.all(ends)).flat()
}

export async function endReporterSession(context: TeamContext, token: string): Promise<void> {
  await context.store.write([deleteSession(tagOf(context, 'reporter', token))])
}

const shape = z.strictObject({ stream: z.string(), person: z.string(), from: z.string().optional() })

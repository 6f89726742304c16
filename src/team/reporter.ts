import { z } from 'zod'
import { openJson, sealJson } from '../store/seal.ts'
import { deleteSession, insertSession } from '../store/session-rows.ts'
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
  const body = sealJson(await context.keys.desk(), placeOf(tag), { stream: access.stream, person: access.person })
  const times = { created_at: now, seen_at: now, expires_at: endOf(now, now) }
  await context.store.write([insertSession({ tag, kind: 'reporter', subject: access.receipt, ...times, body })])
  return token
}

export async function reporterSession(context: TeamContext, token: string): Promise<ReporterSession | undefined> {
  const row = await openRow(context, 'reporter', token)
  if (row === undefined) return undefined
  await touch(context, row)
  return {
    as: 'reporter',
    ...openJson(await context.keys.desk(), placeOf(row.tag), row.body, shape),
    receipt: row.subject,
  }
}

export async function endReporterSession(context: TeamContext, token: string): Promise<void> {
  await context.store.write([deleteSession(tagOf(context, 'reporter', token))])
}

const shape = z.strictObject({ stream: z.string(), person: z.string() })

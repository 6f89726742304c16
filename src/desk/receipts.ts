import type { PersonId } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { findReceipt, insertReceipt, replaceReceipt } from '../store/receipt-rows.ts'
import { NEVER } from '../store/rows.ts'
import { deleteSessionsOf } from '../store/session-rows.ts'
import type { Write } from '../store/store.ts'
import type { ReporterAccess } from './desk.ts'
import { freshSecret } from './fresh.ts'
import { receiptTag } from './intake.ts'
import type { Means } from './means.ts'
import { receiptCode } from './receipt-code.ts'

/** Whom a code lets in, or when it was replaced. */
export async function openReceipt(
  means: Means,
  code: string,
): Promise<ReporterAccess | { readonly replacedAt: number } | undefined> {
  const tag = receiptTag(means, code)
  const [row] = await means.store.read(findReceipt(tag))
  if (row === undefined || row.expires_at <= means.clock.now()) return undefined
  return row.state === 'replaced'
    ? { replacedAt: row.replaced_at }
    : { as: 'reporter', stream: row.stream, person: row.person, receipt: tag }
}

/** A receipt that was rotated, or whose person left, ends its sessions at the next request. */
export async function stillOpens(means: Means, access: ReporterAccess): Promise<boolean> {
  const [row] = await means.store.read(findReceipt(access.receipt))
  return (
    row !== undefined && row.state === 'active' && row.stream === access.stream && row.expires_at > means.clock.now()
  )
}

export function freshReceipt(
  means: Means,
  stream: string,
  person: PersonId,
): { readonly code: string; readonly write: Write } {
  const code = receiptCode(means.keys.purpose('receipt').bytes, freshSecret(means.random))
  const write = insertReceipt({
    tag: receiptTag(means, code),
    stream,
    person,
    createdAt: means.clock.now(),
    expiresAt: NEVER,
  })
  return { code, write }
}

export function rotated(
  means: Means,
  access: ReporterAccess,
): { readonly code: string; readonly writes: readonly Write[] } {
  const now = means.clock.now()
  const { code, write } = freshReceipt(means, access.stream, access.person)
  // Whoever came in with the old code is out at the same moment.
  const ended = deleteSessionsOf('reporter', access.receipt)
  return {
    code,
    writes: [replaceReceipt(access.receipt, now, now + means.limits.replacedReceiptDays * day), ended, write],
  }
}

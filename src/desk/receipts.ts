import type { PersonId } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { findReceipt, insertReceipt, replaceReceipt } from '../store/receipt-rows.ts'
import { NEVER } from '../store/rows.ts'
import { deleteSessionsOf } from '../store/session-rows.ts'
import type { Write } from '../store/store.ts'
import type { ReceiptOffer, ReporterAccess } from './desk.ts'
import { receiptTag } from './intake.ts'
import type { Means } from './means.ts'
import { receiptCode } from './receipt-code.ts'

/** Whom a code lets in, or when it was replaced. */
export async function openReceipt(
  means: Means,
  code: string,
): Promise<ReporterAccess | { readonly replacedAt: number; readonly receipt: string } | undefined> {
  const tag = receiptTag(means, code)
  const [row] = await means.store.read(findReceipt(tag))
  if (row === undefined || row.expires_at <= means.clock.now()) return undefined
  return row.state === 'replaced'
    ? { replacedAt: row.replaced_at, receipt: tag }
    : { as: 'reporter', stream: row.stream, person: row.person, receipt: tag }
}

/** A receipt that was rotated, or whose person left, ends its sessions at the next request. */
export async function stillOpens(means: Means, access: ReporterAccess): Promise<boolean> {
  const [row] = await means.store.read(findReceipt(access.receipt))
  return (
    row !== undefined && row.state === 'active' && row.stream === access.stream && row.expires_at > means.clock.now()
  )
}

/** The receipt that takes the place of a hand-over code. */
export const takenOver = (
  means: Means,
  offer: ReceiptOffer,
  { stream, person }: { readonly stream: string; readonly person: PersonId },
): Write =>
  insertReceipt({
    tag: receiptTag(means, offeredCode(means, offer)),
    stream,
    person,
    createdAt: means.clock.now(),
    expiresAt: NEVER,
  })

/**
 * The code that would take the old one's place. It is made from the old receipt and from what its holder chose or was
 * given to choose, so that it can be shown before it works, and again after an answer that got lost.
 */
export const offeredCode = (means: Means, { from, id }: ReceiptOffer): string =>
  receiptCode(means.keys.purpose('receipt').bytes, `rotation:${from}:${id}`)

export function replacement(means: Means, access: ReporterAccess, code: string): readonly Write[] {
  const { stream, person, receipt } = access
  const now = means.clock.now()
  return [
    replaceReceipt(receipt, now, now + means.limits.replacedReceiptDays * day),
    // Whoever came in with the old code is out at the same moment.
    deleteSessionsOf('reporter', receipt),
    insertReceipt({ tag: receiptTag(means, code), stream, person, createdAt: now, expiresAt: NEVER }),
  ]
}

/** The new code once more, for as long as a sent draft shows its own, to whoever knows from what it was made. */
export async function replacedBy(
  means: Means,
  offer: ReceiptOffer,
): Promise<{ readonly receipt: string; readonly stream: string } | undefined> {
  if (!isOffer(offer)) return undefined
  const receipt = offeredCode(means, offer)
  const [row] = await means.store.read(findReceipt(receiptTag(means, receipt)))
  const lasts = row !== undefined && row.created_at + means.limits.draftHours * hour > means.clock.now()
  return row?.state === 'active' && lasts ? { receipt, stream: row.stream } : undefined
}

/** What a hidden field brings back may be anything. */
export const isOffer = ({ from, id }: ReceiptOffer): boolean =>
  /^[0-9a-f]{64}$/.test(from) && id.length > 0 && id.length <= 200

const hour = 3_600_000

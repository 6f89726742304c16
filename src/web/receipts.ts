import type { ReporterAccess } from '../desk/desk.ts'
import { line } from '../in-line.ts'
import type { Visit } from './route.ts'

/** What a receipt code opens. Unknown, expired and malformed are one result, whatever was wrong. */
export type Opened =
  | { readonly result: 'open'; readonly access: ReporterAccess }
  | { readonly result: 'replaced'; readonly at: number; readonly receipt: string }
  | { readonly result: 'no'; readonly tooMany: boolean }

/**
 * Looks a code up. A right one always comes in: only wrong ones are counted, and per address, so that nobody can lock
 * out the people who share a network or a Tor exit with them. 129 bits need no lock against guessing.
 */
export async function openReceiptFor(visit: Visit, typed: string): Promise<Opened> {
  const { limits } = visit.config
  // Too long to be a code: looked up all the same, as nothing, so that it takes the way of every other wrong one.
  const code = typed.length > limits.receiptCharacters ? '' : typed
  const access = await inTurn(limits.receiptsAtOnce, () => visit.desk.openReceipt(code))
  if (access !== undefined && 'replacedAt' in access)
    return { result: 'replaced', at: access.replacedAt, receipt: access.receipt }
  if (access !== undefined) return { result: 'open', access }
  visit.house.audit.failed('receipts')
  return { result: 'no', tooMany: !(await visit.within('wrongReceiptsPerHour')) }
}

// A flood of wrong codes waits in a line here instead of taking every reader of the store for itself.
const inTurn = line()
